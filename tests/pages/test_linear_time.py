"""Whatever is read takes time in proportion to its length: hostile pages at one length and at four times it."""

import gc
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.listing import read_listing
from osce_crawler.pages.menu import entries_of
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.pages.text_page import read_text
from osce_crawler.pages.time_limit import time_limit
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import record_of
from osce_crawler.records.validating import NoRecordError
from tests.pages.markups import MARKUPS
from tests.pages.releases import ENGLISH

SHORT = 25_000
LONG = 200_000
# What a page of that length may take, in times of a loop run beside it, which takes about 0.18 seconds where
# this was written: about a second. The best of three counts.
LIMIT = 6
# In quadratic time four times the page takes sixteen times as long, in linear time four times.
MOST = 8
# What takes less cannot be told from the noise of the machine.
FLOOR = 0.006

RELEASE = MARKUPS[0].render(ENGLISH)
NUMBERS = range(100_000, 900_000)

Pages = dict[str, Callable[[int], str]]


def _times(unit: str, size: int) -> str:
    return unit * (size // len(unit))


def _numbered(unit: str, size: int) -> str:
    count = size // len(unit.format(100_000))
    return "".join(unit.format(number) for number in NUMBERS[:count])


def _titled(unit: str) -> Callable[[int], str]:
    return lambda size: RELEASE.replace(ENGLISH.title, f"Talks {_times(unit, size // 3)} end")


def _above(unit: str) -> Callable[[int], str]:
    """Between the facts and the text."""
    return lambda size: RELEASE.replace("</dl>", f"</dl>{_times(unit, size)}", 1)


def _after_title(unit: str) -> Callable[[int], str]:
    return lambda size: RELEASE.replace("</h1>", f"</h1>{_times(unit, size)}", 1)


def _below(unit: str) -> Callable[[int], str]:
    last = "Place and source of the money were named as well."
    return lambda size: RELEASE.replace(last, f"{last}</p>{_times(unit, size)}<p>", 1)


def _named(unit: str) -> Callable[[int], str]:
    """In an element that an anchor names as the text."""
    box = "<div class='body body-section is-text'>"
    return lambda size: RELEASE.replace(
        "</dl>", f"</dl><section>{box}{_times(unit, size)}</div></section>", 1
    )


def _opening(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """At the opening of the text."""
    return lambda size: RELEASE.replace("GRAZ, 14 March 2017 – ", f"{before}{_times(unit, size)}{after}", 1)


def _fact(value: str) -> Callable[[str, str], Callable[[int], str]]:
    def with_unit(before: str, unit: str) -> Callable[[int], str]:
        return lambda size: RELEASE.replace(f">{value}<", f">{before}{_times(unit, size)}<", 1)

    return with_unit


def _page(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    head = "<!DOCTYPE html><html lang=en><head><title>Something | OSCE</title></head><body>"
    return lambda size: f"{head}{before}{_numbered(unit, size)}{after}"


def _nested(
    opening: str, inner: str, closing: str, before: str = "", after: str = ""
) -> Callable[[int], str]:
    """As deep as the parser follows, however long the page is: what is inside grows with it."""
    depth = 400
    return _page(inner, before + opening * depth, closing * depth + after)


RELEASES: Pages = {
    "a title of dashes": _titled("-"),
    "a title of dashes with spaces": _titled(" - "),
    "a title of long dashes": _titled("–"),
    "a title of bars": _titled(" | "),
    "a title of spaces": _titled("&nbsp;"),
    "a title of breaks": _titled("a<br>"),
    "a title of dots": _titled("."),
    "a title of digits": _titled("4"),
    "a title of slashes": _titled("A/"),
    "many titles": _after_title("<h1>Talks</h1>"),
    "labels of one word": _above("<dl><dt>Date</dt></dl>"),
    "labels without values": _above("<p>Source:</p>"),
    "heads of a table": _above("<th>Date</th>"),
    "heads of tables": _above("<table><tr><th>Date</th><th>Place</th></tr></table>"),
    "one table of heads": lambda size: RELEASE.replace(
        "</dl>", f"</dl><table><tr>{_times('<th>Date</th>', size)}</tr></table>", 1
    ),
    "spans of labels": _above("<span class=label>Date</span> "),
    "one line of spans of labels": lambda size: RELEASE.replace(
        "</dl>", f"</dl><p>{_times('<span class=label>Date:</span> ', size)}</p>", 1
    ),
    "one line of linked sources": lambda size: RELEASE.replace(
        "</dl>", f"</dl><p>Source: {_times('<a href=/x>Secretariat</a>, ', size)}</p>", 1
    ),
    "unknown labels": _above("<p><b>Reading time:</b></p>"),
    "heads of one table, known and unknown": lambda size: RELEASE.replace(
        "</dl>", f"</dl><table>{_times('<tr><th>Date<th>A', size)}</table>", 1
    ),
    "known and unknown labels in one list": lambda size: RELEASE.replace(
        "</dl>", f"{_times('<dt>Date<dd>1<dt>A', size)}</dl>", 1
    ),
    "label lines in one list": lambda size: RELEASE.replace(
        "</dl>", f"{_times('<dt>Reading time</dt><dd>5</dd>', size)}</dl>", 1
    ),
    "figures with captions": lambda size: RELEASE.replace(
        "</dl>",
        "</dl>" + _numbered("<figure><img src=/{0}.jpg><figcaption>Words</figcaption></figure>", size),
        1,
    ),
    "figures in the text": lambda size: RELEASE.replace(
        "GRAZ, 14 March 2017 – ",
        "GRAZ, 14 March 2017 – One.</p>"
        + _numbered("<figure><img src=/{0}.jpg><figcaption>Words</figcaption></figure>", size)
        + "<p>",
        1,
    ),
    "pictures with lines": _above("<div><img src=/a.jpg><p>Words</p></div>"),
    "pictures in one line": lambda size: RELEASE.replace(
        "</dl>", f"</dl><p>{_times('<img src=/a.jpg>', size)}</p>", 1
    ),
    "share bars": _above("<p>Share</p>"),
    "dates between facts and text": _above("<p>14 March 2017</p>"),
    "times between facts and text": _above("<p><time datetime=2017-03-14>14 March 2017</time></p>"),
    "labels below the text": _below("<p>Date: 14 March 2017</p>"),
    "label and value below the text": _below("<p>Date:</p><p>14 March 2017</p>"),
    "contacts below the text": _below("<h3>Contacts</h3><p>Jane Doe</p>"),
    "files below the text": _below("<p><a href=/a.pdf>A file</a></p>"),
    "items below the text": _below("<h3><a href=/odihr/123456>An item</a></h3>"),
    "links in the text": _below("<p>See <a href=/x>this</a> now.</p>"),
    "links in one paragraph": lambda size: RELEASE.replace(
        "GRAZ, 14 March 2017 – ", f"GRAZ, 14 March 2017 – {_numbered('<a href=/x/{}>this</a> ', size)}", 1
    ),
    "dashes below the text": _below("<p>- - -</p>"),
    "headings below the text": _below("<h2>More</h2>"),
    "breaks in the text": _below("<br>"),
    "words and breaks in the text": _below("a<br>"),
    "empty paragraphs": _below("<p></p>"),
    "boxes in the text": _below("<div class=share></div>"),
    "an opening of dashes": _opening("-"),
    "an opening of dashes with spaces": _opening(" - "),
    "an opening of capitals": _opening("A"),
    "an opening of capitals with slashes": _opening("GRAZ/"),
    "an opening of places": _opening("GRAZ, "),
    "an opening of digits": _opening("1"),
    "an opening of days": _opening("14 March "),
    "an opening of a place and dots": _opening(".", "GRAZ, 14 March 2017"),
    "an opening of a place and spaces": _opening("&nbsp;", "GRAZ, 14 March 2017"),
    "an opening of brackets": _opening("(", "GRAZ, 14 March 2017"),
    "an opening without a space": _opening("a", "GRAZ, 14 March 2017"),
    "a text of marks on a letter": _opening("\u0301\u0316", "q"),
    "a text of soft hyphens": _opening("\u00ad"),
    "a text of spaces": _opening(" &nbsp;"),
    "a text of closing tags": _below("</b>"),
    "a date of slashes": _fact("14 March 2017")("1/", "1/"),
    "a date of digits": _fact("14 March 2017")("1", "1"),
    "a date of dots": _fact("14 March 2017")("14 March 2017", "."),
    "a date of words": _fact("14 March 2017")("14 ", "March "),
    "a date of spaces": _fact("14 March 2017")("14", "&nbsp;"),
    "a place of slashes": _fact("Graz")("Graz", " / Graz"),
    "a place of commas": _fact("Graz")("Graz", ", Graz"),
    "a place of letters": _fact("Graz")("Graz", "a"),
    "a source of commas": _fact("OSCE Chairpersonship")("OSCE", ", OSCE"),
    "fields of commas": _fact("Border management")("Border management", ", Border"),
    "brackets that open nothing": _above("<"),
    "quotes in a tag": lambda size: RELEASE.replace("</dl>", f"</dl><p a={_times(chr(34), size)}>", 1),
    "ampersands": _above("&"),
    "comments": _above("<!-- -->"),
    "a document title of dashes": lambda size: RELEASE.replace(
        "| OSCE</title>", f"{_times(' - ', size)}</title>", 1
    ),
    "names of classes": lambda size: RELEASE.replace(
        "</dl>", f"</dl><div class='{_times('share ', size // 2)}'>{_times('<p>a</p>', size // 2)}</div>", 1
    ),
    "scripts": _above("<script>a</script>"),
    "metas": lambda size: RELEASE.replace(
        "</title>", f"</title>{_times('<meta name=a content=b>', size)}", 1
    ),
    "links under a long base": lambda size: RELEASE.replace(
        "</title>", f"</title><base href='/{'a' * (size // 2)}/'>", 1
    ).replace(
        "GRAZ, 14 March 2017 – ",
        f"GRAZ, 14 March 2017 – {_numbered('<a href=x/{}>this</a> ', size // 2)}",
        1,
    ),
    "pictures with numbers": _above("<img src=/a.jpg>Words (OSCE/Jane Doe) Photo details<br>"),
    "alternates": lambda size: RELEASE.replace(
        "</title>", "</title>" + _numbered("<link rel=alternate hreflang=ru href=/ru/cio/{}>", size), 1
    ),
    "preformatted texts": _above("<pre>a\nb\n</pre>"),
    "lines of one preformatted text": lambda size: RELEASE.replace(
        "</dl>", "</dl><pre>" + _times("a\n", size) + "</pre>", 1
    ),
    "preformatted text in itself": _nested("<pre>", "<b>a\n</b>", "</pre>", RELEASE),
    "forms in the named text": _named("<div><p>a</p><form><input></form></div>"),
    "fields in the named text": _named("<label for=a>A</label><input>"),
    "contacts in the named text": _named("<h3>Contacts</h3><p>+43 1 514</p>"),
    "paragraphs below the named text": lambda size: _named("<p>a</p>")(size // 2).replace(
        "</section>", f"</section>{_times('<p>Forty people met in the town hall today.</p>', size // 2)}", 1
    ),
    "questions above buttons": _below("<p>Yes?</p><button>Yes</button>"),
    "hash words below the text": _below("<p><a href=/x>#water</a></p>"),
    "notes on other languages": _above("<p>Also in <a hreflang=ru href=/x>Russian</a></p>"),
    "names beside facts": _above("<p>Graz</p>"),
    "days behind lines": _above("<p>Words</p><p>14 March 2017</p>"),
    "navs in the main part": _above("<nav><a href=/x>Mandate</a></nav>"),
    "boxes in boxes around paragraphs": _nested("<div>", "<p>a</p>", "</div>", RELEASE),
    "panes in boxes in boxes": _nested(
        "<div>",
        "<div class=pane-content>a</div>",
        "</div>",
        RELEASE.replace("</dl>", "</dl><div class=content--content></div>"),
    ),
    "the text in boxes in boxes": lambda size: RELEASE.replace(
        "</dl>", f"</dl>{'<div>' * 400}{_times('<p>a</p>', size)}{'</div>' * 400}", 1
    ),
    "the page in boxes in boxes": lambda size: RELEASE.replace(
        "</dl>", f"</dl>{_times('<p>a</p>', size)}", 1
    ).replace("<main", "<div>" * 400 + "<main", 1),
}

ROW = '<li><h3><a href="/cio/{}">Title</a></h3><p>3 May 2010</p></li>'
ONE_ROW = 80
LISTS: Pages = {
    "rows": _page(ROW),
    "rows in boxes in boxes": _nested("<div>", ROW, "</div>"),
    "rows in boxes of their own": _page("<div><div><div>" + ROW + "</div></div></div>"),
    "headings with links to one item": _page('<h3><a href="/cio/123456">Title</a></h3>'),
    "headings in one heading": _page('<a href="/cio/123456">Title</a>', "<h3>", "</h3>"),
    "links to one item with other queries": _page('<p><a href="/cio/123456?a={}">Title</a></p>'),
    "links to one item by other names": _page('<p><a href="/cio-{}/123456">Title</a> 3 May 2010</p>'),
    "links without words": _page('<a href="/cio/123456"></a>'),
    "links in links": _nested('<div><a href="/cio/123456">', "words ", "</a></div>"),
    "a date and dots": lambda size: _page(ROW)(ONE_ROW).replace("2010", "2010" + "." * size),
    "a date and brackets": lambda size: _page(ROW)(ONE_ROW).replace("2010", "2010" + "] " * (size // 2)),
    "dates of one row": _page("<p>3 May 2010.</p>", ROW.format(123456).replace("</li>", "")),
    "lines of one row": _page("<p>Words {}</p>", ROW.format(123456).replace("</li>", "")),
    "parts of one definition": _page("<dd>Words {}</dd>", '<dl><dt><a href="/cio/123456">Title</a></dt>'),
    "pages of a pager": _page('<li class=pager-item><a href="?page={}">1</a></li>', "<ul class=pager>"),
    "pages of a pager in boxes in boxes": _nested("<div>", '<a href="?page={}">1</a>', "</div>"),
    "links that say next": _page('<a href="?page={}">' + "›" * 40 + "x</a>"),
    "a link of arrows": _page("›", '<a href="?page=2">', "x</a>"),
    "headers without a total": _page("<div class=header>of {}a</div>"),
    "headers in headers": _nested("<div class=header>", "words ", "</div>"),
    "headings and menus": _page('<h1>News</h1><nav></nav><a href="/cio/{}">Title</a>'),
    "names of a box": lambda size: _page(ROW, f"<ul class='{'list ' * (size // 10)}'>")(size // 2),
}

ENTRY = '<li><a href="/x/{0}">Entry {0}</a></li>'
MENUS: Pages = {
    "a flat menu of unknown entries": _page(ENTRY, "<nav><ul>"),
    "a flat menu of one entry": _page("<li><a href=/x>Entry</a></li>", "<nav><ul>"),
    "a menu in boxes in boxes": _nested("<div>", ENTRY, "</div>", "<nav>"),
    "entries in boxes of their own": _page("<div><div><ul>" + ENTRY + "</ul></div></div>", "<nav>"),
    "boxes in an entry": lambda size: _page("<div>", "<nav><ul><li>Entry")(min(size, 9_000)) + "a" * size,
    "entries in an entry": _page(ENTRY, "<nav><ul><li>Entry<ul>"),
    "entries in entries": lambda size: _page("<ul><li>Entry {}", "<nav>")(min(size, 15_000)) + "a" * size,
    "headings above nothing": _page("<h2>Heading {}</h2>", "<nav>"),
    "headings above boxes": _page("<div><h2>Heading {}</h2><ul><li>Entry</li></ul></div>", "<nav>"),
    "many menus": _page("<nav><ul>" + ENTRY + "</ul></nav>"),
    "menus in menus": _nested("<nav>", ENTRY, "</nav>", "<ul>"),
    "boxes named menus in each other": _nested("<div class=menu>", ENTRY, "</div>"),
    "an entry of many words": _page("word ", "<nav><ul><li>", "</li><li>Entry</li>"),
    "an entry of dashes": _page(" - ", "<nav><ul><li>", "</li>"),
    "a heading of many words": lambda size: _page(ENTRY, f"<nav><h2>{'word ' * (size // 10)}</h2><div><ul>")(
        size // 2
    ),
}

DATELINE = "VIENNA, 3 May 2010 – Forty people met by the river today to talk about the water that they share."
TEXTS: Pages = {
    "lines": lambda size: _times("Words of a line\n", size),
    "dashes": lambda size: "-" * size,
    "items of a list": lambda size: _times("- Entry\n", size),
    "type words": lambda size: _times("Press release\n", size),
    "type words and titles": lambda size: _times("Press release\nA title of the OSCE\n", size),
    "labels": lambda size: "Press release\nA title\n" + _times("Date:\n", size),
    "labels and values": lambda size: "Press release\nA title\n" + _times("Source:\n- OSCE\n", size),
    "known sections": lambda size: (
        _times("Field operations\n", size) + "Press release\nA title\nVIENNA, 3 May 2010 – a"
    ),
    "one line": lambda size: _times("words of the OSCE ", size),
    "titles above texts": lambda size: _times(f"Talks about a river\n{DATELINE}\n", size),
    "links": lambda size: _times("[words](/node/300001) ", size),
    "links that do not end": lambda size: _times("[[]([(", size),
    "days": lambda size: _times("14 May 2019\n", size),
    "sections of lists": lambda size: _times("- Field operations\n", size),
    "sections with entries": lambda size: _times("Field operations\n  - Entry\n", size),
    "labels of rows": lambda size: _times("Where we are: OSCE Secretariat, \n", size),
    "wrapped lines": lambda size: _times("word " * 14 + "\n", size),
    "addresses": lambda size: _times("https://www.osce.org/node/300001\n", size),
    "days below a release": lambda size: (
        f"Press release\nTalks about a river\nDate:\n3 May 2010\n{DATELINE}\n" + _times("14 May 2019\n", size)
    ),
}


def _read_release(html: str) -> None:
    reading = read_page(Page(ENGLISH.url, html.encode(), "text/html; charset=utf-8"))
    _make_record(reading)


def _make_record(reading: Reading) -> None:
    if reading.printed is not None:
        with suppress(NoRecordError):
            record_of(Observation(ENGLISH.url, reading.printed, 3, "2026-01-01T00:00:00Z"))


def _document(html: str) -> Document:
    return Document(Page("https://www.osce.org/press-releases", html.encode(), "text/html; charset=utf-8"))


def _read_list(html: str) -> None:
    read_listing(_document(html))


def _read_menu(html: str) -> None:
    for entry in entries_of(_document(html)):
        entry_of(entry)


def _read_text(text: str) -> None:
    _make_record(read_text(Page(ENGLISH.url, b""), text))


READERS: dict[Callable[[str], None], Pages] = {
    _read_release: RELEASES,
    _read_list: LISTS,
    _read_menu: MENUS,
    _read_text: TEXTS,
}
CASES = [
    pytest.param(
        read,
        page,
        id=f"{read.__name__[1:]}-{name}",
    )
    for read, pages in READERS.items()
    for name, page in pages.items()
]


def _seconds(read: Callable[[str], None], page: str) -> float:
    """What the process itself took: others may have the machine meanwhile."""
    gc.disable()
    try:
        started = time.process_time()
        read(page)
        return time.process_time() - started
    finally:
        gc.enable()


def _run_loop(_: str) -> None:
    sum(number % 7 for number in range(2_000_000))


def _is_in_proportion(read: Callable[[str], None], page: Callable[[int], str]) -> bool:
    short = max(_seconds(read, page(SHORT)), FLOOR)
    return _seconds(read, page(4 * SHORT)) <= MOST * short


def _is_within_limit(read: Callable[[str], None], page: str) -> bool:
    with time_limit(60):
        return any(_seconds(read, page) < LIMIT * _seconds(_run_loop, "") for _ in range(3))


@pytest.mark.parametrize(("read", "page"), CASES)
def test_four_times_the_length_takes_no_more_than_eight_times_as_long(
    read: Callable[[str], None], page: Callable[[int], str]
) -> None:
    with time_limit(60):  # only so that a hanging reader does not hang the suite
        assert any(_is_in_proportion(read, page) for _ in range(3))


# What is quick in itself shows its growth only where there is much of it.
@pytest.mark.parametrize(
    ("page", "size"),
    [
        (RELEASES["heads of one table, known and unknown"], 2 * SHORT),
        (RELEASES["known and unknown labels in one list"], 2 * SHORT),
        (_above("<a hreflang=ru>"), 8 * SHORT),
    ],
    ids=["heads of a table", "labels in a list", "links to other languages"],
)
def test_many_labels_and_links_take_linear_time(page: Callable[[int], str], size: int) -> None:
    with time_limit(60):
        assert any(
            _seconds(_read_release, page(4 * size)) <= MOST * _seconds(_read_release, page(size))
            for _ in range(2)
        )


@pytest.mark.long
@pytest.mark.parametrize(("read", "page"), CASES)
def test_two_hundred_thousand_characters_are_read_within_a_second(
    read: Callable[[str], None], page: Callable[[int], str]
) -> None:
    assert _is_within_limit(read, page(LONG))


def test_a_text_of_thirty_thousand_label_lines_is_read_within_a_second() -> None:
    text = TEXTS["labels"](LONG)
    assert text.count("Date:") > 30_000
    assert _is_within_limit(_read_text, text)


@pytest.mark.parametrize(("read", "page"), CASES)
def test_a_hostile_page_is_as_long_as_it_is_asked_to_be(
    read: Callable[[str], None], page: Callable[[int], str]
) -> None:
    assert LONG * 0.4 < len(page(LONG)) < LONG * 2.5
