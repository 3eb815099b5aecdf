"""The Scrapy adapter: records of what spiders hand over."""

import datetime as dt

import pytest
from scrapy.exceptions import DropItem

from osce_crawler.pipelines import MakeRecords
from osce_crawler.records.release import record_of
from osce_crawler.settings import ITEM_PIPELINES
from tests.making import entry, observation, printed_entry, release


def test_a_crawl_makes_records_in_one_step_as_an_extraction_does() -> None:
    assert [*ITEM_PIPELINES] == ["osce_crawler.pipelines.MakeRecords"]
    assert MakeRecords().process_item(observation()) == record_of(observation())


def test_an_item_older_than_the_range_that_was_asked_for_is_dropped() -> None:
    record = record_of(observation())
    assert record.date is not None
    assert MakeRecords(record.date).process_item(observation()) == record
    with pytest.raises(DropItem, match="lies before") as dropped:
        MakeRecords(record.date + dt.timedelta(days=1)).process_item(observation())
    assert dropped.value.why == "outside the range"  # type: ignore[attr-defined]


@pytest.mark.parametrize("other", [entry(), release(), {"title": "a"}], ids=["entry", "release", "dict"])
def test_other_items_pass(other: object) -> None:
    assert MakeRecords().process_item(other) is other


def test_what_makes_no_valid_record_is_dropped_with_its_fault() -> None:
    with pytest.raises(DropItem, match=r"invalid record 300001-en: .*title"):
        MakeRecords().process_item(observation(title=" "))
    with pytest.raises(DropItem, match="invalid record"):
        MakeRecords().process_item(printed_entry(menu_page="www.osce.org"))
