"""The frontier as Scrapy's scheduler, for spiders of this project and any other."""

from typing import Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import CallLaterResult, call_later

from osce_crawler.spiders.frontier import Frontier
from osce_crawler.spiders.robots import Robots

# A pause is slept through in pieces of this length at most, in seconds.
_LONGEST_NAP = 60.0


class Scheduler(BaseScheduler):
    """Gives the engine a request when one is due, and wakes it when a pause is over."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        frontier = getattr(crawler.spider, "frontier", None)
        self.frontier: Frontier = frontier or _plain(crawler)
        self.frontier.wake = self._schedule
        self._nap: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        return self.frontier.is_pending()

    def enqueue_request(self, request: Request) -> bool:
        self.frontier.add(request)
        return True

    def next_request(self) -> Request | None:
        engine = self.crawler.engine
        assert engine is not None
        request = self.frontier.next(engine.downloader.active)
        if request is None and self.frontier.is_pending():
            self._sleep()
        return request

    def close(self, reason: str) -> None:  # noqa: ARG002  Scrapy's name
        self._wake_up()

    def _sleep(self) -> None:
        """Come back when something is due; if nothing ever will be, nothing is left to wait for."""
        wait = self.frontier.wait()
        self._wake_up()
        if wait is not None:
            self._nap = call_later(min(wait, _LONGEST_NAP), self._schedule)
        elif self._is_still():
            self.frontier.release_all()
            self._nap = call_later(0, self._schedule)

    def _is_still(self) -> bool:
        engine = self.crawler.engine
        assert engine is not None
        slot = engine.scraper.slot
        return not engine.downloader.active and (slot is None or slot.is_idle())

    def _wake_up(self) -> None:
        if self._nap is not None:
            self._nap.cancel()
            self._nap = None

    def _schedule(self) -> None:
        """Let the engine ask for requests: it has no other way to be told."""
        self._nap = None
        engine = self.crawler.engine
        if engine is not None and engine._slot is not None:
            engine._slot.nextcall.schedule()


def _plain(crawler: Crawler) -> Frontier:
    """The frontier of a spider that is not of this project: the same pauses, the same rules."""
    frontier = Frontier(crawler.settings)
    if crawler.settings.getbool("ROBOTSTXT_OBEY"):
        frontier.rules_of = Robots(frontier, crawler.settings).request
    return frontier
