"""A page's kind comes from its type word and shape; the words of a title decide nothing."""

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page

TEXT = (
    "<div><p>VIENNA, 12 April 2016 – Forty people from three valleys met in the town hall to talk about water."
    "</p><p>They will meet again in May, said the mayor.</p></div>"
)
BARE = "<div><p>Forty people met in the town hall today to talk about water.</p><p>They meet again.</p></div>"


def _read(
    title: str, header: str, text: str = TEXT, *, head: str = "", row_type: str | None = None
) -> Reading:
    html = (
        f"<html><head><title>{head or title + ' | OSCE'}</title></head><body>"
        f"<nav><ul><li><a href='/a'>Our work</a></li></ul></nav><main><article>{header}{text}</article></main></body></html>"
    )
    return read_page(Page("https://www.osce.org/cio/1234", html.encode()), row_type)


@pytest.mark.parametrize(
    "title",
    [
        "500 jobs lost",
        "404 villages get water",
        "Access denied to monitors",
        "Page not found in archive",
        "When women lead",
        "Agenda for peace",
        "Are you a robot? Forum asks",
        "Venue for talks agreed",
    ],
)
@pytest.mark.parametrize("type_", ["<p class='type'>Press release</p>", ""])
def test_the_words_of_a_title_decide_nothing(title: str, type_: str) -> None:
    reading = _read(title, f"{type_}<h1>{title}</h1>")
    assert reading.kind is Kind.RELEASE
    assert reading.printed is not None
    assert reading.printed.title == title


@pytest.mark.parametrize(
    "word",
    ["Interview", "Podcast", "Photo gallery", "Op-ed", "Video", "Blog post", "Vacancy", "Feature story"],
)
def test_a_type_word_that_nobody_knows_is_no_release_and_is_named(word: str) -> None:
    reading = _read("Water talks", f"<p class='type'>{word}</p><h1>Water talks</h1>")
    assert reading.kind is Kind.UNKNOWN
    assert f"type word that is not known: {word}" in reading.evidence


DAY = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Vienna</dd></dl>"
SOURCE = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"


@pytest.mark.parametrize("line", ["<p>Success story</p>", "<p>Photo essay</p>", "<span>Voices</span>"])
def test_such_a_word_below_the_title_counts_as_well_where_no_labels_say_release(line: str) -> None:
    header = f"<div><h1>Water talks</h1>{line}</div>"
    reading = _read("Water talks", header + DAY)
    assert reading.kind is Kind.UNKNOWN
    assert reading.evidence[-1].startswith("type word that is not known")
    assert _read("Water talks", header + SOURCE).kind is Kind.RELEASE
    assert _read("Water talks", header + DAY, row_type="Press release").kind is Kind.RELEASE


@pytest.mark.parametrize(
    "line",
    [
        "<p>Jane Doe</p>",
        "<p>Osh</p>",
        "<p>Policing</p>",
        "<p>Newsroom</p>",
        "<p>OSCE Secretariat</p>",
        "<p>Print</p>",
        "<p>English</p>",
        "<h2>Water</h2>",
        "<ul><li>Water</li></ul>",
        '<p><a href="/print">Version for printing</a></p>',
        "<p>Water, roads and the long way to both</p>",
    ],
)
def test_names_passing_words_and_subtitles_below_the_title_are_no_type(line: str) -> None:
    assert _read("Water talks", f"<div><h1>Water talks</h1>{line}</div>{DAY}").kind is Kind.RELEASE


@pytest.mark.parametrize(
    "header",
    [
        "<h1>OSCE</h1><p>Press release</p><h2>Water talks</h2>",
        "<h1><a href='/'>OSCE</a></h1><p>Press release</p><h1>Water talks</h1>",
        "<h1>Press release: Water talks</h1>",
        "<h1><span>Press release</span> Water talks</h1>",
    ],
)
def test_a_logo_or_a_type_word_in_the_heading_is_not_the_title(header: str) -> None:
    printed = _read("Water talks", header).printed
    assert printed is not None
    assert (printed.title, printed.content_type) == ("Water talks", "Press release")


def test_a_document_title_may_have_two_suffixes() -> None:
    printed = _read(
        "", "<p>Press release</p><h1>Water talks</h1>", head="Water talks | Newsroom | OSCE"
    ).printed
    assert printed is not None
    assert printed.title == "Water talks"


def test_the_heading_is_the_title_where_the_documents_own_differs() -> None:
    header = "<p>Press release</p><h1>Water talks begin in Vienna</h1>"
    printed = _read("", header, head="Talks on water - OSCE").printed
    assert printed is not None
    assert printed.title == "Water talks begin in Vienna"


def test_an_item_without_date_and_labels_is_a_release_if_a_row_of_a_list_says_so() -> None:
    header = "<h1>Water talks</h1>"
    assert _read("Water talks", header, BARE).kind is Kind.UNKNOWN
    assert _read("Water talks", header, BARE, row_type="Press release").kind is Kind.RELEASE


def test_an_address_of_an_item_is_never_a_section_page() -> None:
    assert _read("OSCE", "", "").kind is Kind.UNKNOWN


def test_an_error_page_is_one_by_what_it_says_and_the_little_else_there_is() -> None:
    reading = _read("Page not found", "<h1>Page not found</h1>", "<p>The page is not here.</p>")
    assert reading.kind is Kind.ERROR


def test_an_event_prints_its_type_below_its_title() -> None:
    header = "<h1>Council</h1><p>Ministerial council</p><dl><dt>Date:</dt><dd></dd><dt>Location:</dt><dd>Athens</dd></dl>"
    text = "<p>Press release, 28 June 2009: Ministers met in Corfu and spoke of many things that matter.</p>"
    assert _read("Council", header, text).kind is Kind.EVENT


