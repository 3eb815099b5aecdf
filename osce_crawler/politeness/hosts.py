"""Per host: delay, failures in a row, pauses of the whole host, and whether it is left alone."""

import errno
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.settings import BaseSettings
from twisted.internet.error import ConnectError, ConnectionClosed

from osce_crawler.addresses import host_of
from osce_crawler.politeness.failures import (
    IN_A_ROW,
    NO_CONNECTION,
    NO_NAME,
    NO_ROUTE,
    NOT_LISTENING,
    TOO_LATE,
)

logger = logging.getLogger(__name__)

# After so many failures in a row a host is left alone, where they are those of so many different pages: a few
# broken pages must not keep the others from being read.
MOST_FAILURES, FEWEST_PAGES = 10, 5
# So many different pages that fail in a row are no longer the fault of each of them.
_HOST_FAILS = 3
# The first pause is so many times the host's own, each further one so many times the one before, in seconds.
_FIRST, _GROWTH, _LONGEST = 5, 3, 300.0
_LONGEST_WAIT = 900.0


# What keeps a whole host from being reached.
HOST_GONE = (CannotResolveHostError, DownloadConnectionRefusedError, ConnectError)
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
_IN_WORDS = {
    CannotResolveHostError: NO_NAME,
    DownloadConnectionRefusedError: NOT_LISTENING,
    DownloadTimeoutError: TOO_LATE,
    DownloadFailedError: "connection broken",
    ConnectionClosed: "connection broken",
    ResponseDataLossError: "cut off: the connection ended before the page did",
}


def in_words(error: BaseException) -> str:
    """What kept an answer away, in the words of logs and reports."""
    if isinstance(error, ConnectError):
        return NO_ROUTE if error.osError in _NO_ROUTE else NO_CONNECTION
    words = (words for kind, words in _IN_WORDS.items() if isinstance(error, kind))
    return next(words, str(error) or f"an unexpected fault ({type(error).__name__})")


