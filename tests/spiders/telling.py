"""A spider on its own, with what it tells the run."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response, XmlResponse

from osce_crawler.outcomes import NO_ANSWER
from osce_crawler.pages.listing import Row
from osce_crawler.spiders.base import OsceSpider, rows_read
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.politeness.driving import Crawl, page, settings_of

S = TypeVar("S", bound=OsceSpider)


class Told:
    """What a spider told: addresses found, addresses explained, rows read."""

    def __init__(self, spider: OsceSpider) -> None:
        self.rows: list[Row] = []
        self._outcomes = spider.outcomes
        spider.crawler.signals.connect(self._read, rows_read, weak=False)

    def _read(self, rows: list[Row]) -> None:
        self.rows += rows

    @property
    def listed(self) -> dict[str, str]:
        """For each address found, the page that lists it."""
        return {url: seen.by for url, seen in self._outcomes.by_url.items() if seen.by}

    @property
    def explained(self) -> dict[str, tuple[str, str]]:
        """For each address explained, reason and detail."""
        outcomes = self._outcomes.by_url
        return {url: (seen.why, seen.detail) for url, seen in outcomes.items() if seen.why != NO_ANSWER}

    def why(self) -> dict[str, str]:
        """The reason for each address explained."""
        return {url: why for url, (why, _) in self.explained.items()}


def spider_of(
    kind: type[S], *, saved: Path | None = None, begun: bool = True, **settings: Any
) -> tuple[S, Told]:
    """A spider that is ready to read, over the built-in sites or a folder of saved pages."""
    arguments = {"saved": str(saved)} if saved else {}
    spider = asyncio.run(_ready(kind, arguments, settings))
    if begun:
        spider.set_out()
        if isinstance(spider, PressReleasesSpider):
            spider.begin_backlog()
    return spider, Told(spider)


async def _ready(kind: type[S], arguments: dict[str, str], settings: dict[str, Any]) -> S:
    """The spider with all parts of a crawl, which is not started: Scrapy makes them in a loop only."""
    all_settings = settings_of(TWISTED_REACTOR_ENABLED=False, **settings)
    all_settings.set("DOWNLOAD_HANDLERS", {"http": None, "https": None}, "project")
    crawler = Crawler(kind, all_settings)
    spider = kind.from_crawler(crawler, **arguments)
    crawler.spider = spider
    crawler._apply_settings()
    crawler.engine = crawler._create_engine()
    crawler.engine.running = True
    return spider


class Crawled(Crawl):
    """A crawl of one of the project's spiders, with what it told and what it handed over."""

    def begin(self) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, OsceSpider)
        self.told = Told(spider)
        self.items: list[Any] = []
        self.crawler.signals.connect(self._scraped, signals.item_scraped)

    def _scraped(self, item: object) -> None:
        self.items.append(item)


def crawled(
    kind: type[OsceSpider], pages: Mapping[str, Any] | Callable[[Request], object], **settings: Any
) -> Crawled:
    """A crawl over these pages, by address: a text, an answer, an error, or what gives one of them."""

    def answer_of(request: Request) -> object:
        found: Any = pages if callable(pages) else pages.get(request.url)
        found = found(request) if callable(found) else found
        if found is None:
            return page(request.url, 404, b"<html><body>Not here</body></html>")
        return page(request.url, body=found.encode()) if isinstance(found, str) else found

    own = {"CONTACT": "tests@example.org", "OTHER_HOSTS": []}
    return Crawled([], answer_of, settings=own | settings, spider=kind)


def asked_next(spider: PressReleasesSpider) -> list[str]:
    """The items that the spider would ask for now, were nothing else under way."""
    urls = []
    for host in spider.backlog.hosts():
        while (url := spider.backlog.next_of(host)) is not None:
            if (request := spider.item_request(url)) is not None:
                urls.append(request.url)
    return urls


def answer(url: str, body: str, status: int = 200, *, asked: str | None = None) -> Response:
    """The site's answer to a request for this address, or for another one that led to it."""
    request = Request(url, meta={"redirect_urls": [asked]} if asked else None)
    kind = XmlResponse if url.endswith(".xml") else HtmlResponse
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return kind(url, status=status, headers=headers, body=body.encode(), request=request)
