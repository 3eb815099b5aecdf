"""The base of both spiders: start requests, allowed hosts, errbacks, and when a crawl is refused."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from osce_crawler.addresses import canonical, host_of, is_loopback, is_of_site, named, refusal_of
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.handler import NotSavedError
from osce_crawler.archive.run_captures import is_at_hand_again
from osce_crawler.archive.saved import SavedCaptures, saved_pages
from osce_crawler.grammar.characters import clean
from osce_crawler.moments import now
from osce_crawler.outcomes import NO_ANSWER, Memory, Outcomes
from osce_crawler.pages.document import Page
from osce_crawler.pages.listing import Row
from osce_crawler.politeness.hosts import Hosts, LeftAloneError, in_words
from osce_crawler.politeness.offsite import OffSiteError
from osce_crawler.politeness.retry import BackoffRetry
from osce_crawler.politeness.robots import RefusedError, StoppedError, robots_answered

OBSERVATION = "observation"
"""Key of a response's meta: what was observed on the page, beside the record that pipelines make of it."""
rows_read = object()
"""Signal: a list was read; argument `rows`, those that lead to the site."""
crawl_begins = object()
"""Signal, sent before the first request; argument `spider`.

A handler returns the Memory of earlier runs, or raises CloseSpider with the reason why no crawl can begin.
`scrapy shell`, `fetch` and `parse` send it never: they begin no crawl.
"""

# Blanks and control characters before an address do not count, as for urlsplit.
_HTTP = re.compile(r"[\x00- ]*https?:", re.IGNORECASE)
# How Twisted prints a list of failures.
_WITHIN = re.compile(r"Failure [\w.]+: ([^>]*)>")


