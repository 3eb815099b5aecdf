"""What stands between a title and its text: facts without labels, labels that nobody knows."""

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page

TEXT = (
    "<p>OSH, Kyrgyzstan, 14 March 2006-Forty people from three valleys met in the town hall today to talk "
    "about water for the first time.</p><p>They will meet again in May.</p>"
)


def _read(main: str) -> Reading:
    html = f"<html><head><title>Talks in Osh | OSCE</title></head><body><main>{main}</main></body></html>"
    return read_page(Page("https://www.osce.org/bishkek/47480", html.encode(), "text/html; charset=utf-8"))


def _printed(main: str) -> PrintedRelease:
    printed = _read(main).printed
    assert printed is not None
    assert printed.paragraphs[0].startswith("OSH, Kyrgyzstan, 14 March 2006-Forty")
    return printed


def test_an_unknown_label_among_known_ones_is_passed_over() -> None:
    printed = _printed(
        "<p>Press release</p><h1>Talks in Osh</h1><dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Reference:</dt>"
        f"<dd>12/06</dd><dt>Place:</dt><dd>Osh</dd></dl><div>{TEXT}</div>"
    )
    assert (printed.dates, printed.place) == ({"label": "14 March 2006"}, "Osh")


def test_an_unknown_label_before_known_ones_is_passed_over() -> None:
    printed = _printed(
        "<p>Press release</p><h1>Talks in Osh</h1><ul><li><b>Ref</b> 12</li><li><b>Date</b> 14 March 2006</li>"
        f"<li><b>Place</b> Osh</li></ul><div>{TEXT}</div>"
    )
    assert (printed.dates, printed.place) == ({"label": "14 March 2006"}, "Osh")


def test_labels_of_an_advisory_stand_in_its_text() -> None:
    reading = _read(
        "<p>Media advisory</p><h1>Talks in Osh</h1><p>The head of the centre will speak to the press.</p>"
        "<p>What: Press conference</p><p>Where: Hotel Osh, Lenin street 5</p>"
    )
    assert reading.printed is not None
    assert reading.printed.place is None
    assert reading.printed.paragraphs[-1] == "Where: Hotel Osh, Lenin street 5"


@pytest.mark.parametrize(
    "line", ["OSH 14 March 2006", "Osh, 14 March 2006", "14 March 2006 | Osh", "14 March 2006"]
)
def test_a_line_of_place_and_date_is_no_text(line: str) -> None:
    assert _printed(f"<p>Press release</p><h1>Talks in Osh</h1><p>{line}</p>{TEXT}").dates == {"line": line}


def test_a_dateline_on_a_line_that_breaks_opens_the_text() -> None:
    text = "<p>OSH, 14 March 2006 - The Centre in Bishkek and<br>forty people met in the town hall today.</p>"
    printed = _read(f"<p>Press release</p><h1>Talks in Osh</h1>{text}").printed
    assert printed is not None
    assert (printed.dates, len(printed.paragraphs)) == ({}, 1)


def test_a_note_on_other_languages_above_the_text_is_none_of_it() -> None:
    note = '<p>This text is also available in <a hreflang="{}" href="/ru/bishkek/9">{}</a>.</p>'
    html = f"<p>Press release</p><h1>Talks in Osh</h1>{{}}<div>{TEXT}</div>"
    assert len(_printed(html.format(note.format("ru", "Russian"))).paragraphs) == 2
    for language, words in (("", "Russian"), ("ru", "a report of the centre")):
        printed = _read(html.format(note.format(language, words))).printed
        assert printed is not None
        assert len(printed.paragraphs) == 3


def test_a_few_words_above_the_items_first_day_are_no_text() -> None:
    printed = _printed(f"<p>Press release</p><h1>Talks in Osh</h1><p>Water</p><p>14 March 2006</p>{TEXT}")
    assert (printed.dates, len(printed.paragraphs)) == ({"line": "14 March 2006"}, 2)


def test_short_lines_of_the_text_above_another_day_are_text() -> None:
    text = f"<p>Excellencies,</p><p>dear friends,</p><p>14 March 2007</p>{TEXT}"
    for facts in ("<p>14 March 2006</p>", ""):
        printed = _read(f"<p>Press release</p><h1>Talks in Osh</h1>{facts}<div>{text}</div>").printed
        assert printed is not None
        assert printed.paragraphs[:2] == ["Excellencies,", "dear friends,"]


@pytest.mark.parametrize(
    ("line", "fact"),
    [("Osh", "place"), ("OSCE Centre in Bishkek", "sources"), ("Policing", "fields_of_work"), ("Water", "")],
)
def test_a_known_name_beside_the_day_is_a_fact_without_a_label(line: str, fact: str) -> None:
    for order in (f"<p>{line}</p><p>14 March 2006</p>", f"<p>14 March 2006</p><p>{line}</p>"):
        printed = _read(f"<p>Press release</p><h1>Talks in Osh</h1>{order}<div>{TEXT}</div>").printed
        assert printed is not None
        found = {"place": printed.place, "sources": printed.sources, "fields_of_work": printed.fields_of_work}
        assert {kind for kind, value in found.items() if value} == {fact} - {""}


def test_the_structure_above_the_type_is_the_source() -> None:
    printed = _printed(
        f"<div>OSCE Centre in Bishkek</div><div>Press release</div><h1>Talks in Osh</h1><div>{TEXT}</div>"
    )
    assert printed.sources == ["OSCE Centre in Bishkek"]


def test_a_menu_entry_above_the_type_is_no_source() -> None:
    printed = _printed(
        f"<ul><li>OSCE Centre in Bishkek</li></ul><p>Press release</p><h1>Talks in Osh</h1><div>{TEXT}</div>"
    )
    assert printed.sources == []


def test_title_and_dateline_are_the_shape_of_an_item() -> None:
    assert _read(f"<h1>Talks in Osh</h1><div>{TEXT}</div>").kind is Kind.RELEASE


@pytest.mark.parametrize("base", ["http://[::1", "http://x:999999/", "mailto:a@b", ""])
def test_a_broken_base_costs_nothing(base: str) -> None:
    html = (
        f"<html><head><title>Talks in Osh | OSCE</title><base href='{base}'></head><body><main>"
        f"<p>Press release</p><h1>Talks in Osh</h1>{TEXT}<p>It follows <a href='/a/b'>the plan</a> of last year.</p></main></body></html>"
    )
    printed = read_page(Page("https://www.osce.org/bishkek/47480", html.encode())).printed
    assert printed is not None
    assert [link.url for link in printed.links] == ["https://www.osce.org/a/b"]


@pytest.mark.parametrize(
    ("label", "value"),
    [("x4", "x5"), ("item", "item"), ("", "")],
    ids=["two classes", "one class", "no class"],
)
def test_labels_and_values_on_one_line_may_be_dressed_in_any_way(label: str, value: str) -> None:
    facts = {"Date": "14 March 2006", "Place": "Osh", "Source": "OSCE Centre in Bishkek"}
    pairs = " ".join(
        f'<span class="{label}">{word}</span> <span class="{value}">{said}</span>'
        for word, said in facts.items()
    )
    printed = _printed(f"<p>Press release</p><h1>Talks in Osh</h1><div>{pairs}</div>{TEXT}")
    assert (printed.dates, printed.place) == ({"label": "14 March 2006"}, "Osh")
    assert printed.sources == ["OSCE Centre in Bishkek"]
