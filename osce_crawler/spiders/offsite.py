"""Keeps a crawl on the hosts it was sent to, redirects included."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from osce_crawler.spiders.base import OsceSpider


class OffSiteError(IgnoreRequest):
    """The address lies on a host that this crawl may not contact; nothing was asked of it."""


class OffSite:
    """Refuses every request that leaves the spider's own hosts.

    Scrapy's own middleware of this purpose also admits subdomains, and every request that is not filtered
    as a duplicate.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise OffSiteError before a connection is opened."""
        spider = self.crawler.spider
        if isinstance(spider, OsceSpider) and not spider.may_go(request.url):
            raise OffSiteError(request.url)
