"""Discovery: a site's home page, its sitemaps and its paginated lists, in the order that suits the site."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.addresses import host_of, is_address, key_of, list_key
from osce_crawler.pages.listing import Row
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.dating import listed_day
from osce_crawler.spiders.backlog import LIST, SITEMAP, TEASER, Backlog
from osce_crawler.spiders.base import OsceSpider, asked_first
from osce_crawler.spiders.list_walk import ListWalk, Walk
from osce_crawler.spiders.sitemaps import is_sitemap, read_sitemap, sitemaps_in_rules

_HOME, _FIRST_WAY, _SECOND_WAY = 50, 20, 10
_WITH_ROWS = frozenset({Kind.LISTING, Kind.INDEX, Kind.UNKNOWN})
# What a list's page may prove to be in place of a list, and its reason in the report.
_NO_LIST = {Kind.CHALLENGE: "challenge", Kind.EMPTY: "empty", Kind.ERROR: "error page"}


@dataclass(slots=True, eq=False)
class Root:
    """A start point, and what its ways in have given."""

    url: str
    walks: list[Walk] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    """Named by its robots.txt."""
    sitemaps_read: int = 0
    sitemaps_missed: int = 0
    teasers: int = 0

    @property
    def is_read(self) -> bool:
        """Whether any way in gave what a way in gives."""
        return bool(self.walks or self.sitemaps_read or self.teasers)

    @property
    def is_read_through(self) -> bool:
        """Whether its lists add up, or its sitemaps were all read."""
        if self.sitemaps_read and not self.sitemaps_missed:
            return True
        # One page of teasers is no list of everything where there should be a sitemap.
        lists = [walk for walk in self.walks if walk.pages > 1 or not self.sitemaps_missed]
        return bool(lists) and all(walk.adds_up for walk in self.walks)


class Discovery:
    """Reads the ways in, and puts the items that they list into the backlog."""

    def __init__(self, spider: OsceSpider, backlog: Backlog) -> None:
        self.spider, self.backlog = spider, backlog
        self.roots: dict[str, Root] = {}
        """By their hosts, from the beginning of the crawl on."""
        self._walks: dict[str, Walk] = {}
        self._asked: set[str] = set()
        self._sitemaps_asked = 0
        self._is_over_budget = False
        self._open: Counter[str] = Counter()

    @property
    def walks(self) -> list[ListWalk]:
        """What each list gave."""
        return [walk.summary() for walk in self._walks.values()]

    @property
    def read_through(self) -> set[str]:
        """The roots of which everything was read that their ways in list."""
        return {root.url for root in self.roots.values() if root.is_read_through}

    def first(self) -> Iterator[Request]:
        """The home pages: they say which way comes first."""
        self.roots = {host_of(url): Root(url) for url in self.spider.roots}
        for root in self.roots.values():
            yield from self._ask(urljoin(root.url, "/"), "start", self._read_home, _HOME, root=root)

    def is_open(self, host: str) -> bool:
        """Whether a way into this host is still to be read: its items wait for it."""
        return self._open[host] > 0

    def close(self) -> None:
        """Note that nothing is under way: no way in will be read any more."""
        self._open.clear()

    def read_robots(self, response: Response) -> None:
        """Note the sitemaps that a root's robots.txt names."""
        root = self.roots.get(host_of(self.spider.asked(response)))
        if root is not None and response.status == 200:
            root.sitemaps = list(sitemaps_in_rules(response))

    def reconcile(self) -> Iterator[Request]:
        """The lists that do not add up, from their beginning or their end once more."""
        for root in self.roots.values():
            for walk in root.walks:
                number = walk.another_walk()
                if number is not None:
                    yield from self._page(walk, number, root, _FIRST_WAY)

    def conclude(self) -> None:
        """Say of each list that does not add up, and of each root that no way leads into, that it is so."""
        for root in self.roots.values():
            for walk in root.walks:
                self._conclude(walk)
            home = urljoin(root.url, "/")
            if not root.is_read and not self.spider.politeness.of(root.url).left:
                self.spider.tell_explained(home, "failed", "no list, sitemap or teaser leads into the site")

    def _conclude(self, walk: Walk) -> None:
        if walk.fault:
            self.spider.tell_explained(walk.address, "over the page budget", walk.fault)
        elif walk.adds_up:
            for number in walk.missing:
                self.spider.tell_explained(walk.page(number), "list", "without it the list adds up")
        elif not walk.cut_short and not self.spider.is_replay:
            gave = walk.summary()
            what = f"{gave.items} items of {gave.total or 'unknown'} in {gave.walks} walks"
            self.spider.tell_explained(walk.address, "does not add up", what)

    def _ask(
        self, url: str, by: str, read: Callable[..., Iterator[Any]], priority: int, **about: Any
    ) -> Iterator[Request]:
        """The request for a way in; the items of its host wait for it."""
        self.spider.tell_listed(url, by)
        self._open[host_of(url)] += 1
        yield self.spider.request(
            url,
            callback=self._read,
            errback=self._failed,
            priority=priority,
            cb_kwargs={"read": read} | about,
        )

    def _read(self, response: Response, read: Callable[..., Iterator[Any]], **about: Any) -> Iterator[Any]:
        try:
            yield from read(response, **about)
        finally:
            self._open[host_of(self.spider.asked(response))] -= 1

    def _failed(self, failure: Failure) -> Iterator[Any]:
        self.spider.failed(failure)
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        self._open[host_of(asked_first(request))] -= 1
        about = dict(request.cb_kwargs)
        read = about.pop("read")
        if read == self._read_home:
            yield from self._further(about["root"], generation=3)
        elif read == self._read_sitemap:
            about["root"].sitemaps_missed += 1
        elif about["walk"].pages:
            yield from self._missed(**about)

    def _again(self, response: Response, why: str, detail: str = "") -> Iterator[Request]:
        """Ask for a way in again; where that was done often enough, say why it is not read."""
        request = self.spider.again(response, why)
        if request is None:
            self.spider.tell_explained(self.spider.asked(response), why, detail)
            return
        self._open[host_of(self.spider.asked(response))] += 1
        yield request

    # Home pages

    def _read_home(self, response: Response, root: Root) -> Iterator[Any]:
        asked = self.spider.asked(response)
        reading = read_page(self.spider.page_of(response))
        if response.status != 200 and reading.kind is not Kind.CHALLENGE:
            self.spider.explain_status(response)
            yield from self._further(root, generation=3)
        elif reading.kind in {Kind.CHALLENGE, Kind.EMPTY}:
            again = list(self._again(response, str(reading.kind)))
            yield from again or self._further(root, generation=3)
        else:
            self.spider.tell_explained(asked, str(reading.kind), "; ".join(reading.evidence))
            root.teasers += len(reading.listing.rows)
            self.backlog.found_in_rows(reading.listing.rows, response.url, TEASER)
            yield from self._further(root, reading.generation)

    def _further(self, root: Root, generation: int) -> Iterator[Request]:
        """Sitemaps and lists; of the second generation only lists say everything, so that they come first."""
        ways = [self._sitemaps, self._lists]
        if generation < 3:
            ways.reverse()
        for way, priority in zip(ways, (_FIRST_WAY, _SECOND_WAY), strict=True):
            yield from way(root, priority)

    # Sitemaps

    def _sitemaps(self, root: Root, priority: int) -> Iterator[Request]:
        named = [(url, urljoin(root.url, "/robots.txt"), True) for url in root.sitemaps]
        for url, by, is_named in [*named, (urljoin(root.url, "/sitemap.xml"), "start", False)]:
            yield from self._sitemap(url, by, root, priority, is_named=is_named)

    def _sitemap(self, url: str, by: str, root: Root, priority: int, *, is_named: bool) -> Iterator[Request]:
        if not is_address(url) or not self.spider.is_on_site(url):
            self.spider.tell_listed(url, by)
            self.spider.tell_explained(url, "off-site", host_of(url))
        elif self._sitemaps_asked >= self.spider.settings.getint("SITEMAP_BUDGET"):
            self._over_budget(url, by, root)
        elif url not in self._asked:
            self._asked.add(url)
            self._sitemaps_asked += 1
            yield from self._ask(url, by, self._read_sitemap, priority, root=root, is_named=is_named)

    def _over_budget(self, url: str, by: str, root: Root) -> None:
        """Name the first sitemap that is not asked for: there may be no end of them."""
        if not self._is_over_budget:
            self._is_over_budget = True
            self.spider.tell_listed(url, by)
            self.spider.tell_explained(
                url, "over the page budget", f"{self._sitemaps_asked} sitemaps were read"
            )
        root.sitemaps_missed += 1

    def _read_sitemap(self, response: Response, root: Root, *, is_named: bool) -> Iterator[Any]:
        if response.status != 200:
            root.sitemaps_missed += is_named or response.status not in {404, 410}
            yield from self._refused(response)
            return
        sitemap = read_sitemap(response)
        if not is_sitemap(response) and not is_named:
            yield from self._no_sitemap(response, root)
            return
        if sitemap.fault:
            again = list(self._again(response, sitemap.fault))
            root.sitemaps_missed += not again
            yield from again
        if not sitemap.fault or not again:
            yield from self._entries(response, root, sitemap.entries, is_index=sitemap.is_index)
        if not sitemap.fault:
            root.sitemaps_read += 1
            found = f"{len(sitemap.entries)} {'sitemaps' if sitemap.is_index else 'addresses'}"
            self.spider.tell_explained(self.spider.asked(response), "sitemap", found)

    def _entries(
        self, response: Response, root: Root, entries: list[tuple[str, str | None]], *, is_index: bool
    ) -> Iterator[Request]:
        assert response.request is not None
        for url, lastmod in entries:
            if is_index:
                yield from self._sitemap(url, response.url, root, response.request.priority, is_named=True)
            elif key_of(url):
                self.backlog.found(url, response.url, SITEMAP, lastmod=lastmod)

    def _no_sitemap(self, response: Response, root: Root) -> Iterator[Request]:
        """No sitemap at an address where one was tried, and nothing names one there."""
        kind = read_page(self.spider.page_of(response)).kind
        if kind not in {Kind.CHALLENGE, Kind.EMPTY}:
            self.spider.tell_explained(self.spider.asked(response), str(kind))
            return
        again = list(self._again(response, str(kind)))
        root.sitemaps_missed += not again
        yield from again

    def _refused(self, response: Response) -> Iterator[Request]:
        """An answer with another status than 200: a challenge may have one."""
        if response.status == 403 and read_page(self.spider.page_of(response)).kind is Kind.CHALLENGE:
            yield from self._again(response, "challenge")
        else:
            self.spider.explain_status(response)

    # Lists

    def _lists(self, root: Root, priority: int) -> Iterator[Request]:
        walk = Walk(
            urljoin(root.url, "/press-releases"),
            self.spider.settings.getint("LIST_BUDGET"),
            may_stop=self.backlog.revisit.since is not None or self._knows_through(root),
        )
        yield from self._page(walk, 0, root, priority)

    def _page(self, walk: Walk, number: int, root: Root, priority: int) -> Iterator[Request]:
        url = walk.page(number)
        about = {"walk": walk, "number": number, "root": root}
        yield from self._ask(url, walk.address if number else "start", self._read_list, priority, **about)

    def _read_list(self, response: Response, walk: Walk, number: int, root: Root) -> Iterator[Any]:
        if response.status != 200:
            yield from self._refused(response)
            yield from self._missed(walk, number, root)
            return
        reading = read_page(self.spider.page_of(response))
        fault = self._fault(reading, walk, number, root)
        again = list(self._again(response, fault, f"page {number}: {reading.kind}")) if fault else []
        if again:
            yield from again
        elif fault and not self._may_be_empty(walk, reading, root):
            yield from self._missed(walk, number, root)
        elif not walk.pages and not self._begins(walk, response, reading, root):
            return
        else:
            yield from self._take(response, walk, number, root, reading)

    def _fault(self, reading: Reading, walk: Walk, number: int, root: Root) -> str:
        """Why this is not the page of a list; empty if it is, or if there may be none."""
        if reading.kind in _NO_LIST:
            return _NO_LIST[reading.kind]
        is_needed = not root.sitemaps_read or root.sitemaps_missed > 0
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
        root.walks.append(walk)
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
        walk.cut_short = self.backlog.has_enough()
        for url in walk.unreadable:
            self.spider.tell_listed(url, response.url)
            self.spider.tell_explained(url, "unreadable", "the pager's address names no page")
        walk.unreadable.clear()
        yield from self._go_on(walk, number, root, response.request.priority)

    def _is_behind(self, row: Row, root: Root) -> bool:
        """Whether the row leads to nothing that this run would ask for."""
        known = self._knows_through(root)
        return self.backlog.revisit.is_behind(row.url, listed_day(row.date), known=known)

    def _knows_through(self, root: Root) -> bool:
        """Whether the site at this root was once read to its end."""
        return host_of(root.url) in {host_of(url) for url in self.spider.memory.read_through}

    def _missed(self, walk: Walk, number: int, root: Root) -> Iterator[Request]:
        """A page of a list that has begun could not be fetched."""
        if walk.pages:
            walk.missed(number)
            yield from self._go_on(walk, number, root, _SECOND_WAY)

    def _go_on(self, walk: Walk, number: int, root: Root, priority: int) -> Iterator[Request]:
        following = walk.next_page(number)
        if following is None:
            following = walk.next_walk()
        if following is not None:
            yield from self._page(walk, following, root, priority)


def _is_bare(walk: Walk, reading: Reading) -> bool:
    """Whether this is a first page without a row."""
    return not walk.pages and reading.kind in _WITH_ROWS and not reading.listing.rows
