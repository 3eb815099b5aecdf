"""A frontier with its patience and its guard, driven by a clock that moves only where it must."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from osce_crawler.spiders.frontier import Frontier
from osce_crawler.spiders.guard import Guard
from osce_crawler.spiders.patience import Patience, PatienceMiddleware
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from osce_crawler import settings as ours

WWW = "https://www.osce.org"
ODIHR = "https://odihr.osce.org"
PAGE = b"<html><body>Words</body></html>"


def settings_of(**changes: Any) -> Settings:
    """The project's settings: one second between two requests to a host, and five to ask again."""
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict(changes, priority="cmdline")
    return settings


class Clock:
    """Seconds; they do not pass by themselves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def page(url: str, status: int = 200, body: bytes = PAGE, **headers: str) -> Response:
    """An answer as it comes from the network; `Retry_After` stands for the header of that name."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url, status=status, headers=named, body=body)


class Asking:
    """What a crawl does with its requests, without a network: every answer takes `took` seconds."""

    def __init__(self, took: float = 2.0, **settings: Any) -> None:
        self.clock = Clock()
        self.took = took
        self.settings = settings_of(**settings)
        self.frontier = Frontier(self.settings, self.clock)
        self.patience = Patience(self.frontier, self.settings)
        self.asked: list[tuple[float, str]] = []
        """Moment and address of each request that left."""
        self.answers: list[tuple[str, object]] = []
        """Address and final answer, or error, of each request."""
        self.read: Callable[[Request, Response], object] = lambda *_: None
        """Given each answer that is not asked for again."""
        self.not_asked: dict[str, str] = {}
        """Items of a host that is left alone, and why it is."""
        self.frontier.not_asked = lambda url, host: self.not_asked.update({url: host.left})
        spider = SimpleNamespace(patience=self.patience)
        engine = SimpleNamespace(scheduler=SimpleNamespace(frontier=self.frontier))
        crawler = cast("Crawler", SimpleNamespace(spider=spider, engine=engine, settings=self.settings))
        self.guard = Guard(crawler)
        self.middleware = PatienceMiddleware(crawler)

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.asked]

    @property
    def urls(self) -> list[str]:
        return [url for _, url in self.asked]

    def pauses(self) -> list[float]:
        """The seconds between one answer and the next request."""
        return [
            after - before - self.took for before, after in zip(self.moments, self.moments[1:], strict=False)
        ]

    def run(self, answer: Callable[[Request], object], most: int = 60) -> None:
        """Ask until nothing is left, or so many requests were sent."""
        while len(self.asked) < most:
            request = self.frontier.next(())
            if request is None:
                wait = self.frontier.wait()
                if wait is None:
                    return
                self.clock.now += wait
            else:
                self._send(request, answer)

    def _send(self, request: Request, answer: Callable[[Request], object]) -> None:
        try:
            self.guard.process_request(request)
        except IgnoreRequest as refusal:
            self.answers.append((request.url, refusal))
            return
        self.asked.append((self.clock.now, request.url))
        self.clock.now += self.took
        given = answer(request)
        after = self._look_at(request, given)
        if isinstance(after, Request):
            self.frontier.add(after)
        else:
            self.answers.append((request.url, given if after is None else after))
            if isinstance(after, Response):
                self.read(request, after)

    def _look_at(self, request: Request, given: object) -> object:
        try:
            if isinstance(given, Response):
                return self.middleware.process_response(request, given)
            return self.middleware.process_exception(request, cast("Exception", given))
        except IgnoreRequest as error:
            return error
