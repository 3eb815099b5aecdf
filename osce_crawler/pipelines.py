"""The item pipeline: makes records of what spiders yield with `records/`, or drops them."""

import datetime as dt
from functools import cached_property
from typing import Any, Self

from pydispatch.dispatcher import getAllReceivers, liveReceivers
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from osce_crawler.dataset.item_record import why_outside
from osce_crawler.dataset.kept_items import Kept
from osce_crawler.items import PressRelease
from osce_crawler.outcomes import INVALID, OUTSIDE
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import Observation
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import id_of, language_of, record_of
from osce_crawler.records.validating import NoRecordError, valid

# Handlers of `item_scraped` in these modules look at no record: the run's own, and those that count items.
_TAKE_NO_RECORD = frozenset(
    {"osce_crawler.run.extension", "scrapy.extensions.closespider", "scrapy.extensions.corestats"}
)


class InvalidRecordError(DropItem):
    """No valid record can be made of what the page prints."""

    why = INVALID


class OutsideRangeError(DropItem):
    """The item is older than the range that was asked for."""

    why = OUTSIDE


class MakeRecords:
    """Makes the record of an observation, as the page alone gives it, or of a menu entry.

    The record that is published is made when the dataset is assembled. Where nobody takes this one, neither
    feed nor other pipeline nor extension, the observation passes with the id of its record.
    One component for all steps: Scrapy pays for each component with every item.
    """

    def __init__(self, since: dt.date | None = None, crawler: Crawler | None = None) -> None:
        self._since = since
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # Of captures the item counts, and not each by itself: it is known when the dataset is assembled.
        since = None if crawler.settings["FROM_ARCHIVE"] else crawler.settings["SINCE"]
        try:
            return cls(dt.date.fromisoformat(since) if since else None, crawler)
        except ValueError:
            return cls()  # the spider refuses to begin

    def process_item(self, item: Any) -> Any:
        """Return the record, or the observation to be kept; other items pass.

        Raises DropItem, with `why`, a reason of the report.
        """
        try:
            if isinstance(item, Observation):
                return self._wanted(record_of(item)) if self._is_record_taken else _kept(item)
            return valid(entry_of(item)) if isinstance(item, PrintedEntry) else item
        except NoRecordError as fault:
            raise InvalidRecordError(str(fault)) from None

    @cached_property
    def _is_record_taken(self) -> bool:
        """Whether anything looks at records before they are published; asked when the first item comes."""
        if self._crawler is None or self._since:
            return True
        pipelines = self._crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
        handlers = liveReceivers(getAllReceivers(self._crawler.signals.sender, signals.item_scraped))
        return len(pipelines) > 1 or any(each.__module__ not in _TAKE_NO_RECORD for each in handlers)

    def _wanted(self, record: PressRelease) -> PressRelease:
        if why := why_outside(record, self._since):
            raise OutsideRangeError(why)
        return record


def _kept(observation: Observation) -> Kept:
    language = language_of(observation)
    return Kept(id_of(observation, language), observation, language.doubts)
