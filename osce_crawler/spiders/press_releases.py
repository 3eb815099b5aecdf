"""Finds releases: from lists, pagers, sitemaps and teasers to items, each known by its nid."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from osce_crawler.addresses import canonical, host_of, language_prefix, nid_of
from osce_crawler.pages.kinds import Kind, Reading, read_page
from osce_crawler.pages.listing import Listing, Row
from osce_crawler.pages.release import Sighting
from osce_crawler.spiders.base import OsceSpider

# One key for one item: language prefix and nid; slug, `node` and host vary from link to link.
Key = tuple[str | None, str]

_LISTS_WITH_ROWS = (Kind.LISTING, Kind.SECTION, Kind.UNKNOWN)
# Lists are read before items, so that an item is asked for together with its row.
_LISTS_FIRST = 10
# What a site's root is tried for; an answer of 404 is explained and no fault.
_WAYS_IN = ("/robots.txt", "/", "/sitemap.xml", "/press-releases")
_LARGEST_SITEMAP = 64 * 2**20


class PressReleasesSpider(OsceSpider):
    """Domain: www.osce.org and the hosts of START_SITES."""

    name = "press_releases"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[Key, str] = {}
        self.lists: set[str] = set()
        self.handed_over = 0

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        self.lists.update(urls)
        for url in urls:
            self._note(url)
        return urls

    def starts_of_site(self, root: str) -> list[str]:
        starts = [urljoin(root, path) for path in _WAYS_IN]
        self.lists.update(starts)
        return starts

    def read(self, response: Response) -> Iterator[Any]:
        self._note(response.url)
        self._note(self.asked(response))
        if response.status != 200:
            self.tell_explained(self.asked(response), _why(response.status), f"HTTP {response.status}")
        elif not self.may_go(response.url):
            self.tell_explained(self.asked(response), "off-site", response.url)
        elif response.url.endswith("/robots.txt"):
            yield from self._sitemaps_of(response)
        elif _is_sitemap(response):
            yield from self._sitemap(response)
        else:
            yield from self._page(response, read_page(self.page_of(response)))

    def _page(self, response: Response, reading: Reading) -> Iterator[Any]:
        if reading.printed is not None:
            yield from self._release(response, reading)
        else:
            self.tell_explained(self.asked(response), str(reading.kind), "; ".join(reading.evidence))
            if reading.kind in _LISTS_WITH_ROWS:
                yield from self._rows(response, reading.listing)

    def _release(self, response: Response, reading: Reading) -> Iterator[Any]:
        assert reading.printed is not None
        if nid_of(response.url) is None:
            self.tell_explained(self.asked(response), "no nid", response.url)
            return
        if 0 < self._limit() <= self.handed_over:
            self.tell_explained(self.asked(response), "over the limit")
            return
        self.handed_over += 1
        url = canonical(response.url)
        asked = canonical(self.asked(response))
        others = [asked] if asked != url and nid_of(asked) == nid_of(url) else []
        yield Sighting(url, reading.printed, reading.generation, self.retrieved_at(response), others)
        for translation in reading.printed.translations:
            yield from self._item(translation.url, response.url)

    def _rows(self, response: Response, listing: Listing) -> Iterator[scrapy.Request]:
        for row in listing.rows:
            yield from self._row(row, response.url)
        for url in (listing.next_url, listing.last_url):
            if url:
                yield from self._list(url, response.url)

    def _row(self, row: Row, page: str) -> Iterator[scrapy.Request]:
        if self.may_go(row.url):
            self.keep_row(row)
        yield from self._item(row.url, page)

    def _item(self, url: str, page: str) -> Iterator[scrapy.Request]:
        self.tell_listed(url, page)
        nid = nid_of(url)
        if not self.may_go(url):
            self.tell_explained(url, "off-site", host_of(url))
        elif nid is None:
            self.tell_explained(url, "no nid")
        elif (key := (language_prefix(url), nid)) in self.known:
            if self.known[key] != canonical(url):
                self.tell_explained(url, "another address of an item", self.known[key])
        elif 0 < self._limit() <= len(self.known):
            self.tell_explained(url, "over the limit")
        else:
            self.known[key] = canonical(url)
            yield self.request(canonical(url))

    def _limit(self) -> int:
        return self.settings.getint("ITEM_LIMIT")

    def _sitemaps_of(self, response: Response) -> Iterator[scrapy.Request]:
        self.tell_explained(self.asked(response), "robots.txt")
        for line in response.body.splitlines():
            # Line by line: one that is no address costs that one alone.
            with suppress(ValueError):
                for url in sitemap_urls_from_robots(line, base_url=response.url):
                    yield from self._list(url, response.url)

    def _list(self, url: str, page: str) -> Iterator[scrapy.Request]:
        """A further list or sitemap, once, as long as there are not too many."""
        if not self.may_go(url) or url in self.lists:
            return
        self.lists.add(url)
        self.tell_listed(url, page)
        if len(self.lists) > self.settings.getint("LIST_BUDGET"):
            self.tell_explained(url, "over the page budget")
        else:
            yield self.request(url, priority=_LISTS_FIRST)

    def _sitemap(self, response: Response) -> Iterator[scrapy.Request]:
        packed = gzip_magic_number(response)
        sitemap = Sitemap(gunzip(response.body, max_size=_LARGEST_SITEMAP) if packed else response.body)
        self.tell_explained(self.asked(response), "sitemap", str(sitemap.type))
        for entry in sitemap:
            url = entry["loc"]
            if sitemap.type == "sitemapindex":
                yield from self._list(url, response.url)
            elif sitemap.type == "urlset" and nid_of(url):
                yield from self._item(url, response.url)

    def _note(self, url: str) -> None:
        """An item met without having been asked for by a list is asked for no second time."""
        if nid := nid_of(url):
            self.known.setdefault((language_prefix(url), nid), canonical(url))


def _why(status: int) -> str:
    return str(status) if status in {404, 410} else "failed"


def _is_sitemap(response: Response) -> bool:
    head = response.body[:2000]
    return b"<urlset" in head or b"<sitemapindex" in head or gzip_magic_number(response)
