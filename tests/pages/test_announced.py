"""The day and place of a press conference at the end of an advisory are not the release's."""

import pytest

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of

URL = "https://www.osce.org/node/530017"
TEXT = (
    "The Secretary General will speak to journalists about clean water and rivers.</p>"
    "<p>He will then take questions from the floor for an hour.</p>"
)
DATELINE = "VIENNA, 9 May 2012 – "
INVITATIONS = {
    "labels and breaks": "<p>Date: 11 May 2012<br>Time: 10:30<br>Place: Warsaw, Press Room 2</p>",
    "labels in paragraphs": "<p>Date: 11 May 2012</p><p>Time: 10:30</p><p>Place: Warsaw</p>",
    "a list": "<ul><li>Date: 11 May 2012</li><li>Time: 10:30</li><li>Place: Warsaw</li></ul>",
    "a list of terms": "<dl><dt>Date</dt><dd>11 May 2012</dd><dt>Place</dt><dd>Warsaw</dd></dl>",
    "a table": "<table><tr><td>Date</td><td>11 May 2012</td></tr><tr><td>Place</td><td>Warsaw</td></tr></table>",
    "a heading": "<h3>Press conference</h3><p>Date: 11 May 2012</p><p>Place: Warsaw</p>",
    "the day alone": "<p>Date: 11 May 2012</p>",
    "the day and hour in one": "<p>Date: 11 May 2012, 10:30</p>",
    "when and where": "<p>When: 11 May 2012, 11:00</p><p>Where: Warsaw</p>",
    "no labels": "<p>11 May 2012, 10:30</p><p>Hotel Europe, Warsaw</p>",
    "a line of place and day": "<p>WARSAW 11 May 2012</p>",
    "a time": "<p>Date: <time datetime='2012-05-11T10:30:00Z'>11 May 2012, 10:30</time></p>",
    "a break inside the date": "<p>Date: 11 May<br>2012</p><p>Place: Warsaw</p>",
    "Russian": "<p>Дата: 11 мая 2012 г.</p><p>Время: 10:30</p><p>Место: Варшава</p>",
    "Ukrainian": "<p>Коли: 11 травня 2012 року, 10:30</p><p>Де: Варшава</p>",
    "German": "<p>Wann: 11. Mai 2012, 10:30 Uhr</p><p>Wo: Warschau</p>",
    "French": "<p>Quand : 11 mai 2012, 10h30</p><p>Où : Varsovie</p>",
}
ABOVE = {
    "labels": "<dl><dt>Date:</dt><dd>9 May 2012</dd><dt>Place:</dt><dd>Vienna</dd></dl>",
    "a line of place and day": "<p>VIENNA 9 May 2012</p>",
    "nothing": "",
}
BOXES = ['<div class="body body-section is-text text--default">{}</div>', "<div>{}</div>"]


def _record(
    above: str, text: str, below: str, box: str = BOXES[0], type_: str = "Media advisory"
) -> PressRelease:
    html = (
        "<html><head><title>Water | OSCE</title></head><body><main><article>"
        f"<p>{type_}</p><h1>Press conference on water</h1>{above}{box.format(f'<p>{text}{below}')}"
        "</article></main></body></html>"
    )
    reading = read_page(Page(URL, html.encode(), "text/html; charset=utf-8"))
    assert reading.printed is not None
    return record_of(Observation(URL, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))


def _day_and_places(record: PressRelease) -> tuple[str | None, list[str]]:
    day = record.date.isoformat() if record.date else None
    return day, [place.name for place in record.places]


@pytest.mark.parametrize("box", BOXES, ids=["anchored", "plain"])
@pytest.mark.parametrize("below", INVITATIONS.values(), ids=INVITATIONS)
@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_the_day_of_a_press_conference_is_not_the_releases(above: str, below: str, box: str) -> None:
    record = _record(above, DATELINE + TEXT, below, box)
    assert _day_and_places(record) == ("2012-05-09", ["Vienna"])


@pytest.mark.parametrize("below", INVITATIONS.values(), ids=INVITATIONS)
def test_an_advisory_without_a_day_of_its_own_has_none(below: str) -> None:
    assert _day_and_places(_record("", TEXT, below)) == (None, [])


@pytest.mark.parametrize("box", BOXES, ids=["anchored", "plain"])
def test_when_and_where_stay_in_the_text(box: str) -> None:
    body = _record("", DATELINE + TEXT, INVITATIONS["labels in paragraphs"], box).body
    assert "Date: 11 May 2012" in body
    assert "Place: Warsaw" in body


def test_facts_below_the_text_that_say_what_stands_above_are_the_items() -> None:
    below = "<p>Date: 9 May 2012</p><p>Place: Vienna</p>"
    record = _record("", DATELINE + TEXT, below)
    assert (record.date_evidence, "Place" in record.body) == ("label", False)


@pytest.mark.parametrize(("place", "is_fact"), [("Vienna", True), ("VIENNA", True), ("Warsaw", False)])
def test_a_place_below_the_text_is_the_items_where_it_is_the_datelines(place: str, is_fact: bool) -> None:
    record = _record("", DATELINE + TEXT, f"<p>Place: {place}</p>")
    assert ("Place" not in record.body) is is_fact
    assert [found.name for found in record.places] == ["Vienna"]


def test_facts_below_the_text_that_name_a_source_are_the_items() -> None:
    below = "<p>Date: 11 May 2012</p><p>Source: OSCE Secretariat</p>"
    record = _record("", DATELINE + TEXT, below)
    assert (_day_and_places(record)[0], len(record.sources)) == ("2012-05-11", 1)


def test_a_day_below_a_text_that_prints_no_other_is_the_items_where_nothing_is_announced() -> None:
    record = _record("", TEXT, "<p>Date: 11 May 2012</p>", type_="Press release")
    assert _day_and_places(record)[0] == "2012-05-11"
