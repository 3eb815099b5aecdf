"""A page's main menu as a tree of entries, as printed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from osce_crawler.addresses import absolute
from osce_crawler.pages.boilerplate import words_of_names
from osce_crawler.pages.document import Document, Element

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
# Menus nest three or four deep; deeper markup is broken markup.
_DEEPEST = 12


@dataclass(slots=True)
class MenuItem:
    """One entry of a menu; `url` is null for a heading that is no link."""

    printed: str
    url: str | None
    children: list["MenuItem"] = field(default_factory=list)


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
    retrieved_at: str = ""
    final_url: str | None = None
    page_title: str | None = None
    page_description: str | None = None
    page_status: int | None = None


def entries_of(document: Document) -> Iterator[PrintedEntry]:
    """Every entry of the page's main menu in order, with its place in the tree."""
    placed = _placed(read_menu(document), ())
    for position, (item, path, siblings) in enumerate(placed, start=1):
        yield PrintedEntry(
            document.page.url, document.language, item.url, path, position, siblings, bool(item.children)
        )


def _placed(
    items: list[MenuItem], above: tuple[tuple[str, int], ...]
) -> Iterator[tuple[MenuItem, tuple[tuple[str, int], ...], list[str]]]:
    words = [item.printed for item in items]
    for index, item in enumerate(items):
        path = (*above, (item.printed, words[: index + 1].count(item.printed)))
        yield item, path, words
        yield from _placed(item.children, path)


def read_menu(document: Document) -> list[MenuItem]:
    """The top entries of the page's main menu: the navigation that holds most entries."""
    best: list[MenuItem] = []
    best_size = 0
    for candidate in _candidates(document.root):
        items = list(_items(candidate, document.page.url, 1))
        size = sum(1 for _ in walk(items))
        if size > best_size:
            best, best_size = items, size
    return best


def walk(items: list[MenuItem]) -> Iterator[MenuItem]:
    """Every entry, in the order of the menu."""
    for item in items:
        yield item
        yield from walk(item.children)


def _candidates(root: Element) -> Iterator[Element]:
    """Outermost navigation elements; without any, outermost lists named as menus."""
    navs = [e for e in root.iter() if e.tag == "nav" or e.get("role") == "navigation"]
    if not navs:
        navs = [e for e in root.iter(*_LISTS, "div") if "menu" in words_of_names(e)]
    chosen = set(navs)
    for element in navs:
        ancestors = list(element.iterancestors())
        if any(a in chosen for a in ancestors) or any(a.tag == "footer" for a in ancestors):
            continue
        if _OTHER_NAVS.isdisjoint(words_of_names(element)):
            yield element


def _items(container: Element, base: str, level: int) -> Iterator[MenuItem]:
    """The entries directly below an element, through whatever boxes stand between."""
    if level > _DEEPEST:
        return
    heading: MenuItem | None = None
    for child in container:
        if child.tag == "li":
            item = _item(child, base, level)
            if item is not None:
                yield item
            heading = None
        elif child.tag in {"h2", "h3", "h4", "h5", "h6"}:
            heading = _labelled(child, base)
        elif isinstance(child.tag, str):
            below = list(_items(child, base, level + 1 if heading else level))
            if heading is not None and below:
                heading.children = below
                yield heading
                heading = None
            else:
                yield from below


def _item(entry: Element, base: str, level: int) -> MenuItem | None:
    item = _labelled(entry, base)
    children = [child for part in entry for child in _below(part, base, level + 1)]
    if item is None:
        return None
    item.children = _without_repeat(item, children)
    return item


def _below(part: Element, base: str, level: int) -> Iterator[MenuItem]:
    if part.tag in _LISTS or part.tag in {"div", "nav", "section"}:
        yield from _items(part, base, level)


def _without_repeat(item: MenuItem, children: list[MenuItem]) -> list[MenuItem]:
    """A box that repeats its own heading above its entries adds no level."""
    if len(children) == 1 and children[0].printed == item.printed and children[0].children:
        return children[0].children
    return children


def _labelled(entry: Element, base: str) -> MenuItem | None:
    """The entry's own words and address, without those of the lists inside it."""
    words: list[str] = []
    href: str | None = None
    for element, text in _own_text(entry):
        if element.tag == "a" and href is None and element.get("href"):
            href = element.get("href")
        words.append(text)
    printed = " ".join(" ".join(words).split())
    return MenuItem(printed, absolute(base, href)) if printed else None


def _own_text(element: Element) -> Iterator[tuple[Element, str]]:
    stack: list[tuple[Element, bool]] = [(element, False)]
    while stack:
        node, only_tail = stack.pop()
        if only_tail:
            yield node, node.tail or ""
            continue
        if not isinstance(node.tag, str) or node.tag in {"script", "style", "svg"}:
            continue
        yield node, node.text or ""
        for child in reversed(node):
            stack.append((child, True))
            if child.tag not in _LISTS and not (child.tag == "div" and child.find(".//li") is not None):
                stack.append((child, False))
