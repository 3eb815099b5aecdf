"""Discovery: a site's home page, its sitemaps and its paginated lists, in the order that suits the site."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from osce_crawler.addresses import host_of
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from osce_crawler.spiders.backlog import TEASER, Backlog
from osce_crawler.spiders.base import OsceSpider
from osce_crawler.spiders.discovery_requests import FIRST_WAY, HOME_PAGE, SECOND_WAY, DiscoveryRequests
from osce_crawler.spiders.list_discovery import ListDiscovery
from osce_crawler.spiders.list_walk import ListWalk
from osce_crawler.spiders.root import Root
from osce_crawler.spiders.sitemap_discovery import SitemapDiscovery
from osce_crawler.spiders.sitemaps import sitemaps_in_rules


class Discovery:
    """Finds the items of each root, and puts them into the backlog."""

    def __init__(self, spider: OsceSpider, backlog: Backlog) -> None:
        self.spider, self.backlog = spider, backlog
        self.roots: dict[str, Root] = {}
        """By their hosts, from the beginning of the crawl on."""
        self.requests = DiscoveryRequests(spider)
        self.sitemaps = SitemapDiscovery(spider, backlog, self.requests)
        self.lists = ListDiscovery(spider, backlog, self.requests)

    @property
    def walks(self) -> list[ListWalk]:
        """What each list gave."""
        return self.lists.walks

    @property
    def read_through(self) -> set[str]:
        """The roots of which everything was read that their sitemaps and lists name."""
        return {root.url for root in self.roots.values() if root.is_read_through}

    def first(self) -> Iterator[Request]:
        """The home pages: they say whether sitemaps or lists come first."""
        self.roots = {host_of(url): Root(url) for url in self.spider.roots}
        for root in self.roots.values():
            yield from self.requests.ask(
                urljoin(root.url, "/"),
                "start",
                read=self._read_home,
                missed=self._ask_sitemaps_and_lists,
                priority=HOME_PAGE,
                root=root,
            )

    def is_open(self, host: str) -> bool:
        """Whether this host is still being discovered: its items wait for it."""
        return self.requests.is_open(host)

    def close(self) -> None:
        """Note that nothing is under way: nothing more will be discovered."""
        self.requests.close()

    def read_robots(self, response: Response) -> None:
        """Note the sitemaps that a root's robots.txt names."""
        root = self.roots.get(host_of(self.spider.asked(response)))
        if root is not None and response.status == 200:
            root.name_sitemaps(sitemaps_in_rules(response))

    def reconcile(self) -> Iterator[Request]:
        """The lists that do not add up, from their beginning or their end once more."""
        for root in self.roots.values():
            yield from self.lists.reconcile(root)

    def conclude(self) -> None:
        """Say of each list that does not add up, and of each root that nothing leads into, that it is so."""
        for root in self.roots.values():
            for walk in root.walks:
                self.lists.conclude(walk)
            home = urljoin(root.url, "/")
            if not root.is_read and not self.spider.politeness.of(root.url).left:
                self.spider.tell_explained(home, "failed", "no list, sitemap or teaser leads into the site")

    def _read_home(self, response: Response, root: Root) -> Iterator[Any]:
        asked = self.spider.asked(response)
        reading = read_page(self.spider.page_of(response))
        if response.status != 200 and reading.kind is not Kind.CHALLENGE:
            self.spider.explain_status(response)
            yield from self._ask_sitemaps_and_lists(root)
        elif reading.kind in {Kind.CHALLENGE, Kind.EMPTY}:
            again = list(self.requests.again(response, str(reading.kind)))
            yield from again or self._ask_sitemaps_and_lists(root)
        else:
            self.spider.tell_explained(asked, str(reading.kind), "; ".join(reading.evidence))
            root.count_teasers(len(reading.listing.rows))
            self.backlog.found_in_rows(reading.listing.rows, response.url, TEASER)
            yield from self._ask_sitemaps_and_lists(root, reading.generation)

    def _ask_sitemaps_and_lists(self, root: Root, generation: int = 3) -> Iterator[Request]:
        """Sitemaps, then lists; lists first on the older site, where only they name everything."""
        ways = [self.sitemaps.of_root, self.lists.of_root]
        if generation < 3:
            ways.reverse()
        for way, priority in zip(ways, (FIRST_WAY, SECOND_WAY), strict=True):
            yield from way(root, priority)
