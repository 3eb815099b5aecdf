"""Retries what fails for now, after growing pauses; a page that fails is put off behind the others."""

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import (
    DownloadCancelledError,
    IgnoreRequest,
)
from scrapy.http import Response

from osce_crawler.pages.cut_off import is_closed, lacks_end
from osce_crawler.politeness.failures import status_in_words
from osce_crawler.politeness.hosts import HOST_GONE, Hosts, in_words, pause_after
from osce_crawler.politeness.queue import NOT_BEFORE

ANY_BODY = "any_body"
"""Meta key: any body is an answer, empty or without its end, and a capture is one with any status."""
_RETRIES = "retry_times"
_ONCE_MORE = "once_more"
_WITHOUT_END = "without_end"
# Whatever a host asks for, a crawl that runs unattended waits no longer at a time, in seconds.
_LONGEST_RETRY_AFTER = 900.0


class CutOffError(IgnoreRequest):
    """A page that comes without its end."""


class BackoffRetry(RetryMiddleware):
    """Scrapy's own, with pauses, Retry-After, and the judgement of whole hosts.

    RETRY_* settings and the meta keys `dont_retry`, `max_retry_times` and `priority_adjust` mean what they
    mean to Scrapy.
    """

    hosts: Hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        retry = super().from_crawler(crawler)
        retry.hosts = Hosts.at_work(crawler)
        return retry

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # no deprecated argument
        """The response; a request for it again where the host is busy, or the body empty or broken off."""
        if request.meta.get("dont_retry"):
            return response
        if response.status in self.retry_http_codes and not _is_capture(request, response):
            return self._busy(request, response) or response
        if request.meta.get(ANY_BODY):
            self.hosts.of(request.url).count_answer()
            return response
        if response.status == 200 and (not response.body or response.body.isspace()):
            return self.again(request, "empty") or response
        if response.status == 200 and lacks_end(response.body):
            return self._without_end(request, response)
        self.hosts.of(request.url).count_answer()
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]  # no deprecated argument
        """A request for it again where the failure may pass; null leaves it to the errback."""
        if request.meta.get("dont_retry"):
            return None
        if isinstance(exception, DownloadCancelledError):
            return self.once_more(request, "too large")
        if isinstance(exception, self.exceptions_to_retry):
            gone = isinstance(exception, HOST_GONE)
            return self.again(request, in_words(exception), gone=gone, cut_off=True)
        return None

    def again(
        self, request: Request, why: str, *, gone: bool = False, cut_off: bool = False, wait: float = 0.0
    ) -> Request | None:
        """The request to be sent again; null if it is not, because that was done often enough.

        `gone` and `cut_off`: see `Hosts.fail`. `wait`: so many seconds at least.
        """
        if request.meta.get("dont_retry") or not self._goes_on():
            return None
        host = self.hosts.of(request.url)
        self.hosts.fail(request.url, why, gone=gone, cut_off=cut_off)
        if host.left or self.hosts.asks_for_too_long(host, wait):
            return None
        again = self._uncounted(request, why) if gone else self._retry(request, why)
        if again is not None:
            own = 0.0 if gone else pause_after(host.delay, again.meta[_RETRIES])
            again.meta[NOT_BEFORE] = self.hosts.clock() + max(own, wait)
            self.hosts.put_off(host, again.meta[NOT_BEFORE])
        return again

    def once_more(self, request: Request, why: str) -> Request | None:
        """The request to be sent a second time; null if it was: what is too large is so each time."""
        again = None if _ONCE_MORE in request.meta else self.again(request, why)
        if again is not None:
            again.meta[_ONCE_MORE] = True
        return again

    def reread(self, request: Request, why: str) -> Request | None:
        """The request to be sent again where an answer looked good, until it was read."""
        self.hosts.of(request.url).take_back_answer()
        return self.again(request, why)

    def count_final_failure(self, request: Request, why: str) -> None:
        """Count an answer that is final for its page, and a failure of the host if it goes on."""
        self.hosts.of(request.url).take_back_answer()
        self.hosts.fail(request.url, why)

    def _goes_on(self) -> bool:
        """Whether the crawl is not being stopped: a retry would outlast the stop."""
        engine = self.crawler.engine
        return engine is None or engine.running

    def _uncounted(self, request: Request, why: str) -> Request | None:
        """A retry that counts against the host and not against its page."""
        times = request.meta.get(_RETRIES, 0)
        first = request.copy()
        first.meta[_RETRIES] = 0
        again = self._retry(first, why)
        if again is not None:
            again.meta[_RETRIES] = times
        return again

    def _busy(self, request: Request, response: Response) -> Request | None:
        """Retry where the status says so; 429 speaks of the host, any other of the page."""
        why = status_in_words(response.status)
        wait = retry_after(response)
        again = self.again(request, why, wait=wait)
        host = self.hosts.of(request.url)
        if response.status == 429 and wait:
            self.hosts.pause(host, wait, why)
        elif response.status == 429:
            self.hosts.pause_longer(host, why)
        elif wait and host.failed_pages > 1:
            self.hosts.pause(host, wait, f"{why} with Retry-After, {host.failed_pages} pages in a row")
        return again

    def _without_end(self, request: Request, response: Response) -> Request | Response:
        """Retry a page that may be a part of itself: half a release is worse than none.

        `</html>` may be left out in HTML: the same page twice, with everything closed, is the page.
        """
        digest = hashlib.sha256(response.body).digest()
        if request.meta.get(_WITHOUT_END) == digest and is_closed(response.body):
            self.hosts.of(request.url).count_answer()
            return response
        again = self.again(request, "cut off")
        if again is None:
            raise CutOffError("the page comes without its end")
        again.meta[_WITHOUT_END] = digest
        return again


def _is_capture(request: Request, response: Response) -> bool:
    """Whether an archive gives what it kept (RFC 7089): its status is that of long ago."""
    return bool(request.meta.get(ANY_BODY)) and "Memento-Datetime" in response.headers


def retry_after(response: Response) -> float:
    """The seconds that the answer asks to wait; 0 where it asks for none, or in no known way."""
    printed = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if printed.isascii() and printed.isdigit():
        return min(float(printed[:6]), _LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(printed)
    except (ValueError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)
