"""Finds releases: discovery, then each host's items, newest first, then what does not add up."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from osce_crawler.addresses import key_of, list_key, named, nid_of, page_and_moment
from osce_crawler.archive.run_captures import unfetched
from osce_crawler.dataset.doubtful import CUT_OFF
from osce_crawler.outcomes import LED_AWAY, NO_RELEASE, NOT_MODIFIED, PASSED_OVER, UNFINISHED
from osce_crawler.pages.listing import Listing
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.pages.stated_address import another_item
from osce_crawler.spiders.backlog import LIST, SITEMAP, TEASER, Backlog
from osce_crawler.spiders.base import OBSERVATION, OsceSpider
from osce_crawler.spiders.discovery import Discovery
from osce_crawler.spiders.revisit import Revisit
from osce_crawler.spiders.sitemaps import is_sitemap, read_sitemap, sitemaps_in_rules

_LISTS_WITH_ROWS = frozenset({Kind.LISTING, Kind.INDEX, Kind.UNKNOWN})
# So many items of a host wait in the scheduler: enough to keep it busy, few enough to fit into memory.
_AHEAD = 16


class PressReleasesSpider(OsceSpider):
    """Domain: www.osce.org and the hosts of START_SITES."""

    name = "press_releases"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item_limit = 0
        """So many releases are wanted, 0 means all; the attribute `limit` is the argument, as text."""
        self.backlog = Backlog(self.outcomes, self.is_on_site, self.keep_rows)
        self.discovery = Discovery(self, self.backlog)
        self._handed_over: set[str | None] = set()
        self._asked_items = 0
        self._lists: set[str] = set()
        self._read_without_row: list[str] = []
        self._is_reconciling = False
        self.archive_faults: list[str] = []
        """What of a web archive's list could not be fetched."""

    @property
    def read_through(self) -> set[str]:
        """The roots of which a run without bounds has read everything that their ways in list."""
        is_bounded = self.item_limit or self.backlog.revisit.since
        return set() if is_bounded else self.discovery.read_through

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        return urls

    def starts_of_site(self, root: str) -> list[str]:
        return [urljoin(root, "/")]

    async def crawl(self) -> AsyncIterator[Request]:
        """Discovery with each host's items behind it, then a second look, until nothing more is found."""
        self.begin_backlog()
        self._asked_items += self.backlog.resume()
        begin, look_again = self._saved_starts, self._again_with_rows
        if not self.is_replay:
            begin, look_again = self.discovery.first, self.reconcile
        for request in begin():
            yield request
        async for request in self._items():
            yield request
        while (requests := [*look_again()]) or self.backlog:
            for request in requests:
                yield request
            async for request in self._items():
                yield request
        if not self.is_replay:
            self.discovery.conclude()

    def begin_backlog(self) -> None:
        """Let the backlog know the bounds of this crawl, and what earlier runs know.

        `scrapy parse` begins no crawl: it shows what one page gives, whatever is known.
        """
        self.item_limit = self.settings.getint("ITEM_LIMIT")
        today = dt.datetime.now(dt.UTC).date()
        self.backlog.begin(Revisit.from_settings(self.settings, self.memory, today), self.item_limit)

    async def _items(self) -> AsyncIterator[Request]:
        """Each host's items, until nothing is left to be asked and nothing under way."""
        while self.backlog or not self.is_still():
            await self.until(self._is_due)
            if self.is_still():
                self.discovery.close()
            for name in self.backlog.hosts():
                for url in self._next_of(name):
                    if (request := self.item_request(url)) is not None:
                        yield request

    def _is_due(self) -> bool:
        """Whether items of some host are to be asked for, or none will be any more."""
        return any(map(self._has_turn, self.backlog.hosts())) or self.is_still()

    def _has_turn(self, name: str) -> bool:
        """Whether the host is discovered and has nothing to do, or is left alone."""
        host = self.politeness.named(name)
        return bool(host.left) or (not host.queued and not self._waits_for_discovery(name))

    def _next_of(self, name: str) -> Iterator[str]:
        """The next items of the host, if it is its turn; those of one that is left alone are explained."""
        host = self.politeness.named(name)
        count = _AHEAD if self._has_turn(name) else 0
        while (host.left or count) and (url := self.backlog.next_of(name)) is not None:
            if host.left:
                self.tell_explained(url, "host left alone", host.left)
            else:
                count -= 1
                yield url

    def _waits_for_discovery(self, host: str) -> bool:
        """Whether a way into the host is still to be read; items use the time for which all of them pause."""
        return self.discovery.is_open(host) and self.is_busy(host)

    def _saved_starts(self) -> Iterator[Request]:
        """Every saved page, as it is found."""
        self._lists.update(page_and_moment(url)[0] for url in self.starts)
        for url in self.starts:
            self.backlog.met(url)
            self.tell_listed(url, "start")
            self.backlog.add(url)
        if self.is_of_archive:
            self._tell_unfetched()
        yield from ()

    def _tell_unfetched(self) -> None:
        """Account for what the archive lists, and of which no page is at hand."""
        for one in unfetched(Path(self.settings["OUTPUT"]) / "runs" / self.settings["RUN_ID"]):
            self.tell_listed(one.name, "archive")
            self.tell_explained(one.name, one.why, one.detail)
            if one.is_list:
                self.archive_faults.append(one.detail)

    def reconcile(self) -> Iterator[Request]:
        """Lists are walked again; items known from before that nothing lists are asked for."""
        if not self._is_reconciling:
            self._is_reconciling = True
            self.logger.info("phase: reconciliation")
            for url in () if self.item_limit else self.backlog.revisit.unlisted():
                self.backlog.found_before(url)
        self.backlog.seek_own()
        yield from self.discovery.reconcile()

    def item_request(self, url: str) -> Request | None:
        """The request for an item; null, and explained, where the limit is reached."""
        if not self.is_replay and 0 < self.item_limit <= self._asked_items:
            self.tell_explained(url, "over the limit")
            return None
        self._asked_items += 1
        return self.request(url, headers=self.backlog.conditions(url))

    def parse(self, response: Response) -> Iterator[Any]:
        """An item, or what an address that seemed to be one's proves to be."""
        self.backlog.met(response.url)
        self.backlog.met(self.asked(response))
        if response.status != 200:
            yield from self._no_page(response)
        elif self.is_replay and is_sitemap(response):
            self._saved_sitemap(response)
        elif self.is_replay and response.url.endswith("/robots.txt"):
            self._saved_rules(response)
        else:
            yield from self._page(response, self._read(response))

    def _read(self, response: Response) -> Reading:
        return read_page(self.page_of(response), self.backlog.type_in_rows(response.url))

    def _page(self, response: Response, reading: Reading) -> Iterator[Any]:
        if self.is_of_archive and (doubt := _doubt_of_capture(response, reading)):
            self.tell_explained(self.asked(response), PASSED_OVER, doubt)
            return
        if reading.printed is not None:
            yield from self._release(response, reading)
            return
        if reading.kind in {Kind.CHALLENGE, Kind.EMPTY} and (
            again := self.again(response, str(reading.kind))
        ):
            yield again
            return
        self._tell_kind(response, reading)
        if reading.kind in _LISTS_WITH_ROWS:
            self.backlog.found_in_rows(reading.listing.rows, response.url, LIST if self.is_replay else TEASER)
            if self.is_replay:
                self._saved_pager(response, reading.listing)

    def _tell_kind(self, response: Response, reading: Reading) -> None:
        """Say what a page is that is no release; one that should be a release is an alarm, not an answer."""
        asked, evidence = self.asked(response), "; ".join(reading.evidence)
        is_same = key_of(asked) == key_of(response.url)
        should_be = self.memory.id_of(asked) is not None or self.backlog.type_in_rows(asked) is not None
        if key_of(asked) is not None and key_of(response.url) is None:
            # The site leads from the item to a page that is none: no index page was asked for.
            self.tell_explained(asked, LED_AWAY, f"redirects to {response.url}")
        elif is_same and should_be and str(reading.kind) not in UNFINISHED:
            self.tell_explained(asked, NO_RELEASE, f"{reading.kind}: {evidence}")
        elif is_same and reading.kind is Kind.UNKNOWN and self.memory.was_another_kind(asked):
            self.tell_explained(asked, str(Kind.UNREADABLE), f"no longer of a known kind: {evidence}")
        else:
            self._read_without_row.append(asked)
            self.tell_explained(asked, str(reading.kind), evidence)

    def _release(self, response: Response, reading: Reading) -> Iterator[Any]:
        assert reading.printed is not None
        if nid_of(response.url) is None:
            asked = self.asked(response)
            if nid_of(asked) is None:
                self.tell_explained(asked, "no nid", response.url)
            else:
                self.tell_explained(asked, LED_AWAY, f"redirects to {response.url}")
            return
        is_captured = self.is_of_archive  # all captures of the item are compared when they are read
        had_text = not is_captured and self.memory.had_text(self.asked(response))
        if had_text and not reading.printed.paragraphs:
            self.tell_explained(self.asked(response), NO_RELEASE, "its text is gone")
            return
        key = key_of(response.url)
        if key not in self._handed_over and 0 < self.item_limit <= len(self._handed_over):
            self.tell_explained(self.asked(response), "over the limit")
            return
        if self.item_limit:
            self._handed_over.add(key)
        url = self.written(response.url)
        asked = self.written(self.asked(response))
        is_same = nid_of(asked) == nid_of(url)
        if not is_same and nid_of(asked) is not None:
            self.tell_explained(self.asked(response), LED_AWAY, f"redirects to {response.url}")
        others = [asked] if asked != url and is_same else []
        observation = Observation(
            url, reading.printed, reading.generation, self.retrieved_at(response), others, reading.cut_off
        )
        response.meta[OBSERVATION] = observation
        yield observation
        for translation in reading.printed.translations:
            self.backlog.found_translation(translation.url, response.url)

    def tell_explained(self, url: str, why: str, detail: str = "") -> None:
        """The same for all; only a published record that is led off the site is not explained by that."""
        is_led_away = why == "off-site" and self.memory.record_at(named(url)) is not None
        super().tell_explained(url, LED_AWAY if is_led_away else why, detail)

    def _no_page(self, response: Response) -> Iterator[Request]:
        """An answer with another status than 200."""
        assert response.request is not None
        asked = self.asked(response)
        if response.status == 304 and {b"If-None-Match", b"If-Modified-Since"} & {*response.request.headers}:
            self.tell_explained(asked, NOT_MODIFIED)
            return
        is_challenge = response.status == 403 and read_page(self.page_of(response)).kind is Kind.CHALLENGE
        if is_challenge and (again := self.again(response, "challenge")):
            yield again
        elif is_challenge:
            self.tell_explained(asked, "challenge", "HTTP 403")
        else:
            self.explain_status(response)
            if response.status in {404, 410}:
                self.backlog.add_other(asked)

    def _again_with_rows(self) -> Iterator[Request]:
        """Saved pages that were read before the row that calls them releases: they come in any order."""
        urls, self._read_without_row = self._read_without_row, []
        for url in urls:
            if self.backlog.type_in_rows(url) is not None:
                yield self.request(url)

    def closed(self, reason: str) -> None:  # noqa: ARG002  Scrapy's name
        """Make room for what the run makes of all this."""
        self.backlog.forget()

    def read_robots(self, url: str, why: str, detail: str, response: Response | None) -> None:
        super().read_robots(url, why, detail, response)
        if response is not None:
            self.discovery.read_robots(response)

    # Saved pages

    def _saved_sitemap(self, response: Response) -> None:
        sitemap = read_sitemap(response)
        self.tell_explained(self.asked(response), "sitemap", f"{len(sitemap.entries)} entries")
        for url, lastmod in sitemap.entries:
            if sitemap.is_index:
                self._saved_list(url, response.url)
            elif nid_of(url):
                self.backlog.found(url, response.url, SITEMAP, lastmod=lastmod)

    def _saved_rules(self, response: Response) -> None:
        self.tell_explained(self.asked(response), "robots.txt", f"HTTP {response.status}")
        for url in sitemaps_in_rules(response):
            self._saved_list(url, response.url)

    def _saved_pager(self, response: Response, listing: Listing) -> None:
        """Where the pager of a saved list leads, as long as it stays in the list."""
        for url in (listing.next_url, listing.last_url):
            if url and list_key(url) == list_key(response.url):
                self._saved_list(url, response.url)

    def _saved_list(self, url: str, page: str) -> None:
        if self.is_on_site(url) and url not in self._lists:
            self._lists.add(url)
            self.tell_listed(url, page)
            self.backlog.add(url)


def _doubt_of_capture(response: Response, reading: Reading) -> str:
    """Why this capture of an item is a page of another, or none; empty where it may be what its name says."""
    if nid_of(response.url) is None:
        return ""
    if reading.printed is None:
        return CUT_OFF if reading.cut_off else ""
    other = another_item(reading.document, response.url) if reading.document is not None else None
    return f"another page came: it calls itself {other}" if other is not None else ""
