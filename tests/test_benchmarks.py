"""The pages that speed is measured on are releases whose facts are read right; no speed is tested here."""

import pytest

from benchmarks.page import Facts, facts, page
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
