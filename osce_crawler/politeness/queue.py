"""The scheduler's queue: it passes over hosts that pause or are busy, and over retries not yet due."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.utils.asyncio import CallLaterResult, call_later

from osce_crawler.addresses import host_of
from osce_crawler.politeness.hosts import Hosts

NOT_BEFORE = "not_before"
"""Key of a request's meta: before this moment, of the clock of `Hosts`, it is not sent."""
# A pause is waited for in pieces of this length at most, in seconds.
_LONGEST_NAP = 60.0


class _FreeHosts(DownloaderInterface):
    """Shows the queue only the hosts that may be asked now, each with its port."""

    def __init__(self, crawler: Crawler, hosts: Hosts) -> None:
        super().__init__(crawler)
        self._hosts = hosts
        self._sent: dict[str, set[Request]] = {}

    def get_slot_key(self, request: Request) -> str:
        return host_of(request.url)

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        now = self._hosts.clock()
        return [
            (under_way, name)
            for name in possible_slots
            if self._is_free(name, under_way := self._under_way(name), now)
        ]

    def note(self, request: Request) -> None:
        """Note that the request is handed out."""
        self._sent.setdefault(host_of(request.url), set()).add(request)

    def _is_free(self, name: str, under_way: int, now: float) -> bool:
        host = self._hosts.named(name)
        return bool(host.left) or (now >= host.paused_until and under_way < host.concurrency)

    def _under_way(self, name: str) -> int:
        """Requests that were handed out and have no answer yet, in whatever middleware they are."""
        sent = self._sent.get(name)
        if not sent:
            return 0
        sent.intersection_update(self.downloader.active)
        return len(sent)


class HostQueue(DownloaderAwarePriorityQueue):
    """Scrapy's own, host by host. A request that waits takes no place in the downloader."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        hosts = self._hosts = Hosts.at_work(crawler)
        self._free = self._downloader_interface = _FreeHosts(crawler, hosts)
        self._later: list[tuple[float, int, Request]] = []
        self._numbers = count()
        self._left = 0
        self._nap: CallLaterResult | None = None

    def push(self, request: Request) -> None:
        if "redirect_urls" in request.meta:
            request.meta.pop("download_slot", None)  # that of the host which redirects
        request.meta.setdefault("download_slot", self._hosts.of(request.url).slot)
        moment = request.meta.pop(NOT_BEFORE, 0.0)
        if moment > self._hosts.clock():
            heappush(self._later, (moment, next(self._numbers), request))
        else:
            self._put(request)

    def pop(self) -> Request | None:
        self._put_back()
        request = super().pop()
        if request is not None:
            self._hosts.of(request.url).queued -= 1
            self._free.note(request)
        elif len(self):
            self._come_back()
        return request

    def __len__(self) -> int:
        return super().__len__() + len(self._later)

    def _put(self, request: Request) -> None:
        self._hosts.of(request.url).queued += 1
        super().push(request)

    def _put_back(self) -> None:
        """Put those in their places whose pause is over, or whose host is left alone: to be refused."""
        if len(self._hosts.left_alone) > self._left:
            self._left = len(self._hosts.left_alone)
            self._later = [
                (self._moment_of(request, moment), n, request) for moment, n, request in self._later
            ]
            heapify(self._later)
        while self._later and self._later[0][0] <= self._hosts.clock():
            self._put(heappop(self._later)[2])

    def _moment_of(self, request: Request, moment: float) -> float:
        return 0.0 if self._hosts.of(request.url).left else moment

    def _come_back(self) -> None:
        """Have the engine ask again when the next pause is over: its own heartbeat is slow."""
        now = self._hosts.clock()
        moments = [self._hosts.named(name).paused_until for name in self.pqueues]
        moments += [moment for moment, *_ in self._later[:1]]
        waits = [moment - now for moment in moments if moment > now]
        if self._nap is not None:
            self._nap.cancel()
        if waits:
            self._nap = call_later(min([*waits, _LONGEST_NAP]), self._schedule)

    def _schedule(self) -> None:
        self._nap = None
        engine = self.crawler.engine
        # There is no public way to have the engine ask its scheduler before the next heartbeat.
        if engine is not None and engine._slot is not None:
            engine._slot.nextcall.schedule()
