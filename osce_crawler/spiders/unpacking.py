"""Unpacks answers: one that is broken, or too large, is asked for once more, and costs that page only."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from osce_crawler.spiders.patience import patience_of


class UnpackingError(Exception):
    """A page that cannot be unpacked, twice."""


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's own, whose errors pass by everything that could ask again."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            return super().process_response(request, response)
        except Exception as error:  # each way of packing has errors of its own
            again = patience_of(self.crawler).once_more(request, "not to be unpacked")
            if again is None:
                raise UnpackingError(str(error)) from None
            return again
