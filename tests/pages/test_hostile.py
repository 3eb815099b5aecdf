"""Pages made to break a reader: each gets a typed answer, and none an exception."""

import json
import re

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from tests.pages.markups import MARKUPS, Facts, Markup
from tests.pages.releases import ENGLISH, RUSSIAN

HEAD = "<!DOCTYPE html><html lang=en><head><title>Something | OSCE</title></head><body>"


def around(middle: str) -> str:
    """A release with something hostile between its labels and its text."""
    html = MARKUPS[0].render(ENGLISH)
    return html.replace("</dl>", f"</dl>{middle}", 1)


def kind_of(page: str | bytes, facts: Facts = ENGLISH) -> Kind:
    body = page.encode() if isinstance(page, str) else page
    kind = read_page(Page(facts.url, body, "text/html; charset=utf-8")).kind
    assert isinstance(kind, Kind)
    return kind


NOT_RELEASES = {
    "a megabyte of one line": HEAD + "x" * 1_000_000,
    "a megabyte of one line of words": HEAD + "<p>" + "Date: word, " * 80_000,
    "ten thousand nested tags": HEAD + "<div>" * 10_000 + "end",
    "ten thousand nested lists": HEAD + "<ul><li>" * 5_000 + "end",
    "ten thousand unclosed paragraphs": HEAD + "<p>Date:" * 10_000,
    "a million attributes over a hundred thousand elements": HEAD + "<i a b c d e f g h i j>" * 100_000,
    "nothing but NUL": "\0" * 100_000,
    "deep JSON-LD": HEAD + f'<script type="application/ld+json">{"[" * 100_000}</script>',
    "deep JSON-LD, closed": HEAD + f'<script type="application/ld+json">{"[" * 5_000}{"]" * 5_000}</script>',
    "a number too long in JSON-LD": HEAD
    + f'<script type="application/ld+json">{{"a": {"9" * 10_000}}}</script>',
    "a page that is all menu": HEAD + "<ul>" + "<li><a href='/x'>Human rights</a>" * 20_000,
    "a page that is all labels": HEAD + "<dl>" + "<dt>Date:<dd>1 May 2010" * 10_000,
    "ten thousand headings": HEAD + "<h1>Press release</h1>" * 10_000,
    "ten thousand line breaks": HEAD + "<p>" + "Place: <br>" * 10_000,
    "a table in a table in a table": HEAD + "<table><tr><td>" * 2_000 + "end",
    "ten thousand forms and buttons": HEAD + "<form><button>Date:" * 10_000,
    "ten thousand pictures with a line each": HEAD
    + "<h1>Something</h1><div>"
    + "<img src=/a.png>words<br>" * 10_000,
    "ten thousand files": HEAD + "<h1>Something</h1><div>" + "<a href=/a.pdf>words</a><br>" * 10_000,
    "ten thousand labels below each other": HEAD + "<h1>Something</h1><div>" + "<div>Date</div>" * 10_000,
    "nested labels": HEAD + "<h1>Something</h1>" + "<div>Place" * 5_000,
    "a title in every element": HEAD + "<div>Something" * 5_000,
    "ten thousand linked headings": HEAD
    + "<h1>Something</h1>"
    + "<h3><a href='/x/123'>Words</a></h3>" * 10_000,
    "ten thousand times": HEAD
    + "<h1>Something</h1>"
    + "<div><time datetime='2020-01-01'></time></div>" * 10_000,
    "entities that expand": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><html><body>&i;</body></html>",
    "unknown entities": HEAD + "&nosuch;" * 100_000,
    "bytes that are no text": bytes(range(256)) * 1_000,
    "broken surrogates": b"<html><body>" + b"\xed\xa0\x80" * 10_000,
    "tags never ended": "<" * 200_000,
    "a tag never ended": HEAD + "<p " + "x" * 500_000,
    "a comment never ended": HEAD + "<!-- " + "- " * 200_000,
    "a script never ended": HEAD + "<script>" + "</scr " * 50_000,
}


@pytest.mark.parametrize("page", NOT_RELEASES.values(), ids=NOT_RELEASES)
def test_a_hostile_page_has_a_kind_and_is_no_release(page: str | bytes) -> None:
    assert kind_of(page) is not Kind.RELEASE


@pytest.mark.parametrize(
    "page",
    [HEAD + "<p " + " ".join(f"a{number}=1" for number in range(10_001)) + ">", "<a " + "b " * 20_000 + ">"],
    ids=["of a paragraph", "all alike"],
)
def test_more_than_ten_thousand_attributes_of_one_tag_are_unreadable(page: str) -> None:
    assert kind_of(page) is Kind.UNREADABLE


