"""What a page is, told from its own evidence, before any of its fields is read."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from osce_crawler.pages.document import Document, Page, UnreadablePageError, words_of
from osce_crawler.pages.lines import flow_of_text
from osce_crawler.pages.listing import Listing, read_listing
from osce_crawler.pages.menu import read_menu, walk
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.parts import Parts, is_release_type, parts_of
from osce_crawler.pages.region import Region, region_of
from osce_crawler.pages.release import read_release
from osce_crawler.vocabulary import fields_of_work, sections, sources


class Kind(StrEnum):
    """The typed answer to "what is this page?"."""

    RELEASE = "release"
    LISTING = "list"
    SECTION = "section page"
    EVENT = "event"
    DOCUMENT = "document"
    STRUCTURE = "structure page"
    CHALLENGE = "challenge"
    ERROR = "error page"
    EMPTY = "empty"
    NOT_HTML = "not HTML"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Reading:
    """A page read: its kind, the evidence for it, and what it prints."""

    kind: Kind
    evidence: list[str]
    generation: int = 3
    printed: PrintedRelease | None = None
    listing: Listing = field(default_factory=Listing)
    document: Document | None = None


_TAG = re.compile(rb"<\s*(!doctype|html|head|body|title|div|p|h1|main|article|table|ul|a)\b", re.IGNORECASE)
_BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
_CHALLENGE = re.compile(
    r"are you (a )?(robot|human)|not (a )?(ro)?bot\b|verify (that )?you are human|"
    r"checking (if|that|your browser)|"
    r"just a moment|attention required|captcha|enable javascript and cookies|unusual traffic|ddos protection",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"page not found|not found|access denied|forbidden|error \d{3}|\b(403|404|500|502|503)\b|"
    r"service unavailable|bad gateway|under maintenance|unexpected error|страница не найдена",
    re.IGNORECASE,
)
_OSCE = re.compile(
    r"\bOSCE\b|Organi[sz]ation for Security and Co-?operation in Europe|"
    r"\bОБСЕ\b|\bОБСЄ\b|\bOEBS\b|\bOESS\b|\bOSBE\b"
)
_COPYRIGHT = re.compile(rf"(©|\(c\)|copyright)[\s\d–,-]*(by )?(the )?({_OSCE.pattern})", re.IGNORECASE)
# Sections that no other organisation's menu has; "Countries" or "Projects" stand in many.
_OWN_SECTIONS = frozenset(
    [
        "participating-states",
        "asian-partners-for-co-operation",
        "mediterranean-partners-for-co-operation",
        "structures-and-institutions",
        "field-operations",
        "closed-field-activities",
    ]
)
_SUFFIX = re.compile(r"[|–—-]\s*([^|–—]*)$")
_EVENT = frozenset(
    [
        "event",
        "general event",
        "events",
        "conference",
        "meeting",
        "seminar",
        "workshop",
        "training",
        "round table",
        "webinar",
        "side event",
        "exhibition",
    ]
)
_DOCUMENT = frozenset(
    [
        "document",
        "documents",
        "resource",
        "resources",
        "final report",
        "report",
        "publication",
        "decision",
        "journal",
        "factsheet",
        "manual",
        "guide",
        "brochure",
        "official document",
        "official documents",
        "election report",
        "needs assessment mission report",
        "interim report",
        "statement of preliminary findings",
        "annual report",
        "legal opinion",
    ]
)
_STRUCTURE = frozenset(["overview", "staff", "mandate", "contacts", "who we are", "our staff", "team"])
_EVENT_LABELS = re.compile(
    r"^(when|venue|registration|deadline|event date|organi[sz]er|agenda)\b", re.IGNORECASE
)
_DATELINE_SHAPE = re.compile(
    r"^\W{0,3}(?P<place>[^\W\d_][^:;!?]{1,80}?)[,\s–—-]\s*\d{1,2}\.?\s+[^\W\d_]{3,}\.?,?(\s+\d{4})?[^\w]{0,4}.{0,12}?[-–—.]"
    r"|^\d{1,2}\.?\s+[^\W\d_]{3,}\.?,?\s+\d{4},?\s+[^\W\d_]+.{0,30}[-–—]"
    r"|^[^\W\d_a-zа-я]{2}[^\W\d_a-zа-я /,.]{1,60}\s?[-–—]"
)
_NEWSROOM = frozenset({"newsroom", "новости", "новини", "redaksia e lajmeve", "news and press releases"})


# Class names in the page's bytes and the generation of the templates that print them.
_TEMPLATES = (
    (b"panel-pane", 2),
    (b"content--header", 2),
    (b"date-display-single", 2),
    (b"teaser--", 3),
    (b"body-section", 3),
)


def read_page(page: Page) -> Reading:
    """Say what the page is and read what it prints. Never raises on bad bytes."""
    if not page.body or page.body.isspace():
        return Reading(Kind.EMPTY, ["no bytes"])
    if not _looks_like_html(page):
        if (
            error := _ERROR.search(page.body[:200].decode("utf-8", "replace"))
            if len(page.body) < 500
            else None
        ):
            return Reading(Kind.ERROR, [error[0]])
        return Reading(Kind.NOT_HTML, [f"begins with {page.body[:8]!r}"])
    document = Document(page)
    try:
        document.core  # noqa: B018  # parsed here, so that whatever follows may rely on it
    except (UnreadablePageError, ValueError) as error:
        return Reading(Kind.UNREADABLE, [str(error)])
    return _read_html(document)


def _looks_like_html(page: Page) -> bool:
    head = page.body[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(_BINARY):
        return False
    return bool(_TAG.search(page.body, 0, 65536)) or b"<\x00" in page.body[:64]


def _is_blank(document: Document) -> bool:
    root = document.root
    return next(root.iter("body"), None) is None or all(text.isspace() for text in root.itertext())


def _read_html(document: Document) -> Reading:
    region = region_of(document)
    if region is None and _is_blank(document):
        return Reading(Kind.EMPTY, ["no words"], document=document)
    marks = _osce_marks(document)
    if not marks and (challenge := _challenge(document)):
        return Reading(Kind.CHALLENGE, [challenge], document=document)
    if error := _error(document, region):
        return Reading(Kind.ERROR, [error], document=document)
    generation = _generation(document)
    if region is not None and marks:
        parts = parts_of(region)
        kind, evidence = _kind_of_item(document, parts, region)
        if kind is Kind.RELEASE:
            printed = read_release(document, region, parts)
            return Reading(kind, marks + evidence, generation, printed, document=document)
        if kind is not Kind.UNKNOWN:
            return Reading(kind, marks + evidence, generation, None, read_listing(document), document)
    listing = read_listing(document)
    kind, evidence = _kind_of_frame(document, listing, marks)
    return Reading(kind, evidence, generation, None, listing, document)


def read_text(page: Page, text: str) -> Reading:
    """The same answer for a page saved as text, whose lines stand as a browser shows them."""
    flow = flow_of_text(text.split("\n"))
    known = {line.text for line in flow.lines if sections().lookup(line.text)}
    marks = [f"menu: {len(known)} known sections"] if len(known) >= 3 else []
    if not marks and any(_OSCE.search(line.text) for line in flow.lines):
        marks = ["text names the OSCE"]
    for index, line in enumerate(flow.lines[:-1]):
        if not marks or not _is_release_word(line.text) or line.listed:
            continue
        region = Region(flow, index + 1, flow.lines[index + 1].text, None)
        parts = parts_of(region)
        if parts.labels or (parts.body_lines and _opens_with_dateline(parts.body_lines[0].text)):
            document = Document(Page(page.url, b"<html><body></body></html>"))
            return Reading(Kind.RELEASE, [*marks, line.text], 3, read_release(document, region, parts))
    return Reading(Kind.UNKNOWN, ["no title, date and text of a release among the lines"])


def _is_release_word(text: str) -> bool:
    return len(text) < 50 and (is_release_type(text) or text.casefold() in _NEWSROOM)


def _osce_marks(document: Document) -> list[str]:
    """The evidence that the OSCE publishes this page; the first kind of evidence counts."""
    suffix = _SUFFIX.search(document.title)
    if suffix and _is_osce(suffix[1]):
        return [f"title suffix: {suffix[1].strip()}"]
    site = document.meta("og:site_name")
    if site and _is_osce(site):
        return [f"site name: {site}"]
    return _menu_mark(document) or _footer_mark(document)


def _is_osce(name: str) -> bool:
    """Whether a page's own name for its site is the OSCE or one of its bodies, and no more than that."""
    return bool(_OSCE.fullmatch(name.strip())) or (
        bool(_OSCE.search(name)) and sources().lookup(name.strip()) is not None
    )


