"""Where dates stand in a text."""

import pytest

from osce_crawler.grammar.dates import find_date


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
