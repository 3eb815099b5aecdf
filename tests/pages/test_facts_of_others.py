"""Days, places and sources that a page prints beside an item's facts, and that are of something else."""

import json

import pytest

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.release import record_of

URL = "https://www.osce.org/node/540031"
PARAGRAPHS = (
    "Forty teachers from nine villages have learned how to tell spruce from larch, and why it matters.",
    "“A forest is a library,” said the head of the school, who has read most of the books in it.",
    "The lessons go on until the first snow, and nobody has to bring more than a pair of good boots.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FACTS = "<dl><dt>Date</dt><dd>6 May 2014</dd><dt>Source</dt><dd>OSCE Secretariat</dd></dl>"
TEXT_BOXES = ['<div class="body body-section is-text text--default">{}</div>', "<div>{}</div>"]


def _reading(header: str, text: str = TEXT, below: str = "", head: str = "") -> Reading:
    html = (
        f"<html><head><title>Forest school | OSCE</title>{head}</head><body><main><article>"
        f"<p>Press release</p><h1>Forest school opens</h1>{header}{text}{below}</article></main></body></html>"
    )
    return read_page(Page(URL, html.encode(), "text/html; charset=utf-8"))


def _record(reading: Reading) -> PressRelease:
    assert reading.printed is not None
    return record_of(Observation(URL, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))


def _roles(reading: Reading, text: str) -> list[str]:
    return [entry.role.value for entry in reading.account if entry.text == text]


TIME = '<time datetime="2014-09-01">1 September 2014</time>'
OTHER_DAYS = [
    f"<p>Registration closes {TIME}</p>",
    f"<p>Embargo lifted {TIME}</p>",
    f"<p>Content last changed {TIME}</p>",
    f"<p>This page was archived on {TIME}</p>",
    f"<div><span>Next event</span> {TIME}</div>",
    f"<p>{TIME} is the last day to apply</p>",
]


@pytest.mark.parametrize("line", OTHER_DAYS)
@pytest.mark.parametrize("box", TEXT_BOXES)
def test_words_beside_a_time_make_it_the_day_of_something_else(line: str, box: str) -> None:
    labelled = _record(_reading(line + FACTS, box.format(TEXT)))
    alone = _reading(line, box.format(TEXT))
    assert labelled.date is not None
    assert labelled.date.isoformat() == "2014-05-06"
    assert _record(alone).date is None
    assert _record(alone).body == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "beside",
    ["{}", "VIENNA {}", "Vienna, {}", "Published on {}", "Press release, {}", "Drvar | {}", "Thursday, {}"],
)
def test_place_type_or_label_beside_a_time_leave_it_the_day_of_publishing(beside: str) -> None:
    record = _record(_reading(f"<p>{beside.format(TIME)}</p>", TEXT_BOXES[0].format(TEXT)))
    assert str(record.date) == "2014-09-01"
    assert record.date_evidence in {"time", "line"}


def test_labelled_day_is_believed_before_a_time_without_label() -> None:
    record = _record(_reading(f"<p>{TIME}</p>{FACTS}", TEXT_BOXES[0].format(TEXT)))
    assert (str(record.date), record.date_evidence) == ("2014-05-06", "label")


CAPTION = "Date: 1 May 2009. Place: Bar. Source: OSCE/Jane Roe"
PICTURES = [
    f"<figure><img src='/a.jpg'><figcaption>{CAPTION}</figcaption></figure>",
    f"<figure><img src='/a.jpg'><figcaption><p>{CAPTION}</p></figcaption></figure>",
]


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("box", TEXT_BOXES)
def test_labels_in_a_caption_are_the_caption(picture: str, box: str) -> None:
    for header, day, sources in (("", None, []), (FACTS, "2014-05-06", ["OSCE Secretariat"])):
        record = _record(_reading(picture + header, box.format(TEXT)))
        assert (record.date and str(record.date), [source.name for source in record.sources]) == (
            day,
            sources,
        )
        assert [image.caption for image in record.images] == [CAPTION]
        assert record.places == []


def test_source_behind_a_picture_that_names_its_photographer_is_a_caption() -> None:
    picture = "<img src='/a.jpg'><p>Source: OSCE/Jane Roe</p>"
    record = _record(_reading("<dl><dt>Date</dt><dd>6 May 2014</dd></dl>", f"<div>{picture}{TEXT}</div>"))
    assert record.sources == []
    assert [image.caption for image in record.images] == ["Source: OSCE/Jane Roe"]
    assert record.body == "\n\n".join(PARAGRAPHS)


def _with_json(**named: object) -> PressRelease:
    article = {"@type": "NewsArticle", "headline": "Bees", "datePublished": "2009-01-01", **named}
    head = f'<script type="application/ld+json">{json.dumps([article])}</script>'
    return _record(_reading("", TEXT_BOXES[0].format(TEXT), head=head))


@pytest.mark.parametrize(
    "address",
    ["https://www.osce.org/m/5", "https://www.osce.org/bees-of-bar", "/node/7", "bees", "//[", "/news"],
)
@pytest.mark.parametrize("key", ["url", "@id", "mainEntityOfPage"])
def test_article_of_another_address_gives_no_day(key: str, address: str) -> None:
    assert _with_json(**{key: address}).date is None


@pytest.mark.parametrize(
    "address", [URL, URL + "#article", "#article", "", "https://www.osce.org/#news", "/node/540031"]
)
def test_article_of_this_address_or_of_none_gives_its_day(address: str) -> None:
    assert str(_with_json(url=address).date) == "2009-01-01"
    assert str(_with_json(mainEntityOfPage={"@id": address}).date) == "2009-01-01"