def _menu_mark(document: Document) -> list[str]:
    """A menu is the OSCE's by sections that only the OSCE has, or by most of its fields of work."""
    printed = {item.printed for item in walk(read_menu(document))}
    known = {entry.id for words in printed if (entry := sections().lookup(words))}
    topics = {entry.id for words in printed if (entry := fields_of_work().lookup(words))}
    if (len(known) >= 3 and known & _OWN_SECTIONS) or len(topics) >= 12:
        return [f"menu: {len(known)} known sections, {len(topics)} fields of work"]
    return []


def _footer_mark(document: Document) -> list[str]:
    """A footer that gives the copyright to the OSCE; many a footer thanks it."""
    for footer in document.root.iter("footer"):
        if match := _COPYRIGHT.search(words_of(footer)):
            return [f"footer: {match[0]}"]
    return []


def _challenge(document: Document) -> str | None:
    words = f"{document.title} {words_of(document.root)[:1500]}"
    match = _CHALLENGE.search(words)
    return match[0] if match else None


def _error(document: Document, region: Region | None) -> str | None:
    heading = region.title if region is not None else ""
    match = _ERROR.search(document.title) if len(document.title) < 60 else None
    match = match or (_ERROR.search(heading) if len(heading) < 40 else None)
    if match and (not heading or len(heading) < 60):
        return match[0]
    return None