class Outage(NamedTuple):
    """A host that cannot be read at present."""

    host: str
    why: str
    seconds: float
    """Until it is tried again."""


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
    trouble: str = ""
    """Its last failure, in words."""
    again_at: float = 0.0
    """When the page that failed last is asked for again."""
    has_answered: bool = False
    """Whether anything good came from it in this run, be it its rules."""
    was_left: bool = False
    """Whether the spider before in this run left it alone, and it has answered nothing since."""
    is_logged: bool = False
    """Whether the log says already that this row of failures is the host's."""
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

    @property
    def fails(self) -> bool:
        """Whether so many different pages failed in a row that the host itself seems to fail."""
        return self.failed_pages >= _HOST_FAILS

    def count_answer(self) -> None:
        """End the row: an answer is good, or looks so until it is read."""
        if not self.failures:
            self.is_logged = False  # the second good one: the first may have been taken back
        self._before = self.failures, self._failed
        self.failures, self._failed = 0, Counter()
        self.end_outage()
        self.answers += 1

    def end_outage(self) -> None:
        """The host answers again, though no page of it is read yet."""
        if self.outages:
            logger.warning("%s answers again", self.name)
        self.outages, self.was_left, self.has_answered = 0, False, True

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
        self._left_before = frozenset(settings.getlist("LEFT_ALONE"))
        self._first_tries = settings.getint("FIRST_TRIES", MOST_FAILURES)
        self._first_wait = settings.getfloat("FIRST_WAIT", _LONGEST_WAIT)
        self._is_serial = settings.getbool("ONE_AT_A_TIME")
        self._hosts: dict[str, Host] = {}
        self.left_alone: dict[str, str] = {}
        """The hosts that are left alone, each with its last failure."""

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

        `gone`: the host itself cannot be reached, so that it pauses as a whole, and after ten times, or
        FIRST_TRIES, is left alone. `cut_off`: the connection broke, which is the host's fault where it
        happens to several pages.
        """
        host = self.of(url)
        if gone and self.clock() < host.paused_until:
            return  # requests in flight when the pause began fail by the same outage
        host.count_failure(url)
        host.trouble = why
        if host.was_left:
            self.leave(host, f"left alone by the spider before, and again: {why}", why)
        elif (host.failures >= MOST_FAILURES and (gone or host.is_broken)) or (
            gone and self.never_came(host, host.failures)
        ):
            self.leave(host, f"{host.failures}{IN_A_ROW}{why}", why)
        elif gone or (cut_off and host.fails):
            self.pause_longer(host, why)

    def never_came(self, host: Host, tries: int, wait: float = 0.0) -> bool:
        """Whether so many tries without any good answer are enough, or the host asks for too long a wait."""
        return not host.has_answered and (tries >= self._first_tries or wait > self._first_wait)

    def asks_for_too_long(self, host: Host, wait: float) -> bool:
        """Whether a host of which no page came yet asks to wait longer than anybody does for a first one."""
        return not host.answers and wait > self._first_wait

    def pause(self, host: Host, seconds: float, why: str) -> None:
        """Ask the host nothing for so long."""
        until = self.clock() + seconds
        if not host.left and until > host.paused_until and seconds > 0:
            logger.warning(
                "%s pauses for %g s, then it is tried again: %s", host.name, round(seconds, 1), why
            )
            host.paused_until, host.trouble = until, why

    def pause_longer(self, host: Host, why: str) -> None:
        """Ask the host nothing for longer than at its last pause, if nothing good came between."""
        host.outages += 1
        self.pause(host, pause_after(host.delay, host.outages), why)

    def put_off(self, host: Host, moment: float) -> None:
        """Note when a page that failed is asked for again; say so once where the host seems to fail."""
        host.again_at = moment
        if self._is_serial and host.paused_until <= self.clock() < moment:
            seconds = round(moment - self.clock(), 1)
            logger.warning("%s fails: %s; it is tried again in %g s", host.name, host.trouble, seconds)
            return
        is_silent = host.left or host.is_logged or host.paused_until > self.clock()
        if host.fails and not is_silent:
            host.is_logged = True
            logger.warning(
                "%s fails: %s, %d pages in a row; each is tried again, this one in %g s",
                host.name, host.trouble, host.failed_pages, round(moment - self.clock(), 1),
            )  # fmt: skip

    def outages(self) -> list[Outage]:
        """The hosts that pause or fail at present, those that are left alone aside."""
        now = self.clock()
        return [
            Outage(host.name, host.trouble, max(host.paused_until, host.again_at, now) - now)
            for host in self._hosts.values()
            if not host.left
            and (host.paused_until > now or host.fails or (self._is_serial and host.again_at > now))
        ]

    def leave(self, host: Host, why: str, last: str = "") -> None:
        """Ask the host nothing more in this run. `last`: its last failure, where `why` says more."""
        if not host.left:
            logger.warning("%s is left alone: %s", host.name, why)
            host.left, host.paused_until = why, 0.0
            self.left_alone[host.name] = last or why

    def _host(self, name: str) -> Host:
        """A host as the settings have it, those of its DOWNLOAD_SLOTS first."""
        settings, hostname = self._settings, urlsplit(f"//{name}").hostname or ""
        slot = self._slots.get(hostname, {})
        delay = slot.get("delay", settings.getfloat("DOWNLOAD_DELAY"))
        concurrency = slot.get("concurrency", settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        slot_name = hostname if hostname in self._slots else name
        was_left = name in self._left_before
        return Host(name, slot_name, float(delay), int(concurrency), was_left=was_left)


def pause_after(delay: float, times: int) -> float:
    """Seconds to pause after so many failures: they grow, up to five minutes. `delay`: the host's own."""
    # Twenty times are longer than any pause, and no number is too large for a float.
    return min(delay * _FIRST * float(_GROWTH ** (min(times, 20) - 1)), _LONGEST)
