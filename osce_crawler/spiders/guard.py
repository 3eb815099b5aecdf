"""Keeps a crawl on the hosts to which it was sent."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from osce_crawler.spiders.base import OffSiteError, OsceSpider


class Guard:
    """Refuses requests, redirected ones too, before anything is asked of a foreign host.

    Hosts are compared whole: no host of the site is told by the letters it ends with.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = self.crawler.spider
        if isinstance(spider, OsceSpider) and not spider.may_go(request.url):
            raise OffSiteError(f"off-site: {request.url}")
