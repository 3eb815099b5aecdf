"""Where a release comes from."""

from osce_crawler.records.release import record_of
from tests.making import TEXT, observation


def test_place_of_the_label_comes_before_that_of_the_dateline_and_a_difference_is_told() -> None:
    record = record_of(observation(place="Warsaw"))
    assert [(place.id, place.printed) for place in record.places] == [("warsaw-pl", "Warsaw")]
    assert record.warnings == ["place_differs_from_dateline"]


def test_the_same_place_in_other_letters_is_no_difference() -> None:
    assert record_of(observation(place="Вена")).warnings == []


def test_place_of_the_dateline_serves_where_no_label_is() -> None:
    record = record_of(observation(place=None))
    assert [(place.id, place.printed) for place in record.places] == [("vienna-at", "VIENNA")]


def test_place_of_the_date_line_serves_where_nothing_else_is() -> None:
    record = record_of(observation(place=None, dates={"line": "ALMATY 7 July 2021"}, paragraphs=[TEXT]))
    assert [(place.id, place.printed) for place in record.places] == [("almaty-kz", "ALMATY")]
    assert record.date_printed == "7 July 2021"


def test_no_place_printed_is_no_place() -> None:
    assert record_of(observation(place=None, paragraphs=[TEXT])).places == []
