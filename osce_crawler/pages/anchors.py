"""Selectors that were seen on the site, by generation: where one matches exactly once, it decides.

Each line says where the selector was seen. Markup that none of them knows is read by evidence (`roles`).
"""

from dataclasses import dataclass
from typing import cast

from cssselect import HTMLTranslator
from lxml import etree

from osce_crawler.pages.document import Document, Element


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of an item, the generation that prints it so, and its selector."""

    part: str
    generation: int
    selector: str
    mark: bytes
    """Bytes without which no page matches: most pages need not be searched."""


ANCHORS = (
    # SITE.md, "Item pages": working public code reads G3's text from it.
    Anchor("text", 3, "div.body.body-section.is-text", b"body-section"),
    # SITE.md, "Item pages": G2, the body's pane.
    Anchor("text", 2, "div.content--content div.pane-content", b"pane-content"),
    # SITE.md, "Item pages": G2, the title in its own box or above the text.
    Anchor("title", 2, "div.content--header > h1", b"content--header"),
    Anchor("title", 2, "div.content--content > h1", b"content--content"),
)
_PATHS = {
    anchor: etree.XPath(HTMLTranslator().css_to_xpath(anchor.selector, "descendant::")) for anchor in ANCHORS
}


def anchored(document: Document, part: str) -> Element | None:
    """The element of this part, where one of its anchors matches exactly once."""
    for anchor in ANCHORS:
        if anchor.part == part and len(found := matches(document, anchor)) == 1:
            return found[0]
    return None


def matches(document: Document, anchor: Anchor) -> list[Element]:
    """The elements that one anchor matches."""
    if anchor.mark not in document.page.body:
        return []
    return cast("list[Element]", _PATHS[anchor](document.root))
