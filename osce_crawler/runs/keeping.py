"""The steps that join an item with its rows and keep it, in the run's own folder."""

import datetime as dt
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from osce_crawler.items import NavigationEntry
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import Made
from osce_crawler.runs.assembling import Kept
from osce_crawler.runs.extension import Run
from osce_crawler.runs.merging import joined


class OutsideRangeError(DropItem):
    """The item is older than the range that was asked for."""

    why = "outside the range"


class NotKeptError(DropItem):
    """The disk did not take the item: the run stops."""


class _OfRun:
    """A step that works with the run's folder."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        run = self.crawler.get_extension(Run)
        assert run is not None
        self.run = run


class JoinRows(_OfRun):
    """Adds what lists print of the item, before anything is made of it."""

    def process_item(self, item: Any) -> Any:
        return joined(item, self.run.rows.of(item)) if isinstance(item, Observation) else item


class Keep(_OfRun):
    """Writes what was printed and the record made of it, which is safe then, and hands on the record."""

    def open_spider(self) -> None:
        super().open_spider()
        since = self.crawler.settings["SINCE"]
        self.since = dt.date.fromisoformat(since) if since else None

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Made):
            if self.since and item.record.date and item.record.date < self.since:
                raise OutsideRangeError(f"{item.record.date} lies before {self.since}")
            self._write(Kept(item.observation, item.record))
            return item.record
        if isinstance(item, NavigationEntry):
            self._write(item)
        return item

    def _write(self, line: object) -> None:
        try:
            self.run.items.write(line)
        except OSError as error:
            self.run.stop(error)
            raise NotKeptError(str(error)) from None
