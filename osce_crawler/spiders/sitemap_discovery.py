"""Discovery by sitemaps: those of robots.txt and `/sitemap.xml`, as far as SITEMAP_BUDGET goes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from osce_crawler.addresses import host_of, is_address, key_of
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from osce_crawler.spiders.backlog import SITEMAP, Backlog
from osce_crawler.spiders.base import OsceSpider
from osce_crawler.spiders.discovery_requests import DiscoveryRequests
from osce_crawler.spiders.root import Root
from osce_crawler.spiders.sitemaps import ReadSitemap, is_sitemap, read_sitemap


class SitemapDiscovery:
    """Reads the sitemaps of all roots, each once, and puts the items that they list into the backlog."""

    def __init__(self, spider: OsceSpider, backlog: Backlog, requests: DiscoveryRequests) -> None:
        self.spider, self.backlog, self.requests = spider, backlog, requests
        self._asked: set[str] = set()
        self._is_over_budget = False

    def of_root(self, root: Root, priority: int) -> Iterator[Request]:
        """The requests for the sitemaps of a root."""
        named = [(url, urljoin(root.url, "/robots.txt"), True) for url in root.sitemaps]
        for url, by, is_named in [*named, (urljoin(root.url, "/sitemap.xml"), "start", False)]:
            yield from self._ask(url, by, root, priority, is_named=is_named)

    def _ask(self, url: str, by: str, root: Root, priority: int, *, is_named: bool) -> Iterator[Request]:
        if not is_address(url) or not self.spider.is_on_site(url):
            self.spider.tell_listed(url, by)
            self.spider.tell_explained(url, "off-site", host_of(url))
        elif len(self._asked) >= self.spider.settings.getint("SITEMAP_BUDGET"):
            self._over_budget(url, by, root)
        elif url not in self._asked:
            self._asked.add(url)
            about = {"root": root, "is_named": is_named}
            yield from self.requests.ask(
                url, by, read=self._read, missed=self._missed, priority=priority, **about
            )

    def _over_budget(self, url: str, by: str, root: Root) -> None:
        """Name the first sitemap that is not asked for: there may be no end of them."""
        if not self._is_over_budget:
            self._is_over_budget = True
            self.spider.tell_listed(url, by)
            self.spider.tell_explained(url, "over the page budget", f"{len(self._asked)} sitemaps were read")
        root.miss_sitemap()

    def _missed(self, root: Root, *, is_named: bool) -> Iterator[Request]:  # noqa: ARG002
        """A sitemap could not be fetched."""
        root.miss_sitemap()
        yield from ()

    def _read(self, response: Response, root: Root, *, is_named: bool) -> Iterator[Any]:
        if response.status != 200:
            if is_named or response.status not in {404, 410}:
                root.miss_sitemap()
            yield from self.requests.refused(response)
        elif not is_named and not is_sitemap(response):
            yield from self._no_sitemap(response, root)
        else:
            yield from self._take(response, root, read_sitemap(response))

    def _take(self, response: Response, root: Root, sitemap: ReadSitemap) -> Iterator[Request]:
        """What the sitemap lists; of a broken one only where it stays broken."""
        if sitemap.fault:
            if again := list(self.requests.again(response, sitemap.fault)):
                yield from again
                return
            root.miss_sitemap()
        yield from self._entries(response, root, sitemap)
        if not sitemap.fault:
            root.count_sitemap()
            found = f"{len(sitemap.entries)} {'sitemaps' if sitemap.is_index else 'addresses'}"
            self.spider.tell_explained(self.spider.asked(response), "sitemap", found)

    def _entries(self, response: Response, root: Root, sitemap: ReadSitemap) -> Iterator[Request]:
        assert response.request is not None
        for url, lastmod in sitemap.entries:
            if sitemap.is_index:
                yield from self._ask(url, response.url, root, response.request.priority, is_named=True)
            elif key_of(url):
                self.backlog.found(url, response.url, SITEMAP, lastmod=lastmod)

    def _no_sitemap(self, response: Response, root: Root) -> Iterator[Request]:
        """No sitemap at an address where one was tried, and nothing names one there."""
        kind = read_page(self.spider.page_of(response)).kind
        if kind not in {Kind.CHALLENGE, Kind.EMPTY}:
            self.spider.tell_explained(self.spider.asked(response), str(kind))
            return
        again = list(self.requests.again(response, str(kind)))
        if not again:
            root.miss_sitemap()
        yield from again
