"""The pager of a list: where it leads, and the number of items that the list says it has."""

import re
from itertools import islice

from osce_crawler.addresses import absolute
from osce_crawler.pages.boilerplate import words_of_names
from osce_crawler.pages.document import Document, Element, words_of

_TOTAL = re.compile(r"\bof\s+(?:about\s+)?(\d[\d.,\s]*)", re.IGNORECASE)
_NEXT = re.compile(r"^(next( page)?|следующая|далее)?\s*[›»>]*$", re.IGNORECASE)
_LAST = re.compile(r"^(last( page)?|последняя)?\s*»?$", re.IGNORECASE)
_PAGER_NAMES = frozenset({"pager", "pagination", "paginator", "pages"})
_TOTAL_NAMES = frozenset({"total", "count", "results", "summary", "header"})
# The total is printed above the rows: further elements with such names are not asked for it.
_ASKED_FOR_TOTAL = 100
# Words of a pager's links are no longer than this.
_LONGEST_WORDS = 40


class Pager:
    """The links that lead through a list: by their names and those around them, or by `page=`."""

    def __init__(self, document: Document) -> None:
        self.base = document.page.url
        self.anchors = [anchor for anchor in document.root.iter("a", "link") if anchor.get("href")]
        self._names: dict[Element, frozenset[str]] = {}
        named = [(anchor, self._is_named(anchor)) for anchor in self.anchors]
        self.paging = [anchor for anchor, is_named in named if is_named or "page=" in anchor.get("href", "")]
        self.next_url, self.last_url = self._link("next", _NEXT), self._link("last", _LAST)
        shown = any(is_named for anchor, is_named in named if anchor.tag == "a")
        self.paged = shown or self.next_url is not None

    def _link(self, rel: str, words: re.Pattern[str]) -> str | None:
        """Where the link of this relation leads, else the pager's link with this name or these words."""
        found = next((anchor for anchor in self.anchors if rel in _relations(anchor)), None)
        if found is None:
            found = next((anchor for anchor in self.paging if self._says(anchor, rel, words)), None)
        return absolute(self.base, found.get("href")) if found is not None else None

    def _says(self, anchor: Element, rel: str, words: re.Pattern[str]) -> bool:
        parent = anchor.getparent()
        if rel in self._names_of(anchor) or (parent is not None and rel in self._names_of(parent)):
            return True
        text = words_of(anchor)
        return bool(text) and len(text) <= _LONGEST_WORDS and words.match(text) is not None

    def _is_named(self, anchor: Element) -> bool:
        """Whether the link, its box or the pager around them has a pager's name."""
        around = (anchor, *islice(anchor.iterancestors(), 4))
        return any(not _PAGER_NAMES.isdisjoint(self._names_of(element)) for element in around)

    def _names_of(self, element: Element) -> frozenset[str]:
        if element not in self._names:
            self._names[element] = words_of_names(element)
        return self._names[element]


def _relations(anchor: Element) -> list[str]:
    return (anchor.get("rel") or "").split()


def total_of(document: Document) -> int | None:
    """The number of items that the list says it has (`1 - 10 of 33560`)."""
    elements = document.root.iter("p", "div", "span", "h2", "h3")
    named = (element for element in elements if not _TOTAL_NAMES.isdisjoint(words_of_names(element)))
    for element in islice(named, _ASKED_FOR_TOTAL):
        match = _TOTAL.search(words_of(element)[:200])
        digits = re.sub(r"\D", "", match[1]) if match else ""
        if digits:
            return int(digits[:9])
    return None
