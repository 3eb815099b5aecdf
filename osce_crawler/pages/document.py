"""A page's bytes as the tree of elements that a browser would build."""

import re
from codecs import utf_8_decode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

Element = etree._Element  # lxml publishes no other name for it

# libxml2 takes time quadratic in the attributes of one element; no page of the site comes near this.
_MAX_ATTRIBUTES = 10_000
_AFTER_NAME = (b" ", b">", b"\n", b"\t", b"\r")
# A language switcher is wanted (hreflang); the others say that the markup is not what it seems.
_NOT_IN_MENU = (
    *(b"<nav", b"<h1", b"<main", b"<article", b"<body", b"</body", b"<head>", b"</head>"),
    *(b"script", b"<style", b"<!--", b"-->", b"<template", b"<textarea", b"hreflang"),
)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_PIECE = 8192
# What a page has few of, and every page is asked for.
FEW = ("title", "meta", "link", "base", "h1", "script")
_WORDS = etree.XPath("normalize-space(.)")


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
        self.encoding, self.repaired = encoding_of(page.body, page.content_type)

    @cached_property
    def root(self) -> Element:
        """The root element of the whole page. Raises UnreadablePageError for markup that no site prints."""
        return self._tree_of(self.page.body)

    @cached_property
    def core(self) -> Element:
        """The root element of the page without its menus, which hold a third of its tags and no item.

        Raises UnreadablePageError like `root`.
        """
        body = without_menus(self.page.body)
        return self.root if body is self.page.body else self._tree_of(body)

    def _tree_of(self, body: bytes) -> Element:
        if _has_endless_tag(body):
            raise UnreadablePageError(f"one tag has more than {_MAX_ATTRIBUTES} attributes")
        return _parsed(body, self.encoding)

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares (`lang`), if any."""
        return self.root.get("lang") or self.core.get("{http://www.w3.org/XML/1998/namespace}lang") or None

    @cached_property
    def title(self) -> str:
        """The words of the `<title>` element."""
        return words_of(found[0]) if (found := self.few("title")) else ""

    def few(self, tag: str) -> list[Element]:
        """All elements of one of the tags that FEW names, found in one pass over the page."""
        return self._few[tag]

    @cached_property
    def _few(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {tag: [] for tag in FEW}
        for element in self.root.iter(*FEW):
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
            for element in self.few("meta")
        )
        return {name.lower(): content for name, content in pairs if name and content}


def without_menus(body: bytes) -> bytes:
    """The page without its `<nav>` elements; the same bytes where none can be cut out safely.

    One that holds another, or anything that an item, a script or a comment may begin or end with, stays.
    """
    kept, at = [], 0
    while (start := body.find(b"<nav", at)) >= 0 and (end := body.find(b"</nav>", start)) >= 0:
        end += len(b"</nav>")
        inside = body[start + 4 : end - 6]
        safe = body[start + 4 : start + 5] in _AFTER_NAME and not any(mark in inside for mark in _NOT_IN_MENU)
        kept.append(body[at : start if safe else end])
        at = end
    return b"".join([*kept, body[at:]]) if kept else body


def _has_endless_tag(body: bytes) -> bool:
    """Whether one tag has more attributes than the parser can take in bounded time."""
    return any(_attributes(run) > _MAX_ATTRIBUTES for run in _long_runs(body, 2 * _MAX_ATTRIBUTES))


def _long_runs(body: bytes, length: int) -> Iterator[bytes]:
    """What stands between one `<` and the next, where that is long; only every other step is looked at."""
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


def _parsed(body: bytes, encoding: str) -> Element:
    """The tree of these bytes; text that UTF-16 or NUL would hide from libxml2 is put into UTF-8 first."""
    if encoding.startswith(("utf-16", "utf-32")):
        body, encoding = body.decode(encoding, "replace").encode(), "utf-8"
    try:
        root: Element | None = etree.fromstring(body.replace(b"\x00", b""), _parser(encoding))
    except etree.XMLSyntaxError:
        root = None
    return etree.Element("html") if root is None else root


@lru_cache(maxsize=16)
def _parser(encoding: str) -> etree.HTMLParser:
    # Nothing here looks an element up by its id, so that the parser need not index them.
    return etree.HTMLParser(encoding=encoding, huge_tree=True, collect_ids=False)


def words_of(element: Element) -> str:
    """The words of an element and all below it, single spaces between them."""
    return one_line(str(_WORDS(element)) if len(element) else element.text or "")


def one_line(text: str) -> str:
    """The words of a text, single spaces between them."""
    # What is printable has no white space but common spaces: mostly there is nothing to do.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def encoding_of(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """The encoding in which the bytes really are, and whether that differs from what is declared.

    Order of trust as in browsers: byte-order mark, Content-Type header, `<meta>`; a declaration that
    the bytes contradict gives way to UTF-8 where they are valid UTF-8, else to the Windows code pages.
    """
    bom, _ = read_bom(body)
    if bom:
        return bom, False
    declared = _declared_in(content_type) or resolve_encoding(html_body_declared_encoding(body) or "utf-8")
    declared = declared or "utf-8"
    if declared != "utf-8" and _decodes(body, declared) and not _is_utf8_after_all(body):
        return declared, False
    if _is_utf8(body):
        return "utf-8", declared != "utf-8" and not body.isascii()
    return _code_page(body), True


@lru_cache(maxsize=256)
def _declared_in(content_type: str | None) -> str | None:
    name = http_content_type_encoding(content_type)
    return (resolve_encoding(name) or "utf-8") if name else None


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8, told piece by piece: a whole page's text is large to make and drop."""
    at, length = 0, len(body)
    try:
        while at < length:
            _, read = utf_8_decode(body[at : at + _PIECE], "strict", at + _PIECE >= length)
            at += read
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8_after_all(body: bytes) -> bool:
    return not body.isascii() and _is_utf8(body)


def _code_page(body: bytes) -> str:
    """Cyrillic text in windows-1251 is mostly bytes from 0xC0 up, Latin text in windows-1252 mostly ASCII."""
    sample = re.sub(rb"<[^>]*>", b"", body)
    letters = sum(byte >= 0xC0 for byte in sample)
    ascii_letters = sum(65 <= byte <= 122 for byte in sample)
    return "cp1251" if letters > ascii_letters else "cp1252"
