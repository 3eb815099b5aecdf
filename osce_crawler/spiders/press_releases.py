"""Finds releases: from lists, pagers, sitemaps and teasers to items, each known by its nid."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from sys import intern
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from osce_crawler.addresses import canonical, host_of, key_of, list_key, nid_of
from osce_crawler.ledger import EMITTED, NO_ANSWER, NO_RELEASE, NOT_MODIFIED, UNFINISHED
from osce_crawler.pages.listing import Listing, Row, release_type
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.spiders.base import OsceSpider
from osce_crawler.spiders.sitemaps import is_sitemap, read_sitemap, sitemaps_in_rules
from osce_crawler.spiders.walking import ListWalk
from osce_crawler.spiders.ways import LIST, SITEMAP, TEASER, Ways
from osce_crawler.spiders.window import Window, day_of

_KNOWN_BEFORE = "known from before"
_LISTS_WITH_ROWS = frozenset({Kind.LISTING, Kind.SECTION, Kind.UNKNOWN})


class PressReleasesSpider(OsceSpider):
    """Domain: www.osce.org and the hosts of START_SITES."""

    name = "press_releases"
    ways_in: Ways

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, str] = {}
        """For each item, by its key, the address at which it is asked for."""
        self.ways: Counter[str] = Counter()
        """How many items each way gave."""
        self.handed_over = 0
        self._others: dict[str, list[str]] = {}
        self._found_by: dict[str, tuple[str, ...]] = {}
        self._lists: set[str] = set()
        self._types_in_rows: dict[str, str] = {}
        self._read_without_row: list[str] = []
        self._asked_items = 0
        self._is_reconciled = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.frontier.request_of = spider.item_request
        spider.ways_in = Ways(spider, spider.roots)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        return spider

    @cached_property
    def window(self) -> Window:
        """What is asked for again; the memory that it looks into is there when the crawl begins."""
        return Window(self.memory, self.settings, dt.datetime.now(dt.UTC).date())

    @cached_property
    def limit(self) -> int:
        return self.settings.getint("ITEM_LIMIT")

    @property
    def read_through(self) -> set[str]:
        """The roots of which a run without bounds has read everything that their ways in list."""
        if self.limit or self.window.since:
            return set()
        return {root.url for root in self.ways_in.roots.values() if root.is_read_through}

    @property
    def walks(self) -> list[ListWalk]:
        """What each list gave."""
        return [walk.told() for walk in self.ways_in.walks.values()]

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        self._lists.update(urls)
        for url in urls:
            self._note(url)
        return urls

    def starts_of_site(self, root: str) -> list[str]:
        return [urljoin(root, "/")]

    def first(self) -> Iterator[Request]:
        self._take_up()
        if not self.is_replay:
            yield from self.ways_in.first()
            return
        for url in self.starts:
            self.tell_listed(url, "start")
            self.frontier.add_item(url)

    def _take_up(self) -> None:
        """What a run taken up again has had is not asked for at another address."""
        for url, seen in self.ledger.outcomes.items():
            if self.ledger.had(url) and (key := key_of(url)):
                self.known.setdefault(key, url)
                self._asked_items += seen.why == EMITTED

    # What is found

    def found(
        self, url: str, page: str, way: str, *, day: dt.date | None = None, lastmod: str | None = None
    ) -> None:
        """An item's address was found on this page: it is asked for, or explained.

        `day`: the one that a list prints beside it; `lastmod`: a sitemap's word for its last change.
        """
        try:
            url = canonical(url)
        except ValueError:
            self.tell_explained(url, "no nid")
            return
        self.ledger.listed(url, page, lastmod=lastmod)
        key = key_of(url)
        if not self.may_go(url):
            self.tell_explained(url, "off-site", host_of(url))
        elif key is None:
            self.tell_explained(url, "no nid")
        else:
            self._count(key, way)
            self._consider(url, key, way == LIST, day, lastmod)

    def found_in_rows(self, rows: Iterable[Row], page: str, way: str) -> None:
        """The rows of a list, kept for what they print."""
        for row in rows:
            if self.may_go(row.url):
                self.keep_row(row)
                self._keep_type(row)
            self.found(row.url, page, way, day=day_of(row.date))

    def _keep_type(self, row: Row) -> None:
        """A row that prints a day and the type of a release says that its address is one."""
        key, printed = key_of(row.url), release_type(row)
        if key and printed:
            self._types_in_rows[key] = intern(printed)

    def _type_in_rows(self, url: str) -> str | None:
        return self._types_in_rows.get(key_of(url) or "")

    def _count(self, key: str, way: str) -> None:
        found_by = self._found_by.get(key, ())
        if way not in found_by:
            self._found_by[key] = _together(found_by, way)
            self.ways[way] += 1

    def _consider(
        self, url: str, key: str, is_listed: bool, day: dt.date | None, lastmod: str | None
    ) -> None:
        asked = self.known.get(key)
        if asked is not None:
            self._is_known(url, key, asked)
        elif why := self.window.why_not(url, day, lastmod):
            if self.ledger.outcomes[url].why != why:
                self.ledger.explained(url, why)
        else:
            self.known[key] = url
            if not self.ledger.had(url):
                self.frontier.add_item(url, listed=is_listed)

    def _is_known(self, url: str, key: str, asked: str) -> None:
        if url == asked or self.ledger.outcomes[url].why != NO_ANSWER:
            return
        others = self._others.setdefault(key, [])
        if url not in others:
            others.append(url)
        self.ledger.explained(url, "another address of an item", asked)

    def is_behind(self, url: str, day: dt.date | None, root: str) -> bool:
        """Whether the row leads to nothing that this run would ask for."""
        return self.window.is_behind(url, day, known=self.knows_through(root))

    def knows_through(self, url: str) -> bool:
        """Whether the site at this address was once read to its end."""
        return host_of(url) in {host_of(root) for root in self.memory.read_through}

    def has_enough(self) -> bool:
        """Whether as many items are known as are wanted."""
        return 0 < self.limit <= len(self.known)

    # Items

    def item_request(self, url: str) -> Request | None:
        """The request for an item; null, and explained, where the limit is reached."""
        if not self.is_replay and 0 < self.limit <= self._asked_items:
            self.tell_explained(url, "over the limit")
            return None
        self._asked_items += 1
        return self.request(url, headers=self.window.conditions(url))

    def read(self, response: Response) -> Iterator[Any]:
        """An item, or what an address that seemed to be one's proves to be."""
        self._note(response.url)
        self._note(self.asked(response))
        if response.status != 200:
            yield from self._no_page(response)
        elif self.is_replay and is_sitemap(response):
            self._saved_sitemap(response)
        elif self.is_replay and response.url.endswith("/robots.txt"):
            yield from self._saved_rules(response)
        else:
            yield from self._page(response, self._read(response))

    def _read(self, response: Response) -> Reading:
        return read_page(self.page_of(response), self._type_in_rows(response.url))

    def _page(self, response: Response, reading: Reading) -> Iterator[Any]:
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
            self.found_in_rows(reading.listing.rows, response.url, LIST if self.is_replay else TEASER)
            if self.is_replay:
                self._saved_pager(response, reading.listing)

    def _tell_kind(self, response: Response, reading: Reading) -> None:
        """Say what a page is that is no release; one that should be a release is an alarm, not an answer."""
        asked, evidence = self.asked(response), "; ".join(reading.evidence)
        is_same = key_of(asked) == key_of(response.url)
        should_be = self.memory.record_of(asked) is not None or self._type_in_rows(asked) is not None
        if is_same and should_be and str(reading.kind) not in UNFINISHED:
            self.tell_explained(asked, NO_RELEASE, f"{reading.kind}: {evidence}")
        elif is_same and reading.kind is Kind.UNKNOWN and self.memory.was_another_kind(asked):
            self.tell_explained(asked, str(Kind.UNREADABLE), f"no longer of a known kind: {evidence}")
        else:
            self._read_without_row.append(asked)
            self.tell_explained(asked, str(reading.kind), evidence)

    def _release(self, response: Response, reading: Reading) -> Iterator[Any]:
        assert reading.printed is not None
        if nid_of(response.url) is None:
            self.tell_explained(self.asked(response), "no nid", response.url)
            return
        if not reading.printed.paragraphs and self.memory.had_text(self.asked(response)):
            self.tell_explained(self.asked(response), NO_RELEASE, "its text is gone")
            return
        if 0 < self.limit <= self.handed_over:
            self.tell_explained(self.asked(response), "over the limit")
            return
        self.handed_over += 1
        url = canonical(response.url)
        asked = canonical(self.asked(response))
        others = [asked] if asked != url and nid_of(asked) == nid_of(url) else []
        yield Observation(url, reading.printed, reading.generation, self.retrieved_at(response), others)
        for translation in reading.printed.translations:
            self.found(translation.url, response.url, TEASER)

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
            self._try_other(asked, response.status)

    def explain_status(self, response: Response) -> None:
        """Say what an answer with another status than 200 is."""
        asked, status = self.asked(response), response.status
        location = (response.headers.get("Location") or b"").decode("latin-1")
        if status in {301, 302, 303, 307, 308} and location:
            # Scrapy follows no redirect that leaves http(s).
            self.tell_explained(asked, "off-site", location)
            return
        self.tell_explained(asked, str(status) if status in {404, 410} else "failed", f"HTTP {status}")
        if status in {401, 403}:
            assert response.request is not None
            self.patience.refused(response.request, f"HTTP {status}")

    def _try_other(self, url: str, status: int) -> None:
        """An item that is not where one link leads may be where another one does."""
        key = key_of(url)
        if status in {404, 410} and key is not None and (others := self._others.get(key)):
            self.known[key] = others.pop(0)
            self.frontier.add_item(self.known[key])

    def _note(self, url: str) -> None:
        """An item met without having been asked for by a list is asked for no second time."""
        if key := key_of(url):
            self.known.setdefault(key, canonical(url))

    # The border between phases

    def idle(self) -> None:
        """Nothing is left to be asked: what does not add up, and what nothing lists, is looked at again."""
        for request in self._again_with_rows() if self.is_replay else self.reconcile():
            self.frontier.add(request)
        if not self.frontier.is_pending():
            if not self.is_replay:
                self.ways_in.conclude()
            return
        self.frontier.wake()
        raise DontCloseSpider

    def _again_with_rows(self) -> Iterator[Request]:
        """Saved pages that were read before the row that calls them releases: they come in any order."""
        urls, self._read_without_row = self._read_without_row, []
        for url in urls:
            if self._type_in_rows(url) is not None:
                yield self.request(url)

    def reconcile(self) -> Iterator[Request]:
        """Lists are walked again; items known from before that nothing lists are asked for."""
        if not self._is_reconciled:
            self._is_reconciled = True
            self.logger.info("phase: reconciliation")
            if not self.limit:
                for url in self.window.unlisted():
                    self._ask_unlisted(url)
        yield from self.ways_in.reconcile()

    def _ask_unlisted(self, url: str) -> None:
        key = key_of(url)
        if key is not None and key not in self._found_by and self.may_go(url):
            self.found(url, _KNOWN_BEFORE, _KNOWN_BEFORE)

    def read_rules(self, response: Response) -> Iterator[Any]:
        self.ways_in.read_rules(response)
        yield from super().read_rules(response)

    def closed(self, reason: str) -> None:  # noqa: ARG002  Scrapy's name
        """Make room for what the run makes of all this."""
        self.known.clear()
        self._found_by.clear()
        self._others.clear()

    # Saved pages

    def _saved_sitemap(self, response: Response) -> None:
        sitemap = read_sitemap(response)
        self.tell_explained(self.asked(response), "sitemap", f"{len(sitemap.entries)} entries")
        for url, lastmod in sitemap.entries:
            if sitemap.is_index:
                self._saved_list(url, response.url)
            elif nid_of(url):
                self.found(url, response.url, SITEMAP, lastmod=lastmod)

    def _saved_rules(self, response: Response) -> Iterator[Any]:
        yield from self.read_rules(response)
        for url in sitemaps_in_rules(response):
            self._saved_list(url, response.url)

    def _saved_pager(self, response: Response, listing: Listing) -> None:
        """Where the pager of a saved list leads, as long as it stays in the list."""
        for url in (listing.next_url, listing.last_url):
            if url and list_key(url) == list_key(response.url):
                self._saved_list(url, response.url)

    def _saved_list(self, url: str, page: str) -> None:
        if self.may_go(url) and url not in self._lists:
            self._lists.add(url)
            self.tell_listed(url, page)
            self.frontier.add_item(url)


@cache
def _together(ways: tuple[str, ...], way: str) -> tuple[str, ...]:
    """These ways and one more: of the few combinations each is kept once, however many items it has."""
    return (*ways, way)