@pytest.mark.parametrize(
    "labels",
    [
        ("Когда", "Место проведения"),
        ("Коли", "Місце проведення"),
        ("Wann", "Veranstaltungsort"),
        ("Quand", "Lieu de l’événement"),
        ("Kada", "Mjesto održavanja"),
        ("Când", "Locul evenimentului"),
        ("Ne zaman", "Etkinlik yeri"),
    ],
)
def test_labels_of_events_are_known_in_the_languages_of_the_site(labels: tuple[str, str]) -> None:
    when, venue = labels
    facts = f"<dl><dt>Place</dt><dd>Bern</dd><dt>{when}</dt><dd>5 May 2016</dd><dt>{venue}</dt><dd>Town hall</dd></dl>"
    reading = _read("Water talks", f"<h1>Water talks</h1>{facts}", BARE)
    assert (reading.kind, reading.evidence[-1]) == (Kind.EVENT, "labels of an event")


@pytest.mark.parametrize("role", ["<main>{}</main>", '<div role="main">{}</div>'])
def test_tabs_of_a_structure_inside_the_main_part_make_its_page(role: str) -> None:
    tabs = "<nav><a href='/o'>Overview</a><a href='/s'>Staff</a><a href='/m'>Mandate</a></nav>"
    main = role.format(f"<h1>Mission</h1>{tabs}<p>The mission works in three towns.</p>")
    html = f"<html><head><title>Mission | OSCE</title></head><body>{main}</body></html>"
    reading = read_page(Page("https://www.osce.org/mission", html.encode()))
    assert (reading.kind, reading.evidence[-1]) == (Kind.STRUCTURE, "tabs: mandate, overview, staff")


def test_one_tab_is_no_structure() -> None:
    tabs = "<nav><a href='/o'>Overview</a><a href='/x'>Rivers</a></nav>"
    assert _read("Mission", f"<h1>Mission</h1>{tabs}", BARE).kind is not Kind.STRUCTURE


ROW = '<div class="row"><h3><a href="/odihr/{0}">Item {0}</a></h3><p>Date: 13 March 2006</p></div>'
PAGER = '<ul class="pager"><li class="pager-next"><a href="?page=2">next</a></li></ul>'


@pytest.mark.parametrize(
    ("rows", "pager", "kind"), [(3, PAGER, Kind.LISTING), (2, PAGER, Kind.RELEASE), (3, "", Kind.RELEASE)]
)
def test_a_dateline_above_three_rows_and_a_pager_makes_a_list(rows: int, pager: str, kind: Kind) -> None:
    around = "".join(map(ROW.format, range(47475, 47475 + rows))) + pager
    html = (
        "<html><head><title>News | OSCE</title></head><body><main><article><h1>News of the day</h1>"
        f"{TEXT}</article></main><div>{around}</div></body></html>"
    )
    assert read_page(Page("https://www.osce.org/news", html.encode())).kind is kind


@pytest.mark.parametrize(("length", "kind"), [(499, Kind.ERROR), (500, Kind.NOT_HTML)])
def test_a_short_text_that_is_no_html_may_be_an_error(length: int, kind: Kind) -> None:
    body = "503 Service Unavailable ".ljust(length, ".")
    assert read_page(Page("https://www.osce.org/cio/1234", body.encode(), "text/plain")).kind is kind


def test_evidence_of_a_shape_names_dateline_date_and_labels() -> None:
    labels = "<dl><dt>Date:</dt><dd>12 April 2016</dd><dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"
    reading = _read("Water talks", f"<h1>Water talks</h1>{labels}")
    assert reading.evidence == ["title suffix: OSCE", "dateline", "date", "label: source"]
    assert _read("Water talks", f"<h1>Water talks</h1>{labels}", BARE).kind is Kind.RELEASE


def test_an_error_page_needs_no_heading() -> None:
    html = "<html><head><title>Page not found | OSCE</title></head><body><p>The page is not here.</p></body></html>"
    assert read_page(Page("https://www.osce.org/rivers", html.encode())).kind is Kind.ERROR


TABS = "<nav><a href='/o'>Overview</a><a href='/s'>Staff</a><a href='/m'>Mandate</a></nav>"
LABELS = "<dl><dt>Date:</dt><dd>12 April 2016</dd><dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"


@pytest.mark.parametrize("facts", ["", LABELS])
@pytest.mark.parametrize("text", [TEXT, BARE])
def test_tabs_make_no_structure_of_a_text_with_a_dateline_or_labels(facts: str, text: str) -> None:
    reading = _read("Talks in Osh", f"{TABS}<h1>Talks in Osh</h1>{facts}", text)
    assert reading.kind is (Kind.RELEASE if facts or text == TEXT else Kind.STRUCTURE)


def test_a_contacts_label_is_no_tab() -> None:
    header = "<h1>Mission</h1><p>Overview</p><p>Contacts</p>"
    assert _read("Mission", header, BARE).kind is not Kind.STRUCTURE


@pytest.mark.parametrize(("facts", "kind"), [(LABELS, Kind.RELEASE), ("", Kind.LISTING)])
def test_rows_and_a_pager_below_make_no_list_of_a_text_with_labels_of_its_own(facts: str, kind: Kind) -> None:
    row = (
        "<div class='views-row'><h3><a href='/cio/60010{0}'>Story {0}</a></h3><span>{0} May 2016</span></div>"
    )
    rows = (
        "".join(map(row.format, range(1, 9))) + "<ul class='pager'><li><a href='?page=1'>next</a></li></ul>"
    )
    assert _read("Talks in Osh", f"<h1>Talks in Osh</h1>{facts}", BARE + rows).kind is kind
