"""A dateline that a page is told by is the one that its record has, and no page is told by another."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.release import record_of
from tests.grammar.test_datelines import NO_PLACES

URL = "https://www.osce.org/node/540099"
# Places, dates and the text that follows, in one language each.
LANGUAGES = [
    (
        [
            "VIENNA",
            "Vienna",
            "VIENNA/WARSAW",
            "OSH, Kyrgyzstan",
            "WASHINGTON, D.C.",
            "ZIBBLEVO",
            "ZIBBLEVO, Ukraine",
        ],
        ["12 April 2016", "April 12, 2016", "12-13 April 2016", "Tuesday, 12 April 2016", "2 MAY 2013"],
        "Forty people from three valleys met in the town hall today.",
    ),
    (
        ["ВЕНА", "Вена", "ДУШАНБЕ", "ВЕНА/ВАРШАВА"],
        ["12 апреля 2016 г.", "12 апреля 2016 года", "12 апреля 2016", "апреля 12, 2016"],
        "Сорок человек из трёх долин встретились сегодня в ратуше.",
    ),
    (
        ["КИЇВ", "ВІДЕНЬ", "Київ"],
        ["12 квітня 2016 року", "12 квітня 2016 р.", "квітня 12, 2016"],
        "Сорок людей із трьох долин зустрілися сьогодні в ратуші.",
    ),
    (
        ["WIEN", "Wien", "BERLIN/WIEN"],
        ["12. April 2016", "12 April 2016", "April 12, 2016"],
        "Vierzig Leute aus drei Tälern trafen sich heute im Rathaus.",
    ),
    (
        ["GENÈVE", "Genève", "PARIS"],
        ["12 avril 2016", "1er avril 2016", "avril 12, 2016"],
        "Quarante personnes de trois vallées se sont réunies aujourd’hui.",
    ),
    (
        ["SARAJEVO", "Sarajevo", "BANJA LUKA", "ZAGREB", "BEOGRAD"],
        ["12. aprila 2016. godine", "12. travnja 2016", "12. april 2016", "april 12, 2016"],
        "Četrdeset ljudi iz tri doline sastalo se danas u vijećnici.",
    ),
    (
        ["БЕОГРАД"],
        ["12. априла 2016. године", "12. април 2016"],
        "Четрдесет људи из три долине састало се данас.",
    ),
]
DASHES = ["-", "- ", " - ", " – ", "– ", " — ", " -- ", ". – ", " (OSCE) – "]
STOPS = [". ", ": "]
BODIES = ["", "", "", "OSCE SECRETARIAT, "]


@st.composite
def openings(draw: st.DrawFn) -> tuple[str, str, str]:
    """A dateline as printed, its place, and the text that follows."""
    places, dates, text = draw(st.sampled_from(LANGUAGES))
    place, date = draw(st.sampled_from(places)), draw(st.sampled_from(dates))
    body = draw(st.sampled_from(BODIES)) if place in {"VIENNA", "ВЕНА", "WIEN"} else ""
    end = draw(st.sampled_from(DASHES if date.endswith(".") else DASHES + STOPS))
    return f"{body}{place}, {date}{end}", place, text


def _read(markup: str) -> Reading:
    page = f"<title>Talks | OSCE</title><main><h1>Talks in the valley</h1><div>{markup}</div></main>"
    return read_page(Page(URL, f"<html><body>{page}</body></html>".encode(), "text/html; charset=utf-8"))


MARKUPS = [
    "<p>{0}{1}</p>",
    "<p><strong>{0}</strong>{1}</p>",
    "<p><b>{0}</b> <span>{1}</span></p>",
    "<p>{2}{1}</p>",
    "<p>{3}{1}</p>",
]


@settings(deadline=None)
@given(openings(), st.sampled_from(MARKUPS))
@example(("VIENNA, 12 April 2016 – ", "VIENNA", "Forty people met."), MARKUPS[3])
def test_a_page_is_told_by_the_dateline_that_its_record_has(
    opening: tuple[str, str, str], markup: str
) -> None:
    dateline, place, text = opening
    first, second, rest = dateline.split(" ", 2)
    broken, hard = f"{first} {second}<br>{rest}", dateline.replace(" ", "&nbsp;")
    reading = _read(markup.format(dateline, text, broken, hard))
    assert reading.kind is Kind.RELEASE
    assert "dateline" in reading.evidence
    assert reading.printed is not None
    record = record_of(Observation(URL, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))
    assert record.dateline is not None
    assert " ".join(record.dateline.split()) == " ".join(dateline.split())
    assert record.dateline_date is not None
    assert [word in record.dateline for word in place.split()] == [True] * len(place.split())


@pytest.mark.parametrize("words", NO_PLACES)
def test_words_that_are_no_place_tell_no_page(words: str) -> None:
    text = "Forty people from three valleys met in the hall today."
    assert "dateline" not in _read(f"<p>{words}, 12 April 2016 – {text}</p>").evidence


def test_a_dateline_in_a_paragraph_of_its_own_stays_in_the_text() -> None:
    for markup in ("<p>VIENNA, 12 April 2016 –</p>", "<p><strong>VIENNA, 12 April 2016 –</strong></p>"):
        reading = _read(f"{markup}<p>Forty people from three valleys met in the town hall today.</p>")
        assert "dateline" in reading.evidence
        assert reading.printed is not None
        assert reading.printed.paragraphs[0] == "VIENNA, 12 April 2016 –"


def test_a_note_may_stand_in_a_paragraph_before_the_dateline() -> None:
    note = "<p>Correction: the second paragraph names the valley now.</p>"
    reading = _read(f"{note}<p>VIENNA, 12 April 2016 – Forty people met in the town hall today.</p>")
    assert "dateline" in reading.evidence
