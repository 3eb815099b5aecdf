"""A label that the vocabulary lacks is no text where it stands among facts of the item: it is reported."""

import pytest

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of

URL = "https://www.osce.org/node/540032"
PARAGRAPHS = (
    "Forty teachers from nine villages have learned how to tell spruce from larch, and why it matters.",
    "“A forest is a library,” said the head of the school, who has read most of the books in it.",
    "The lessons go on until the first snow, and nobody has to bring more than a pair of good boots.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEXT_BOXES = ['<div class="body body-section is-text text--default">{}</div>', "<div>{}</div>"]


def _read(header: str, text: str, below: str = "") -> tuple[PressRelease, list[str]]:
    html = (
        "<html><head><title>Forest school | OSCE</title></head><body><main><article><p>Press release</p>"
        f"<h1>Forest school opens</h1>{header}{text}{below}</article></main></body></html>"
    )
    reading = read_page(Page(URL, html.encode(), "text/html; charset=utf-8"))
    assert reading.printed is not None
    record = record_of(Observation(URL, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))
    return record, reading.printed.unknown_labels


SPANS = "<div class=f><span class=l>{}</span><span class=v>{}</span></div>"
LAST = {
    "a list": "<ul><li><b>Date:</b> 6 May 2014</li><li><b>Donor:</b> Larch Fund</li></ul>",
    "a list without bold": "<ul><li>Date: 6 May 2014</li><li>Donor: Larch Fund</li></ul>",
    "bold in paragraphs": "<p><b>Date:</b> 6 May 2014</p><p><b>Donor:</b> Larch Fund</p>",
    "spans": SPANS.format("Date", "6 May 2014") + SPANS.format("Donor", "Larch Fund"),
    "breaks": "<p>Date: 6 May 2014<br>Donor: Larch Fund</p>",
    "a link": "<dl><dt>Date:</dt><dd>6 May 2014</dd></dl><p><b>Donor:</b> <a href='/l'>Larch Fund</a></p>",
    "first of all": SPANS.format("Donor", "Larch Fund") + SPANS.format("Date", "6 May 2014"),
}


@pytest.mark.parametrize("facts", LAST.values(), ids=LAST)
@pytest.mark.parametrize("box", TEXT_BOXES)
def test_unknown_label_beside_facts_is_no_text(facts: str, box: str) -> None:
    record, unknown = _read(facts, box.format(TEXT))
    assert unknown == ["Donor: Larch Fund"]
    assert "unknown_label" in record.warnings
    assert str(record.date) == "2014-05-06"
    assert record.body == "\n\n".join(PARAGRAPHS)


def test_two_unknown_labels_may_end_the_facts() -> None:
    facts = "<ul><li>Date: 6 May 2014</li><li>Donor: Larch Fund</li><li>Host: Village of Bar</li></ul>"
    assert _read(facts, f"<div>{TEXT}</div>")[1] == ["Donor: Larch Fund", "Host: Village of Bar"]


def test_short_paragraph_with_a_colon_opens_the_text() -> None:
    record, unknown = _read("<p>Date: 6 May 2014</p>", f"<p>One thing first: boots</p>{TEXT}")
    assert unknown == []
    assert record.body == "\n\n".join(["One thing first: boots", *PARAGRAPHS])


@pytest.mark.parametrize(
    "line",
    [
        "Date: 6 May 2014 | Place: Bar | Donor: Larch Fund | Source: OSCE Secretariat",
        "Date: 6 May 2014 | Place: Bar | Donor: Larch Fund",
    ],
)
def test_unknown_label_between_bars_is_told(line: str) -> None:
    record, unknown = _read(f"<p>{line}</p>", f"<div>{TEXT}</div>")
    assert unknown == ["Donor: Larch Fund"]
    assert [place.name for place in record.places] == ["Bar"]


@pytest.mark.parametrize(
    "facts",
    [
        "<dl><dt>Date</dt><dd>6 May 2014</dd><dt>Donor</dt><dd>Larch Fund</dd></dl>",
        "<ul><li>Donor: Larch Fund</li><li>Date: 6 May 2014</li></ul>",
    ],
)
def test_unknown_label_in_the_items_own_aside_is_told(facts: str) -> None:
    record, unknown = _read("", f"<div>{TEXT}</div>", f"<aside>{facts}</aside>")
    assert unknown == ["Donor: Larch Fund"]
    assert str(record.date) == "2014-05-06"


def test_unknown_label_behind_facts_below_the_text_is_told() -> None:
    below = "<p>Date: 6 May 2014</p><p>Source: OSCE Secretariat</p><p>Donor: Larch Fund</p>"
    record, unknown = _read("", f"<div>{TEXT}{below}</div>")
    assert unknown == ["Donor: Larch Fund"]
    assert [source.name for source in record.sources] == ["OSCE Secretariat"]
    assert record.body == "\n\n".join(PARAGRAPHS)


def test_unknown_label_behind_day_and_place_below_the_text_is_of_a_meeting() -> None:
    below = "<p>Date: 6 May 2014</p><p>Place: Bar</p><p>Guests: Larch Fund</p>"
    record, unknown = _read("", f"<div>{TEXT}{below}</div>")
    assert (record.date, record.places, unknown) == (None, [], [])
