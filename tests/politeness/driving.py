"""A real crawl with the project's settings in a time of its own: nothing is sent, and no pause is waited for."""

import asyncio
import selectors
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self
from unittest.mock import patch

from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from osce_crawler import settings as ours
from osce_crawler.politeness.hosts import Host, Hosts

WWW = "https://www.osce.org"
ODIHR = "https://odihr.osce.org"
PAGE = b"<html><body>Words</body></html>"
# Scrapy takes a slot that was asked at moment 0 for one that was never asked.
BEGIN = 1000.0


def settings_of(**changes: Any) -> Settings:
    """The project's settings: one second between two requests to a host, and five to the first retry."""
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict(changes, priority="cmdline")
    return settings


def page(url: str, status: int = 200, body: bytes = PAGE, **headers: str) -> Response:
    """An answer as it comes from the network; `Retry_After` stands for the header of that name."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse(url, status=status, headers=named, body=body)


def items(number: int, host: str = WWW) -> list[str]:
    """The addresses of so many items."""
    return [f"{host}/cio/{300001 + index}" for index in range(number)]


def in_turn(*answers: object) -> Callable[[Request], object]:
    """These answers, one for each request."""
    given: Iterator[object] = iter(answers)
    return lambda _: next(given)


class _Jumping(selectors.DefaultSelector):
    """Waits for nothing: the clock is put forward by as much as would have been waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN

    def select(self, timeout: float | None = None) -> list[Any]:
        assert timeout is not None, "everything waits, and nothing will ever happen"
        self.now += max(0.0, timeout)
        return []


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumping = _Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.now


class VirtualHosts(Hosts):
    """The hosts by the clock of the loop."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings, asyncio.get_running_loop().time)


class _Answers(BaseDownloadHandler):
    """The network: it gives the answers of the test, each after a while."""

    lazy = False

    async def download_request(self, request: Request) -> Response:
        crawl: Crawl = self.crawler.spidercls.driven  # type: ignore[attr-defined]  # `Crawl` sets it
        crawl.asked.append((crawl.now(), request.url))
        crawl.requests.append(request)
        if len(crawl.asked) >= crawl.most:
            self._stopping = asyncio.ensure_future(self.crawler.stop_async())
        await asyncio.sleep(crawl.took)
        answer = crawl.answer(request)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Response)
        return answer.replace(url=request.url)


class Asking(Spider):
    """Asks for what the test wants, and notes how each request ends."""

    name = "asking"
    driven: "Crawl"

    async def start(self) -> AsyncIterator[Any]:
        for request in map(_request, self.driven.wanted):
            yield request.replace(callback=self.parse, errback=self.failed)

    def parse(self, response: Response) -> Iterator[Any]:
        assert response.request is not None
        yield from self.driven.read(self, response) or ()
        self.driven.answers.append((response.request.url, response))

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        self.driven.answers.append((request.url, failure.value))


@dataclass(eq=False)
class Crawl:
    """A crawl that has come to its end; an answer takes `took` seconds, at most `most` requests are sent."""

    wanted: Iterable[str | Request]
    answer: Callable[[Request], object]
    took: float = 2.0
    most: int = 200
    settings: dict[str, Any] = field(default_factory=dict)
    spider: type[Spider] = Asking
    read: Callable[[Spider, Response], Iterable[object] | None] = lambda *_: None
    """What the spider yields at an answer; nothing if it takes the answer for a good one."""
    asked: list[tuple[float, str]] = field(default_factory=list)
    """Moment and address of each request that was sent."""
    requests: list[Request] = field(default_factory=list)
    answers: list[tuple[str, object]] = field(default_factory=list)
    """Address and final answer, or error, of each request."""

    def __post_init__(self) -> None:
        self.wanted = [Request(one, dont_filter=True) if isinstance(one, str) else one for one in self.wanted]
        with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
            self.now = partial(_since_begin, runner.get_loop())
            with patch("scrapy.core.downloader.monotonic", runner.get_loop().time):
                runner.run(self._run())

    async def _run(self) -> None:
        spider = type("Asking", (self.spider,), {"driven": self})
        self.crawler = Crawler(spider, self._settings())
        self.crawler.signals.connect(self._begin, signals.spider_opened)
        await self.crawler.crawl_async()
        self.now_at_end = self.now()

    def _begin(self) -> None:
        hosts = self.crawler.get_extension(VirtualHosts)
        assert hosts is not None
        self.hosts = hosts
        self.begin()

    def begin(self) -> None:
        """What is so before the first request."""

    def _settings(self) -> Settings:
        handler = f"{__name__}._Answers"
        of_the_test = {
            "TWISTED_REACTOR_ENABLED": False,
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "ROBOTSTXT_OBEY": False,
            "EXTENSIONS": {VirtualHosts: 100, Hosts: None},
            "ITEM_PIPELINES": {},
            "MEMUSAGE_ENABLED": False,
        }
        return settings_of(**of_the_test | self.settings)

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.asked]

    @property
    def urls(self) -> list[str]:
        return [url for _, url in self.asked]

    @property
    def last(self) -> object:
        """The final answer, or error, of the only request."""
        ((_, last),) = self.answers
        return last

    def host(self, url: str = WWW) -> Host:
        return self.hosts.of(url)

    def stat(self, name: str) -> Any:
        return self.crawler.stats.get_value(name)

    def pauses(self) -> list[float]:
        """The seconds between one answer and the next request."""
        return [
            round(after - before - self.took, 3)
            for before, after in zip(self.moments, self.moments[1:], strict=False)
        ]

    def good(self) -> list[str]:
        """The addresses that had a good answer at last."""
        return [url for url, last in self.answers if isinstance(last, Response) and last.status == 200]


def _request(wanted: str | Request) -> Request:
    return Request(wanted, dont_filter=True) if isinstance(wanted, str) else wanted


def _since_begin(loop: asyncio.AbstractEventLoop) -> float:
    return round(loop.time() - BEGIN, 3)