class OsceSpider(scrapy.Spider):
    """Spider arguments: `saved`, a folder of saved pages to read in place of the site; `site`, the root of
    another site to read; `limit`, at most so many items; `since`, the first day (YYYY-MM-DD) that is wanted.
    `addons.Arguments` makes settings of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = Outcomes()
        self.memory = Memory()
        self.refusal = ""
        """Why no crawl began; empty if one did."""
        self.hosts: frozenset[str] = frozenset()
        """The hosts of the crawl; none as long as no crawl began."""
        self.roots: list[str] = []
        self.starts: list[str] = []
        self.saved_faults: list[str] = []
        """What of the saved pages cannot be used: any page may be among it."""
        self.saved_remarks: list[str] = []
        """What of them is broken, and at hand elsewhere."""

    async def start(self) -> AsyncIterator[Any]:
        """Begin the run and crawl. Raises CloseSpider, naming why, where no crawl can begin."""
        try:
            self.set_out()
        except (SavedPageError, ValueError) as error:
            self.refusal = str(error)
        self.memory = self._begin()
        self.refusal = self.refusal or self._refusal()
        if self.refusal:
            self.logger.error(self.refusal)
            raise CloseSpider(self.refusal)
        self.crawler.signals.connect(self.read_robots, robots_answered)
        async for request in self.crawl():
            yield request

    def set_out(self) -> None:
        """Learn from the settings where the crawl begins and may go. Raises ValueError, naming why."""
        self.roots = _roots(self.settings)
        for site in self.roots:
            if refusal := refusal_of(site):
                raise ValueError(f"site: {refusal}")
        self.hosts = frozenset([*map(host_of, self.roots), *self.settings["OTHER_HOSTS"]])
        self.starts = [start for root in self.roots for start in self.starts_of_site(root)]
        if self.is_replay:
            faults: list[str] = []
            saved = self._saved(Path(self.settings["SAVED_PAGES"]), faults)
            for fault in faults:
                self._tell_saved_fault(fault)
            self.hosts |= {host_of(url) for url in saved if is_of_site(url)}
            self.starts = self.starts_of_saved(saved)

    def _saved(self, path: Path, faults: list[str]) -> list[str]:
        """The addresses of the saved pages; of captures of a web archive their names."""
        if self.is_of_archive:
            if not self.settings["RUN_ID"]:
                raise ValueError(
                    "FROM_ARCHIVE reads what was fetched before: use `osce-crawler crawl --from-archive`"
                )
            return self._captures(path, faults)
        return [page.url for page in saved_pages(path, faults)]

    def _captures(self, path: Path, faults: list[str]) -> list[str]:
        """Their names. A damaged file is no fault once everything that it held was fetched again."""
        captures = SavedCaptures(path)
        for file, found in captures.damaged.items():
            if is_at_hand_again(file.parent, captures):
                self.saved_remarks += [
                    clean(f"{fault}; all its captures are at hand again") for fault in found
                ]
            else:
                faults += found
        return captures.names()

    def _begin(self) -> Memory:
        """Let the run begin; what it remembers of earlier ones."""
        memory, refusal = Memory(), self.refusal
        for _, result in self.crawler.signals.send_catch_log(crawl_begins, spider=self, dont_log=CloseSpider):
            if isinstance(result, Failure):
                self.refusal = (
                    refusal or getattr(result.value, "reason", "") or f"{result.value} (see the log)"
                )
            elif isinstance(result, Memory):
                memory = result
        return memory

    @cached_property
    def is_replay(self) -> bool:
        """Whether saved pages are read in place of the site."""
        return bool(self.settings["SAVED_PAGES"])

    @cached_property
    def is_of_archive(self) -> bool:
        """Whether these are the captures of a web archive, many of one address."""
        return bool(self.settings["FROM_ARCHIVE"])

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        """The addresses from which a replay of these saved pages begins."""
        raise NotImplementedError

    def starts_of_site(self, root: str) -> list[str]:
        """The addresses from which a crawl of the site at this root begins."""
        raise NotImplementedError

    def crawl(self) -> AsyncIterator[scrapy.Request]:
        """The requests of the crawl, from the first to the last."""
        raise NotImplementedError

    def parse(self, response: Response) -> Iterator[Any]:
        """What the answer to a request of this spider gives."""
        raise NotImplementedError

    def _refusal(self) -> str:
        """Why the crawl does not begin; a live crawl of the built-in hosts says who runs it."""
        limit, since = self.settings["ITEM_LIMIT"], self.settings["SINCE"]
        if self.settings["JOBDIR"]:
            return "JOBDIR loses pages when a run is killed: leave it out, the next run resumes by itself"
        if not (str(limit).isascii() and str(limit).isdigit()):
            return f"limit takes a number of items, not {limit!r}"
        if since and not _is_day(since):
            return f"since takes a day as YYYY-MM-DD that has come, not {since!r}"
        if not (self.settings["CONTACT"] or "").isprintable():
            return "the contact holds a character that no header may hold"
        live = not self.is_replay and any(not is_loopback(url) for url in self.starts)
        if live and not self.settings["CONTACT"]:
            return "a live crawl needs a contact: set CONTACT to an e-mail address or a page"
        return ""

    async def until(self, is_due: Callable[[], bool]) -> None:
        """Wait until this is so at a moment when the scheduler has nothing to hand out.

        As `signals.wait_for(scheduler_empty)` in a loop, which would wake for every page.
        """
        due = asyncio.Event()

        def look() -> None:
            if is_due():
                due.set()

        self.crawler.signals.connect(look, signals.scheduler_empty)
        if self.is_still():
            # Nothing comes to an end any more: the engine would ask again with its next heartbeat only.
            look()
        try:
            await due.wait()
        finally:
            self.crawler.signals.disconnect(look, signals.scheduler_empty)

    def is_still(self) -> bool:
        """Whether every request has come to its end."""
        engine = self.crawler.engine
        assert engine is not None
        assert engine.scheduler is not None
        scraping = engine.scraper.slot
        return not (
            engine.downloader.active
            or engine.scheduler.has_pending_requests()
            or (scraping is not None and not scraping.is_idle())
        )

    def is_busy(self, host: str) -> bool:
        """Whether any request to this host waits to be sent, is under way, or has an answer to be read.

        Those that wait for a retry make no host busy.
        """
        engine = self.crawler.engine
        assert engine is not None
        scraping = engine.scraper.slot
        read = [*scraping.active, *(request for _, request, _ in scraping.queue)] if scraping else []
        under_way = any(host_of(request.url) == host for request in (*engine.downloader.active, *read))
        return under_way or self.politeness.named(host).queued > 0

    def request(self, url: str, **kwargs: Any) -> scrapy.Request:
        """A request whose failure is explained.

        It passes by the filter of duplicates: a list is walked more than once, and a redirect to a page that
        was read before must still be known as another address of it.
        """
        kwargs = {"callback": self.parse, "errback": self.failed} | kwargs
        return scrapy.Request(url, dont_filter=True, **kwargs)

    @property
    def _retry(self) -> BackoffRetry | None:
        """What judges failures; null where nothing is retried, as of saved pages."""
        return self.crawler.get_downloader_middleware(BackoffRetry)

    def again(self, response: Response, why: str) -> scrapy.Request | None:
        """The request to be sent again, as its answer is none; null if that was done often enough."""
        assert response.request is not None
        return retry.reread(response.request, why) if (retry := self._retry) is not None else None

    def keep_rows(self, rows: list[Row]) -> None:
        """Have the run keep what these rows print of their items."""
        self.crawler.signals.send_catch_log(rows_read, rows=rows)

    @cached_property
    def politeness(self) -> Hosts:
        """How each host behaves."""
        return Hosts.at_work(self.crawler)

    def explain_status(self, response: Response) -> None:
        """Say what an answer with another status than 200 is."""
        asked, status = self.asked(response), response.status
        location = (response.headers.get("Location") or b"").decode("latin-1")
        if status in {301, 302, 303, 307, 308} and location:
            # Scrapy follows no redirect that leaves http(s).
            self.tell_explained(asked, "off-site", location)
            return
        self.tell_explained(asked, str(status) if status in {404, 410} else "failed", f"HTTP {status}")
        if status in {401, 403} and (retry := self._retry) is not None:
            assert response.request is not None
            retry.count_final_failure(response.request, f"HTTP {status}")

    def read_robots(self, url: str, why: str, detail: str, response: Response | None) -> None:  # noqa: ARG002
        """What is made of a robots.txt, beyond obeying it."""
        self.tell_explained(url, why, detail)

    def is_on_site(self, url: str) -> bool:
        """Whether this is an address of the site: http(s), one of its own hosts, matched exactly.

        As long as no crawl began, as in `scrapy shell`, a person asks, and may ask for everything.
        """
        return not self.hosts or (host_of(url) in self.hosts and _HTTP.match(url) is not None)

    def page_of(self, response: Response) -> Page:
        """The response as the readers of pages take it."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        return Page(response.url, response.body, content_type, response.status)

    def asked(self, response: Response) -> str:
        """The address that was asked for at first, before any redirect."""
        return asked_first(response.request) if response.request is not None else response.url

    def written(self, url: str) -> str:
        """The address in the one way in which it is written, as those of the account are already.

        The account of an archive has names of captures. Raises ValueError for what is no address.
        """
        is_so = url in self.outcomes.by_url and not self.is_of_archive
        return url if is_so else canonical(url)

    def retrieved_at(self, response: Response) -> str:
        """When the page was read: a saved page's own time, else now; UTC, whole seconds."""
        saved = response.meta.get("retrieved_at")
        return saved or now()

    def failed(self, failure: Failure) -> None:
        """A page that could not be fetched becomes one line of the report."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        why = _why(failure.value)
        detail = _message(failure)
        if isinstance(failure.value, SavedPageError):
            if self.is_of_archive:
                why = "unreadable"  # the archive kept it so: the file itself was passed through before
            else:
                self._tell_saved_fault(detail)
        self.tell_explained(asked_first(request), why, "" if why == "not saved" else detail)

    def _tell_saved_fault(self, fault: str) -> None:
        """Report what of the saved pages cannot be used."""
        # The name of a file need not be Unicode, as reports are.
        self.saved_faults.append(clean(fault))
        self.logger.warning("%s", self.saved_faults[-1])

    def tell_listed(self, url: str, by: str) -> None:
        """Report that this address was found on that page."""
        self.outcomes.listed(named(url), by)

    def tell_explained(self, url: str, why: str, detail: str = "") -> None:
        """Report why this address gives no record of its own."""
        self.outcomes.explained(named(url), why, detail)


def _message(failure: Failure) -> str:
    """What happened, in words: of a connection that broke, the error within the error."""
    assert failure.value is not None
    words, within = in_words(failure.value), _WITHIN.search(failure.getErrorMessage())
    return f"{words}: {within[1]}" if within else words


def asked_first(request: scrapy.Request) -> str:
    """The address that was asked for before any redirect."""
    return str(request.meta.get("redirect_urls", [request.url])[0])


def _roots(settings: BaseSettings) -> list[str]:
    """The start points; a full crawl also goes to the older site, where the settings have one."""
    return [*settings["START_SITES"], *(settings["OLDER_SITES"] if settings.getbool("FULL") else [])]


def _why(error: BaseException | None) -> str:
    """The reason in the report; a page too large, cut off or led in circles has failed."""
    kinds: dict[type[IgnoreRequest], str] = {
        NotSavedError: "not saved",
        OffSiteError: "off-site",
        RefusedError: "refused",
        LeftAloneError: "host left alone",
        StoppedError: NO_ANSWER,
    }
    return next((why for kind, why in kinds.items() if isinstance(error, kind)), "failed")


def _is_day(printed: str) -> bool:
    try:
        day = dt.date.fromisoformat(printed)
        return day.isoformat() == printed and day <= dt.datetime.now(dt.UTC).date()
    except ValueError:
        return False
