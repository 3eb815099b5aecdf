"""robots.txt: fetched before anything else of a host, and obeyed, with its Crawl-delay."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from osce_crawler.addresses import host_of
from osce_crawler.politeness.failures import OF_ROBOTS, status_in_words
from osce_crawler.politeness.hosts import HOST_GONE, Host, Hosts, LeftAloneError, in_words, pause_after
from osce_crawler.politeness.retry import retry_after

logger = logging.getLogger(__name__)

robots_answered = object()
"""Signal: what came of a host's robots.txt. Arguments: `url`, `why`, `detail`, `response` or null."""
# Rules are what a person writes; of a longer file the rest is passed over.
_LONGEST = 512 * 1024
# A longer pause would keep a crawl from ever coming to its end, in seconds.
_LONGEST_DELAY = 60.0
# A stop is noticed after so many seconds.
_NAP = 0.5


class RefusedError(IgnoreRequest):
    """The host's robots.txt does not allow the address."""


class StoppedError(IgnoreRequest):
    """The crawl ends before it is known what the host allows."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why there is no answer; `wait`: the host asks for a pause of so many seconds."""

    why: str
    is_host_gone: bool = False
    wait: float = 0.0


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, which fails closed: a host that does not say its rules is left alone.

    Crawl-delay is honoured up to a minute.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts = Hosts.at_work(crawler)
        self._retries = (
            crawler.settings.getint("RETRY_TIMES") if crawler.settings.getbool("RETRY_ENABLED") else 0
        )
        self._asked: dict[str, asyncio.Task[RobotParser | None]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise RefusedError("refused by robots.txt") from None

    def process_request(self, request: Request) -> Coroutine[Any, Any, None] | None:  # type: ignore[override]
        """Judge the request at once where the rules are known: that is so for all but a host's first."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        asked = self._asked.get(host_of(request.url))
        if asked is None or not asked.done() or asked.cancelled():
            return super().process_request(request)
        self.process_request_2(asked.result(), request)
        return None

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; null if it has none. Raises LeftAloneError, StoppedError."""
        name = host_of(request.url)
        if name not in self._asked:
            self._asked[name] = asyncio.ensure_future(self._ask(urljoin(request.url, "/robots.txt")))
        rules = self._asked[name]
        while not rules.done() and not self._is_stopping():
            await asyncio.wait([rules], timeout=_NAP)
        if not rules.done() or rules.cancelled():
            # An answer that does not come, or a pause, would outlast the stop.
            rules.cancel()
            raise StoppedError("the crawl was stopped before robots.txt was read")
        return rules.result()

    async def _ask(self, url: str) -> RobotParser | None:
        host = self._hosts.of(url)
        for attempt in count(1):
            try:
                response = await self._download(url)
                if response.status < 500 and response.status != 429:
                    return self._read(response, host, url)
                fault = _Fault(status_in_words(response.status), wait=retry_after(response))
            except Exception as error:  # whatever keeps the answer away
                if isinstance(error, IgnoreRequest) and not isinstance(error, LeftAloneError):
                    # Rules that lead away from the site are none.
                    self._tell(url, "robots.txt", str(error))
                    return None
                fault = _Fault(in_words(error), isinstance(error, HOST_GONE))
            await self._pause(host, url, fault, attempt)
        raise AssertionError

    async def _download(self, url: str) -> Response:
        self._stats.inc_value("robotstxt/request_count")
        slot = self._hosts.of(url).slot
        meta = {"dont_obey_robotstxt": True, "dont_retry": True, "download_slot": slot}
        request = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        engine = self.crawler.engine
        assert engine is not None
        response = await engine.download_async(request)
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        return response

    def _read(self, response: Response, host: Host, url: str) -> RobotParser | None:
        """Rules where the host has any; an answer that it has none also counts."""
        self._tell(url, "robots.txt", status_in_words(response.status), response)
        host.end_outage()
        if response.status != 200:
            return None
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, _whole_lines(response.body))
        asked_for = rules.crawl_delay(self._robotstxt_useragent or self._default_useragent) or 0.0
        if asked_for > host.delay:
            self._slow_down(host, asked_for)
        return rules

    def _slow_down(self, host: Host, asked_for: float) -> None:
        """Keep the pause that the rules ask for, in this slot and in later ones: Scrapy drops idle slots."""
        if asked_for > _LONGEST_DELAY:
            logger.warning(
                "%s: robots.txt asks for %g s between two requests; the crawl keeps %g s",
                host.name, asked_for, _LONGEST_DELAY,
            )  # fmt: skip
        host.slow_down(min(asked_for, _LONGEST_DELAY))
        engine = self.crawler.engine
        assert engine is not None
        downloader = engine.downloader
        slot = {"delay": host.delay, "concurrency": host.concurrency}
        downloader.per_slot_settings.setdefault(host.slot, {}).update(slot)
        if host.slot in downloader.slots:
            downloader.slots[host.slot].delay = host.delay

    async def _pause(self, host: Host, url: str, fault: _Fault, attempt: int) -> None:
        """Wait before the next attempt. Raises LeftAloneError where there were enough."""
        why = f"{OF_ROBOTS}{fault.why}"
        if fault.is_host_gone and self._retries:
            self._hosts.fail(url, fault.why, gone=True)
        elif attempt > self._retries or host.was_left or self._hosts.never_came(host, attempt, fault.wait):
            self._hosts.leave(host, why)
        else:
            self._hosts.pause(host, max(pause_after(host.delay, attempt), fault.wait), why)
        while (left := host.paused_until - self._hosts.clock()) > 0:
            await asyncio.sleep(left)
        if host.left:
            self._tell(url, "host left alone", why)
            raise LeftAloneError(host.left)

    def _is_stopping(self) -> bool:
        """Whether the crawl ends."""
        engine = self.crawler.engine
        if engine is None or not engine.running:
            return True
        scraping = engine.scraper.slot
        is_full = engine.downloader.needs_backout() or (scraping is not None and scraping.needs_backout())
        return engine.needs_backout() and not is_full

    def _tell(self, url: str, why: str, detail: str, response: Response | None = None) -> None:
        self.crawler.signals.send_catch_log(
            robots_answered, url=url, why=why, detail=detail, response=response
        )


def _whole_lines(body: bytes) -> bytes:
    """As many lines as are read: a rule that breaks off may forbid everything."""
    return body if len(body) <= _LONGEST else body[:_LONGEST].rpartition(b"\n")[0]
