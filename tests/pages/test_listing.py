"""Rows of lists in the markup that was seen, and in others that hold the same facts."""

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.listing import Listing, Row, read_listing

URL = "https://www.osce.org/press-releases"


def _read(body: str) -> Listing:
    html = f"<html><head><title>News | OSCE</title></head><body>{body}</body></html>"
    return read_listing(Document(Page(URL, html.encode(), "text/html; charset=utf-8")))


def _rows(shape: str) -> list[Row]:
    """Three rows in this shape, the last without source and fields."""
    facts = [
        (
            "/odihr/47475",
            "Observers arrive",
            "13 March 2006",
            "OSCE Mission to Serbia, OSCE Secretariat",
            "Elections",
        ),
        ("/bishkek/47480", "Talks in Osh", "14 March 2006", "OSCE Centre in Bishkek", "Policing, Youth"),
        ("/node/47481", "A river and its bridges", "15 March 2006", "", ""),
    ]
    return _read(
        "".join(shape.format(url, title, day, source, field) for url, title, day, source, field in facts)
    ).rows


SHAPES = {
    "panels": '<div class="search-result-news"><dl><dt class="search-title"><h3><a href="{0}">{1}</a></h3></dt>'
    '<dd><div class="publishing-date"><span>Publishing date: </span>{2}</div><div>Where we are: {3}</div>'
    "<div>What we do: {4}</div><div>OSH, 14 March 2006- Forty people</div></dd></dl></div>",
    "flat dl": '<dt><h3><a href="{0}">{1}</a></h3></dt><dd>Publishing date: {2}</dd><dd>Where we are: {3}</dd>'
    "<dd>What we do: {4}</dd>",
    "table rows": '<tr><td><a href="{0}">{1}</a></td><td>{2}</td><td>Where we are: {3}</td><td>What we do: {4}</td></tr>',
    "list items": '<li><a href="{0}">{1}</a> <span>{2}</span><div>Source: {3}</div><div>Fields of work: {4}</div></li>',
    "teasers": '<a class="teaser teaser--two-cols" href="{0}"><h2 class="teaser__title">{1}</h2>'
    '<time datetime="2006-03-01">{2}</time><p>Where we are: {3}</p><p>What we do: {4}</p></a>',
    "plain boxes": '<div class="x1"><p><a href="{0}">{1}</a></p><p><b>Publishing date</b> {2}</p>'
    "<p><b>Where we are</b> {3}</p><p><b>What we do</b> {4}</p></div>",
    "picture and title link alike": '<article><a href="{0}"><img src="/a.jpg" alt=""></a><h3><a href="{0}">{1}</a></h3>'
    "<p>{2}</p><p>Where we are: {3}</p><p>What we do: {4}</p></article>",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_row_holds_its_own_facts_in_any_shape(shape: str) -> None:
    first, second, third = _rows(shape)
    assert (first.url, first.title, first.date) == (
        "https://www.osce.org/odihr/47475",
        "Observers arrive",
        "13 March 2006",
    )
    assert ", ".join(first.sources) == "OSCE Mission to Serbia, OSCE Secretariat"
    assert (second.title, second.date, second.fields_of_work) == (
        "Talks in Osh",
        "14 March 2006",
        ["Policing, Youth"],
    )
    assert (third.title, third.date, third.sources, third.fields_of_work) == (
        "A river and its bridges",
        "15 March 2006",
        [],
        [],
    )


def test_links_in_menu_and_footer_are_no_rows() -> None:
    listing = _read(
        '<nav><a href="/cio/100001"><h3>Menu</h3></a></nav><footer><h3><a href="/cio/100002">Foot</a></h3></footer>'
    )
    assert listing.rows == []


def test_a_link_without_facts_or_heading_is_no_row() -> None:
    assert _read('<p>As <a href="/cio/100001">reported</a>, talks go on.</p>').rows == []


@pytest.mark.parametrize(
    "pager",
    [
        '<ul><li class="pager-next"><a href="?page=3">next</a></li><li class="pager-last"><a href="?page=9">last</a></li></ul>',
        '<nav class="pager"><a rel="next" href="?page=3">›</a><a rel="last" href="?page=9">»</a></nav>',
        '<div><a href="?page=1">1</a><a href="?page=3">Next page ›</a><a href="?page=9">Last page</a></div>',
    ],
)
def test_the_pager_leads_on_and_to_the_last_page(pager: str) -> None:
    listing = _read(pager)
    assert (listing.next_url, listing.last_url) == (f"{URL}?page=3", f"{URL}?page=9")


def test_a_last_page_has_no_next() -> None:
    listing = _read('<ul class="pager"><li class="pager-previous"><a href="?page=8">previous</a></li></ul>')
    assert listing.next_url is None
    assert listing.paged


@pytest.mark.parametrize(
    ("printed", "total"),
    [("Displaying 1 - 10 of 33560", 33560), ("1–10 of 33,560 results", 33560), ("Results", None)],
)
def test_the_total_is_read_where_it_is_printed(printed: str, total: int | None) -> None:
    assert _read(f'<div class="view-header">{printed}</div>').total == total


def test_a_row_without_any_box_of_its_own_is_read() -> None:
    (row,) = _read('<h3><a href="/cio/100001">A title</a></h3>').rows
    assert row.title == "A title"


def test_links_of_one_item_in_one_box_are_one_row() -> None:
    rows = _read(
        '<li><h3><a href="/cio/100001">A title</a></h3><p>3 May 2010</p><a href="/cio/100001?from=list">Read on</a></li>'
        '<li><h3><a href="/cio/100002">Another</a></h3></li>'
    ).rows
    assert [(row.url, row.title, row.date) for row in rows] == [
        ("https://www.osce.org/cio/100001", "A title", "3 May 2010"),
        ("https://www.osce.org/cio/100002", "Another", None),
    ]


def test_an_item_and_its_translation_are_rows_of_their_own() -> None:
    rows = _read(
        '<li><h3><a href="/cio/100001">A title</a></h3><p>3 May 2010</p><a href="/ru/cio/100001">Русский</a></li>'
    ).rows
    assert [(row.url, row.title, row.date) for row in rows] == [
        ("https://www.osce.org/cio/100001", "A title", "3 May 2010"),
        ("https://www.osce.org/ru/cio/100001", "Русский", "3 May 2010"),
    ]


def test_rows_in_a_thousand_boxes_are_rows() -> None:
    row = '<li><h3><a href="/cio/{0}">Title {0}</a></h3><p>3 May 2010</p></li>'
    rows = "".join(row.format(number) for number in range(100_001, 100_004))
    listing = _read("<div>" * 1_000 + f"<h1>News</h1><ul>{rows}</ul>" + "</div>" * 1_000)
    assert [(row.title, row.date) for row in listing.rows] == [
        (f"Title {number}", "3 May 2010") for number in range(100_001, 100_004)
    ]


def test_a_body_that_is_named_after_its_menu_has_rows_all_the_same() -> None:
    html = '<html><body class="with-menu"><h3><a href="/cio/100001">A title</a></h3></body></html>'
    rows = read_listing(Document(Page(URL, html.encode()))).rows
    assert [row.title for row in rows] == ["A title"]


def test_the_title_of_the_page_and_its_menu_are_no_part_of_a_row() -> None:
    (row,) = _read(
        '<div><h1>All of the news</h1><nav><a href="/x">Menu of many words</a></nav><p>1 May 2009</p>'
        '<div><h3><a href="/cio/100001">A title</a></h3><p>3 May 2010</p></div></div>'
    ).rows
    assert (row.date, row.snippet) == ("3 May 2010", None)


def test_a_snippet_is_the_longest_line_that_is_not_the_title() -> None:
    (row,) = _read(
        '<h3><a href="/cio/100001">A very long title</a></h3><p>Short</p><p>Some words</p><p>More</p>'
    ).rows
    assert row.snippet is None
    (row,) = _read(
        '<li><h3><a href="/cio/100001">A very long title</a></h3><p>Short</p><p>Some words</p><p>More</p></li>'
    ).rows
    assert row.snippet == "Some words"


@pytest.mark.parametrize("printed", ["3 May 2010" + "." * 200, "3 May 2010 " + "x" * 200])
def test_what_is_longer_than_a_date_is_none(printed: str) -> None:
    (row,) = _read(f'<h3><a href="/cio/100001">A title</a></h3><p>{printed}</p>').rows
    assert row.date is None


def test_a_link_in_a_link_is_no_row_of_its_own() -> None:
    rows = _read(
        '<a href="/cio/100001"><h3>A title</h3><div><a href="/cio/100002"><h3>Another</h3></a></div></a>'
    ).rows
    assert [row.url for row in rows] == ["https://www.osce.org/cio/100001"]


def test_a_row_holds_type_and_place_where_they_are_printed() -> None:
    (row,) = _read(
        '<div class="row"><h3><a href="/odihr/47475">Observers arrive</a></h3><p>Publishing date: 13 March 2006</p>'
        "<p>Content type: Press release</p><p>Location: Warsaw</p></div>"
    ).rows
    assert (row.date, row.content_type, row.place) == ("13 March 2006", "Press release", "Warsaw")


def test_the_first_of_two_facts_of_a_kind_counts() -> None:
    (row,) = _read(
        '<div class="row"><h3><a href="/odihr/47475">Observers arrive</a></h3><p>Date: 13 March 2006</p>'
        "<p>Date: 14 March 2006</p><p>Content type: News</p><p>Content type: Press release</p></div>"
    ).rows
    assert (row.date, row.content_type) == ("13 March 2006", "News")


def test_a_list_says_where_it_leads_and_how_much_it_has() -> None:
    listing = _read(
        '<div class="results">1 - 10 of 33560</div><h3><a href="/odihr/47475">Observers arrive</a></h3>'
        '<ul class="pager"><li class="pager-next"><a href="?page=2">next</a></li>'
        '<li class="pager-last"><a href="?page=9">last</a></li></ul>'
    )
    assert (listing.next_url, listing.last_url) == (f"{URL}?page=2", f"{URL}?page=9")
    assert (listing.total, listing.paged, len(listing.rows)) == (33560, True, 1)


def test_of_two_headings_in_a_teaser_the_one_that_the_site_names_is_the_title() -> None:
    teaser = (
        '<a class="teaser teaser--two-cols" href="/odihr/47475"><h3>Warsaw</h3><p>13 March 2006</p>'
        '<h2 class="teaser__title">Observers arrive</h2></a>'
    )
    assert [row.title for row in _read(teaser).rows] == ["Observers arrive"]


def test_a_snippet_that_the_site_names_is_it_though_another_line_is_longer() -> None:
    row = (
        '<div class="search-result-news"><h3><a href="/odihr/47475">Observers arrive</a></h3>'
        '<div class="search-snippet">WARSAW, 13 March 2006- Ten</div>'
        "<p>A line that is longer than the snippet and says nothing of the item itself.</p></div>"
    )
    assert [one.snippet for one in _read(row).rows] == ["WARSAW, 13 March 2006- Ten"]
