"""The Scrapy adapter of `records/`: what spiders hand over becomes records, or is dropped."""

from typing import Any

from scrapy.exceptions import DropItem

from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import Observation
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import made_of
from osce_crawler.records.validating import NoRecordError, valid


class MakeRecords:
    """Makes the record of an observation or of a menu entry; other items pass.

    One component for all steps: Scrapy pays for each component with every item.
    """

    def process_item(self, item: Any) -> Any:
        """Return the record; that of a release with its observation. Raises DropItem."""
        try:
            if isinstance(item, Observation):
                return made_of(item)
            return valid(entry_of(item)) if isinstance(item, PrintedEntry) else item
        except NoRecordError as fault:
            raise DropItem(str(fault)) from None
