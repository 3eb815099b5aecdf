"""Items that were found: which of them are asked for, at which address, and in which order."""

import datetime as dt
from bisect import insort
from collections import Counter, deque
from collections.abc import Callable, Iterable
from functools import cache
from sys import intern

from osce_crawler.addresses import canonical, host_of, key_of, named, nid_of
from osce_crawler.outcomes import EMITTED, GONE, KNOWN, LED_AWAY, NO_ANSWER, NOT_MODIFIED, OUTSIDE, Outcomes
from osce_crawler.pages.listing import Row, release_type
from osce_crawler.records.dating import listed_day
from osce_crawler.spiders.revisit import Revisit

LIST, SITEMAP, TEASER, KNOWN_BEFORE = "list", "sitemap", "teaser or link", "known from before"

_OTHER_ADDRESS = "another address of an item"
# Answers that say of an item's number more than the address that gave them may say alone.
_CLAIMS = frozenset({EMITTED, LED_AWAY}) | GONE
# Nothing was read in this run at an address that ended so.
_UNREAD = frozenset({NO_ANSWER, KNOWN, NOT_MODIFIED, _OTHER_ADDRESS, OUTSIDE})

# A translation of a translation of … is followed so far: an item names all of its languages, or nearly.
_DEEPEST = 5


class _Waiting:
    """The items of one host that are still to be asked for, newest first."""

    def __init__(self) -> None:
        self._listed: deque[str] = deque()
        self._others: set[str] = set()
        # Made when the first of them is asked for; a later one takes its place among them.
        self._by_number: list[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._listed or self._others)

    def add(self, url: str, *, listed: bool) -> None:
        if listed:
            self._listed.append(url)
            return
        self._others.add(url)
        if self._by_number is not None:
            insort(self._by_number, url, key=_number_of)

    def put_in_order(self, url: str) -> None:
        """A list gives an item its place that was found elsewhere before: on the home page, say."""
        if url in self._others:
            self._others.remove(url)
            self._listed.append(url)

    def pop(self) -> str:
        """The next item; those that no list puts in order wait for the others.

        They go by their numbers: within the years in which numbers follow the dates that is newest first.
        """
        if self._listed:
            return self._listed.popleft()
        if self._by_number is None:
            self._by_number = sorted(self._others, key=_number_of)
        url = ""
        while url not in self._others:
            url = self._by_number.pop()
        self._others.remove(url)
        return url


def _number_of(url: str) -> int:
    return int(nid_of(url) or 0)


