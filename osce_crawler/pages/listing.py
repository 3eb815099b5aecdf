"""Lists of items: the rows of G2 lists, the teasers of G3, and the pager below them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from osce_crawler.addresses import absolute, canonical, nid_of
from osce_crawler.grammar.dates import LONGEST_DATE, is_date
from osce_crawler.pages.anchors import names
from osce_crawler.pages.boilerplate import words_of_names
from osce_crawler.pages.document import Document, Element, shown_words, words_of
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import Line, flow_of
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.pager import Pager, total_of

_HEADINGS = ("h2", "h3", "h4", "h5", "dt")
# A row is never the whole page, whatever that is named.
_WHOLE_PAGE = frozenset({"html", "body", "main"})
# What is in the page's frame is never a row; a teaser may well be one.
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

    def keep(self, kind: str, values: list[str]) -> None:
        """Keep what a label says of the item; the first of a kind counts."""
        if not values:
            return
        if kind == "date":
            self.date = self.date or values[0]
        elif kind == "content_type":
            self.content_type = self.content_type or values[0]
        elif kind == "place":
            self.place = self.place or ", ".join(values)
        elif kind == "source":
            self.sources = self.sources or values
        elif kind == "fields_of_work":
            self.fields_of_work = self.fields_of_work or values


def release_type(row: Row) -> str | None:
    """The type of a release that the row prints beside a day: evidence that its address is one."""
    is_evidence = row.date and row.content_type and is_type_word(row.content_type)
    return row.content_type if is_evidence else None


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
    links = _Links()
    links.find(document.root)
    rows: dict[str, Row] = {}
    for row in _rows(links, document.page.url):
        rows.setdefault(row.url, row)
    pager = Pager(document)
    return Listing(list(rows.values()), pager.next_url, pager.last_url, total_of(document), pager.paged)


# What an element leads to when it leads to more than one item.
_SEVERAL = ""


@dataclass(frozen=True, slots=True)
class _ItemLink:
    """A link to an item, and the nearest heading that holds it."""

    anchor: Element
    heading: Element | None


class _Links:
    """The links to items outside the page's frame, and what each element around them holds; one pass."""

    def __init__(self) -> None:
        self.links: list[_ItemLink] = []
        # The item that an element leads to, or that there are several.
        self.items: dict[Element, str] = {}
        # Elements that hold more than rows: the page's title or a menu.
        self.frames: set[Element] = set()
        self._blocks: dict[Element, Element] = {}
        self._headings: list[Element] = []
        self._inside: Element | None = None

    def find(self, root: Element) -> None:
        """Look through the page once."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._leave(element)
                continue
            self._enter(element)
            if _is_frame(element):
                walker.skip_subtree()

    def _enter(self, element: Element) -> None:
        if element.tag in _HEADINGS:
            self._headings.append(element)
        elif element.tag in {"h1", "nav"} and (parent := element.getparent()) is not None:
            self.frames.add(parent)
        elif element.tag == "a" and self._inside is None:
            nid = nid_of(element.get("href") or "")
            if nid is not None:
                self._inside = element
                self.items[element] = nid
                self.links.append(_ItemLink(element, self._headings[-1] if self._headings else None))

    def _leave(self, element: Element) -> None:
        if self._headings and self._headings[-1] is element:
            self._headings.pop()
        if self._inside is element:
            self._inside = None
        parent = element.getparent()
        if parent is None:
            return
        if element in self.frames:
            self.frames.add(parent)
        if (item := self.items.get(element)) is not None:
            self.items[parent] = item if self.items.get(parent, item) == item else _SEVERAL

    def is_own(self, element: Element) -> bool:
        """Whether the element belongs to one row: it leads to one item and is no part of the frame."""
        return (
            element.tag not in _WHOLE_PAGE
            and element not in self.frames
            and self.items.get(element, _SEVERAL) != _SEVERAL
        )

    def block_of(self, anchor: Element) -> Element:
        """The largest element that holds this link's row and no other."""
        path = [anchor]
        for ancestor in anchor.iterancestors():
            if ancestor in self._blocks or not self.is_own(ancestor):
                break
            path.append(ancestor)
        above = path[-1].getparent()
        block = self._blocks.get(above, path[-1]) if above is not None else path[-1]
        self._blocks.update(dict.fromkeys(path, block))
        return block


