"""Where on a page the item stands: its title, the block around it, and what is never part of it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from osce_crawler.pages.document import Document, Element, words_of
from osce_crawler.pages.labels import VALUED, label_kind
from osce_crawler.pages.lines import BLOCKS, Flow, Line, flow_of

_APART = frozenset(["nav", "aside", "footer", "form", "header"])
_APART_ROLES = frozenset(
    ["navigation", "complementary", "search", "contentinfo", "banner", "menu", "menubar"]
)
# Words of class and id names that Drupal themes give to what stands beside an item. Whole words only:
# "press-share" is a share bar, "shared-vision" is not.
_APART_WORDS = frozenset(
    [
        "menu",
        "nav",
        "navbar",
        "navigation",
        "breadcrumb",
        "breadcrumbs",
        "sidebar",
        "teaser",
        "teasers",
        "related",
        "share",
        "sharing",
        "social",
        "pager",
        "pagination",
        "footer",
        "cookie",
        "cookies",
        "skip",
        "newsletter",
        "subscribe",
        "tags",
        "carousel",
        "slider",
        "promo",
        "banner",
        "toolbar",
        "login",
        "search",
        "latest",
        "recommended",
        "recent",
        "megamenu",
        "mainmenu",
        "hidden",
        "invisible",
    ]
)
_WORD = re.compile(r"[a-z]+")
_LENGTH = etree.XPath("string-length(normalize-space(.))")
_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—]*$")
# Where a page without headings sets its title: elements that browsers show as words of their own.
_TITLES = ("h2", "h3", "h4", "div", "p", "td", "font", "b", "strong", "big", "span")
# Headings below which a page shows other items.
_ITEMS = (
    r"(news|press|stories|updates|releases|items|content|events?|meetings?|conferences?|posts|articles|"
    r"links|pages)"
)
_OTHERS = re.compile(
    rf"^((related|latest|recent|upcoming|forthcoming|next|more|other|see all)( {_ITEMS}\b.*)?:?$|"
    r"(more (from|on|about)|see also|read (more|also|next)|coming soon|in this section|"
    r"you (may|might) also|most (read|popular)|share( this| on|:|$)|follow us|stay (informed|connected)|"
    r"subscribe|newsletter$|explore( more|$)|"
    r"похожие|последние|читайте также|пов'язані|останні|povezano|vezane|srodne|najnovije|articole similare|"
    r"ultimele|të ngjashme)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """The item's part of the page as lines, and where its title stands among them."""

    flow: Flow
    title_at: int
    title: str
    heading: Element | None


def region_of(document: Document) -> Region | None:
    """The block around the page's title; null where the page has no title of its own."""
    heading = _heading(document)
    if heading is None:
        return None
    root = _block_around(heading)
    # The elements themselves: the id of an element that nobody holds is given to the next one.
    kept = {heading, *heading.iterancestors()}
    flow = flow_of(root, lambda element: _is_apart(element) and element not in kept)
    title_at = next((i for i, line in enumerate(flow.lines) if _stands_in(line.block, heading)), None)
    if title_at is None:
        return None
    last = title_at
    while last + 1 < len(flow.lines) and _stands_in(flow.lines[last + 1].block, heading):
        last += 1
    title = " ".join(line.text for line in flow.lines[title_at : last + 1])
    _join(flow, title_at, last)
    return Region(flow, title_at, title, heading)


def _join(flow: Flow, first: int, last: int) -> None:
    """Make one line of the lines of a title, so that what follows keeps its place."""
    if first == last:
        return
    del flow.lines[first + 1 : last + 1]
    for found in (flow.links, flow.images):
        found[:] = [(max(first, at - (last - first)) if at > first else at, element) for at, element in found]


def opens_others(line: Line) -> bool:
    """Whether this line is a heading below which the page shows other items."""
    return len(line.text) < 60 and line.text[-1:] not in ".,;?" and bool(_OTHERS.match(line.text))


def _heading(document: Document) -> Element | None:
    """The heading that the page's own title repeats, else the first h1 that says anything."""
    titles = {_folded(text) for text in (document.meta("og:title"), document.title) if text}
    headings = [
        (element, words) for element in document.elements("h1") if (words := _folded(words_of(element)))
    ]
    for element, words in headings:
        if any(title.startswith(words) for title in titles):
            return element
    titled = _titled(document)
    if titled is not None or not headings:
        return titled
    return next((e for e, _ in headings if not any(_is_apart(a) for a in e.iterancestors())), headings[0][0])


def _titled(document: Document) -> Element | None:
    """The element that says exactly the page's title, on pages that do not set it as h1."""
    texts = (document.meta("og:title"), document.title, _SUFFIX.sub("", document.title))
    wanted = {folded for text in texts if text and (folded := _folded(text))}
    candidates = (element for tag in _TITLES for element in document.root.iter(tag))
    return next(
        (block for element in candidates if (block := _title_block(element, wanted)) is not None), None
    )


def _title_block(element: Element, wanted: set[str]) -> Element | None:
    """The block that this element fills with the title and nothing else."""
    if not element.tag.startswith("h") and _folded(element.text or "") not in wanted:
        return None
    block: Element | None = element
    while block is not None and block.tag not in BLOCKS:
        block = block.getparent()
    if block is None or _folded(words_of(block)) not in wanted:
        return None
    return None if any(a.tag == "a" or _is_apart(a) for a in element.iterancestors()) else block


def _block_around(heading: Element) -> Element:
    """The nearest article or main part, else the nearest element that holds more than the heading."""
    ancestors = list(heading.iterancestors())
    for element in ancestors:
        if element.tag == "main" or element.get("role") == "main":
            return element
    enough = _length(heading) + 400
    block = next((e for e in ancestors if _length(e) > enough or e.tag == "body"), ancestors[-1])
    return _with_head(block)


def _with_head(block: Element) -> Element:
    """The block with the box around it, where that adds no more than a head line and the like."""
    parent = block.getparent()
    while parent is not None and parent.tag != "html" and _length(parent) < 1.5 * _length(block) + 300:
        block, parent = parent, parent.getparent()
    return block


def _is_apart(element: Element) -> bool:
    """Whether the element belongs to the page's frame or to other items."""
    if element.tag in _APART:
        return True
    if not element.keys():
        return False
    if element.get("role") in _APART_ROLES or element.get("hidden") is not None:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and not _APART_WORDS.isdisjoint(_words_in(names)) and not _is_fact(element)


def _is_fact(element: Element) -> bool:
    """Whether the element is a label, though hidden from the eye, or a label's value, though named tags."""
    if label_kind(words_of(element)):
        return True
    parent = element.getparent()
    before = (element.getprevious(), parent.getprevious() if parent is not None else None)
    labels = [label for label in before if label is not None and isinstance(label.tag, str)]
    return any(label_kind(words_of(label)) in VALUED for label in labels)


def words_of_names(element: Element) -> frozenset[str]:
    """The words of an element's class and id names."""
    return _words_in(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=4096)
def _words_in(names: str) -> frozenset[str]:
    return frozenset(_WORD.findall(names.lower()))


def _stands_in(block: Element | None, heading: Element) -> bool:
    return block is heading or (block is not None and heading in block.iterancestors())


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _length(element: Element) -> int:
    return int(float(str(_LENGTH(element))))
