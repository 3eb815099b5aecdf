"""A page's main menu as a tree of entries, as printed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from osce_crawler.addresses import absolute
from osce_crawler.pages.boilerplate import words_of_names
from osce_crawler.pages.bounds import check_title
from osce_crawler.pages.document import Document, Element
from osce_crawler.pages.lines import SUBHEADINGS

_LISTS = ("ul", "ol")
_OTHER_NAVS = frozenset(
    [
        "breadcrumb",
        "breadcrumbs",
        "pager",
        "pagination",
        "language",
        "languages",
        "social",
        "footer",
        "tabs",
        "skip",
    ]
)
_UNSEEN = frozenset({"script", "style", "svg"})
# Menus nest three or four deep; in deeper markup, which is broken, entries are put beside those above them.
_DEEPEST = 12
# What is longer is a text within the menu, and no entry.
_LONGEST_ENTRY = 500
# So many siblings tell what an entry is among; a level of the site's menu has 57 at most.
_SIBLINGS = 100


@dataclass(slots=True)
class MenuItem:
    """One entry of a menu; `url` is null for a heading that is no link."""

    printed: str
    url: str | None
    children: list["MenuItem"] = field(default_factory=list)
    is_unaddressed: bool = False
    """Whether it is a link whose address is lost, as in a page saved as text."""

    def drop_repeat(self) -> None:
        """A box that repeats its own heading above its entries adds no level."""
        children = self.children
        if len(children) == 1 and children[0].printed == self.printed and children[0].children:
            self.children = children[0].children


@dataclass(slots=True)
class PrintedEntry:
    """A menu entry in its place, and what the page behind it printed once that was visited.

    `path` leads from the top to the entry: words as printed, and which of equal siblings it is, from 1.
    """

    menu_page: str
    language: str | None
    url: str | None
    path: tuple[tuple[str, int], ...]
    position: int
    siblings: list[str]
    has_children: bool
    is_unaddressed: bool = False
    """Whether it is a link whose address is lost, as in a page saved as text."""
    retrieved_at: str = ""
    final_url: str | None = None
    page_title: str | None = None
    page_description: str | None = None
    page_status: int | None = None

    def note_page_behind(self, document: Document, url: str) -> None:
        """Keep what the page behind the entry, at this address in the end, says of itself.

        Raises UnreadablePageError; the page's status and address are kept even then.
        """
        self.page_status, self.final_url = document.page.status, url
        title = document.title or None
        check_title("title", title)
        self.page_title = title
        description = document.meta("description") or document.meta("og:description")
        check_title("description", description)
        self.page_description = description


def entries_of(document: Document) -> Iterator[PrintedEntry]:
    """Every entry of the page's main menu in order, with its place in the tree."""
    return placed(read_menu(document), document.page.url, document.language)


def placed(items: list[MenuItem], menu_page: str, language: str | None) -> Iterator[PrintedEntry]:
    """Every entry of a menu in order, with its place in the tree."""
    for position, (item, path, siblings) in enumerate(_placed(items, ()), start=1):
        has_children = bool(item.children)
        yield PrintedEntry(
            menu_page, language, item.url, path, position, siblings, has_children, item.is_unaddressed
        )


def _placed(
    items: list[MenuItem], above: tuple[tuple[str, int], ...]
) -> Iterator[tuple[MenuItem, tuple[tuple[str, int], ...], list[str]]]:
    siblings = [item.printed for item in items[:_SIBLINGS]]
    alike: Counter[str] = Counter()
    for item in items:
        alike[item.printed] += 1
        path = (*above, (item.printed, alike[item.printed]))
        yield item, path, siblings
        yield from _placed(item.children, path)


def read_menu(document: Document) -> list[MenuItem]:
    """The top entries of the page's main menu: the navigation that holds most entries."""
    boxes = _boxes_of_items(document.root)
    menus = [_Menu(document.page.url, boxes).over(candidate) for candidate in _candidates(document.root)]
    return max(menus, key=lambda items: sum(1 for _ in every_item(items)), default=[])


