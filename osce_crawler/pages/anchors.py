"""Selectors that were seen on the site, by generation: where one matches exactly once, it decides.

Each line says where the selector was seen. Markup that none of them knows is read by evidence (`roles`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from osce_crawler.pages.document import Document, Element


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of an item, the generation that prints it so, and the element that holds it."""

    part: str
    generation: int
    tag: str
    classes: frozenset[str] = frozenset()
    parent: str = ""
    """A class of the `div` around it (in CSS `.content--header > h1`)."""
    above: str = ""
    """A class of a `div` anywhere above it (in CSS `.content--content .pane-content`)."""


ANCHORS = (
    # SITE.md, "Item pages": working public code reads G3's text from it.
    Anchor("text", 3, "div", frozenset({"body", "body-section", "is-text"})),
    # SITE.md, "Item pages": G2, the body's pane.
    Anchor("text", 2, "div", frozenset({"pane-content"}), above="content--content"),
    # SITE.md, "Item pages": G2, the title in its own box or above the text.
    Anchor("title", 2, "h1", parent="content--header"),
    Anchor("title", 2, "h1", parent="content--content"),
    # SITE.md, "Item pages": G2, the day of the date line.
    Anchor("date", 2, "span", frozenset({"date-display-single"})),
    # SITE.md, "Item pages": G2, the list of the item's files.
    Anchor("files", 2, "ul", frozenset({"osce-download-links"})),
    # SITE.md, "A row of the G2 list": the opening of its text.
    Anchor("row snippet", 2, "div", frozenset({"search-snippet"})),
    # SITE.md, "Item pages": G3, the title of a teaser.
    Anchor("row title", 3, "h2", frozenset({"teaser__title"})),
)


def anchored(document: Document, part: str) -> Element | None:
    """The element of this part, where one of its anchors matches exactly once."""
    for anchor in _of(part):
        if len(found := list(islice(matches(document, anchor), 2))) == 1:
            return found[0]
    return None


def names(element: Element, part: str) -> bool:
    """Whether an anchor of this part names the element."""
    return any(_matches(element, anchor) for anchor in _of(part))


@cache
def _of(part: str) -> list[Anchor]:
    return [anchor for anchor in ANCHORS if anchor.part == part]


def matches(document: Document, anchor: Anchor) -> Iterator[Element]:
    """The elements that one anchor matches."""
    return (element for element in _candidates(document, anchor) if _matches(element, anchor))


def _matches(element: Element, anchor: Anchor) -> bool:
    named = element.tag == anchor.tag and anchor.classes.issubset(_classes(element))
    return named and _fits(element, anchor)


def _candidates(document: Document, anchor: Anchor) -> Iterable[Element]:
    if not anchor.above:
        return document.elements(anchor.tag)
    below: dict[Element, None] = {}
    for box in document.elements("div"):
        if box not in below and anchor.above in _classes(box):
            below |= dict.fromkeys(box.iterdescendants("div", anchor.tag))
    return below


def _fits(element: Element, anchor: Anchor) -> bool:
    if not anchor.parent:
        return True
    parent = element.getparent()
    return parent is not None and parent.tag == "div" and anchor.parent in _classes(parent)


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()