class Backlog:
    """Each item once, whatever its addresses and the pages that list it."""

    def __init__(
        self,
        outcomes: Outcomes,
        is_on_site: Callable[[str], bool],
        keep_rows: Callable[[list[Row]], None],
    ) -> None:
        """`keep_rows`: takes what rows print."""
        self.revisit = Revisit()
        self.found_by: Counter[str] = Counter()
        """How many items each way gave."""
        self._outcomes = outcomes
        self._is_on_site = is_on_site
        self._keep_rows = keep_rows
        self._limit = 0
        self._known: dict[str, str] = {}
        # The other addresses of an item, to be tried where the first leads nowhere.
        self._others: dict[str, list[str]] = {}
        self._sought: set[str] = set()
        self._ways: dict[str, tuple[str, ...]] = {}
        self._types: dict[str, str] = {}
        self._depths: dict[str, int] = {}
        self._waiting: dict[str, _Waiting] = {}

    def __bool__(self) -> bool:
        """Whether any item is still to be asked for."""
        return any(self._waiting.values())

    def begin(self, revisit: Revisit, limit: int = 0) -> None:
        """A crawl begins, before any item is found; `limit`: so many items are wanted, 0 means all."""
        self.revisit = revisit
        self._limit = limit

    def resume(self) -> int:
        """Request nothing that a resumed run has already; returns how many records that is."""
        records = 0
        for url, seen in self._outcomes.by_url.items():
            if self._outcomes.is_settled(url) and (key := key_of(url)):
                self._known.setdefault(key, url)
                records += seen.why == EMITTED
        return records

    def found(
        self, url: str, page: str, way: str, *, day: dt.date | None = None, lastmod: str | None = None
    ) -> None:
        """An item's address was found on this page: it is asked for, or explained.

        `day`: the one that a list prints beside it; `lastmod`: a sitemap's word for its last change.
        """
        try:
            url = canonical(url)
        except ValueError:
            self._outcomes.explained(named(url), "no nid")
            return
        self._outcomes.listed(url, page, lastmod=lastmod)
        key = key_of(url)
        if not self._is_on_site(url):
            self._outcomes.explained(url, "off-site", host_of(url))
        elif key is None:
            self._outcomes.explained(url, "no nid")
        else:
            self._count(key, way)
            self._consider(url, key, way == LIST, day, lastmod)

    def found_in_rows(self, rows: Iterable[Row], page: str, way: str) -> None:
        """The same for the rows of a list; those of the site are kept for what they print."""
        rows = [*rows]
        on_site = [row for row in rows if self._is_on_site(row.url)]
        self._keep_rows(on_site)
        for row in on_site:
            if (key := key_of(row.url)) and (printed := release_type(row)):
                self._types[key] = intern(printed)
        for row in rows:
            self.found(row.url, page, way, day=listed_day(row.date))

    def found_translation(self, url: str, page: str) -> None:
        """The same for a translation; a chain of them, each leading to the next, comes to an end."""
        key, of_key = key_of(url), key_of(page)
        depth = self._depths.get(of_key or "", 0) + 1
        if depth > _DEEPEST and key not in self._known:
            name, chain = named(url), f"the {depth}th of a chain of translations"
            self._outcomes.listed(name, page)
            self._outcomes.explained(name, "over the page budget", chain)
            return
        if key is not None and key not in self._known:
            self._depths[key] = depth
        self.found(url, page, TEASER)

    def found_before(self, url: str) -> None:
        """An item is known from an earlier run; it is asked for unless something lists it."""
        key = key_of(url)
        if key is not None and key not in self._ways and self._is_on_site(url):
            self.found(url, KNOWN_BEFORE, KNOWN_BEFORE)

    def met(self, url: str) -> None:
        """An item met without having been asked for by a list is asked for no second time."""
        if (key := key_of(url)) and key not in self._known:
            self._known[key] = named(url)

    def add(self, url: str, *, listed: bool = True) -> None:
        """Have the address asked for; `listed`: a list gives its place, before the items that have none."""
        self._waiting.setdefault(host_of(url), _Waiting()).add(url, listed=listed)

    def add_other(self, url: str) -> None:
        """Have an item that is not where one link leads asked for where another one does."""
        key = key_of(url)
        if key is not None and (others := self._others.get(key)):
            self._known[key] = others.pop(0)
            self.add(self._known[key])

    def seek_own(self) -> None:
        """Have a published record's own address asked for where another one spoke for its number.

        It may lie on another host or below another language: which of the two is the record's page, the
        answers of both decide.
        """
        memory, by_url = self.revisit.memory, self._outcomes.by_url
        claims = (url for url, seen in by_url.items() if seen.why in _CLAIMS and not memory.record_at(url))
        if not (nids := {nid for url in claims if (nid := nid_of(url))}):
            return
        for url in memory.own_addresses(nids):
            is_unread = url not in by_url or by_url[url].why in _UNREAD
            if is_unread and url not in self._sought and self._is_on_site(url):
                self._sought.add(url)
                self._outcomes.listed(url, KNOWN_BEFORE)
                if url in (others := self._others.get(key_of(url) or "", [])):
                    others.remove(url)
                self.add(url, listed=False)

    def conditions(self, url: str) -> dict[str, str] | None:
        """The headers of the request for an item; null where its page is wanted whatever it was before."""
        return None if url in self._sought else self.revisit.conditions(url)

    def forget(self) -> None:
        """Make room: nothing is asked for any more. What each way gave stays."""
        for known in (self._known, self._others, self._ways, self._types, self._depths, self._waiting):
            known.clear()
        self._sought.clear()

    def hosts(self) -> list[str]:
        """The hosts of which items are still to be asked for."""
        return [name for name, waiting in self._waiting.items() if waiting]

    def next_of(self, host: str) -> str | None:
        """The item of this host that is asked for next; null if none is left."""
        waiting = self._waiting.get(host)
        return waiting.pop() if waiting else None

    def type_in_rows(self, url: str) -> str | None:
        """The type of a release that a row prints for the item; null if none does."""
        return self._types.get(key_of(url) or "")

    def has_enough(self) -> bool:
        """Whether as many items are known as are wanted."""
        return 0 < self._limit <= len(self._known)

    def _count(self, key: str, way: str) -> None:
        ways = self._ways.get(key, ())
        if way not in ways:
            self._ways[key] = _together(ways, way)
            self.found_by[way] += 1

    def _consider(
        self, url: str, key: str, is_listed: bool, day: dt.date | None, lastmod: str | None
    ) -> None:
        asked = self._known.get(key)
        if asked is not None:
            if is_listed and (waiting := self._waiting.get(host_of(asked))):
                waiting.put_in_order(asked)
            self._note_other_address(url, key, asked)
        elif why := self.revisit.why_not(url, day, lastmod):
            if self._outcomes.by_url[url].why != why:
                self._outcomes.explained(url, why)
        else:
            self._known[key] = url
            if not self._outcomes.is_settled(url):
                self.add(url, listed=is_listed)

    def _note_other_address(self, url: str, key: str, asked: str) -> None:
        if url == asked or self._outcomes.by_url[url].why != NO_ANSWER:
            return
        others = self._others.setdefault(key, [])
        if url not in others:
            others.append(url)
        self._outcomes.explained(url, _OTHER_ADDRESS, asked)


@cache
def _together(ways: tuple[str, ...], way: str) -> tuple[str, ...]:
    """These ways and one more: of the few combinations each is kept once, however many items it has."""
    return (*ways, way)