HOSTILE_MIDDLES = {
    "NUL bytes": "\0" * 1_000,
    "empty elements": "<b></b>" * 20_000,
    "nested wrappers": "<div>" * 150 + "</div>" * 150,
    "broken JSON-LD": '<script type="application/ld+json">{"datePublished": [[[</script>',
    "JSON-LD that is no object": '<script type="application/ld+json">[1, null, "x", {"@graph": 3}]</script>',
    "deep JSON-LD": f'<script type="application/ld+json">{"[" * 20_000}</script>',
    "wrong closing tags": "</i></b></p></span></table></td>",
    "an image without address": "<img><img src=''><img src='http://['>",
    "links that are none": "<a></a><a href></a><a href='http://[::1'></a><a href='javascript:x()'></a>",
}


@pytest.mark.parametrize("middle", HOSTILE_MIDDLES.values(), ids=HOSTILE_MIDDLES)
def test_a_hostile_part_costs_no_more_than_itself(middle: str) -> None:
    reading = read_page(Page(ENGLISH.url, around(middle).encode(), "text/html; charset=utf-8"))
    assert reading.kind is Kind.RELEASE
    assert reading.printed is not None
    assert (reading.printed.title, reading.printed.paragraphs) == (ENGLISH.title, ENGLISH.paragraphs)


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.name)
def test_a_page_without_closing_tags_is_still_typed(markup: Markup) -> None:
    kind_of(
        re.sub(
            r"</(?:p|li|dt|dd|div|span|article|main|ul|dl|td|tr|table|body|html)>", "", markup.render(ENGLISH)
        )
    )


def test_the_label_of_a_huge_value_is_not_taken_for_a_place() -> None:
    html = MARKUPS[0].render(ENGLISH).replace("<dd>Graz</dd>", f"<dd>{'Graz ' * 50_000}</dd>")
    assert kind_of(html) is Kind.RELEASE


@pytest.mark.parametrize("value", [json.dumps("2017-03-14"), "[]", "{}", "17", "true", '{"@value": "x"}'])
def test_any_json_may_stand_for_a_date(value: str) -> None:
    script = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": {value}}}</script>'
    )
    assert kind_of(around(script)) is Kind.RELEASE


@pytest.mark.parametrize(
    "header", ["", "utf-8", "windows-1252", "cp037", "idna", "iso-2022-jp", "rot13", "utf-7"]
)
@pytest.mark.parametrize(
    "written_in", ["utf-8", "utf-16-le", "utf-16-be", "koi8-r", "windows-1251", "iso-8859-5"]
)
def test_a_release_is_read_whatever_its_encoding_and_whatever_is_declared(
    written_in: str, header: str
) -> None:
    html = MARKUPS[0].render(RUSSIAN).replace('<meta charset="utf-8">', "")
    body = html.encode(written_in, "xmlcharrefreplace")
    printed = read_page(Page(RUSSIAN.url, body, f"text/html; charset={header}")).printed
    assert printed is not None
    assert (printed.title, printed.paragraphs) == (RUSSIAN.title, RUSSIAN.paragraphs)


@pytest.mark.parametrize("byte", [b"\xff", b"\x81", b"\xe2\x80"])
def test_a_bad_byte_in_a_release_costs_that_character(byte: bytes) -> None:
    head, tail = MARKUPS[0].render(RUSSIAN).encode().split(b"</h1>")
    printed = read_page(Page(RUSSIAN.url, head + byte + b"</h1>" + tail, "text/html")).printed
    assert printed is not None
    assert (printed.title, printed.paragraphs) == (f"{RUSSIAN.title}\ufffd", RUSSIAN.paragraphs)
    assert printed.repaired


@pytest.mark.parametrize("box", ["div", "section", "ul><li", "nav"])
def test_a_menu_in_a_thousand_boxes_costs_nothing(box: str) -> None:
    menu = f"<{box}>" * 900 + "<ul><li><a href=/x>Elections</a></ul>" + f"</{box.partition('>')[0]}>" * 900
    html = (
        MARKUPS[0]
        .render(ENGLISH)
        .replace(" | OSCE</title>", "</title>")
        .replace("<header", f"<nav>{menu}</nav><header")
    )
    assert read_page(Page(ENGLISH.url, html.encode(), "text/html")).kind in {Kind.RELEASE, Kind.UNKNOWN}
