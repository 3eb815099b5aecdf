"""What both spiders share: where they begin, where they may go, and what they tell the run."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from osce_crawler.addresses import canonical, host_of, is_loopback, is_of_site
from osce_crawler.archive.handler import REPLAY, NotSavedError
from osce_crawler.archive.saved import saved_pages
from osce_crawler.ledger import Ledger
from osce_crawler.memory import Memory
from osce_crawler.moments import now
from osce_crawler.pages.document import Page
from osce_crawler.pages.listing import Row
from osce_crawler.spiders.frontier import Frontier
from osce_crawler.spiders.guard import LeftAloneError, OffSiteError, RefusedError
from osce_crawler.spiders.hosts import Host
from osce_crawler.spiders.patience import Patience
from osce_crawler.spiders.robots import Robots

# Spider arguments, and the settings that they stand for.
_ARGUMENTS = {"saved": "SAVED_PAGES", "limit": "ITEM_LIMIT", "since": "SINCE"}


class OsceSpider(scrapy.Spider):
    """Spider arguments: `saved`, a folder of saved pages to read in place of the site; `site`, the root of
    another site to read; `limit`, at most so many items; `since`, the first day (YYYY-MM-DD) that is wanted.
    """

    hosts: frozenset[str]
    roots: list[str]
    starts: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ledger = Ledger()
        self.memory = Memory()
        self.keep_row: Callable[[Row], None] = lambda _: None
        self.trouble = ""
        """Why the run cannot begin; empty if it can."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        settings = crawler.settings
        for name, setting in _ARGUMENTS.items():
            if name in kwargs:
                settings.set(setting, kwargs.pop(name), priority="spider")
        if "site" in kwargs:
            settings.set("START_SITES", [kwargs.pop("site")], priority="spider")
            settings.set("OTHER_HOSTS", [], priority="spider")
        if settings["SAVED_PAGES"]:
            for name, value in REPLAY.items():
                settings.set(name, value, priority="spider")
        settings.set(
            "USER_AGENT",
            settings["USER_AGENT"].format(contact=settings["CONTACT"] or "no contact"),
            priority="spider",
        )
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._set_out()
        return spider

    def _set_out(self) -> None:
        self.roots = _roots(self.settings)
        self.hosts = frozenset([*map(host_of, self.roots), *self.settings["OTHER_HOSTS"]])
        self.is_replay = bool(self.settings["SAVED_PAGES"])
        if self.is_replay:
            saved = [page.url for page in saved_pages(self.settings["SAVED_PAGES"])]
            self.hosts |= {host_of(url) for url in saved if is_of_site(url)}
            self.starts = self.starts_of_saved(saved)
        else:
            self.starts = [start for root in self.roots for start in self.starts_of_site(root)]
        self._look_ahead()

    def _look_ahead(self) -> None:
        self.frontier = Frontier(self.settings)
        self.frontier.may_go = self.may_go
        self.frontier.not_asked = self._not_asked
        self.patience = Patience(self.frontier, self.settings)
        self.robots = Robots(self.frontier, self.settings)
        self.robots.told = self.read_rules
        self.robots.not_told = self.tell_explained
        if self.settings.getbool("ROBOTSTXT_OBEY"):
            self.frontier.rules_of = self.robots.request

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        """The addresses from which a replay of these saved pages begins."""
        raise NotImplementedError

    def starts_of_site(self, root: str) -> list[str]:
        """The addresses from which a crawl of the site at this root begins."""
        raise NotImplementedError

    def read(self, response: Response) -> Iterator[Any]:
        """What the answer to a request of this spider gives."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        if refusal := self._refusal():
            self.logger.error(refusal)
            raise CloseSpider(refusal)
        for request in self.first():
            yield request

    def first(self) -> Iterator[scrapy.Request]:
        """The requests with which the crawl begins."""
        for url in self.starts:
            self.tell_listed(url, "start")
            yield self.request(url)

    def _refusal(self) -> str | None:
        """Why the crawl does not begin; a live crawl of the built-in hosts says who runs it."""
        if self.trouble:
            return self.trouble
        limit, since = self.settings["ITEM_LIMIT"], self.settings["SINCE"]
        if not (str(limit).isascii() and str(limit).isdigit()):
            return f"limit takes a number of items, not {limit!r}"
        if since and not _is_day(since):
            return f"since takes a day as YYYY-MM-DD, not {since!r}"
        live = not self.is_replay and any(not is_loopback(url) for url in self.starts)
        if live and not self.settings["CONTACT"]:
            return "a live crawl needs a contact: set CONTACT to an e-mail address or a page"
        return None

    def request(self, url: str, **kwargs: Any) -> scrapy.Request:
        """A request whose failure is explained; spiders know what they have asked for."""
        kwargs = {"callback": self.read, "errback": self.failed} | kwargs
        return scrapy.Request(url, dont_filter=True, **kwargs)

    def again(self, response: Response, why: str) -> scrapy.Request | None:
        """The request to be asked again, as its answer is none; null if that was done often enough."""
        assert response.request is not None
        return self.patience.unread(response.request, why)

    def read_rules(self, response: Response) -> Iterator[Any]:
        """What is made of a robots.txt, beyond obeying it."""
        self.tell_explained(self.asked(response), "robots.txt", f"HTTP {response.status}")
        yield from ()

    def may_go(self, url: str) -> bool:
        """Whether this is an address of the site: http(s), one of its own hosts, matched exactly."""
        return host_of(url) in self.hosts and urlsplit(url).scheme in {"http", "https"}

    def page_of(self, response: Response) -> Page:
        """The response as the readers of pages take it."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        return Page(response.url, response.body, content_type, response.status)

    def asked(self, response: Response) -> str:
        """The address that was asked for at first, before any redirect."""
        return asked_first(response.request) if response.request is not None else response.url

    def retrieved_at(self, response: Response) -> str:
        """When the page was read: a saved page's own time, else now; UTC, whole seconds."""
        saved = response.meta.get("retrieved_at")
        return saved or now()

    def failed(self, failure: Failure) -> None:
        """A page that could not be had ends as one line of the report."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        why = _why(failure.value)
        detail = failure.getErrorMessage() or type(failure.value).__name__
        self.tell_explained(asked_first(request), why, "" if why == "not saved" else detail)

    def tell_listed(self, url: str, by: str) -> None:
        """Tell the run that this address was found on that page."""
        self.ledger.listed(_written(url), by)

    def tell_explained(self, url: str, why: str, detail: str = "") -> None:
        """Tell the run why this address gives no record of its own."""
        self.ledger.explained(_written(url), why, detail)

    def _not_asked(self, url: str, host: Host) -> None:
        self.tell_explained(url, "host left alone", host.left)


def asked_first(request: scrapy.Request) -> str:
    """The address that was asked for before any redirect."""
    return str(request.meta.get("redirect_urls", [request.url])[0])


def _roots(settings: BaseSettings) -> list[str]:
    """The start points; a full crawl of the built-in ones goes to the older site, too."""
    built_in = (settings.getpriority("START_SITES") or 0) <= SETTINGS_PRIORITIES["project"]
    older = settings["OLDER_SITES"] if built_in and settings.getbool("FULL") else []
    return [*settings["START_SITES"], *older]


def _written(url: str) -> str:
    """The address in the one way in which it is written; as printed where it is none."""
    try:
        return canonical(url)
    except ValueError:
        return url


def _why(error: BaseException | None) -> str:
    """The reason in the report; a page too large, cut off or led in circles has failed."""
    kinds: dict[type[IgnoreRequest], str] = {
        NotSavedError: "not saved",
        OffSiteError: "off-site",
        RefusedError: "refused",
        LeftAloneError: "host left alone",
    }
    return next((why for kind, why in kinds.items() if isinstance(error, kind)), "failed")


def _is_day(printed: str) -> bool:
    try:
        return dt.date.fromisoformat(printed).isoformat() == printed
    except ValueError:
        return False
