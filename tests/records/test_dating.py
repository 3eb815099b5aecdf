"""The publishing day, from the most trusted evidence that can be read."""

import datetime as dt

import pytest

from osce_crawler.records.dating import EVIDENCE, listed_day
from osce_crawler.records.release import record_of
from tests.making import TEXT, observation


def test_evidence_is_trusted_in_this_order() -> None:
    assert EVIDENCE == ("time", "label", "line", "listing", "meta")


@pytest.mark.parametrize("first", range(len(EVIDENCE)))
def test_the_most_trusted_evidence_gives_the_date(first: int) -> None:
    dates = {kind: f"{10 + number} April 2016" for number, kind in enumerate(EVIDENCE) if number >= first}
    record = record_of(observation(dates=dict(reversed(dates.items())), paragraphs=[TEXT]))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 10 + first), EVIDENCE[first])
    assert record.date_printed == f"{10 + first} April 2016"


def test_the_dateline_gives_the_date_where_nothing_else_does() -> None:
    record = record_of(observation(dates={}))
    assert (record.date, record.date_evidence, record.date_printed) == (
        dt.date(2016, 4, 12),
        "dateline",
        "12 April 2016",
    )
    assert record.warnings == ["date_from_dateline"]


def test_evidence_that_cannot_be_read_gives_way_but_stays_as_printed() -> None:
    record = record_of(observation(dates={"label": "31 April 2016", "listing": "12 April 2016"}))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "listing")
    assert record.date_printed == "31 April 2016"
    assert record.warnings == ["date_unreadable"]


@pytest.mark.parametrize(
    ("dates", "warnings"),
    [
        ({"label": "12 April 2016", "further": "13 April 2016"}, ["several_dates"]),
        ({"time": "12 April 2016", "label": "13 April 2016", "further": "12 April 2016"}, ["several_dates"]),
        ({"label": "12 April 2016", "further": "Tuesday, 12.04.2016"}, []),
        ({"label": "12 April 2016", "further": "soon"}, []),
    ],
)
def test_labels_that_print_different_days_are_told(dates: dict[str, str], warnings: list[str]) -> None:
    record = record_of(observation(dates=dates, paragraphs=[TEXT]))
    assert (record.date, record.warnings) == (dt.date(2016, 4, 12), warnings)


def test_metadata_that_is_no_date_is_no_news() -> None:
    record = record_of(observation(dates={"meta": "soon"}, paragraphs=[TEXT]))
    assert (record.date, record.date_printed, record.warnings) == (None, None, ["no_date"])


def test_no_date_at_all_is_null_and_told() -> None:
    record = record_of(observation(dates={}, paragraphs=[TEXT]))
    assert (record.date, record.date_evidence, record.warnings) == (None, None, ["no_date"])


def test_a_date_after_the_day_of_retrieval_is_not_taken() -> None:
    late = observation(
        dates={"time": "3 December 2025"}, paragraphs=[TEXT], retrieved_at="2025-12-01T23:59:59Z"
    )
    assert record_of(late).warnings == ["date_out_of_bounds", "no_date"]
    late = observation(
        dates={"time": "2 December 2025"}, paragraphs=[TEXT], retrieved_at="2025-12-01T00:00:00Z"
    )
    assert record_of(late).date == dt.date(2025, 12, 2)


def test_publishing_date_and_dateline_that_differ_are_both_kept_and_told() -> None:
    record = record_of(observation(dates={"time": "14 April 2016"}))
    assert (record.date, record.dateline_date) == (dt.date(2016, 4, 14), dt.date(2016, 4, 12))
    assert record.warnings == ["date_differs_from_dateline"]


@pytest.mark.parametrize(
    ("published", "warning"),
    [("23 August 2015", "dateline_year_from_date"), ("24 August 2015", "date_differs_from_dateline")],
)
def test_a_dateline_without_a_year_is_compared_by_day_and_month(published: str, warning: str) -> None:
    record = record_of(observation(dates={"time": published}, paragraphs=[f"VIENNA, 23 August – {TEXT}"]))
    assert record.dateline_date is None
    assert record.warnings == [warning]


@pytest.mark.parametrize(
    "words", ["6 years ago", "14 Mar", "Monday", "March 2016", ""], ids=lambda words: words or "no words"
)
def test_the_attribute_serves_where_the_words_of_a_time_cannot_be_read(words: str) -> None:
    record = record_of(observation(dates={"time": words, "time_attribute": "2016-03-14"}, paragraphs=[TEXT]))
    assert (record.date, record.date_evidence) == (dt.date(2016, 3, 14), "time")
    assert record.date_printed == (words or "2016-03-14")
    assert record.warnings == []


def test_the_words_of_a_time_count_before_its_attribute() -> None:
    dates = {"time": "12 April 2016", "time_attribute": "2016-04-11T22:00:00Z"}
    record = record_of(observation(dates=dates))
    assert (record.date, record.date_printed) == (dt.date(2016, 4, 12), "12 April 2016")
    assert record.warnings == []


@pytest.mark.parametrize(
    ("attribute", "day"), [("2016-04-05", dt.date(2016, 4, 5)), ("2016-05-04", dt.date(2016, 5, 4))]
)
def test_the_attribute_settles_which_of_two_days_is_meant(attribute: str, day: dt.date) -> None:
    dates = {"time": "04/05/2016", "time_attribute": attribute}
    record = record_of(observation(dates=dates, paragraphs=[TEXT]))
    assert (record.date, record.date_printed, record.warnings) == (day, "04/05/2016", [])


