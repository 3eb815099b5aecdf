"""The step that keeps each item as it came, in the run's own folder."""

from typing import Any, Self

from scrapy.crawler import Crawler

from osce_crawler.items import NavigationEntry
from osce_crawler.pipelines import Draft
from osce_crawler.runs.assembling import Kept
from osce_crawler.runs.extension import Run


class Keep:
    """Writes what was printed and the record made of it; from here on the item is safe."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        run = self.crawler.get_extension(Run)
        assert run is not None
        if isinstance(item, Draft) and item.record is not None:
            run.items.write(Kept(item.sighting, item.record))
        elif isinstance(item, NavigationEntry):
            run.items.write(item)
        return item