COURSES = [
    "<p>Next winter's school</p><p>Date: 12 June 2014</p><p>Place: Bar</p>",
    "<h3>Details of the exhibition</h3><p>Date: 12 June 2014</p><p>Place: Bar</p>",
    "<h3>The second school</h3><dl><dt>Date</dt><dd>12 June 2014</dd><dt>Source</dt><dd>Foresters</dd></dl>",
]


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("box", TEXT_BOXES)
def test_labels_below_a_heading_in_the_text_are_of_what_it_heads(course: str, box: str) -> None:
    record = _record(_reading("", box.format(TEXT + course)))
    assert (record.date, record.places, record.sources) == (None, [], [])


def test_labels_below_a_heading_are_the_items_where_they_name_a_known_source() -> None:
    record = _record(_reading("", f"<div>{TEXT}<h3>Details</h3>{FACTS}</div>"))
    assert str(record.date) == "2014-05-06"


def test_day_below_the_text_that_is_later_than_that_of_the_head_is_of_a_meeting() -> None:
    head = '<meta property="article:published_time" content="2014-05-06T10:00:00Z">'
    for day, expected in (("7 May 2014", "2014-05-07"), ("12 June 2014", "2014-05-06")):
        below = f"<p>Date: {day}</p><p>Place: Bar</p>"
        assert str(_record(_reading("", f"<div>{TEXT}{below}</div>", head=head)).date) == expected


@pytest.mark.parametrize(
    "heading", ["Upcoming event", "Next seminar", "Conference", "Предстоящее мероприятие"]
)
@pytest.mark.parametrize("header", ["", "<dl><dt>Date</dt><dd>6 May 2014</dd></dl>"])
def test_facts_of_an_event_in_an_aside_are_not_the_items(heading: str, header: str) -> None:
    event = "<p>Date: 12 June 2014</p><p>Place: Bar</p><p>Source: OSCE Secretariat</p>"
    aside = f"<aside><h3>{heading}</h3>{event}</aside>"
    record = _record(_reading(header, TEXT_BOXES[0].format(TEXT), aside))
    day = "2014-05-06" if header else None
    assert (record.date and str(record.date), record.places, record.sources) == (day, [], [])


def test_aside_that_prints_another_day_than_the_item_is_not_its_own() -> None:
    aside = "<aside><p>Date: 12 June 2014</p><p>Place: Bar</p></aside>"
    header = "<dl><dt>Date</dt><dd>6 May 2014</dd></dl>"
    assert _record(_reading(header, TEXT_BOXES[0].format(TEXT), aside)).places == []


def test_aside_with_a_heading_of_no_event_gives_the_items_facts() -> None:
    record = _record(_reading("", TEXT_BOXES[0].format(TEXT), f"<aside><h3>Details</h3>{FACTS}</aside>"))
    assert (str(record.date), [one.name for one in record.sources]) == ("2014-05-06", ["OSCE Secretariat"])


@pytest.mark.parametrize("line", ["Place: Hotel Forest, Bar", "Source: Monstat, 2013"])
@pytest.mark.parametrize("box", TEXT_BOXES)
def test_single_label_at_the_end_of_the_text_with_an_unknown_value_is_text(line: str, box: str) -> None:
    header = "<dl><dt>Date</dt><dd>6 May 2014</dd></dl>"
    record = _record(_reading(header, box.format(f"{TEXT}<p>{line}</p>")))
    assert record.body == "\n\n".join([*PARAGRAPHS, line])
    assert (record.places, record.sources) == ([], [])


def test_single_label_at_the_end_of_the_text_with_a_known_value_is_a_fact() -> None:
    record = _record(_reading("", f"<div>{TEXT}<p>Source: OSCE Secretariat</p></div>"))
    assert [source.name for source in record.sources] == ["OSCE Secretariat"]


HEAD = "<tr><th>Date</th><th>Place</th><th>{}</th></tr>"
ROWS = (
    "<tr><td>1 May 2014</td><td>Bar</td><td>{}</td></tr><tr><td>2 May 2014</td><td>Kotor</td><td>{}</td></tr>"
)
TABLES = [
    f"<table>{HEAD.format('Trees')}{ROWS.format('20', '30')}</table>",
    f"<table><thead>{HEAD.format('Source')}</thead><tbody>{ROWS.format('Foresters', 'School')}</tbody></table>",
    f"<table>{HEAD.format('Source')}{ROWS.format('Foresters', 'School')}</table>",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("header", ["", FACTS])
def test_table_amid_the_text_is_text(table: str, header: str) -> None:
    first, *rest = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    record = _record(_reading(header, f"<div>{first}{table}{''.join(rest)}</div>"))
    assert (record.date and str(record.date), record.places) == ("2014-05-06" if header else None, [])
    assert "1 May 2014" in (record.body or "")
    assert (record.body or "").endswith(PARAGRAPHS[-1])


def test_row_amid_the_text_that_names_no_known_source_is_text() -> None:
    row = "<tr><td>1 May 2014</td><td>Bar</td><td>Foresters</td></tr>"
    dateline = "<p>VIENNA, 6 May 2014 – Twelve foresters have met to count the larches of the valley.</p>"
    table = f"<table>{HEAD.format('Source')}{row}</table>"
    record = _record(_reading("", f"<div>{dateline}{table}{TEXT}</div>"))
    assert (str(record.date), record.date_evidence) == ("2014-05-06", "dateline")
    assert "Foresters" in (record.body or "")
