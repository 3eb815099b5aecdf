"""Holds a conversation with the hosts of an archive, as politely as a crawl asks a site."""

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Any, Generic, TypeVar, cast

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from osce_crawler import settings as ours
from osce_crawler.addresses import host_of, is_address, is_loopback
from osce_crawler.archive.conversation import Answer, Conversation, Question
from osce_crawler.archive.warc_file import pairs_of
from osce_crawler.politeness.compression import AS_PACKED
from osce_crawler.politeness.hosts import LeftAloneError, in_words
from osce_crawler.politeness.offsite import OffSiteError
from osce_crawler.politeness.retry import ANY_BODY, BackoffRetry
from osce_crawler.politeness.robots import RefusedError, StoppedError

_Result = TypeVar("_Result")
# An index may search for long, in seconds.
_PATIENCE = 180
# A capture that fails is left for the next time: those behind it wait for it.
_RETRIES = 2
# What the middlewares of politeness share; nothing of a run.
_EXTENSIONS = {"osce_crawler.politeness.hosts.Hosts": 100}


class NotAskedError(ValueError):
    """An archive may not be asked in this way; the message says why."""


class AskingStoppedError(Exception):
    """A signal, or a limit of Scrapy's, ended the conversation."""


class Asking(scrapy.Spider, Generic[_Result]):
    """A spider that holds one conversation: one question at a time, in the order of the conversation."""

    name = "archive"

    def __init__(self, conversation: Conversation[_Result], hosts: Collection[str]) -> None:
        super().__init__()
        self.result: _Result | None = None
        self.error: Exception | None = None
        self.has_ended = False
        self._conversation = conversation
        self._hosts = frozenset(hosts)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "Asking[_Result]":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_came, signals.headers_received)
        return spider

    def is_on_site(self, url: str) -> bool:
        """Whether the address lies on a host that the operator named."""
        return is_address(url) and host_of(url) in self._hosts

    async def start(self) -> AsyncIterator[scrapy.Request]:
        answer: Answer | None = None
        try:
            while True:
                question = self._conversation.send(answer) if answer else next(self._conversation)
                answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
                yield _request(question, answered, self._came, self._failed)
                # After a stop nobody waits for what is under way, and it comes all the same.
                answer = await asyncio.shield(answered)
        except StopIteration as end:
            self.result, self.has_ended = end.value, True
        except Exception as error:  # Scrapy would log it, and nobody would hear
            self.error = error
        finally:
            self._conversation.close()

    def headers_came(self, headers: Headers, request: scrapy.Request) -> None:
        """Where a part of a file was asked for, read nothing of another answer: it may be the whole file."""
        if "part" in request.cb_kwargs and "Content-Range" not in headers:
            raise StopDownload(fail=False)

    def _came(self, response: Response, answered: "asyncio.Future[Answer]", **_: object) -> None:
        answer = Answer(response.status, list(pairs_of(response.headers)), response.body)
        retry = self.crawler.get_downloader_middleware(BackoffRetry)
        if answer.is_block and retry is not None:
            assert response.request is not None
            retry.count_final_failure(response.request, f"HTTP {response.status}")
        answered.set_result(answer)

    def _failed(self, failure: Failure) -> None:
        request: Any = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        error = failure.value
        assert error is not None
        is_too_long = isinstance(error, DownloadCancelledError) and "part" not in request.cb_kwargs
        is_refused = isinstance(error, IgnoreRequest) and not isinstance(error, LeftAloneError | StoppedError)
        request.cb_kwargs["answered"].set_result(
            Answer(fault=_why(error), is_final=is_too_long or is_refused)
        )


def ask(
    conversation: Conversation[_Result], hosts: Collection[str], contact: str | None, delay: float | None
) -> _Result:
    """Hold the conversation with these hosts, in a Scrapy process of its own.

    Raises NotAskedError before anything is asked, AskingStoppedError, and what the conversation raises.
    """
    check(hosts, contact, delay)
    settings = Settings()
    settings.setmodule(ours, priority="project")
    changes = {"EXTENSIONS": _EXTENSIONS, "ITEM_PIPELINES": {}, "LOG_LEVEL": "WARNING"}
    settings.setdict({**changes, "CONTACT": contact}, priority="cmdline")
    if delay is not None:
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Asking)
    process.crawl(crawler, conversation=conversation, hosts=hosts)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, Asking):
        raise AskingStoppedError
    if spider.error is not None:
        raise spider.error
    if not spider.has_ended:
        raise AskingStoppedError
    return cast("_Result", spider.result)


def check(hosts: Collection[str], contact: str | None, delay: float | None) -> None:
    """Raise NotAskedError where these hosts may not be asked like that."""
    if all(is_loopback(f"//{host}") for host in hosts):
        return
    if not contact:
        raise NotAskedError(
            "a request to a live archive needs a contact: give --contact or set OSCE_CRAWLER_CONTACT"
        )
    if delay is not None and delay < ours.DOWNLOAD_DELAY:
        raise NotAskedError(f"--delay: an archive gets at most one request in {ours.DOWNLOAD_DELAY:g} s")


def _request(
    question: Question, answered: "asyncio.Future[Answer]", came: Any, failed: Any
) -> scrapy.Request:
    meta: dict[str, Any] = {ANY_BODY: True, "download_timeout": _PATIENCE}
    headers: dict[str, str] = {}
    kwargs: dict[str, Any] = {"answered": answered}
    if question.as_it_came:
        meta |= {AS_PACKED: True, "dont_redirect": True, "max_retry_times": _RETRIES}
    if question.part is not None:
        offset, length = question.part
        headers["Range"] = f"bytes={offset}-{offset + length - 1}"
        headers["Accept-Encoding"] = "identity"
        meta["download_maxsize"] = length
        kwargs["part"] = question.part
    return scrapy.Request(
        question.url, headers=headers, meta=meta, callback=came, errback=failed, cb_kwargs=kwargs,
        dont_filter=True,
    )  # fmt: skip


def _why(error: BaseException) -> str:
    if isinstance(error, RefusedError):
        return "refused by robots.txt"
    if isinstance(error, OffSiteError):
        return f"led to another host, {error}"
    if isinstance(error, DownloadCancelledError):
        return "longer than it should be"
    return in_words(error)
