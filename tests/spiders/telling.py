"""A spider on its own, with what it tells the run."""

from pathlib import Path
from typing import Any, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.settings import Settings

from osce_crawler import settings as ours
from osce_crawler import signals
from osce_crawler.pages.listing import Row

S = TypeVar("S", bound=Spider)


class Told:
    """What a spider told: addresses found, addresses explained, rows read."""

    def __init__(self, crawler: Crawler) -> None:
        self.listed: dict[str, str] = {}
        self.explained: dict[str, tuple[str, str]] = {}
        self.rows: list[Row] = []
        crawler.signals.connect(self._listed, signals.address_listed)
        crawler.signals.connect(self._explained, signals.address_explained)
        crawler.signals.connect(self._row, signals.row_read)

    def _listed(self, url: str, by: str) -> None:
        self.listed[url] = by

    def _explained(self, url: str, why: str, detail: str) -> None:
        self.explained[url] = (why, detail)

    def _row(self, row: Row) -> None:
        self.rows.append(row)

    def why(self) -> dict[str, str]:
        """The reason for each address explained."""
        return {url: why for url, (why, _) in self.explained.items()}


def spider_of(kind: type[S], *, saved: Path | None = None, **settings: Any) -> tuple[S, Told]:
    """A spider that is ready to read, over the built-in sites or a folder of saved pages."""
    all_settings = Settings()
    all_settings.setmodule(ours, priority="project")
    all_settings.setdict(settings, priority="cmdline")
    crawler = Crawler(kind, all_settings)
    told = Told(crawler)
    arguments = {"saved": str(saved)} if saved else {}
    return kind.from_crawler(crawler, **arguments), told


def answer(url: str, body: str, status: int = 200, *, asked: str | None = None) -> Response:
    """The site's answer to a request for this address, or for another one that led to it."""
    request = Request(url, meta={"redirect_urls": [asked]} if asked else None)
    kind = XmlResponse if url.endswith(".xml") else HtmlResponse
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return kind(url, status=status, headers=headers, body=body.encode(), request=request)
