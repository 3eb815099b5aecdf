"""Per host: delay, failures in a row, pauses of the whole host, and whether it is left alone."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
    NotConfigured,
)
from scrapy.settings import BaseSettings
from twisted.internet.error import ConnectError

from osce_crawler.addresses import host_of

logger = logging.getLogger(__name__)

# After so many failures in a row a host is left alone, where they are those of so many different pages: a few
# broken pages must not keep the others from being read.
MOST_FAILURES, FEWEST_PAGES = 10, 5
# So many different pages that fail in a row are no longer the fault of each of them.
_HOST_FAILS = 3
# The first pause is so many times the host's own, each further one so many times the one before, in seconds.
_FIRST, _GROWTH, _LONGEST = 5, 3, 300.0


# What keeps a whole host from being reached.
HOST_GONE = (CannotResolveHostError, DownloadConnectionRefusedError, ConnectError)


class LeftAloneError(IgnoreRequest):
    """The host failed too often in this run."""


@dataclass(slots=True, eq=False)
class Host:
    """One host; moments are those of the clock of `Hosts`, in seconds."""

    name: str
    slot: str
    """Its download slot: as DOWNLOAD_SLOTS names it, else by its name, as a port makes another host."""
    delay: float
    """Seconds between two requests, as its slot has it; pauses grow with it."""
    concurrency: int = 1
    """Requests that may be under way at a time."""
    paused_until: float = 0.0
    """Before this moment nothing is asked."""
    left: str = ""
    """Why the host is left alone for this run; empty if it is not."""
    failures: int = 0
    """Failures in a row, with nothing good between."""
    outages: int = 0
    """Pauses in a row because the host as a whole failed."""
    answers: int = 0
    """Good answers in this run."""
    queued: int = 0
    """Requests that wait in the scheduler, those that wait for a retry aside."""
    _failed: Counter[str] = field(default_factory=Counter)
    _before: tuple[int, Counter[str]] = (0, Counter())

    @property
    def failed_pages(self) -> int:
        """How many different pages failed in this row."""
        return len(self._failed)

    @property
    def is_broken(self) -> bool:
        """Whether so many different pages failed that they are not to blame.

        A host that gave many good pages may have more broken ones before it is taken to be broken itself.
        """
        fewest = FEWEST_PAGES if self.answers < MOST_FAILURES else MOST_FAILURES
        return self.failed_pages >= fewest

    def slow_down(self, seconds: float) -> None:
        """Keep at least so long a delay."""
        self.delay = max(self.delay, seconds)

    def count_failure(self, url: str) -> None:
        """Count one more failure in the row."""
        self.failures += 1
        self._failed[url] += 1

    def count_answer(self) -> None:
        """End the row: an answer is good, or looks so until it is read."""
        self._before = self.failures, self._failed
        self.failures, self._failed = 0, Counter()
        self.end_outage()
        self.answers += 1

    def end_outage(self) -> None:
        """The host answers again, though no page of it is read yet."""
        self.outages = 0

    def take_back_answer(self) -> None:
        """Go on with the row before: read, the answer proves to be a challenge or empty."""
        self.answers = max(0, self.answers - 1)
        if self._before[0] >= self.failures:
            self.failures, self._failed = self._before


class Hosts:
    """A Scrapy extension that the retry middleware, the queue, robots.txt and the spiders share."""

    def __init__(self, settings: BaseSettings, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._settings = settings
        self._slots = settings.getdict("DOWNLOAD_SLOTS")
        self._hosts: dict[str, Host] = {}
        self.left_alone: set[str] = set()
        """The names of the hosts that are left alone."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings)

    @classmethod
    def at_work(cls, crawler: Crawler) -> Self:
        """The one that all parts of this crawl share. Raises NotConfigured where EXTENSIONS lacks it."""
        hosts = crawler.get_extension(cls)
        if hosts is None:
            raise NotConfigured(f"EXTENSIONS lacks {cls.__module__}.{cls.__name__}")
        return hosts

    def of(self, url: str) -> Host:
        """The host of the address; another port is another host."""
        return self.named(host_of(url))

    def named(self, name: str) -> Host:
        """The host of this name, with its port where it has one."""
        found = self._hosts.get(name)
        if found is None:
            found = self._hosts[name] = self._host(name)
        return found

    def fail(self, url: str, why: str, *, gone: bool = False, cut_off: bool = False) -> None:
        """Count a failure, and judge its host by it.

        `gone`: the host itself cannot be reached, so that it pauses as a whole, and after ten times is left
        alone. `cut_off`: the connection broke, which is the host's fault where it happens to several pages.
        """
        host = self.of(url)
        if gone and self.clock() < host.paused_until:
            return  # requests in flight when the pause began fail by the same outage
        host.count_failure(url)
        if host.failures >= MOST_FAILURES and (gone or host.is_broken):
            self.leave(host, f"{host.failures} failures in a row, the last: {why}")
        elif gone or (cut_off and host.failed_pages >= _HOST_FAILS):
            self.pause_longer(host, why)

    def pause(self, host: Host, seconds: float, why: str) -> None:
        """Ask the host nothing for so long."""
        until = self.clock() + seconds
        if not host.left and until > host.paused_until and seconds > 0:
            logger.warning("%s pauses for %g s: %s", host.name, round(seconds, 1), why)
            host.paused_until = until

    def pause_longer(self, host: Host, why: str) -> None:
        """Ask the host nothing for longer than at its last pause, if nothing good came between."""
        host.outages += 1
        self.pause(host, pause_after(host.delay, host.outages), why)

    def leave(self, host: Host, why: str) -> None:
        """Ask the host nothing more in this run."""
        if not host.left:
            logger.warning("%s is left alone: %s", host.name, why)
            host.left, host.paused_until = why, 0.0
            self.left_alone.add(host.name)

    def _host(self, name: str) -> Host:
        """A host as the settings have it, those of its DOWNLOAD_SLOTS first."""
        settings, hostname = self._settings, urlsplit(f"//{name}").hostname or ""
        slot = self._slots.get(hostname, {})
        delay = slot.get("delay", settings.getfloat("DOWNLOAD_DELAY"))
        concurrency = slot.get("concurrency", settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        return Host(name, hostname if hostname in self._slots else name, float(delay), int(concurrency))


def pause_after(delay: float, times: int) -> float:
    """Seconds to pause after so many failures: they grow, up to five minutes. `delay`: the host's own."""
    # Twenty times are longer than any pause, and no number is too large for a float.
    return min(delay * _FIRST * float(_GROWTH ** (min(times, 20) - 1)), _LONGEST)
