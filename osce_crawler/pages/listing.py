"""Lists of items: the rows of G2 lists, the teasers of G3, and the pager below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from osce_crawler.addresses import nid_of
from osce_crawler.pages.document import Document, Element, words_of
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import flow_of
from osce_crawler.pages.region import words_of_names

_HEADINGS = ("h2", "h3", "h4", "h5", "dt")
_TOTAL = re.compile(r"\bof\s+(?:about\s+)?(\d[\d.,\s]*)", re.IGNORECASE)
_NEXT = re.compile(r"^(next( page)?|следующая|далее)?\s*[›»>]*$", re.IGNORECASE)
_LAST = re.compile(r"^(last( page)?|последняя)?\s*»?$", re.IGNORECASE)
# What stands in the page's frame is never a row; a teaser may well be one.
_FRAME_WORDS = frozenset(
    ["menu", "nav", "navigation", "breadcrumb", "breadcrumbs", "footer", "pager", "pagination", "megamenu"]
)


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
    rows: dict[str, Row] = {}
    for heading in document.root.iter(*_HEADINGS):
        row = _row_of(heading, document.page.url)
        if row is not None:
            rows.setdefault(row.url, row)
    return Listing(list(rows.values()), *_pager(document))


def _row_of(heading: Element, base: str) -> Row | None:
    if heading.tag == "dt" and heading.find(".//h3") is not None:
        return None
    anchor = _anchor_of(heading)
    if anchor is None or nid_of(anchor.get("href") or "") is None or _is_in_frame(heading):
        return None
    try:
        row = Row(urljoin(base, (anchor.get("href") or "").strip()), words_of(heading))
    except ValueError:
        return None
    for block in _blocks_of(heading):
        _read_facts(block, row)
    return row if row.title else None


def _anchor_of(heading: Element) -> Element | None:
    inner: Element | None = heading.find(".//a[@href]")
    return inner if inner is not None else next(heading.iterancestors("a"), None)


def _is_in_frame(element: Element) -> bool:
    return any(
        ancestor.tag in {"nav", "footer"} or not _FRAME_WORDS.isdisjoint(words_of_names(ancestor))
        for ancestor in element.iterancestors()
    )


def _blocks_of(heading: Element) -> Iterator[Element]:
    """The elements that hold this row and no other: a box of its own, or the `dd` after its `dt`."""
    block = heading
    for ancestor in heading.iterancestors():
        if ancestor.tag in {"body", "main"} or _rows_in(ancestor) > 1:
            break
        block = ancestor
    yield block
    if block.tag == "dt":
        for following in block.itersiblings():
            if following.tag != "dd":
                break
            yield following


def _rows_in(element: Element) -> int:
    """How many linked headings the element holds; counting stops at two."""
    count = 0
    for heading in element.iter(*_HEADINGS):
        nested = heading.tag == "dt" and heading.find(".//h3") is not None
        anchor = None if nested else _anchor_of(heading)
        count += anchor is not None and nid_of(anchor.get("href") or "") is not None
        if count > 1:
            break
    return count


def _read_facts(block: Element, row: Row) -> None:
    lines = flow_of(block, lambda _: False).lines
    index = 0
    rest = []
    while index < len(lines):
        found = labelled_from(lines, index)
        for item in found:
            _keep(row, item.kind, item.values)
        if not found and lines[index].times and not row.date:
            row.date = lines[index].text or (lines[index].times[0].get("datetime") or "")[:10] or None
        elif not found and lines[index].text != row.title:
            rest.append(lines[index].text)
        index = (found[-1].last if found else index) + 1
    row.snippet = max(rest, key=len, default="") or row.snippet


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
    pagers = [
        element
        for element in document.root.iter("ul", "ol", "nav", "div")
        if not {"pager", "pagination"}.isdisjoint(words_of_names(element))
    ]
    following = _pager_link(document, pagers, "next", _NEXT)
    last = _pager_link(document, pagers, "last", _LAST)
    return following, last, _total(document), bool(pagers)


def _pager_link(document: Document, pagers: list[Element], rel: str, words: re.Pattern[str]) -> str | None:
    for element in document.root.iter("a", "link"):
        if rel in (element.get("rel") or "").split() and element.get("href"):
            return _join(document.page.url, element)
    for pager in pagers:
        for anchor in pager.iter("a"):
            parent = anchor.getparent()
            names = words_of_names(anchor) | (words_of_names(parent) if parent is not None else set())
            if rel in names or (words_of(anchor).strip() and words.match(words_of(anchor))):
                return _join(document.page.url, anchor)
    return None


def _join(base: str, anchor: Element) -> str | None:
    try:
        return urljoin(base, (anchor.get("href") or "").strip()) if anchor.get("href") else None
    except ValueError:
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
