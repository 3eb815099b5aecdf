"""The Scrapy adapter: records of what spiders hand over."""

import pytest
from scrapy.exceptions import DropItem

from osce_crawler.pipelines import MakeRecords
from osce_crawler.records.release import made_of
from osce_crawler.settings import ITEM_PIPELINES
from tests.making import entry, observation, printed_entry, release


def test_a_crawl_makes_the_records_of_an_extraction_between_joining_rows_and_keeping() -> None:
    in_crawl = [path.rpartition(".")[2] for path in sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)]
    assert in_crawl == ["JoinRows", "MakeRecords", "Keep"]
    assert MakeRecords().process_item(observation()) == made_of(observation())


@pytest.mark.parametrize("other", [entry(), release(), {"title": "a"}], ids=["entry", "release", "dict"])
def test_other_items_pass(other: object) -> None:
    assert MakeRecords().process_item(other) is other


def test_what_makes_no_valid_record_is_dropped_with_its_fault() -> None:
    with pytest.raises(DropItem, match=r"invalid record 300001-en: .*title"):
        MakeRecords().process_item(observation(title=" "))
    with pytest.raises(DropItem, match="invalid record"):
        MakeRecords().process_item(printed_entry(menu_page="www.osce.org"))