@pytest.mark.parametrize(
    ("words", "warning"),
    [("04/05/2016", "date_ambiguous"), ("14 Mar", "date_unreadable"), ("March 2015", "date_unreadable")],
)
def test_the_attribute_does_not_overrule_a_day_that_the_words_tell(words: str, warning: str) -> None:
    dates = {"time": words, "time_attribute": "2016-09-09"}
    record = record_of(observation(dates=dates, paragraphs=[TEXT]))
    assert (record.date, record.warnings) == (None, sorted([warning, "no_date"]))


def test_a_printed_day_that_the_calendar_lacks_is_told_though_the_attribute_gives_the_date() -> None:
    dates = {"time": "31 April 2016", "time_attribute": "2016-05-01"}
    record = record_of(observation(dates=dates, paragraphs=[TEXT]))
    assert (record.date, record.date_printed) == (dt.date(2016, 5, 1), "31 April 2016")
    assert record.warnings == ["date_unreadable"]


def test_an_attribute_that_is_no_date_leaves_the_words_as_they_are() -> None:
    dates = {"time": "6 years ago", "time_attribute": "soon", "listing": "12 April 2016"}
    record = record_of(observation(dates=dates))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "listing")
    assert record.warnings == ["date_unreadable"]


LATE = ["2016-04-11T22:00:00Z", "2016-04-11T20:30Z", "2016-04-11T23:59:59.123+00:00"]


@pytest.mark.parametrize("stamp", LATE)
@pytest.mark.parametrize("kind", ["time_attribute", "meta"])
def test_a_stamp_late_in_the_evening_before_the_dateline_is_no_day_of_its_own(kind: str, stamp: str) -> None:
    record = record_of(observation(dates={kind: stamp}))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "dateline")
    assert record.warnings == []


def test_a_late_stamp_before_a_dateline_without_a_year_is_no_day_of_its_own() -> None:
    record = record_of(
        observation(dates={"meta": "2015-12-31T23:00:00Z"}, paragraphs=[f"VIENNA, 1 January – {TEXT}"])
    )
    assert (record.date, record.warnings) == (dt.date(2016, 1, 1), ["dateline_year_from_date"])


@pytest.mark.parametrize(
    "stamp",
    ["2016-04-11T12:00:00Z", "2016-04-11T22:00:00+02:00", "2016-04-11", "2016-04-10T22:00:00Z"],
    ids=["noon", "another zone", "no moment", "two days before"],
)
def test_any_other_stamp_is_a_day_of_its_own(stamp: str) -> None:
    record = record_of(observation(dates={"meta": stamp}))
    assert (record.date, record.date_evidence) == (dt.date.fromisoformat(stamp[:10]), "meta")
    assert record.warnings == ["date_differs_from_dateline"]


def test_a_late_stamp_is_its_own_day_where_no_dateline_says_otherwise() -> None:
    record = record_of(observation(dates={"meta": LATE[0]}, paragraphs=[TEXT]))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 11), "meta")


def test_words_of_a_day_before_the_dateline_are_told_whatever_the_stamp_says() -> None:
    dates = {"time": "11 April 2016", "time_attribute": LATE[0]}
    record = record_of(observation(dates=dates))
    assert (record.date, record.warnings) == (dt.date(2016, 4, 11), ["date_differs_from_dateline"])


@pytest.mark.parametrize(
    ("dateline", "day", "warning"),
    [
        ("VIENNA, 31 June 2016", None, "date_unreadable"),
        ("VIENNA, 5/6/2016", None, "date_ambiguous"),
        ("VIENNA, Tuesday, 6 May 2016", dt.date(2016, 5, 6), "weekday_differs"),
    ],
)
def test_a_dateline_that_alone_has_a_date_says_what_is_odd_about_it(
    dateline: str, day: dt.date | None, warning: str
) -> None:
    record = record_of(observation(dates={}, paragraphs=[f"{dateline} – {TEXT}"]))
    assert record.date == day
    assert warning in record.warnings
    assert record.date_printed == dateline.removeprefix("VIENNA, ")


def test_an_odd_dateline_is_not_told_where_a_day_is_printed_elsewhere() -> None:
    dates = {"label": "12 April 2016"}
    record = record_of(observation(dates=dates, paragraphs=[f"VIENNA, 31 June 2016 – {TEXT}"]))
    assert not {"date_unreadable", "no_date"} & set(record.warnings)


# Days as they are printed


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2025-11-30", dt.date(2025, 11, 30)),
        ("2025-11-30T10:00+01:00", dt.date(2025, 11, 30)),
        ("2025-11-30 23:59", dt.date(2025, 11, 30)),
        ("30 November 2025", dt.date(2025, 11, 30)),
        ("30.11.2025", dt.date(2025, 11, 30)),
        ("30 ноября 2025", dt.date(2025, 11, 30)),
        ("2025-13-45", None),
        ("some day", None),
        ("2025", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read_as_lists_and_sitemaps_print_it(printed: str | None, day: dt.date | None) -> None:
    assert listed_day(printed) == day
