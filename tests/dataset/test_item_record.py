"""Pages of one item that give no valid record are left out, and named."""

from collections.abc import Sequence

import pytest

from osce_crawler.dataset.item_record import Invalid, fault_alone, of_valid_pages, record_of_group
from osce_crawler.dataset.rows import Rows
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.validating import NoRecordError
from tests.making import observation, release

OTHER = "https://d6.web.osce.org/secretariat/300001"


def made(pages: Sequence[Observation]) -> tuple[PressRelease | None, list[Invalid]]:
    return of_valid_pages(pages, lambda valid: record_of_group(valid, Rows()))


def test_valid_pages_leave_nothing_out() -> None:
    assert made([observation()]) == (release(), [])


def test_what_is_invalid_alone_is_named_with_its_address_and_moment() -> None:
    bad = observation(OTHER, title=" ", retrieved_at="2030-01-02T03:04:05Z")
    record, (invalid,) = made([observation(), bad])
    assert record == release()
    assert invalid.page is bad
    assert str(invalid).startswith(f"{OTHER} of 2030-01-02T03:04:05Z: invalid record 300001-en: ")


def test_a_page_whose_fault_another_one_fills_costs_nothing() -> None:
    older = observation(OTHER, title=" ", generation=2, contacts="press@osce.org")
    assert fault_alone(older) is not None
    record, invalid = made([older, observation(contacts=None)])
    assert record is not None
    assert (record.contacts, invalid) == ("press@osce.org", [])


@pytest.mark.parametrize("count", [1, 2])
def test_where_no_page_is_valid_there_is_no_record_and_each_is_named(count: int) -> None:
    pages = [observation(title=" "), observation(OTHER, title=" ")][:count]
    record, invalid = made(pages)
    assert record is None
    assert [one.page for one in invalid] == pages


def test_pages_that_are_valid_alone_and_not_together_are_all_named() -> None:
    def refuse(pages: Sequence[Observation]) -> PressRelease:
        raise NoRecordError(f"invalid record: {len(pages)}")

    pages = [observation(), observation(OTHER), observation(OTHER, title=" ")]
    record, invalid = of_valid_pages(pages, refuse)
    assert record is None
    assert [one.why for one in invalid][1:] == ["invalid record: 2"] * 2
    assert {id(one.page) for one in invalid} == {*map(id, pages)}