def _kind_of_item(document: Document, parts: Parts, region: Region) -> tuple[Kind, list[str]]:
    """The shape of an item: its type word, or its title with a text and a date, a dateline or labels."""
    words = [line.text for line in region.flow.lines[max(0, region.title_at - 4) : parts.body.start]]
    folded = {word.casefold() for word in words if len(word) < 50}
    labelled_types = [item.values[0] for item in parts.labels if item.kind == "content_type" and item.values]
    types = [word for word in (*parts.types, *labelled_types) if is_release_type(word)]
    if types:
        return (
            (Kind.RELEASE, [f"type: {types[0]}"]) if parts.body_lines or parts.labels else (Kind.UNKNOWN, [])
        )
    named = {word.casefold() for word in labelled_types} | folded
    for kind, known in ((Kind.EVENT, _EVENT), (Kind.DOCUMENT, _DOCUMENT)):
        if found := named & known:
            return kind, [f"type: {min(found)}"]
    if len(tabs := (folded | _tabs(document)) & _STRUCTURE) >= 2:
        return Kind.STRUCTURE, [f"tabs: {', '.join(sorted(tabs))}"]
    if any(_EVENT_LABELS.match(word) for word in words):
        return Kind.EVENT, ["labels of an event"]
    return _by_shape(document, parts, folded)


def _tabs(document: Document) -> set[str]:
    """The words of navigation inside the main part: the pages of one structure."""
    return {
        words_of(anchor).casefold()
        for nav in document.root.iter("nav")
        if any(a.tag == "main" or a.get("role") == "main" for a in nav.iterancestors())
        for anchor in nav.iter("a")
    }


def _by_shape(document: Document, parts: Parts, folded: set[str]) -> tuple[Kind, list[str]]:
    if not parts.body_lines:
        return Kind.UNKNOWN, []
    opening = parts.body_lines[0].text
    dateline = _opens_with_dateline(opening)
    labels = {item.kind for item in parts.labels if item.values or item.time is not None}
    dated = bool(parts.lines) or "date" in labels
    newsroom = bool(folded & _NEWSROOM)
    evidence = [
        word for word, true in (("dateline", dateline), ("date", dated), ("newsroom", newsroom)) if true
    ]
    evidence += [f"label: {kind}" for kind in sorted(labels - {"date"})]
    if dateline or (newsroom and dated) or (dated and "source" in labels):
        return (Kind.UNKNOWN, []) if _is_list(document) else (Kind.RELEASE, evidence)
    return Kind.UNKNOWN, evidence


def _opens_with_dateline(text: str) -> bool:
    """Whether a text begins as datelines do: names of places, a day, a dash; not as a sentence."""
    found = _DATELINE_SHAPE.match(text)
    if found is None:
        return False
    words = re.findall(r"[^\W\d_]+", found["place"] or "")
    small = [word for word in words if word[0].islower()]
    return len(small) * 2 <= len(words)


def _is_list(document: Document) -> bool:
    listing = read_listing(document)
    return len(listing.rows) >= 3 and listing.paged


def _kind_of_frame(document: Document, listing: Listing, marks: list[str]) -> tuple[Kind, list[str]]:
    rows = listing.rows
    if (listing.paged and marks) or (len(rows) >= 2 and any(row.date or row.sources for row in rows)):
        return Kind.LISTING, [f"{len(rows)} rows"]
    if marks and any(True for _ in walk(read_menu(document))):
        return Kind.SECTION, marks
    return Kind.UNKNOWN, marks


def _generation(document: Document) -> int:
    """1, 2 or 3: the site's generation that made the page, by marks of its templates."""
    if "drupal 1" in (document.meta("generator") or "").lower():
        return 3
    body = document.page.body
    found = [(at, number) for mark, number in _TEMPLATES if (at := body.find(mark)) >= 0]
    if found:
        return min(found)[1]
    first = next((words_of(a) for a in document.core.iter("a")), "")
    return 1 if first.casefold() == "skip navigation" else 3
