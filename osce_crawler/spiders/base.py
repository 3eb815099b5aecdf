"""What both spiders share: where they begin, where they may go, and what they tell the run."""

import ipaddress
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.addresses import canonical, host_of
from osce_crawler.archive.folder import SavedFolder
from osce_crawler.archive.handler import REPLAY, NotSavedError
from osce_crawler.ledger import Ledger
from osce_crawler.memory import Memory
from osce_crawler.moments import now
from osce_crawler.pages.document import Page
from osce_crawler.pages.listing import Row


class OsceSpider(scrapy.Spider):
    """Spider arguments: `saved`, a folder of saved pages to read in place of the site; `site`, the root of
    another site to read; `limit`, at most so many items.
    """

    hosts: frozenset[str]
    starts: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ledger = Ledger()
        self.memory = Memory()
        self.keep_row: Callable[[Row], None] = lambda _: None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        settings = crawler.settings
        for name, setting in (("saved", "SAVED_PAGES"), ("limit", "ITEM_LIMIT")):
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
        roots = list(self.settings["START_SITES"])
        self.hosts = frozenset([*map(host_of, roots), *self.settings["OTHER_HOSTS"]])
        if self.settings["SAVED_PAGES"]:
            saved = list(SavedFolder(self.settings["SAVED_PAGES"]))
            self.hosts |= {host_of(page.url) for page in saved}
            self.starts = self.starts_of_saved([page.url for page in saved])
        else:
            self.starts = [start for root in roots for start in self.starts_of_site(root)]

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
        if not self._may_set_out():
            return
        for url in self.starts:
            self.tell_listed(url, "start")
            yield self.request(url)

    def _may_set_out(self) -> bool:
        """A live crawl of the built-in hosts says who runs it, or does not begin."""
        live = not self.settings["SAVED_PAGES"] and any(not is_loopback(url) for url in self.starts)
        if live and not self.settings["CONTACT"]:
            self.logger.error("a live crawl needs a contact: set CONTACT to an e-mail address or a page")
            return False
        return True

    def request(self, url: str, **kwargs: Any) -> scrapy.Request:
        """A request whose failure is explained.

        Scrapy's own filter would drop a redirect to an address already read without a word, so that it is
        passed by; spiders know what they have asked for.
        """
        return scrapy.Request(url, callback=self.read, errback=self.failed, dont_filter=True, **kwargs)

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
        circling = request.meta.get("redirect_times", 0) >= self.settings.getint("REDIRECT_MAX_TIMES")
        why = "failed" if circling else _why(failure.value)
        detail = failure.getErrorMessage() or type(failure.value).__name__
        self.tell_explained(asked_first(request), why, "" if why == "not saved" else detail)

    def tell_listed(self, url: str, by: str) -> None:
        """Tell the run that this address was found on that page."""
        self.ledger.listed(_written(url), by)

    def tell_explained(self, url: str, why: str, detail: str = "") -> None:
        """Tell the run why this address gives no record of its own."""
        self.ledger.explained(_written(url), why, detail)


class OffSiteError(IgnoreRequest):
    """The address lies on a host, or has a scheme, to which the crawl was not sent."""


def asked_first(request: scrapy.Request) -> str:
    """The address that was asked for before any redirect."""
    return str(request.meta.get("redirect_urls", [request.url])[0])


def _written(url: str) -> str:
    """The address in the one way in which it is written; as printed where it is none."""
    try:
        return canonical(url)
    except ValueError:
        return url


def _why(error: BaseException | None) -> str:
    if isinstance(error, NotSavedError):
        return "not saved"
    if isinstance(error, OffSiteError):
        return "off-site"
    # Scrapy says by the words alone whether robots.txt refused or the page was too large.
    return "refused" if isinstance(error, IgnoreRequest) and "robots.txt" in str(error) else "failed"


def is_loopback(url: str) -> bool:
    """Whether the address lies on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