def _is_frame(element: Element) -> bool:
    if element.tag in _WHOLE_PAGE:
        return False
    return element.tag in {"nav", "footer"} or not _FRAME_WORDS.isdisjoint(words_of_names(element))


def _rows(links: _Links, base: str) -> Iterator[Row]:
    """The rows of all links; links of one block to one address are one row, named by the first with words."""
    facts: dict[Element, _Facts] = {}
    words: dict[Element, str] = {}
    given: set[tuple[Element, str]] = set()
    for link in links.links:
        block = links.block_of(link.anchor)
        url = absolute(base, link.anchor.get("href"))
        if url is None or (block, canonical(url)) in given:
            continue
        heading = _heading_of(link, links)
        titled = link.anchor if heading is None else heading
        if titled not in words:
            words[titled] = words_of(titled)
        if not words[titled]:
            continue
        if block not in facts:
            facts[block] = _facts_of(block)
        row = facts[block].row_of(url, words[titled])
        if heading is not None or facts[block].are_any():
            given.add((block, canonical(url)))
            yield row


def _heading_of(link: _ItemLink, links: _Links) -> Element | None:
    """The heading that is the link, holds it or is held by it; of several the one that an anchor names."""
    if link.heading is not None and links.is_own(link.heading):
        return link.heading
    held = list(link.anchor.iter(*_HEADINGS))
    return next((heading for heading in held if names(heading, "row title")), held[0] if held else None)


def _blocks_of(block: Element) -> Iterator[Element]:
    """The elements that hold a row: a box of its own, or the `dd` after its `dt`."""
    yield block
    if block.tag == "dt":
        for following in block.itersiblings(tag=etree.Element):
            if following.tag != "dd":
                break
            yield following


@dataclass(slots=True)
class _Facts:
    """What the block of a row prints: labelled facts, a date, and the longest lines that are neither."""

    printed: Row
    longest: list[str] = field(default_factory=list)
    snippet: str | None = None
    """The snippet, where an anchor names it."""

    def are_any(self) -> bool:
        """Whether anything but words of the row is printed."""
        row = self.printed
        return bool(row.date or row.content_type or row.sources or row.fields_of_work)

    def read(self, lines: list[Line]) -> None:
        """Keep what these lines print of the row."""
        index = 0
        while index < len(lines):
            found = labelled_from(lines, index)
            for item in found:
                self.printed.keep(item.kind, item.values)
            if not found:
                self._read_line(lines[index])
            index = (found[-1].last if found else index) + 1

    def _read_line(self, line: Line) -> None:
        """A date, a snippet that an anchor names, or one of the two longest lines: one may be the title."""
        if not self.printed.date and (printed := _bare_date(line)):
            self.printed.keep("date", [printed])
        elif line.text:
            if line.text not in self.longest:
                self.longest = sorted((*self.longest, line.text), key=len, reverse=True)[:2]
            if not self.snippet and line.block is not None and names(line.block, "row snippet"):
                self.snippet = line.text

    def row_of(self, url: str, title: str) -> Row:
        """The row with this address and title; its snippet is named, or the longest line but the title."""
        snippet = self.snippet or next((text for text in self.longest if text != title), None)
        return replace(self.printed, url=url, title=title, snippet=snippet)


def _facts_of(block: Element) -> _Facts:
    facts = _Facts(Row("", ""))
    for part in _blocks_of(block):
        facts.read(flow_of(part, lambda _: None).lines)
    return facts


def _bare_date(line: Line) -> str | None:
    """A date on a line of its own, or in a `<time>`: the day it prints, else its attribute's."""
    if line.times:
        printed = shown_words(line.times[0])
        short = printed if len(printed) <= LONGEST_DATE else ""
        return short or (line.times[0].get("datetime") or "")[:10] or None
    texts = (line.text, *(text.strip(" |,;·•–-") for text, _ in line.segments))
    return next(filter(is_date, texts), None)
