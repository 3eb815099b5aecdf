"""The Scrapy adapter: records of what spiders hand over."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.extensions.corestats import CoreStats
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.test import get_crawler

from osce_crawler.dataset.kept_items import Kept
from osce_crawler.pipelines import MakeRecords
from osce_crawler.records.release import record_of
from osce_crawler.settings import ITEM_PIPELINES
from tests.making import entry, observation, printed_entry, release


def crawler_of(**settings: Any) -> Crawler:
    return get_crawler(settings_dict={"ITEM_PIPELINES": ITEM_PIPELINES, "SINCE": None} | settings)


def test_a_crawl_makes_records_in_one_step_as_an_extraction_does() -> None:
    assert [*ITEM_PIPELINES] == ["osce_crawler.pipelines.MakeRecords"]
    assert MakeRecords().process_item(observation()) == record_of(observation())


def test_where_nobody_takes_records_an_observation_passes_with_the_id_of_its_record() -> None:
    crawler = crawler_of()
    crawler.signals.connect(CoreStats(crawler.stats).item_scraped, signals.item_scraped, weak=False)
    kept = MakeRecords.from_crawler(crawler).process_item(observation())
    assert kept == Kept(record_of(observation()).id, observation(), ())


class Other:
    """Somebody else's pipeline."""


def _listened_to(crawler: Crawler) -> None:
    crawler.signals.connect(lambda **_: None, signals.item_scraped, weak=False)


def _exported(crawler: Crawler) -> None:
    FeedExporter.from_crawler(crawler)


@pytest.mark.parametrize(
    ("settings", "extended"),
    [
        ({}, _listened_to),
        ({"FEEDS": {"items.jsonl": {"format": "jsonlines"}}}, _exported),
        ({"ITEM_PIPELINES": ITEM_PIPELINES | {"tests.test_pipelines.Other": 900}}, None),
        ({"SINCE": "2000-01-01"}, None),
    ],
    ids=["an extension", "a feed", "another pipeline", "a range"],
)
def test_who_takes_records_gets_whole_ones(
    settings: dict[str, Any], extended: Callable[[Crawler], None] | None
) -> None:
    crawler = crawler_of(**settings)
    pipeline = MakeRecords.from_crawler(crawler)
    if extended is not None:
        extended(crawler)
    assert pipeline.process_item(observation()) == record_of(observation())


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
