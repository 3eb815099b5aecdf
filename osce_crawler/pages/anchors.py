"""Selectors that were seen on the site, by generation: where one matches exactly once, it decides.

Each line says where the selector was seen. Markup that none of them knows is read by evidence (`roles`).
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
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
)


def anchored(document: Document, part: str) -> Element | None:
    """The element of this part, where one of its anchors matches exactly once."""
    for anchor in ANCHORS:
        if anchor.part == part and len(found := list(islice(matches(document, anchor), 2))) == 1:
            return found[0]
    return None


def matches(document: Document, anchor: Anchor) -> Iterator[Element]:
    """The elements that one anchor matches."""
    if anchor.above and not any(_is_named(box, {anchor.above}) for box in document.elements("div")):
        return
    for element in document.elements(anchor.tag):
        if _is_named(element, anchor.classes) and _stands(element, anchor):
            yield element


def _stands(element: Element, anchor: Anchor) -> bool:
    """Whether the element stands below the elements that the anchor names."""
    if anchor.parent:
        parent = element.getparent()
        return parent is not None and parent.tag == "div" and _is_named(parent, {anchor.parent})
    return not anchor.above or any(_is_named(box, {anchor.above}) for box in element.iterancestors("div"))


def _is_named(element: Element, classes: AbstractSet[str]) -> bool:
    return not classes or classes <= {*(element.get("class") or "").split()}
