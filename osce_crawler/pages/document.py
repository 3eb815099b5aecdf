"""A page's bytes as the tree of elements that a browser would build."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

Element = etree._Element  # lxml publishes no other name for it

# libxml2 takes time quadratic in the attributes of one element; no page of the site comes near this.
_MAX_TAG = 200_000
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d,}" % _MAX_TAG)


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
        """The root element. Raises UnreadablePageError for markup that no site would print."""
        if _LONG_TAG.search(self.page.body):
            raise UnreadablePageError("one tag is longer than a page's worth of text")
        body = self.page.body.replace(b"\x00", b"")
        root: Element = Selector(body=body, encoding=self.encoding, type="html").root
        return root

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares (`lang`), if any."""
        return self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or None

    @cached_property
    def title(self) -> str:
        """The words of the `<title>` element."""
        element = self.root.find(".//head/title")
        return words_of(element) if element is not None else ""

    def meta(self, name: str) -> str | None:
        """The content of a `<meta>` with this name or property."""
        return self._metas.get(name)

    @cached_property
    def _metas(self) -> dict[str, str]:
        pairs = (
            (element.get("property") or element.get("name"), element.get("content"))
            for element in self.root.iter("meta")
        )
        return {name.lower(): " ".join(content.split()) for name, content in pairs if name and content}


def words_of(element: Element) -> str:
    """The words of an element and all below it, single spaces between them."""
    return " ".join("".join(element.itertext()).split())  # type: ignore[arg-type]  # texts of HTML are str


def encoding_of(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """The encoding in which the bytes really are, and whether that differs from what is declared.

    Order of trust as in browsers: byte-order mark, Content-Type header, `<meta>`; a declaration that
    the bytes contradict gives way to UTF-8 where they are valid UTF-8, else to the Windows code pages.
    """
    bom, _ = read_bom(body)
    if bom:
        return bom, False
    declared = (
        resolve_encoding(
            http_content_type_encoding(content_type) or html_body_declared_encoding(body) or "utf-8"
        )
        or "utf-8"
    )
    if declared != "utf-8" and _decodes(body, declared) and not _is_utf8_after_all(body):
        return declared, False
    if _decodes(body, "utf-8"):
        return "utf-8", declared != "utf-8" and not body.isascii()
    return _code_page(body), True


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_utf8_after_all(body: bytes) -> bool:
    return not body.isascii() and _decodes(body, "utf-8")


def _code_page(body: bytes) -> str:
    """Cyrillic text in windows-1251 is mostly bytes from 0xC0 up, Latin text in windows-1252 mostly ASCII."""
    sample = re.sub(rb"<[^>]*>", b"", body)
    letters = sum(byte >= 0xC0 for byte in sample)
    ascii_letters = sum(65 <= byte <= 122 for byte in sample)
    return "cp1251" if letters > ascii_letters else "cp1252"
