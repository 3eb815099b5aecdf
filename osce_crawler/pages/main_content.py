"""Where on a page the item is: its title, and the lines of the element around it."""

import re
from dataclasses import dataclass
from itertools import accumulate, islice

from osce_crawler.pages.anchors import anchored
from osce_crawler.pages.boilerplate import Boilerplate, short_words
from osce_crawler.pages.document import Document, Element, is_inside, length_of, words_of
from osce_crawler.pages.lines import BLOCKS, Flow, Line, flow_of
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.type_in_title import AROUND_TYPE, type_set_apart

_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{0,80}$")
# Where a page without headings sets its title: elements that browsers show as words of their own.
_TITLES = ("h2", "h3", "h4", "div", "p", "td", "font", "b", "strong", "big", "span")
_LONGEST_TITLE = 1000  # characters; no more of a title is compared
_MOST_SUFFIXES = 3

# Boxes around an item that add little are looked through so far and no further.
_MOST_BOXES = 12
# Names of the site, which a logo prints as a heading.
_SITE = frozenset(
    [
        "osce",
        "organizationforsecurityandcooperationineurope",
        "обсе",
        "организацияпобезопасностиисотрудничествувевропе",
    ]
)


@dataclass(frozen=True, slots=True)
class Region:
    """The item's part of the page: all its lines, and those outside of boxes that are never the item."""

    every: list[Line]
    flow: Flow
    title_at: int
    title: str
    title_line: Line
    root: Element | None
    text: Element | None
    """The element that an anchor names as the text."""
    type_in_title: str | None = None
    """The type word that the heading prints before its title: `Press release: Talks in Osh`."""


def region_of(document: Document) -> Region | None:
    """The element around the page's title; null where the page has no title of its own."""
    own_titles = _own_titles(document)
    heading = _heading(document, own_titles)
    if heading is None:
        return None
    text = anchored(document, "text")
    if text is not None and is_inside(heading, text):
        text = None
    root = _element_around(heading, text)
    # The elements themselves: the id of an element that nobody holds is given to the next one.
    keep = {heading, *heading.iterancestors()}
    if text is not None:
        keep |= {text, *text.iterancestors()}
    boilerplate = Boilerplate(keep, {text} if text is not None else frozenset())
    whole = flow_of(root, boilerplate.rule_of)
    return _region(whole, heading, root, text, own_titles)


def _region(
    whole: Flow, heading: Element, root: Element, text: Element | None, own_titles: list[str]
) -> Region | None:
    flow = without_apart(whole)
    parts_of_heading = {heading, *heading.iterdescendants()}
    at = [index for index, line in enumerate(flow.lines) if line.block in parts_of_heading]
    if not at:
        return None
    within = set(at)
    last = next(index for index in at if index + 1 not in within)
    parts = flow.lines[at[0] : last + 1]
    title = " ".join(part.text for part in parts)
    set_apart = type_set_apart(parts, title)
    title_line = flow.join(at[0], last, title)
    every = whole.lines if len(parts) == 1 else _with_joined(whole.lines, parts, title_line)
    type_word, title = _without_type(title, own_titles, set_apart)
    return Region(every, flow, at[0], title, title_line, root, text, type_word)


def _with_joined(lines: list[Line], parts: list[Line], title_line: Line) -> list[Line]:
    """The lines with the title's line in place of those that it was made of."""
    further = {id(part) for part in parts[1:]}
    return [title_line if line is parts[0] else line for line in lines if id(line) not in further]


def _without_type(title: str, own_titles: list[str], set_apart: str | None) -> tuple[str | None, str]:
    """The type word before the title within one heading, set apart or missing from the page's own title."""
    if set_apart is not None:
        return set_apart.strip(AROUND_TYPE), title.removeprefix(set_apart).lstrip(AROUND_TYPE)
    for own in own_titles:
        before, rest = title[: -len(own)], title[-len(own) :]
        word = before.strip(AROUND_TYPE)
        if own and word and rest.casefold() == own.casefold() and is_type_word(word):
            return word, rest
    return None, title


def without_apart(whole: Flow) -> Flow:
    """The lines that are in no box apart from the item, with their links and pictures."""
    is_own = [not line.apart for line in whole.lines]
    places = list(accumulate(is_own, initial=0))
    is_own.append(True)  # what is behind the last line

    def own(found: list[tuple[int, Element]]) -> list[tuple[int, Element]]:
        return [(places[index], element) for index, element in found if is_own[index]]

    return Flow([line for line in whole.lines if not line.apart], own(whole.links), own(whole.images))


def _heading(document: Document, own_titles: list[str]) -> Element | None:
    """The anchored title; else the heading that repeats the page's own title; else the first h1."""
    title = anchored(document, "title")
    if title is not None and words_of(title):
        return title
    own = {folded for text in own_titles if (folded := _folded(text))}
    headings = [
        (element, words) for element in document.elements("h1") if (words := _folded(words_of(element)))
    ]
    for element, words in headings:
        if words not in _SITE and any(_repeats(name, words) for name in own):
            return element
    titled = _titled(document, own)
    if titled is not None or not headings:
        return titled
    outside = (element for element, words in headings if words not in _SITE and not _is_in_frame(element))
    return next(outside, headings[0][0])


def _own_titles(document: Document) -> list[str]:
    """What the page calls itself in its head, with and without the names of the site that follow."""
    names = (document.meta("og:title"), document.meta("twitter:title"), document.title)
    titles: list[str] = []
    for text in [name[:_LONGEST_TITLE] for name in names if name]:
        titles += accumulate(range(_MOST_SUFFIXES - 1), lambda title, _: _SUFFIX.sub("", title), initial=text)
    return list(dict.fromkeys(titles))


def _repeats(title: str, heading: str) -> bool:
    """Whether a title begins with these words, or the words hold the title and a word of its type."""
    return title.startswith(heading) or (heading.endswith(title) and len(heading) < len(title) + 40)


def _titled(document: Document, wanted: set[str]) -> Element | None:
    """The element that says exactly the page's title, on pages that do not set it as h1."""
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
    if block is None or _folded(short_words(block, _LONGEST_TITLE)) not in wanted:
        return None
    return None if any(a.tag == "a" for a in element.iterancestors()) or _is_in_frame(element) else block


def _is_in_frame(element: Element) -> bool:
    """Whether the element is in the page's frame, or shows another item."""
    rules = Boilerplate()
    return any(rules.rule_of(ancestor) for ancestor in element.iterancestors())


def _element_around(heading: Element, text: Element | None) -> Element:
    """The nearest main part that holds title and text, else the nearest element that holds more than both."""
    ancestors = [a for a in heading.iterancestors() if text is None or is_inside(text, a)]
    for element in ancestors:
        if element.tag == "main" or element.get("role") == "main":
            return element
    if text is not None and ancestors:
        return _with_head(ancestors[0])
    enough = length_of(heading) + 400
    block = next((e for e in ancestors if length_of(e) > enough or e.tag == "body"), ancestors[-1])
    return _with_head(block)


def _with_head(block: Element) -> Element:
    """The block with the box around it, where that adds no more than a head line and the like."""
    for parent in islice(list(block.iterancestors()), _MOST_BOXES):
        if parent.tag == "html" or length_of(parent) >= 1.5 * length_of(block) + 300:
            break
        block = parent
    return block


def _folded(text: str) -> str:
    """A title's letters and digits: a break or a soft hyphen in it makes no other title."""
    return "".join(re.findall(r"\w+", text[:_LONGEST_TITLE].casefold()))
