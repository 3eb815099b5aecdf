"""The one path from a page's bytes to what it prints.

bytes ──encoding──> tree ──main_content──> lines ──item, roles──> account ──release──> observation
                     └────────────── publisher, page_type: what is it? ──────┘
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from osce_crawler.addresses import nid_of
from osce_crawler.grammar.datelines import opening_dateline
from osce_crawler.pages.cut_off import is_cut_off
from osce_crawler.pages.document import Document, Page, UnreadablePageError, words_of
from osce_crawler.pages.item import item_of
from osce_crawler.pages.listing import Listing, read_listing
from osce_crawler.pages.main_content import Region, region_of
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.page_type import (
    Kind,
    challenge,
    error,
    error_words,
    is_error,
    kind_of_frame,
    kind_of_item,
)
from osce_crawler.pages.publisher import marks_of
from osce_crawler.pages.release import moment_of, read_release
from osce_crawler.pages.roles import Entry
from osce_crawler.pages.time_limit import time_limit

LONGEST_READING = 10.0
"""Seconds that one page may take: a page of the site takes some milliseconds."""


@dataclass(slots=True)
class Reading:
    """A page read: its kind, the evidence for it, and what it prints."""

    kind: Kind
    evidence: list[str]
    generation: int = 3
    printed: PrintedRelease | None = None
    listing: Listing = field(default_factory=Listing)
    document: Document | None = None
    account: Iterable[Entry] = ()
    """The lines of the item, each with its role and the rule that gave it; made when they are asked for."""
    cut_off: bool = False
    """Whether the bytes end before the page does."""


# What pages show until a script has brought the text.
_NOT_LOADED = re.compile(
    r"(loading|please wait)\b.{0,40}|.{0,60}\b(enable|requires?|turn on) javascript\b.{0,80}", re.IGNORECASE
)
_LONGEST_NOTE = 300
_TAG = re.compile(rb"<\s*(!doctype|html|head|body|title|div|p|h1|main|article|table|ul|a)\b", re.IGNORECASE)
_BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
# Class names in the page's bytes and the generation of the templates that print them.
_TEMPLATES = (
    (b"panel-pane", 2),
    (b"content--header", 2),
    (b"date-display-single", 2),
    (b"teaser--", 3),
    (b"body-section", 3),
)


def read_page(page: Page, row_type: str | None = None) -> Reading:
    """Say what the page is and read what it prints. Never raises on bad bytes.

    `row_type` is the type that the row of a list prints for this address.
    """
    try:
        with time_limit(LONGEST_READING):
            return _read(page, row_type)
    except (UnreadablePageError, ValueError, RecursionError) as fault:
        return Reading(Kind.UNREADABLE, [str(fault)])


def _read(page: Page, row_type: str | None) -> Reading:
    if not page.body or page.body.isspace():
        return Reading(Kind.EMPTY, ["no bytes"])
    if not looks_like_html(page):
        return _no_html(page)
    reading = _read_html(Document(page), row_type)
    reading.cut_off = is_cut_off(page.body)
    if reading.printed is not None:
        reading.printed.text_uncertain |= reading.cut_off
    return reading


def _no_html(page: Page) -> Reading:
    if len(page.body) < 500 and (words := error_words(page.body.decode("utf-8", "replace"))):
        return Reading(Kind.ERROR, [words])
    return Reading(Kind.NOT_HTML, [f"begins with {page.body[:8]!r}"])


def looks_like_html(page: Page) -> bool:
    """Whether the bytes are markup, whatever they are declared to be."""
    if is_binary(page.body):
        return False
    return bool(_TAG.search(page.body, 0, 65536)) or b"<\x00" in page.body[:64]


def is_binary(body: bytes) -> bool:
    """Whether the bytes begin as those of pictures, documents and archives do."""
    return body[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_BINARY)


def _is_blank(document: Document) -> bool:
    root = document.root
    return next(root.iter("body"), None) is None or all(text.isspace() for text in root.itertext())


def _read_html(document: Document, row_type: str | None) -> Reading:
    region = region_of(document)
    if region is None and _is_blank(document):
        return Reading(Kind.EMPTY, ["no words"], document=document)
    marks = marks_of(document)
    if not marks and (words := challenge(document)):
        return Reading(Kind.CHALLENGE, [words], document=document)
    reading = _item(document, region, marks, row_type) if region is not None and marks else None
    if reading is not None and reading.kind is Kind.RELEASE and not shows_error(reading):
        return _if_loaded(reading)
    if words := error(document, region, document.page.status):
        return Reading(Kind.ERROR, [words], document=document)
    listing = read_listing(document)
    if reading is not None and (reading.kind is not Kind.UNKNOWN or _names_a_type(reading)):
        return replace(reading, listing=listing)
    kind, evidence = kind_of_frame(document, listing, marks)
    return Reading(kind, evidence, _generation(document), None, listing, document, _account(reading))


def _if_loaded(reading: Reading) -> Reading:
    """The release; an empty page where a script has yet to bring its text."""
    paragraphs = reading.printed.paragraphs if reading.printed is not None else []
    if len(paragraphs) != 1 or not _NOT_LOADED.fullmatch(paragraphs[0][:_LONGEST_NOTE]):
        return reading
    return Reading(Kind.EMPTY, [f"text not loaded: {paragraphs[0]}"], document=reading.document)


def shows_error(reading: Reading) -> bool:
    """Whether an error is all that the title says, and no fact says otherwise: it may hold a type's word."""
    printed = reading.printed
    if printed is None or not is_error(printed.title):
        return False
    facts = printed.dates or printed.place or printed.sources or opening_dateline(printed.paragraphs)
    return not facts


def _names_a_type(reading: Reading) -> bool:
    named = any(words.startswith("type word") for words in reading.evidence)
    return named and reading.document is not None and nid_of(reading.document.page.url) is not None


def _account(reading: Reading | None) -> Iterable[Entry]:
    return reading.account if reading is not None else ()


def _item(document: Document, region: Region, marks: list[str], row_type: str | None) -> Reading:
    """The page read as an item, with its account; what it prints only where it is a release."""
    item = item_of(region, document.page.url, moment_of(document))
    kind, evidence = kind_of_item(document, item, region, row_type)
    printed = read_release(document, region, item) if kind is Kind.RELEASE else None
    evidence = marks + evidence
    return Reading(kind, evidence, _generation(document), printed, document=document, account=item.account)


def _generation(document: Document) -> int:
    """1, 2 or 3: the site's generation that made the page, by marks of its templates."""
    if "drupal 1" in (document.meta("generator") or "").lower():
        return 3
    body = document.page.body
    found = [(at, number) for mark, number in _TEMPLATES if (at := body.find(mark)) >= 0]
    if found:
        return min(found)[1]
    first = next((words_of(a) for a in document.root.iter("a")), "")
    return 1 if first.casefold() == "skip navigation" else 3
