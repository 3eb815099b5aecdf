"""The words of a `<time>` and its attribute, and which of them gives the day."""

import datetime as dt

import pytest

from osce_crawler.records.times import is_late, names_a_day, read_time

TODAY = dt.date(2026, 1, 1)
DAY = dt.date(2016, 4, 12)


def day(printed: str, attribute: str, latest: dt.date = TODAY) -> dt.date | None:
    return read_time(printed, attribute, latest).day


@pytest.mark.parametrize(
    ("printed", "attribute"),
    [
        ("12 April 2016", ""),
        ("12 April 2016", "2016-04-13"),
        ("", "2016-04-12T23:30:00Z"),
        ("", "2016-04-12"),
        ("12 April", "2016-04-12T10:00:00Z"),
        ("6 years ago", "2016-04-12"),
        ("12/04/2016", "2016-04-12"),
    ],
)
def test_words_give_the_day_and_the_attribute_where_they_do_not_suffice(printed: str, attribute: str) -> None:
    assert day(printed, attribute) == DAY


@pytest.mark.parametrize(
    ("printed", "attribute"),
    [("13 April", "2016-04-12"), ("12 April 2015 or so, in May", "2016-04-12"), ("soon", "soon"), ("", "")],
)
def test_an_attribute_that_the_words_contradict_gives_no_day(printed: str, attribute: str) -> None:
    assert day(printed, attribute) != DAY


@pytest.mark.parametrize(("printed", "attribute"), [("12 April 2016", ""), ("", "2016-04-12")])
def test_a_day_after_the_latest_that_can_be_is_none(printed: str, attribute: str) -> None:
    assert day(printed, attribute, latest=DAY) == DAY
    before = read_time(printed, attribute, dt.date(2015, 1, 1))
    assert before.day is None
    assert before.warnings == ("date_out_of_bounds",)


def test_only_the_day_of_an_attribute_is_read_whatever_follows_it() -> None:
    assert day("", "2016-04-12+02:00") == day("", "2016-04-121") == DAY


@pytest.mark.parametrize(
    ("stamp", "late"),
    [
        ("2016-04-12T20:00:00Z", True),
        ("2016-04-12T19:59:59Z", False),
        ("2016-04-12 23:30+00:00", True),
        ("2016-04-12T23:30:00.000+0000", True),
        ("2016-04-12T23:30:00+02:00", False),
        ("2016-04-12T23:30:00", False),
        ("2016-04-12", False),
    ],
)
def test_late_is_the_evening_in_utc(stamp: str, late: bool) -> None:
    assert is_late(stamp) == late


@pytest.mark.parametrize("words", ["12 April 2016", "12 April", "spring 2016", "12/04/2016"])
def test_words_with_a_year_or_a_day_of_a_month_name_a_day(words: str) -> None:
    assert names_a_day(words)


@pytest.mark.parametrize("words", ["6 years ago", "yesterday", "", "20166 people"])
def test_how_long_ago_it_was_names_no_day(words: str) -> None:
    assert not names_a_day(words)
