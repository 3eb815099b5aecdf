"""The pages that speed is measured on are releases whose facts are read right; no speed is tested here."""

from pathlib import Path

import pytest

from benchmarks import bulk
from benchmarks.datasets import measures, references
from benchmarks.generated import generate
from benchmarks.page import Facts, facts, page
from osce_crawler import dataset
from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of

NUMBERS = range(10)

every_page = pytest.mark.parametrize("number", NUMBERS)


def read(number: int) -> tuple[Facts, PressRelease]:
    known = facts(number)
    reading = read_page(Page(known.url, page(number), "text/html; charset=utf-8"))
    assert reading.kind is Kind.RELEASE, reading.evidence
    assert reading.printed is not None
    return known, record_of(
        Observation(known.url, reading.printed, reading.generation, "2026-01-01T00:00:00Z")
    )


@every_page
def test_title_and_whole_body_are_read(number: int) -> None:
    known, record = read(number)
    assert record.title == known.title
    assert record.body == "\n\n".join(known.paragraphs)


@every_page
def test_date_place_source_and_fields_are_those_of_the_item_and_not_of_a_teaser(number: int) -> None:
    known, record = read(number)
    assert str(record.date) == known.day
    assert [place.name for place in record.places] == [known.place]
    assert [source.name for source in record.sources] == [known.source]
    assert tuple(topic.name for topic in record.fields_of_work) == known.fields
    assert record.warnings == []


def test_a_page_is_about_as_large_as_a_page_of_the_site() -> None:
    assert 90_000 < len(page(0)) < 110_000


def test_the_same_number_gives_the_same_page_and_another_number_another() -> None:
    assert page(3) == page(3)
    assert facts(3) != facts(4)


def test_a_generated_dataset_loads_today_and_as_of_the_day_before_its_last_run(tmp_path: Path) -> None:
    ds = dataset.load(generate(tmp_path, 600))
    assert ds.press_releases.height == ds.press_releases["id"].n_unique() == 600
    past = ds.as_of("2026-02-28").press_releases
    assert past.filter(past["title"].str.ends_with("(draft)")).height == 30
    assert past["gone_on"].null_count() == 600 > ds.press_releases["gone_on"].null_count()
    assert ds.as_of("2026-01-01").press_releases.height == 600 - 12
    assert min(table.height for table in ds.tables().values()) > 40


def test_the_same_number_of_records_gives_the_same_files(tmp_path: Path) -> None:
    one, other = generate(tmp_path / "one", 20), generate(tmp_path / "other", 20)
    assert {file.name: file.read_bytes() for file in one.iterdir()} == {
        file.name: file.read_bytes() for file in other.iterdir()
    }


def test_what_is_measured_on_a_dataset_runs_and_has_a_reference(tmp_path: Path) -> None:
    known = references(generate(tmp_path, 20))
    for each in measures(tmp_path):
        each.step()
        known[each.reference]()


def test_what_extraction_is_measured_by_reads_the_same_pages(tmp_path: Path) -> None:
    paths = bulk.archives(tmp_path / "archives", 5, 2)
    assert (
        [bulk.extracted(path) for path in paths] == [bulk.read_and_parse(path) for path in paths] == [2, 2, 1]
    )


def test_the_memory_of_the_command_and_of_its_workers_is_seen(tmp_path: Path) -> None:
    call = bulk.Call(tmp_path, "--workers", "2")
    cost = call(bulk.archives(tmp_path / "archives", 2, 1))
    assert min(cost.command, cost.worker) > 20
    assert len((tmp_path / "records.jsonl").read_bytes().splitlines()) == 2
