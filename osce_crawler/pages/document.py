"""A page's bytes as the tree of elements that a browser would build."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, cast

from lxml import etree

from osce_crawler.grammar.characters import without_controls
from osce_crawler.pages.encoding import decoded

Element = etree._Element  # lxml publishes no other name for it

# libxml2 takes time quadratic in the attributes of one element; no page of the site comes near this.
_MAX_ATTRIBUTES = 10_000
# The parser puts a character in their place; for 128 to 159 it is one of windows-1252, but for five.
_REFERENCE = re.compile(
    rb"&(?:#[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F]);?|#0*([0-9]{1,7})(?![0-9]);?|(?:lrm|rlm);)"
)
_UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
# A page has few of them, and one pass finds them all.
_ASKED_OF_EVERY_PAGE = ("title", "meta", "base", "link", "h1", "script", "div")
_WORDS = etree.XPath("normalize-space(.)")
_TEXTS = etree.XPath(".//text()")
_LENGTH = etree.XPath("string-length(normalize-space(.))")


class UnreadablePageError(ValueError):
    """The bytes cannot be read as a page in bounded time."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: bytes, address, declared type and HTTP status."""

    url: str
    body: bytes
    content_type: str | None = None
    status: int = 200


class Document:
    """The parsed page; parsing happens once, when the tree is first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        read = decoded(page.body, page.content_type)
        self.encoding, self.repaired = read.encoding, read.repaired
        self._utf8 = read.utf8

    @cached_property
    def root(self) -> Element:
        """The root element of the page. Raises UnreadablePageError for markup that no site prints."""
        body = _REFERENCE.sub(_unless_control, without_controls(self._utf8))
        if _has_endless_tag(body):
            raise UnreadablePageError(f"one tag has more than {_MAX_ATTRIBUTES} attributes")
        root = _parsed(body)
        _break_preformatted(root)
        return root

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares (`lang`), if any."""
        return self.root.get("lang") or self.root.get("xml:lang") or None

    @cached_property
    def title(self) -> str:
        """The words of the `<title>` element."""
        return words_of(found[0]) if (found := self.elements("title")) else ""

    def elements(self, tag: str) -> list[Element]:
        """All elements of this tag, in the order of the page."""
        found = self._asked_of_every_page.get(tag)
        return list(self.root.iter(tag)) if found is None else found

    @cached_property
    def _asked_of_every_page(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {tag: [] for tag in _ASKED_OF_EVERY_PAGE}
        for element in self.root.iter(*_ASKED_OF_EVERY_PAGE):
            found[element.tag].append(element)
        return found

    def meta(self, name: str) -> str | None:
        """The content of a `<meta>` with this name or property."""
        content = self._metas.get(name)
        return one_line(content) if content else None

    @cached_property
    def _metas(self) -> dict[str, str]:
        pairs = (
            (element.get("property") or element.get("name"), element.get("content"))
            for element in self.elements("meta")
        )
        return {name.lower(): content for name, content in pairs if name and content}


def _unless_control(reference: re.Match[bytes]) -> bytes:
    """The reference, if the text may hold its character; else what takes its place."""
    code = int(reference[1], 16) if reference[1] else int(reference[2]) if reference[2] else 0x200E
    if 0x80 <= code < 0xA0:
        return b"" if code in _UNDEFINED else reference[0]
    # In place of what is no character the parser puts U+FFFD.
    is_character = 0 < code <= sys.maxunicode and not 0xD800 <= code < 0xE000
    character = chr(code).encode() if is_character else b""
    allowed = without_controls(character)
    return reference[0] if allowed == character else allowed


def _has_endless_tag(body: bytes) -> bool:
    """Whether one tag has more attributes than the parser can take in bounded time."""
    return any(_attributes(run) > _MAX_ATTRIBUTES for run in _long_runs(body, 2 * _MAX_ATTRIBUTES))


def _long_runs(body: bytes, length: int) -> Iterator[bytes]:
    """What is between one `<` and the next, where that is long; only every other step is looked at."""
    step = length // 2
    at = 0
    while at + step < len(body):
        if body.find(b"<", at, at + step) >= 0:
            at += step
            continue
        start, end = body.rfind(b"<", 0, at), body.find(b"<", at)
        end = len(body) if end < 0 else end
        if end - start >= length:
            yield body[max(start, 0) : end]
        at = end


def _attributes(run: bytes) -> int:
    """How many attributes a tag has that opens this run; a bracket in quotes does not close it."""
    tag = _QUOTED.sub(b" ", run).partition(b">")[0]
    return len(tag.split()) if tag[1:2].isalpha() else 0


def _parsed(body: bytes) -> Element:
    """The tree of this UTF-8 text. What the parser would leave out in silence is an error here."""
    # Nothing here looks an element up by its id, so that the parser need not index them.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
    try:
        root: Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    if parser.error_log and parser.error_log[-1].type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise UnreadablePageError("elements are nested deeper than the parser can follow")
    return etree.Element("html") if root is None else root


# A text has some hundreds of lines; a log or a table that is printed so is read as it runs.
_MOST_PREFORMATTED_LINES = 10_000


def _break_preformatted(root: Element) -> None:
    outermost: Element | None = None
    left = _MOST_PREFORMATTED_LINES
    for block in list(root.iter("pre")):
        if outermost is None or not is_inside(block, outermost):
            outermost = block
            left -= sum(str(text).count("\n") for text in block.itertext())
            if left >= 0:
                _break_lines(block)


def _break_lines(block: Element) -> None:
    """Set the ends of lines in a preformatted block as breaks, which they are to a browser."""
    for element in list(block.iter()):
        if element is not block and "\n" in (element.tail or ""):
            first, *lines = (element.tail or "").split("\n")
            element.tail = first
            _add_lines(element.addnext, lines)
        if isinstance(element.tag, str) and "\n" in (element.text or ""):
            first, *lines = (element.text or "").split("\n")
            element.text = first
            _add_lines(partial(element.insert, 0), lines)


def _add_lines(add: Callable[[Element], None], lines: list[str]) -> None:
    for line in reversed(lines):
        broken = etree.Element("br")
        broken.tail = line
        add(broken)


def words_of(element: Element) -> str:
    """The words of an element and all below it, single spaces between them."""
    return one_line(str(_WORDS(element)) if len(element) else element.text or "")


def shown_words(element: Element) -> str:
    """The words of an element and all below it, with a space where a break parts them."""
    if element.find(".//br") is None:
        return words_of(element)
    texts = cast("list[Any]", _TEXTS(element))
    return one_line(
        "".join(f" {text}" if text.is_tail and text.getparent().tag == "br" else text for text in texts)
    )


def length_of(element: Element) -> int:
    """How many characters the words of an element have."""
    return int(float(str(_LENGTH(element))))


def one_line(text: str) -> str:
    """The words of a text, single spaces between them."""
    # What is printable has no white space but common spaces: mostly there is nothing to do.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def is_inside(element: Element | None, holder: Element | None) -> bool:
    """Whether the element is this holder or somewhere in it."""
    while element is not None:
        if element is holder:
            return True
        element = element.getparent()
    return False
