"""Keeps a crawl on the hosts to which it was sent, and inside what they allow."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from osce_crawler.spiders.hosts import RULES


class OffSiteError(IgnoreRequest):
    """The address lies on a host, or has a scheme, to which the crawl was not sent."""


class LeftAloneError(IgnoreRequest):
    """The host failed too often in this run."""


class RefusedError(IgnoreRequest):
    """The host's robots.txt does not allow the address."""


class Guard:
    """Refuses requests, redirected ones too, before anything is asked.

    Hosts are compared whole: no host of the site is told by the letters it ends with.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        assert self.crawler.engine is not None
        frontier = self.crawler.engine.scheduler.frontier  # type: ignore[union-attr]
        if not frontier.may_go(request.url):
            raise OffSiteError(f"off-site: {request.url}")
        host = frontier.host(request.url)
        if host.left:
            raise LeftAloneError(host.left)
        if host.allows is not None and RULES not in request.meta and not host.allows(request.url):
            raise RefusedError("refused by robots.txt")
