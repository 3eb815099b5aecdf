"""A start point of the crawl, and what its home page, sitemaps and lists gave."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from osce_crawler.spiders.list_walk import Walk


@dataclass(slots=True, eq=False)
class Root:
    """The root of a site."""

    url: str
    walks: list[Walk] = field(default_factory=list)
    """Of its lists, each begun."""
    sitemaps: list[str] = field(default_factory=list)
    """Named by its robots.txt."""
    sitemaps_read: int = 0
    sitemaps_missed: int = 0
    teasers: int = 0

    @property
    def is_read(self) -> bool:
        """Whether a list, a sitemap or a teaser led into the site."""
        return bool(self.walks or self.sitemaps_read or self.teasers)

    @property
    def is_read_through(self) -> bool:
        """Whether its lists add up, or its sitemaps were all read."""
        if self.has_all_sitemaps:
            return True
        # One page of teasers is no list of everything where there should be a sitemap.
        lists = [walk for walk in self.walks if walk.pages > 1 or not self.sitemaps_missed]
        return bool(lists) and all(walk.adds_up for walk in self.walks)

    @property
    def has_all_sitemaps(self) -> bool:
        """Whether it has sitemaps, and all of them were read."""
        return self.sitemaps_read > 0 and not self.sitemaps_missed

    def name_sitemaps(self, urls: Iterable[str]) -> None:
        """Its robots.txt names these sitemaps."""
        self.sitemaps = list(urls)

    def count_teasers(self, teasers: int) -> None:
        """Its home page shows so many teasers."""
        self.teasers += teasers

    def count_sitemap(self) -> None:
        """A sitemap was read."""
        self.sitemaps_read += 1

    def miss_sitemap(self) -> None:
        """A sitemap was not read, or not to its end."""
        self.sitemaps_missed += 1

    def begin(self, walk: Walk) -> None:
        """One of its lists has begun."""
        self.walks.append(walk)
