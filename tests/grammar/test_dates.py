"""Where dates stand in a text."""

import time

import pytest

from osce_crawler.grammar.dates import beside_date, find_date, is_date, is_date_line, without_time


@pytest.mark.parametrize(
    ("text", "date_in_it"),
    [
        ("BERLIN, 12 April 2016 – The Chairperson", "12 April 2016"),
        ("OSH, Kyrgyzstan, 14 March 2006-Ways of", "14 March 2006"),
        ("VIENNA, 17 October, 2000--The", "17 October, 2000"),
        ("WARSAW, 4 October 2011/OSCE/–", "4 October 2011"),
        ("VIENNA, 23 August – The", "23 August"),
        ("VIENNA, 23 August – 15 participants", "23 August"),
        ("VIENNA, 12 April, 1500 people", "12 April"),
        ("VIENNA, 24–28 August 2022 – The", "24–28 August 2022"),
        ("12 June 2025, Sarajevo –", "12 June 2025"),
        ("TIRANA / BRUSSELS / GENEVA – 6 October 2020.", "6 October 2020"),
        ("SARAJEVO, 26. novembar 2025. godine - Misija", "26. novembar 2025. godine"),
        ("ВАРШАВА/ВІДЕНЬ, 24 лютого 2022 року — Керівники", "24 лютого 2022 року"),
        ("ВЕНА/ВАЛЛЕТТА, 25 июня 2024 г. - 26 июня", "25 июня 2024 г."),
        ("NEW YORK, September 26, 2012 – The", "September 26, 2012"),
        ("АСТАНА, 2016 жылғы 12 сәуір –", "2016 жылғы 12 сәуір"),
        ("WIEN, 12.04.2016 –", "12.04.2016"),
        ("Some 30 people met on 12 May 2016", "12 May 2016"),
        ("some 12 may follow", None),
        ("12 apostles and 3 kings", None),
        ("in May 2016", None),
        ("Resolution 1244", None),
        ("", None),
    ],
)
def test_the_first_date_in_a_text_is_found(text: str, date_in_it: str | None) -> None:
    found = find_date(text)
    assert (text[found.start : found.end] if found else None) == date_in_it


@pytest.mark.parametrize("piece", ["1 ", "1-", "a ", "May 1-1 ", "1 a to ", "2016-", "1 and ", "12   "])
def test_a_long_hostile_text_is_searched_in_passing(piece: str) -> None:
    assert find_date(piece * (20_000 // len(piece))) is None or "May" in piece


@pytest.mark.parametrize(
    "text",
    [
        "12 April 2016",
        "12. April 2016.",
        "12–14 April 2016",
        "April 12, 2016",
        "12.04.2016",
        "2016-04-12",
        "26. novembar 2025. godine",
        "25 июня 2024 г.",
        "Tuesday, 12 April 2016",
        "12 April 2016, 14:30",
        "12 Nisan 2016",
    ],
)
def test_a_date_and_nothing_else(text: str) -> None:
    assert is_date(text)
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text", ["12 April", "2016", "April 2016", "VIENNA 12 April 2016", "12 of 2016", "", "12 April 2016 " * 9]
)
def test_what_is_more_or_less_than_a_date_is_none(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("VIENNA 12 April 2016", ["VIENNA"]),
        ("12 April 2016 · Vienna", ["Vienna"]),
        ("12 April 2016 | VIENNA, Austria", ["VIENNA, Austria"]),
        ("VIENNA, Tuesday, 12 April 2016, 14:30", ["VIENNA"]),
        ("Tuesday, 12 April 2016", []),
        ("14:30, 12 April 2016", []),
        ("АСТАНА 12 апреля 2016 г.", ["АСТАНА"]),
        ("ДУШАНБЕ 12 апреля 2016", ["ДУШАНБЕ"]),
        ("ANKARA 12 Nisan 2016", []),
    ],
)
def test_a_line_of_place_and_day(text: str, beside: list[str]) -> None:
    assert is_date_line(text)
    assert beside_date(text) == beside


@pytest.mark.parametrize(
    "text",
    [
        "He came on 12 April 2016. She left.",
        "VIENNA, 12 April 2016 – The Chairperson said that the ministers of all States would meet in the spring",
        "VIENNA 12 April",
        "VIENNA",
        "",
    ],
)
def test_a_sentence_is_no_line_of_place_and_day(text: str) -> None:
    assert not is_date_line(text)


@pytest.mark.parametrize(
    "time_of_day",
    [
        "14:30",
        "9:05",
        "14.30",
        "14h30",
        "14:30:05",
        "2 p.m.",
        "2.30 pm",
        "14:30 Uhr",
        "14:30 CET",
        "at 14:30",
    ],
)
def test_a_time_of_day_is_told_from_a_date(time_of_day: str) -> None:
    assert without_time(time_of_day) == ""
    found = find_date(f"{time_of_day} – 12 April 2016")
    assert found is not None
    assert (found.day, found.joint) == (12, None)


@pytest.mark.parametrize("text", ["12.04.2016", "12.4.", "25:30", "14:75", "1.5 million"])
def test_other_numbers_are_no_time_of_day(text: str) -> None:
    assert without_time(text) == text


@pytest.mark.parametrize("unit", ["1 ", "1:", "14:30 ", "12 April ", "2016 жыл", "a ", " ", "1.", "Mon "])
def test_a_line_of_any_length_costs_nothing(unit: str) -> None:
    began = time.process_time()
    is_date(unit * 100_000)
    is_date_line(unit * 100_000)
    assert time.process_time() - began < 0.1
