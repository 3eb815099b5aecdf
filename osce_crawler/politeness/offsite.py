"""Refuses requests to other hosts, and to hosts that are left alone."""

from functools import cached_property

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest

from osce_crawler.politeness.hosts import Hosts, LeftAloneError


class OffSiteError(IgnoreRequest):
    """The address lies on a host, or has a scheme, to which the crawl was not sent."""


class OnSite(OffsiteMiddleware):
    """Scrapy's own, with the spider's judgement, and an errback that hears of every refusal.

    `dont_filter` opens no way off the site: it speaks of duplicates, and a redirect inherits it.
    """

    @cached_property
    def _hosts(self) -> Hosts:
        return Hosts.at_work(self.crawler)

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Refuse nothing yet: what is dropped here reaches no errback and would get no outcome."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # no deprecated argument
        """Raise OffSiteError, or LeftAloneError where the host is left alone."""
        spider = self.crawler.spider
        assert spider is not None
        if not request.meta.get("allow_offsite") and not self.should_follow(request, spider):
            self.stats.inc_value("offsite/filtered")
            raise OffSiteError(f"off-site: {request.url}")
        if left := self._hosts.of(request.url).left:
            raise LeftAloneError(left)

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether the address is on the site; of spiders that do not judge it, Scrapy's own rule."""
        is_on_site = getattr(spider, "is_on_site", None)
        if is_on_site is None:
            return super().should_follow(request, spider)
        return bool(is_on_site(request.url))
