"""Lists of items: the rows of G2 lists, the teasers of G3, and the pager below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from osce_crawler.addresses import absolute, nid_of
from osce_crawler.pages.boilerplate import words_of_names
from osce_crawler.pages.document import Document, Element, words_of
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import Line, flow_of

_HEADINGS = ("h2", "h3", "h4", "h5", "dt")
_DATE_ONLY = re.compile(
    r"^\d{1,2}(st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\.?,?\s+(19|20)\d\d\W*(г|року|рік|godine)?\W*$"
)
_TOTAL = re.compile(r"\bof\s+(?:about\s+)?(\d[\d.,\s]*)", re.IGNORECASE)
_NEXT = re.compile(r"^(next( page)?|следующая|далее)?\s*[›»>]*$", re.IGNORECASE)
_LAST = re.compile(r"^(last( page)?|последняя)?\s*»?$", re.IGNORECASE)
# What stands in the page's frame is never a row; a teaser may well be one.
_FRAME_WORDS = frozenset(
    ["menu", "nav", "navigation", "breadcrumb", "breadcrumbs", "footer", "pager", "pagination", "megamenu"]
)


_PAGER_NAMES = frozenset({"pager", "pagination", "paginator", "pages"})


@dataclass(slots=True)
class Row:
    """A row of a list as printed."""

    url: str
    title: str
    date: str | None = None
    content_type: str | None = None
    place: str | None = None
    sources: list[str] = field(default_factory=list)
    fields_of_work: list[str] = field(default_factory=list)
    snippet: str | None = None


@dataclass(slots=True)
class Listing:
    """The rows of a page and where its pager leads; addresses absolute, as printed."""

    rows: list[Row] = field(default_factory=list)
    next_url: str | None = None
    last_url: str | None = None
    total: int | None = None
    paged: bool = False


def read_listing(document: Document) -> Listing:
    """All rows and teasers of the page, each item once, in the order of the page."""
    anchors = [
        anchor
        for anchor in document.root.iter("a")
        if nid_of(anchor.get("href") or "") is not None and not _is_in_frame(anchor)
    ]
    items_in = _items_in(anchors)
    rows: dict[str, Row] = {}
    for anchor in anchors:
        row = _row_of(anchor, items_in, document.page.url)
        if row is not None:
            rows.setdefault(row.url, row)
    return Listing(list(rows.values()), *_pager(document))


def _items_in(anchors: list[Element]) -> dict[Element, set[str | None]]:
    """For every element around item links, the items that it leads to."""
    items: dict[Element, set[str | None]] = {}
    for anchor in anchors:
        nid = nid_of(anchor.get("href") or "")
        for element in (anchor, *anchor.iterancestors()):
            items.setdefault(element, set()).add(nid)
    return items


def _row_of(anchor: Element, items_in: dict[Element, set[str | None]], base: str) -> Row | None:
    """The row around an item's link: it has a heading of its own, or prints facts beside the link."""
    blocks = list(_blocks_of(anchor, items_in))
    heading = _heading_of(anchor, blocks[0])
    url = absolute(base, anchor.get("href"))
    if url is None:
        return None
    row = Row(url, words_of(heading if heading is not None else anchor))
    for block in blocks:
        _read_facts(block, row)
    facts = row.date or row.content_type or row.sources or row.fields_of_work
    return row if row.title and (heading is not None or facts) else None


def _heading_of(anchor: Element, block: Element) -> Element | None:
    """The heading that is the link, holds it or is held by it."""
    for element in (anchor, *anchor.iterancestors()):
        if element.tag in _HEADINGS:
            return element
        if element is block:
            break
    return next(anchor.iter(*_HEADINGS), None)


def _is_in_frame(element: Element) -> bool:
    return any(
        ancestor.tag in {"nav", "footer"} or not _FRAME_WORDS.isdisjoint(words_of_names(ancestor))
        for ancestor in element.iterancestors()
    )


