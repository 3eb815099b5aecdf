"""Decompresses answers: one that is broken or too large is retried once, and costs its page alone."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from osce_crawler.politeness.retry import BackoffRetry

AS_PACKED = "as_packed"
"""Meta key: the body is wanted as it came."""


class CompressionError(Exception):
    """A page that cannot be decompressed, twice."""


class Decompression(HttpCompressionMiddleware):
    """Scrapy's own, whose errors pass by everything that could retry."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # no deprecated argument
        if request.meta.get(AS_PACKED):
            return response
        try:
            return super().process_response(request, response)
        except Exception as error:  # each way of packing has errors of its own
            retry = self.crawler.get_downloader_middleware(BackoffRetry)
            again = retry.once_more(request, "compression") if retry is not None else None
            if again is None:
                raise CompressionError(f"cannot be decompressed: {error}") from None
            return again
