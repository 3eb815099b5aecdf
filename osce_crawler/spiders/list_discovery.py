"""Discovery by lists: `/press-releases` of each root, page by page, until its items add up."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from osce_crawler.addresses import host_of, key_of, list_key
from osce_crawler.pages.listing import Row
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.dating import listed_day
from osce_crawler.spiders.backlog import LIST, Backlog
from osce_crawler.spiders.base import OsceSpider
from osce_crawler.spiders.discovery_requests import FIRST_WAY, SECOND_WAY, DiscoveryRequests
from osce_crawler.spiders.list_walk import ListWalk, Walk
from osce_crawler.spiders.root import Root

_WITH_ROWS = frozenset({Kind.LISTING, Kind.INDEX, Kind.UNKNOWN})
# What a list's page may prove to be in place of a list, and its reason in the report.
_NO_LIST = {Kind.CHALLENGE: "challenge", Kind.EMPTY: "empty", Kind.ERROR: "error page"}


class ListDiscovery:
    """Walks through the lists of all roots, each once, and puts the items of their rows into the backlog."""

    def __init__(self, spider: OsceSpider, backlog: Backlog, requests: DiscoveryRequests) -> None:
        self.spider, self.backlog, self.requests = spider, backlog, requests
        self._walks: dict[str, Walk] = {}

    @property
    def walks(self) -> list[ListWalk]:
        """What each list gave."""
        return [walk.summary() for walk in self._walks.values()]

    def of_root(self, root: Root, priority: int) -> Iterator[Request]:
        """The request for the first page of a root's list."""
        walk = Walk(
            urljoin(root.url, "/press-releases"),
            self.spider.settings.getint("LIST_BUDGET"),
            may_stop=self.backlog.revisit.since is not None or self._knows_through(root),
        )
        yield from self._page(walk, 0, root, priority)

    def reconcile(self, root: Root) -> Iterator[Request]:
        """A root's lists that do not add up, from their beginning or their end once more."""
        for walk in root.walks:
            number = walk.another_walk()
            if number is not None:
                yield from self._page(walk, number, root, FIRST_WAY)

    def conclude(self, walk: Walk) -> None:
        """Say of a list that does not add up that it is so."""
        if walk.fault:
            self.spider.tell_explained(walk.address, "over the page budget", walk.fault)
        elif walk.adds_up:
            for number in walk.missing:
                self.spider.tell_explained(walk.page(number), "list", "without it the list adds up")
        elif not walk.cut_short and not self.spider.is_replay:
            gave = walk.summary()
            what = f"{gave.items} items of {gave.total or 'unknown'} in {gave.walks} walks"
            self.spider.tell_explained(walk.address, "does not add up", what)

    def _page(self, walk: Walk, number: int, root: Root, priority: int) -> Iterator[Request]:
        about = {"walk": walk, "number": number, "root": root}
        by = walk.address if number else "start"
        yield from self.requests.ask(
            walk.page(number), by, read=self._read, missed=self._missed, priority=priority, **about
        )

    def _read(self, response: Response, walk: Walk, number: int, root: Root) -> Iterator[Any]:
        if response.status != 200:
            yield from self.requests.refused(response)
            yield from self._missed(walk, number, root)
            return
        reading = read_page(self.spider.page_of(response))
        fault = self._fault(reading, walk, number, root)
        again = list(self.requests.again(response, fault, f"page {number}: {reading.kind}")) if fault else []
        if again:
            yield from again
        elif fault and not self._may_be_empty(walk, reading, root):
            yield from self._missed(walk, number, root)
        elif walk.pages or self._begins(walk, response, reading, root):
            yield from self._take(response, walk, number, root, reading)

    def _fault(self, reading: Reading, walk: Walk, number: int, root: Root) -> str:
        """Why this is not the page of a list; empty if it is, or if there may be none."""
        if reading.kind in _NO_LIST:
            return _NO_LIST[reading.kind]
        is_needed = not root.has_all_sitemaps
        if walk.is_doubtful(number, reading.listing) or (is_needed and _is_bare(walk, reading)):
            return "empty"
        return "unreadable" if walk.pages and reading.kind not in _WITH_ROWS else ""

    def _may_be_empty(self, walk: Walk, reading: Reading, root: Root) -> bool:
        """Whether a list that stays empty is so, as nothing else says that the site has items."""
        has_items = root.teasers or self._knows_through(root)
        return _is_bare(walk, reading) and not has_items and not walk.is_doubtful(0, reading.listing)

    def _begins(self, walk: Walk, response: Response, reading: Reading, root: Root) -> bool:
        """Whether the first page is that of a list which is not being read already."""
        if self.spider.asked(response) != response.url:
            walk.moved_to(response.url)
        self.spider.tell_explained(
            self.spider.asked(response), str(reading.kind), "; ".join(reading.evidence)
        )
        is_list = reading.kind is Kind.LISTING or (reading.kind in _WITH_ROWS and bool(reading.listing.rows))
        if not is_list or list_key(walk.address) in self._walks:
            return False
        self._walks[list_key(walk.address)] = walk
        root.begin(walk)
        return True

    def _take(
        self, response: Response, walk: Walk, number: int, root: Root, reading: Reading
    ) -> Iterator[Request]:
        assert response.request is not None
        rows = reading.listing.rows
        self.spider.tell_explained(self.spider.asked(response), "list", f"{len(rows)} rows")
        known = bool(rows) and all(self._is_behind(row, root) for row in rows)
        self.backlog.found_in_rows(rows, response.url, LIST)
        walk.read(number, [key for row in rows if (key := key_of(row.url))], reading.listing, known=known)
        if self.backlog.has_enough():
            walk.cut()
        for url in walk.take_unreadable():
            self.spider.tell_listed(url, response.url)
            self.spider.tell_explained(url, "unreadable", "the pager's address names no page")
        yield from self._go_on(walk, number, root, response.request.priority)

    def _go_on(self, walk: Walk, number: int, root: Root, priority: int) -> Iterator[Request]:
        following = walk.next_page(number)
        if following is None:
            following = walk.next_walk()
        if following is not None:
            yield from self._page(walk, following, root, priority)

    def _missed(self, walk: Walk, number: int, root: Root) -> Iterator[Request]:
        """A page could not be fetched: a list that has begun goes on behind it."""
        if walk.pages:
            walk.missed(number)
            yield from self._go_on(walk, number, root, SECOND_WAY)

    def _is_behind(self, row: Row, root: Root) -> bool:
        """Whether the row leads to nothing that this run would ask for."""
        known = self._knows_through(root)
        return self.backlog.revisit.is_behind(row.url, listed_day(row.date), known=known)

    def _knows_through(self, root: Root) -> bool:
        """Whether the site at this root was once read to its end."""
        return host_of(root.url) in {host_of(url) for url in self.spider.memory.read_through}


def _is_bare(walk: Walk, reading: Reading) -> bool:
    """Whether this is a first page without a row."""
    return not walk.pages and reading.kind in _WITH_ROWS and not reading.listing.rows