def _blocks_of(anchor: Element, items_in: dict[Element, set[str | None]]) -> Iterator[Element]:
    """The elements that hold this row and no other: a box of its own, or the `dd` after its `dt`."""
    block = anchor
    for ancestor in anchor.iterancestors():
        if ancestor.tag in {"body", "main"} or len(items_in[ancestor]) > 1 or _holds_frame(ancestor):
            break
        block = ancestor
    yield block
    if block.tag == "dt":
        for following in block.itersiblings():
            if following.tag != "dd":
                break
            yield following


def _holds_frame(element: Element) -> bool:
    """Whether the element holds more than a row: the page's title or its pager."""
    return element.find(".//h1") is not None or element.find(".//nav") is not None


def _read_facts(block: Element, row: Row) -> None:
    lines = flow_of(block, lambda _: None).lines
    index = 0
    rest = []
    while index < len(lines):
        found = labelled_from(lines, index)
        for item in found:
            _keep(row, item.kind, item.values)
        if not found and not row.date and (printed := _bare_date(lines[index])):
            row.date = printed
        elif not found and lines[index].text != row.title:
            rest.append(lines[index].text)
        index = (found[-1].last if found else index) + 1
    row.snippet = max(rest, key=len, default="") or row.snippet


def _bare_date(line: Line) -> str | None:
    """A date on a line of its own, or in a `<time>`: the day it prints, else its attribute's."""
    if line.times:
        return words_of(line.times[0]) or (line.times[0].get("datetime") or "")[:10] or None
    texts = (line.text, *(text.strip(" |,;·•–-") for text, _ in line.segments))
    return next((text for text in texts if _DATE_ONLY.match(text)), None)


def _keep(row: Row, kind: str, values: list[str]) -> None:
    if not values:
        return
    if kind == "date":
        row.date = row.date or values[0]
    elif kind == "content_type":
        row.content_type = row.content_type or values[0]
    elif kind == "place":
        row.place = row.place or ", ".join(values)
    elif kind == "source":
        row.sources = row.sources or values
    elif kind == "fields_of_work":
        row.fields_of_work = row.fields_of_work or values


def _pager(document: Document) -> tuple[str | None, str | None, int | None, bool]:
    anchors = [
        (anchor, _pager_names(anchor)) for anchor in document.root.iter("a", "link") if anchor.get("href")
    ]
    paging = [
        (anchor, names)
        for anchor, names in anchors
        if not names.isdisjoint(_PAGER_NAMES) or "page=" in (anchor.get("href") or "")
    ]
    following = _pager_link(document, anchors, paging, "next", _NEXT)
    last = _pager_link(document, anchors, paging, "last", _LAST)
    paged = any(anchor.tag == "a" and not names.isdisjoint(_PAGER_NAMES) for anchor, names in paging)
    return following, last, _total(document), paged or following is not None


def _pager_names(anchor: Element) -> set[str]:
    """The words of the names of a link, of its box and of the pager around them."""
    return {
        word for element in (anchor, *islice(anchor.iterancestors(), 4)) for word in words_of_names(element)
    }


def _pager_link(
    document: Document,
    anchors: list[tuple[Element, set[str]]],
    paging: list[tuple[Element, set[str]]],
    rel: str,
    words: re.Pattern[str],
) -> str | None:
    for anchor, _ in anchors:
        if rel in (anchor.get("rel") or "").split():
            return absolute(document.page.url, anchor.get("href"))
    for anchor, _ in paging:
        parent = anchor.getparent()
        own = words_of_names(anchor) | (words_of_names(parent) if parent is not None else frozenset())
        text = words_of(anchor)
        if rel in own or (text and words.match(text)):
            return absolute(document.page.url, anchor.get("href"))
    return None


def _total(document: Document) -> int | None:
    """The number of items that the list says it has (`1 - 10 of 33560`)."""
    for element in document.root.iter("p", "div", "span", "h2", "h3"):
        if not {"total", "count", "results", "summary", "header"}.isdisjoint(words_of_names(element)):
            match = _TOTAL.search(words_of(element)[:200])
            digits = re.sub(r"\D", "", match[1]) if match else ""
            if digits:
                return int(digits[:9])
    return None
