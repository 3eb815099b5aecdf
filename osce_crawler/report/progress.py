"""How far a crawl is: a bar on a terminal, plain and rare lines elsewhere, both on standard error."""

import atexit
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, CallLaterResult, call_later, create_looping_call
from twisted.internet.task import LoopingCall

from osce_crawler.archive.client import ArchiveSpider
from osce_crawler.outcomes import EMITTED, NO_ANSWER, UNFINISHED
from osce_crawler.politeness.hosts import Hosts
from osce_crawler.report.showing import shown
from osce_crawler.report.status import CrawlStatus
from osce_crawler.report.terminal import can_go_back
from osce_crawler.spiders.base import OsceSpider, crawl_begins

if TYPE_CHECKING:
    from osce_crawler.report.bar import Bar

# Twice a second a bar looks alive, and costs nothing that can be measured beside reading pages.
_REFRESH = 0.5
_CAPTURES = "captures"
# Seconds after which a site that works has answered; if none has, a line says so.
_SOON = 10.0
# Lines come at one, two, four … intervals, and from then on at every tenth.
_RAREST = 10
# The rate is that of the last minute: a pause shows, and is forgotten again.
_RATE_OVER = 60.0


class Progress:
    """Shows how far the spider is; PROGRESS_EVERY is the time in seconds before the first line."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.bar: Bar | None = None
        self.calls: AsyncioLoopingCall | LoopingCall | None = None
        self.early: CallLaterResult | None = None
        self.answers: deque[tuple[float, int]] = deque()
        self.interval = 1
        self.waited = 0
        self.is_out = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler)
        crawler.signals.connect(progress.begun, crawl_begins)
        crawler.signals.connect(progress.opened, signals.spider_opened)
        crawler.signals.connect(progress.ended, signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        """Begin with a spider that asks a web archive; one of a site says itself when its crawl begins."""
        if isinstance(spider, ArchiveSpider):
            self.begun()

    def begun(self) -> None:
        """Begin to show the crawl: a bar where standard error can show one, else lines.

        Handler of `crawl_begins`: `scrapy shell`, `fetch` and `parse` show nothing.
        """
        every = self.crawler.settings.getfloat("PROGRESS_EVERY")
        self.early = call_later(min(_SOON, every), self.look)
        # Output that cannot go back, as a pipe or a simple terminal, takes lines only.
        if can_go_back():
            from osce_crawler.report.bar import Bar  # noqa: PLC0415  some megabytes that no scheduled job needs

            self.bar = Bar(self.status)
            # A second Ctrl-C ends the crawl without closing its spider; the cursor comes back all the same.
            atexit.register(self.bar.stop)
            self._loop(self.bar.refresh, _REFRESH)
        else:
            self._loop(self.tick, every)

    def ended(self) -> None:
        if self.calls is not None and self.calls.running:
            self.calls.stop()
        if self.early is not None:
            self.early.cancel()
            self.early = None
        if self.bar is not None:
            self.bar.stop()
            atexit.unregister(self.bar.stop)

    def status(self) -> CrawlStatus:
        """How far the crawl is now."""
        spider = self.crawler.spider
        if isinstance(spider, ArchiveSpider):
            return self._status_of_archive(spider)
        assert isinstance(spider, OsceSpider)
        counts = spider.outcomes.counts()
        known = counts.total()
        return CrawlStatus(
            spider.name,
            known,
            known - counts[NO_ANSWER],
            counts[EMITTED],
            sum(counts[why] for why in UNFINISHED if why != NO_ANSWER),
            self._rate(),
            spider.politeness.outages(),
            is_silent=self._is_silent,
        )

    def _status_of_archive(self, spider: ArchiveSpider[object]) -> CrawlStatus:
        far, outages = spider.how_far, Hosts.at_work(self.crawler).outages()
        assert far is not None
        rate = self._rate() if far.what == _CAPTURES else None
        name = "fetching" if far.what == _CAPTURES else "listing"
        return CrawlStatus(
            name, far.known, far.done, None, far.failed, rate, outages, self._is_silent, far.what
        )

    @property
    def _is_silent(self) -> bool:
        return self.early is None and not self._answers()

    def look(self) -> None:
        """The first seconds have passed: print a line if nothing was answered, or a host cannot be read."""
        self.early = None
        status = self.status()
        if self.bar is None and (status.outages or status.is_silent):
            self._tell_status(status)

    def tick(self) -> None:
        """One interval has passed: print a line if one is due, or if an outage began or ended."""
        self.waited += 1
        status = self.status()
        if bool(status.outages) != self.is_out:
            self.is_out = not self.is_out
            self.waited = self.interval = 1
        if self.waited == self.interval:
            self.waited, self.interval = 0, min(2 * self.interval, _RAREST)
            self._tell_status(status)

    def _loop(self, call: Callable[[], None], every: float) -> None:
        calls = self.calls = create_looping_call(call)
        calls.start(every, now=False)

    def _rate(self) -> float:
        now, answers = time.monotonic(), self._answers()
        self.answers.append((now, answers))
        while len(self.answers) > 2 and now - self.answers[0][0] > _RATE_OVER:
            self.answers.popleft()
        then, before = self.answers[0]
        return (answers - before) / (now - then) if now > then else 0.0

    def _answers(self) -> int:
        """How many answers came so far."""
        stats = self.crawler.stats
        assert stats is not None
        count: int = stats.get_value("response_received_count", 0)
        return count

    def _tell_status(self, status: CrawlStatus) -> None:
        self._tell(f"{status.name}: {', '.join(status.parts())}")

    def _tell(self, line: str) -> None:
        """On a pipe without a reader nothing more is printed."""
        try:
            sys.stderr.write(f"{shown(line)}\n")
            sys.stderr.flush()
        except OSError:
            self.ended()