def every_item(items: list[MenuItem]) -> Iterator[MenuItem]:
    """Every entry, in the order of the menu."""
    for item in items:
        yield item
        yield from every_item(item.children)


def _candidates(root: Element) -> list[Element]:
    """Outermost navigation elements; without any, outermost lists named as menus."""
    return list(_outermost(root, _is_navigation)) or list(_outermost(root, _is_named_menu))


def _outermost(root: Element, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        found = wanted(element)
        if found or element.tag == "footer":
            walker.skip_subtree()
        if found and _OTHER_NAVS.isdisjoint(words_of_names(element)):
            yield element


def _is_navigation(element: Element) -> bool:
    return element.tag == "nav" or element.get("role") == "navigation"


def _is_named_menu(element: Element) -> bool:
    return element.tag in {*_LISTS, "div"} and "menu" in words_of_names(element)


def _boxes_of_items(root: Element) -> set[Element]:
    """All elements that have an item of a list somewhere in them."""
    boxes: set[Element] = set()
    for item in root.iter("li"):
        for ancestor in item.iterancestors():
            if ancestor in boxes:
                break
            boxes.add(ancestor)
    return boxes


@dataclass(slots=True)
class _Open:
    """An element whose entries are being read: where they go, how deep, below which heading or entry."""

    element: Element
    entries: list[MenuItem]
    level: int
    entry: MenuItem | None = None
    heading: MenuItem | None = None


class _Menu:
    """One pass over a menu. Boxes add no level of their own; entries and headings above a box do."""

    def __init__(self, base: str, boxes: set[Element]) -> None:
        self.base = base
        self.boxes = boxes
        self.open: list[_Open] = []

    def over(self, root: Element) -> list[MenuItem]:
        """The entries of the menu, in its order."""
        top = _Open(root, [], 1)
        self.open = [top]
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._leave(element)
            elif element is not root and not self._enter(element):
                walker.skip_subtree()
        return top.entries

    def _enter(self, element: Element) -> bool:
        """Take what the element says; whether there is more inside it."""
        around = self.open[-1]
        if element.tag == "li":
            around.heading = None
            self._begin(element, self._labelled(element))
        elif element in self.boxes:
            self._begin(element, around.heading)
        elif element.tag in SUBHEADINGS and around.element.tag != "li":
            around.heading = self._labelled(element)
        return element in self.boxes

    def _begin(self, element: Element, entry: MenuItem | None) -> None:
        around = self.open[-1]
        if entry is not None:
            around.entries.append(entry)
        if entry is None or around.level >= _DEEPEST:
            around.heading = None
            self.open.append(_Open(element, around.entries, around.level))
        else:
            self.open.append(_Open(element, entry.children, around.level + 1, entry))

    def _leave(self, element: Element) -> None:
        if len(self.open) == 1 or self.open[-1].element is not element:
            return
        closed, around = self.open.pop(), self.open[-1]
        if closed.entry is None:
            return
        if element.tag == "li":
            closed.entry.drop_repeat()
        elif closed.entries:
            around.heading = None
        else:
            around.entries.pop()

    def _labelled(self, entry: Element) -> MenuItem | None:
        """The entry's own words and address, without those of the lists inside it."""
        words: list[str] = []
        href: str | None = None
        for element, text in self._own_text(entry):
            if element.tag == "a" and href is None and element.get("href"):
                href = element.get("href")
            words.append(text)
        printed = " ".join(" ".join(words).split())
        if not printed or len(printed) > _LONGEST_ENTRY:
            return None
        return MenuItem(printed, absolute(self.base, href))

    def _own_text(self, element: Element) -> Iterator[tuple[Element, str]]:
        stack: list[tuple[Element, bool]] = [(element, False)]
        while stack:
            node, only_tail = stack.pop()
            if only_tail:
                yield node, node.tail or ""
            elif isinstance(node.tag, str) and node.tag not in _UNSEEN:
                yield node, node.text or ""
                for child in reversed(node):
                    stack.append((child, True))
                    if child.tag not in {*_LISTS, "li"} and child not in self.boxes:
                        stack.append((child, False))
