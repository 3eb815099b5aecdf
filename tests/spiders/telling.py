"""A spider on its own, with what it tells the run."""

from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.settings import Settings

from osce_crawler import settings as ours
from osce_crawler.outcomes import NO_ANSWER
from osce_crawler.pages.listing import Row
from osce_crawler.spiders.base import OsceSpider

S = TypeVar("S", bound=OsceSpider)
# A clock on which every pause is over when it is looked at again.
_hours = count(0, 3600)


class Told:
    """What a spider told: addresses found, addresses explained, rows read."""

    def __init__(self, spider: OsceSpider) -> None:
        self.rows: list[Row] = []
        self._outcomes = spider.outcomes
        spider.keep_row = self.rows.append

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


def spider_of(kind: type[S], *, saved: Path | None = None, **settings: Any) -> tuple[S, Told]:
    """A spider that is ready to read, over the built-in sites or a folder of saved pages."""
    all_settings = Settings()
    all_settings.setmodule(ours, priority="project")
    all_settings.setdict(settings, priority="cmdline")
    crawler = Crawler(kind, all_settings)
    arguments = {"saved": str(saved)} if saved else {}
    spider = kind.from_crawler(crawler, **arguments)
    return spider, Told(spider)


def asked_next(spider: OsceSpider) -> list[str]:
    """What the spider would ask for now, were no pause to be made."""
    frontier = spider.frontier
    frontier.clock = _hours.__next__
    frontier.release_all()
    requests = iter(lambda: frontier.next([]), None)
    return [request.url for request in requests if not request.url.endswith("/robots.txt")]


def answer(url: str, body: str, status: int = 200, *, asked: str | None = None) -> Response:
    """The site's answer to a request for this address, or for another one that led to it."""
    request = Request(url, meta={"redirect_urls": [asked]} if asked else None)
    kind = XmlResponse if url.endswith(".xml") else HtmlResponse
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return kind(url, status=status, headers=headers, body=body.encode(), request=request)
