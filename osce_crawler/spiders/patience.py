"""Asks again, after growing pauses, where a page or a host fails for now."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.internet.error import ConnectError, ConnectionClosed

from osce_crawler.spiders.frontier import NOT_BEFORE, Frontier
from osce_crawler.spiders.hosts import MOST_FAILURES, RULES

ASKED_AGAIN = "asked_again"
_ONCE_MORE = "once_more"
# The answers that may be others in a while.
_FOR_NOW = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_HOST_GONE = (CannotResolveHostError, DownloadConnectionRefusedError, ConnectError)
_CUT_OFF = (DownloadTimeoutError, DownloadFailedError, ResponseDataLossError, ConnectionClosed)
# The first pause is so many times the host's own, each further one so many times the one before, in seconds.
_FIRST, _GROWTH, _LONGEST = 5, 3, 300.0
_LONGEST_ASKED = 900.0
_HTML = re.compile(rb"<\s*html\b", re.IGNORECASE)


class CutOffError(IgnoreRequest):
    """A page that comes without its end."""


class Patience:
    """Decides whether and when an address is asked again; the pauses themselves are the frontier's."""

    def __init__(self, frontier: Frontier, settings: BaseSettings) -> None:
        self.frontier = frontier
        self.retries = settings.getint("RETRY_TIMES") if settings.getbool("RETRY_ENABLED") else 0

    def again(
        self, request: Request, why: str, *, whole_host: bool = False, wait: float | None = None
    ) -> Request | None:
        """The request to be asked again; null if it is not, because that was done often enough.

        `whole_host`: not the page, but its host failed, so that every page of it waits. `wait`: seconds for
        which the host itself asks to be left in peace.
        """
        if not self.retries:
            return None
        now = self.frontier.clock()
        host = self.frontier.host(request.url)
        # What was under way when the pause began tells of the same outage.
        counted = whole_host and now < host.out_until
        if not counted:
            host.failed(request.url)
        if host.bad >= MOST_FAILURES and host.may_be_well and not whole_host:
            host.forget(request.url)
            return None
        if host.bad >= MOST_FAILURES:
            self.frontier.leave(host, f"{host.bad} failures in a row, the last: {why}")
        times = request.meta.get(ASKED_AGAIN, 0) + (not whole_host)
        if host.left or times > self.retries:
            return None
        if whole_host and not counted:
            host.outages += 1
            host.out_until = now + _pause(host.delay, host.outages)
            host.due = max(host.due, host.out_until)
        if wait is not None:
            host.due = max(host.due, now + min(wait, _LONGEST_ASKED))
        host.failed_at = request.url
        at_once = whole_host or wait is not None
        again = request.copy()
        again.meta[ASKED_AGAIN] = times
        again.meta[NOT_BEFORE] = 0 if at_once else now + _pause(host.delay, times)
        return again

    def peace(self, request: Request) -> float:
        """The seconds for which a host that has enough, and does not say for how long, is left in peace."""
        host = self.frontier.host(request.url)
        host.outages += 1
        return _pause(host.delay, host.outages)

    def once_more(self, request: Request, why: str) -> Request | None:
        """The request to be asked a second time; null if it was: what is too large is so each time."""
        again = None if _ONCE_MORE in request.meta else self.again(request, why)
        if again is not None:
            again.meta[_ONCE_MORE] = True
        return again

    def refused(self, request: Request, why: str) -> None:
        """Note an answer that is final for its page, and a failure of the host if it goes on."""
        host = self.frontier.host(request.url)
        host.was_bad_after_all()
        host.failed(request.url)
        if host.bad >= MOST_FAILURES:
            self.frontier.leave(host, f"{host.bad} failures in a row, the last: {why}")

    def unread(self, request: Request, why: str) -> Request | None:
        """The same for an answer that looked good, until it was read."""
        self.frontier.host(request.url).was_bad_after_all()
        return self.again(request, why)


def _pause(delay: float, times: int) -> float:
    return min(delay * _FIRST * float(_GROWTH ** (times - 1)), _LONGEST)


def patience_of(crawler: Crawler) -> Patience:
    """The spider's own; for a spider that is not of this project, one for its scheduler's frontier."""
    found = getattr(crawler.spider, "patience", None)
    if isinstance(found, Patience):
        return found
    assert crawler.engine is not None
    return Patience(crawler.engine.scheduler.frontier, crawler.settings)  # type: ignore[union-attr]


class PatienceMiddleware:
    """Looks at each answer as it comes from the network, redirects followed and body unpacked."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def patience(self) -> Patience:
        return patience_of(self.crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        patience = self.patience
        if not patience.retries:
            return response
        if response.status in _FOR_NOW:
            wait = _retry_after(response)
            if response.status == 429 and wait is None:
                wait = patience.peace(request)
            return patience.again(request, f"HTTP {response.status}", wait=wait) or response
        is_bare = response.status == 200 and not response.body.strip(b" \r\n\t")
        if is_bare and RULES not in request.meta:
            return patience.again(request, "empty") or response
        if response.status == 200 and _lacks_end(response.body):
            return self._cut(request)
        patience.frontier.host(request.url).answered_well(with_page=RULES not in request.meta)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        patience = self.patience
        if isinstance(exception, DownloadCancelledError):
            return patience.once_more(request, "too large")
        if isinstance(exception, _HOST_GONE):
            return patience.again(request, type(exception).__name__, whole_host=True)
        if isinstance(exception, _CUT_OFF):
            host = patience.frontier.host(request.url)
            # Two pages in a row that are cut off are no fault of theirs.
            whole_host = host.failed_at not in {"", request.url}
            return patience.again(request, type(exception).__name__, whole_host=whole_host)
        return None

    def _cut(self, request: Request) -> Request:
        """Ask again for a page without its end: half a release is worse than none."""
        again = self.patience.again(request, "cut off")
        if again is None:
            raise CutOffError("the page comes without its end")
        return again


def _lacks_end(body: bytes) -> bool:
    return b"</html" not in body[-4096:].lower() and bool(_HTML.search(body, 0, 4096))


def _retry_after(response: Response) -> float | None:
    """The seconds that the answer asks to wait; null where it asks for none, or in no known way."""
    printed = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if printed.isascii() and printed.isdigit():
        return float(printed[:6]) or None
    try:
        moment = parsedate_to_datetime(printed)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - datetime.now(UTC)).total_seconds()
    return seconds if seconds > 0 else None
