"""HTTP client for web archives: sends one request after the other, as politely as a crawl."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from typing import Any, Generic, TypeVar, cast

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.http import Headers
from scrapy.settings import Settings
from twisted.python.failure import Failure

from osce_crawler import settings as ours
from osce_crawler.addresses import host_of, is_address, is_loopback
from osce_crawler.archive.exchange import BY_ROBOTS, Exchange, HowFar, Request, Response
from osce_crawler.archive.warc_file import pairs_of
from osce_crawler.politeness.compression import AS_PACKED
from osce_crawler.politeness.failures import status_in_words
from osce_crawler.politeness.hosts import LeftAloneError, in_words
from osce_crawler.politeness.offsite import OffSiteError
from osce_crawler.politeness.retry import ANY_BODY, BackoffRetry
from osce_crawler.politeness.robots import RefusedError, StoppedError
from osce_crawler.politeness.without_run import settings_without_run

_Result = TypeVar("_Result")
# An index may search for long, in seconds.
_PATIENCE = 180
# A capture that fails is left for the next time: those behind it wait for it.
_RETRIES = 2
# Whoever waits at a terminal may have mistyped the address: an archive that gives no good answer is given up
# after so many tries, each of so many seconds: of robots.txt, which comes first, and of its index.
_FIRST_TRIES = 3
_FIRST_PATIENCE, _FIRST_SEARCH = 10, 30
# So long, in seconds, it may ask to be left in peace before its first answer.
_FIRST_WAIT = 60

WATCHED = {"FIRST_TRIES": _FIRST_TRIES, "FIRST_WAIT": _FIRST_WAIT, "DOWNLOAD_TIMEOUT": _FIRST_PATIENCE}
"""Settings where somebody waits for the first answer."""
_AT_A_TERMINAL = {"LOG_FORMAT": "osce-crawler: %(message)s", **WATCHED}


class PolitenessError(ValueError):
    """An archive may not be asked in this way; the message says why."""


class ClientStoppedError(Exception):
    """A signal, or a limit of Scrapy's, ended the exchange."""


