"""Dates as printed, and the days they mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.normalise.dates import FIRST_DAY, ReadDate, day_and_month, read_date

THE_DAY = date(2016, 4, 12)


@pytest.mark.parametrize(
    "printed",
    [
        # as the site prints it
        "12 April 2016",
        "12 april 2016",
        "12 APRIL 2016",
        "12 Apr 2016",
        "12 Apr. 2016",
        "12 April, 2016",
        "12. April 2016",
        "12th April 2016",
        "12 of April 2016",
        "April 12, 2016",
        "12\u00a0April\u00a02016",
        "  12  April\n 2016 ",
        "12\u00ad April \u200b2016",
        # numbers
        "12.04.2016",
        "12.4.2016.",
        "12. 4. 2016",
        "2016-04-12",
        "2016/04/12",
        "2016-04-12T23:30:00+02:00",
        "2016-04-12T00:30:00Z",
        "2016-04-12 10:00",
        # other languages
        "12 апреля 2016",
        "12 апреля 2016 г.",
        "12-го апреля 2016 года",
        "12 avril 2016",
        "12 aprile 2016",
        "12 de abril de 2016",
        "12 prill 2016",
        "12. april 2016. godine",
        "12. travnja 2016.",
        "12. април 2016. године",
        "12 април 2016 година",
        "12 aprilie 2016",
        "12 квітня 2016 року",
        "12 ապրիլի 2016թ.",
        "2016 թ. ապրիլի 12",
        "12 aprel 2016-cı il",
        "2016-cı il aprelin 12-də",
        "12 აპრილი 2016 წ.",
        "2016 წლის 12 აპრილი",
        "12 сәуір 2016 жыл",
        "2016 жылғы 12 сәуір",
        "2016-жылдын 12-апрели",
        "12 апрели соли 2016",
        "2016-njy ýylyň 12-nji apreli",
        "2016 yil 12 aprel",
        "12 апрел 2016 йил",
        # with words that say nothing else
        "Tuesday, 12 April 2016",
        "Tue 12 April 2016",
        "Вторник, 12 апреля 2016",
        "Utorak, 12. april 2016.",
        "on 12 April 2016",
        "(12 April 2016)",
        "12 April 2016, 14:00",
        "14:30, 12 April 2016",
        "14:30 12 April 2016",
        "09:15 | 12 April 2016",
        "14.30 - 12 April 2016",
        "14.05 - 12 April 2016",
        "14:30 Uhr, 12. April 2016",
        "2.30 p.m., 12 April 2016",
        "2 pm on 12 April 2016",
        "at 14:30 CET on 12 April 2016",
        "10:00 – 12:00, 12 April 2016",
        "Tuesday 14:30, 12 April 2016",
        "12 April 2016 - 14:30",
        "12 April 2016 at 14h30",
        "12 April\n2016",
        "ДУШАНБЕ, 12 апреля 2016 г.",
        "12 April 2016 (Tuesday)",
        "BERLIN, 12 April 2016",
        "VIENNA/WARSAW 12 April 2016",
        # the same day twice is one day
        "12 April 2016 (12.04.2016)",
    ],
)
def test_one_day_in_any_dress_is_that_day(printed: str) -> None:
    assert read_date(printed) == ReadDate(THE_DAY)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("17 October, 2000", date(2000, 10, 17)),
        ("2 MAY 2013", date(2013, 5, 2)),
        ("1er août 2012", date(2012, 8, 1)),
        ("10 tetor 2012", date(2012, 10, 10)),
        ("26. novembar 2025. godine", date(2025, 11, 26)),
        ("3. listopada 2012.", date(2012, 10, 3)),
        ("3 листопада 2012 р.", date(2012, 11, 3)),
        ("24 лютого 2022 року", date(2022, 2, 24)),
        ("25/12/2016", date(2016, 12, 25)),
        ("05/05/2016", date(2016, 5, 5)),
        ("29 February 2016", date(2016, 2, 29)),
    ],
)
def test_the_day_stands_before_the_month(printed: str, day: date) -> None:
    assert read_date(printed).day == day
    assert read_date(printed).warnings == ()


@pytest.mark.parametrize(
    ("printed", "warning"),
    [
        ("31 September 2016", "date_unreadable"),
        ("31 September", "date_unreadable"),
        ("29 February 2015", "date_unreadable"),
        ("00 April 2016", "date_unreadable"),
        ("12 Aprill 2016", "date_unreadable"),
        ("12 April 16", "date_unreadable"),
        ("12 April 20161", "date_unreadable"),
        ("05/13/2016", "date_unreadable"),
        ("2016-13-01", "date_unreadable"),
        ("12 April", "date_unreadable"),
        ("May 2016", "date_unreadable"),
        ("2016", "date_unreadable"),
        ("May", "date_unreadable"),
        ("1", "date_unreadable"),
        ("Tuesday", "date_unreadable"),
        ("sat", "date_unreadable"),
        ("yesterday", "date_unreadable"),
        ("in 2 weeks", "date_unreadable"),
        ("12 days 2016", "date_unreadable"),
        ("30 December - 2 January 2016", "date_unreadable"),
        ("12 - 11 April 2016", "date_unreadable"),
        # another date than the one meant
        ("Updated: 14 April 2016", "date_unreadable"),
        ("last-updated 14 April 2016", "date_unreadable"),
        ("12 Aprill 2016 (updated 14 April 2016)", "date_unreadable"),
        ("04/05/2016", "date_ambiguous"),
        ("04-05-2016", "date_ambiguous"),
    ],
)
def test_what_is_no_one_day_gives_none_and_says_why(printed: str, warning: str) -> None:
    assert read_date(printed).day is None
    assert read_date(printed).warnings == (warning,)


@pytest.mark.parametrize(
    ("printed", "day", "warning"),
    [
        ("11 - 12 April 2016", date(2016, 4, 11), "date_range"),
        ("11–12 April 2016", date(2016, 4, 11), "date_range"),
        ("11/12 April 2016", date(2016, 4, 11), "date_range"),
        ("30 March - 2 April 2016", date(2016, 3, 30), "date_range"),
        ("30 December 2015 - 2 January 2016", date(2015, 12, 30), "date_range"),
        ("11.-12.04.2016", date(2016, 4, 11), "date_range"),
        ("12.04.2016 - 14.04.2016", THE_DAY, "date_range"),
        ("du 11 au 12 avril 2016", date(2016, 4, 11), "date_range"),
        ("с 11 по 12 апреля 2016 г.", date(2016, 4, 11), "date_range"),
        ("April 11-12, 2016", date(2016, 4, 11), "date_range"),
        ("11 and 12 April 2016", date(2016, 4, 11), "several_dates"),
        ("12 April 2016 (updated 14 April 2016)", THE_DAY, "several_dates"),
        ("Thursday, 12 April 2016", THE_DAY, "weekday_differs"),
        ("12 April 2016, Wednesday", THE_DAY, "weekday_differs"),
    ],
)
def test_of_several_days_the_first_is_taken_with_a_warning(printed: str, day: date, warning: str) -> None:
    assert read_date(printed).day == day
    assert read_date(printed).warnings == (warning,)


@pytest.mark.parametrize(
    ("printed", "day"),
    [("Tue, 04/12/2016 - 10:00", THE_DAY), ("Wed, 04/05/2016", date(2016, 5, 4))],
)
def test_a_printed_weekday_settles_which_number_is_the_month(printed: str, day: date) -> None:
    assert read_date(printed).day == day
    assert read_date(printed).warnings == ()


def test_a_weekday_that_fits_neither_reading_settles_nothing() -> None:
    assert read_date("Sat, 04/05/2016").warnings == ("date_ambiguous",)


def test_nothing_printed_is_no_fault() -> None:
    assert read_date(" \u00a0 ").day is None
    assert read_date("").warnings == ()


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("30 June 1973", False),
        ("1 July 1973", True),
        ("13 April 2016", True),
        ("14 April 2016", False),
        ("2016-04-14T00:00:00Z", False),
        ("12 April 2106", False),
    ],
)
def test_a_day_outside_the_bounds_is_not_believed(printed: str, kept: bool) -> None:
    read = read_date(printed, latest=date(2016, 4, 13))
    assert (read.day is not None) == kept
    assert read.warnings == (() if kept else ("date_out_of_bounds",))


def test_a_rare_form_of_a_month_is_left_to_the_library() -> None:
    assert read_date("12 travnju 2016").day == THE_DAY


def test_a_page_long_value_is_no_date_and_costs_nothing() -> None:
    assert read_date("12 of the journalists " + " " * 1_000_000 + "12 April 2016").day is None


@given(st.dates(min_value=FIRST_DAY, max_value=date(2100, 1, 1)))
def test_every_day_reads_back_from_the_forms_the_site_prints(day: date) -> None:
    for form in ("%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%Y-%m-%d", "%B %d, %Y", "%A, %d %B %Y"):
        assert read_date(day.strftime(form)) == read_date(day.isoformat())
        assert read_date(day.strftime(form)).day == day


@given(st.text(max_size=60), st.dates() | st.none())
def test_no_text_raises(text: str, latest: date | None) -> None:
    read_date(text, latest=latest)
    day_and_month(text)


_PIECES = [
    "12",
    "11",
    "April",
    "мая",
    "2016",
    "2016-04-12",
    " ",
    "-",
    "/",
    ".",
    ",",
    "Tue",
    "of",
    "года",
    "to",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join))
def test_what_nearly_is_a_date_gives_a_day_or_says_why_not(text: str) -> None:
    read = read_date(text, latest=date(2016, 4, 12) + timedelta(days=1000))
    assert read.day or read.warnings or not text.strip()
    assert read.day is None or "2016" in text


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("23 August", (23, 8)),
        ("23 August 2010", (23, 8)),
        ("23. august", (23, 8)),
        ("24 лютого", (24, 2)),
        ("22-23 August", (22, 8)),
        ("29 February", (29, 2)),
        ("31 September", None),
        ("VIENNA, 23 August", None),
        ("August", None),
        ("04/05/2016", None),
        ("", None),
    ],
)
def test_day_and_month_need_no_year(printed: str, expected: tuple[int, int] | None) -> None:
    assert day_and_month(printed) == expected


@pytest.mark.parametrize(
    ("printed", "month"),
    [
        ("12 Nisan 2016", 4),
        ("12 Şubat 2016", 2),
        ("12 Aralık 2016", 12),
        ("12 Haziran 2016", 6),
        ("12 красавіка 2016", 4),
        ("12 снежня 2016", 12),
        ("12 верасня 2016", 9),
        ("12 kwietnia 2016", 4),
        ("12 grudnia 2016", 12),
        ("12 października 2016", 10),
        ("12. dubna 2016", 4),
        ("12. ledna 2016", 1),
        ("12. srpna 2016", 8),
        ("12 Απριλίου 2016", 4),
        ("12 Σεπτεμβρίου 2016", 9),
        ("12 Ιουνίου 2016", 6),
        ("12 április 2016", 4),
        ("12 huhtikuuta 2016", 4),
        ("12 syyskuuta 2016", 9),
        ("12 mei 2016", 5),
        ("12 elokuuta 2016", 8),
        ("12 augustus 2016", 8),
    ],
)
def test_months_that_the_table_lacks_are_read_through_the_library(printed: str, month: int) -> None:
    assert read_date(printed).day == date(2016, month, 12)
