"""The item pipeline: makes records of what spiders yield with `records/`, or drops them."""

import datetime as dt
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from osce_crawler.items import PressRelease
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import Observation
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import record_of
from osce_crawler.records.validating import NoRecordError, valid


class InvalidRecordError(DropItem):
    """No valid record can be made of what the page prints."""

    why = "invalid record"


class OutsideRangeError(DropItem):
    """The item is older than the range that was asked for."""

    why = "outside the range"


class MakeRecords:
    """Makes the record of an observation, as the page alone gives it, or of a menu entry.

    One component for all steps: Scrapy pays for each component with every item.
    """

    def __init__(self, since: dt.date | None = None) -> None:
        self._since = since

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        since = crawler.settings["SINCE"]
        try:
            return cls(dt.date.fromisoformat(since) if since else None)
        except ValueError:
            return cls()  # the spider refuses to begin

    def process_item(self, item: Any) -> Any:
        """Return the record; other items pass. Raises DropItem, with `why`, a reason of the report."""
        try:
            if isinstance(item, Observation):
                return self._wanted(record_of(item))
            return valid(entry_of(item)) if isinstance(item, PrintedEntry) else item
        except NoRecordError as fault:
            raise InvalidRecordError(str(fault)) from None

    def _wanted(self, record: PressRelease) -> PressRelease:
        if self._since and record.date and record.date < self._since:
            raise OutsideRangeError(f"{record.date} lies before {self._since}")
        return record