class ArchiveSpider(scrapy.Spider, Generic[_Result]):
    """A spider that sends the requests of one exchange, each when the one before is answered."""

    name = "archive"

    def __init__(
        self,
        exchange: Exchange[_Result],
        hosts: Collection[str],
        how_far: HowFar | None = None,
        *,
        is_watched: bool = False,
    ) -> None:
        """`how_far`: what a line of progress says; `is_watched`: somebody waits for the first answer."""
        super().__init__()
        self.how_far = how_far
        self._is_watched = is_watched
        self.result: _Result | None = None
        self.error: Exception | None = None
        self.has_ended = False
        self._exchange = exchange
        self._hosts = frozenset(hosts)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "ArchiveSpider[_Result]":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_came, signals.headers_received)
        return spider

    def is_on_site(self, url: str) -> bool:
        """Whether the address lies on a host that the operator named."""
        return is_address(url) and host_of(url) in self._hosts

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Each request of the exchange, once the response to the one before was handed to it."""
        response: Response | None = None
        try:
            while True:
                request = self._exchange.send(response) if response else next(self._exchange)
                answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
                is_first = self._is_watched and response is None
                yield _request(request, answered, self._came, self._failed, is_first=is_first)
                # After a stop nobody waits for what is under way, and it comes all the same.
                response = await asyncio.shield(answered)
        except StopIteration as end:
            self.result, self.has_ended = end.value, True
        except Exception as error:  # Scrapy would log it, and nobody would hear
            self.error = error
        finally:
            self._exchange.close()

    def headers_came(self, headers: Headers, request: scrapy.Request) -> None:
        """Where a part of a file was asked for, read nothing of another answer: it may be the whole file."""
        if "part" in request.cb_kwargs and "Content-Range" not in headers:
            raise StopDownload(fail=False)

    def _came(
        self, response: scrapy.http.Response, answered: "asyncio.Future[Response]", **_: object
    ) -> None:
        came = Response(response.status, list(pairs_of(response.headers)), response.body)
        retry = self.crawler.get_downloader_middleware(BackoffRetry)
        if came.is_block and retry is not None:
            assert response.request is not None
            retry.count_final_failure(response.request, status_in_words(response.status))
        answered.set_result(came)

    def _failed(self, failure: Failure) -> None:
        request: Any = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        error = failure.value
        assert error is not None
        is_too_long = isinstance(error, DownloadCancelledError) and "part" not in request.cb_kwargs
        is_refused = isinstance(error, IgnoreRequest) and not isinstance(error, LeftAloneError | StoppedError)
        request.cb_kwargs["answered"].set_result(
            Response(fault=_why(error), is_final=is_too_long or is_refused)
        )


def ask(
    exchange: Exchange[_Result], hosts: Collection[str], contact: str | None, delay: float | None
) -> _Result:
    """Hold the exchange with these hosts, in a Scrapy process of its own.

    Raises PolitenessError before anything is asked, ClientStoppedError, and what the exchange raises.
    """
    check(hosts, contact, delay)
    settings = settings_for(contact, delay)
    settings.setdict(_AT_A_TERMINAL, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    # Its warnings are of what the exchange is told as well.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    crawler = process.create_crawler(ArchiveSpider)
    process.crawl(crawler, exchange=exchange, hosts=hosts, is_watched=True)
    process.start()
    return cast("_Result", result_of(crawler))


def settings_for(contact: str | None, delay: float | None) -> Settings:
    """The settings under which an archive is asked."""
    return settings_without_run(contact, delay, LOG_LEVEL="WARNING", ONE_AT_A_TIME=True)


def result_of(crawler: Crawler) -> Any:
    """What the exchange returned. Raises what it raised, and ClientStoppedError if it has not ended."""
    spider = crawler.spider
    if not isinstance(spider, ArchiveSpider):
        raise ClientStoppedError
    if spider.error is not None:
        raise spider.error
    if not spider.has_ended:
        raise ClientStoppedError
    return spider.result


def check(hosts: Collection[str], contact: str | None, delay: float | None) -> None:
    """Raise PolitenessError where these hosts may not be asked like that."""
    if all(is_loopback(f"//{host}") for host in hosts):
        return
    if not contact:
        raise PolitenessError(
            "a request to a live archive needs a contact: give --contact or set OSCE_CRAWLER_CONTACT"
        )
    if delay is not None and delay < ours.DOWNLOAD_DELAY:
        raise PolitenessError(f"--delay: an archive gets at most one request in {ours.DOWNLOAD_DELAY:g} s")


def _request(
    request: Request, answered: "asyncio.Future[Response]", came: Any, failed: Any, *, is_first: bool
) -> scrapy.Request:
    meta: dict[str, Any] = {ANY_BODY: True, "download_timeout": _PATIENCE}
    headers: dict[str, str] = {}
    kwargs: dict[str, Any] = {"answered": answered}
    if request.as_it_came:
        meta |= {AS_PACKED: True, "dont_redirect": True, "max_retry_times": _RETRIES}
    if is_first:
        meta |= {"max_retry_times": _FIRST_TRIES - 1, "download_timeout": _FIRST_SEARCH}
    if request.part is not None:
        offset, length = request.part
        headers["Range"] = f"bytes={offset}-{offset + length - 1}"
        headers["Accept-Encoding"] = "identity"
        meta["download_maxsize"] = length
        kwargs["part"] = request.part
    return scrapy.Request(
        request.url, headers=headers, meta=meta, callback=came, errback=failed, cb_kwargs=kwargs,
        dont_filter=True,
    )  # fmt: skip


def _why(error: BaseException) -> str:
    if isinstance(error, RefusedError):
        return BY_ROBOTS
    if isinstance(error, OffSiteError):
        return f"led to another host, {error}"
    if isinstance(error, DownloadCancelledError):
        return "longer than it should be"
    return in_words(error)
