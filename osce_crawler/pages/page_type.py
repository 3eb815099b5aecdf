"""Decides what a page is from its own evidence, before any of its fields is read."""

import re
from enum import StrEnum
from itertools import islice

from osce_crawler.addresses import nid_of
from osce_crawler.grammar.datelines import opening_dateline
from osce_crawler.pages.document import Document, Element, words_of
from osce_crawler.pages.item import Item
from osce_crawler.pages.label_words import is_event_label, label_kind
from osce_crawler.pages.line_marks import is_heading
from osce_crawler.pages.lines import Line, paragraphs_of
from osce_crawler.pages.listing import Listing, read_listing
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.menu import every_item, read_menu
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.passing_words import SHARE_BAR, is_language_bar
from osce_crawler.pages.roles import Role
from osce_crawler.pages.structured_data import is_news
from osce_crawler.vocabulary import fields_of_work, places, sections, sources
from osce_crawler.vocabulary.words import page_types


class Kind(StrEnum):
    """The typed answer to "what is this page?"."""

    RELEASE = "release"
    LISTING = "list"
    INDEX = "index page"
    EVENT = "event"
    DOCUMENT = "document"
    STRUCTURE = "structure page"
    CHALLENGE = "challenge"
    ERROR = "error page"
    EMPTY = "empty"
    NOT_HTML = "not HTML"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


_CHALLENGE = re.compile(
    r"are you (a )?(robot|human)|not (a )?(ro)?bot\b|verify (that )?you are human|"
    r"checking (if|that|your browser)|"
    r"just a moment|attention required|captcha|enable javascript and cookies|unusual traffic|ddos protection|"
    r"request unsuccessful\. incapsula",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"page not found|not found|access denied|forbidden|error \d{3}|\b(403|404|500|502|503)\b|"
    r"service unavailable|bad gateway|under maintenance|unexpected error|страница не найдена",
    re.IGNORECASE,
)
_LONGEST_TYPE = 40
_MOST_WORDS_OF_TYPE = 4
_FARTHEST_BOX = 3  # elements around the title, beside or in which its type is
_SHORT_PAGE = 1500  # characters: an error page or a challenge says little else


def kind_of_item(
    document: Document, item: Item, region: Region, row_type: str | None
) -> tuple[Kind, list[str]]:
    """The shape of an item: its type word, or its title with a text and a date, a dateline or labels.

    `row_type` is the type that the row of a list prints for this address, beside a date: also evidence. The
    words of the title decide nothing, and a type word that nobody knows makes no release.
    """
    labelled = [
        label.values[0] for label in item.facts.labels if label.kind == "content_type" and label.values
    ]
    types = [word for word in (*item.facts.types, *labelled) if is_type_word(word)]
    if types:
        whole = item.text or item.facts.labels
        return (Kind.RELEASE, [f"type: {types[0]}"]) if whole else (Kind.UNKNOWN, [])
    if row_type is not None and item.text:
        return Kind.RELEASE, [f"type in a list's row: {row_type}"]
    return _other_kind(document, item, region, labelled)


def _other_kind(
    document: Document, item: Item, region: Region, labelled: list[str]
) -> tuple[Kind, list[str]]:
    """What a page without a release's type word is: by another type word, tabs, labels, or its shape."""
    header = _header_words(item, region)
    folded = {word.casefold() for word in (*header, *labelled) if len(word) < _LONGEST_TYPE}
    for kind, name in ((Kind.EVENT, "event"), (Kind.DOCUMENT, "document")):
        if found := {word for word in folded if page_types().get(word) == name}:
            return kind, [f"type: {min(found)}"]
    own = {word for word in folded if label_kind(word) != "contacts"}
    tabs = {word for word in own | _tabs(document) if page_types().get(word) == "structure"}
    if len(tabs) >= 2 and not _is_dated_text(item):
        return Kind.STRUCTURE, [f"tabs: {', '.join(sorted(tabs))}"]
    if any(map(is_event_label, header)):
        return Kind.EVENT, ["labels of an event"]
    if unknown := next(iter(labelled), None) or _unknown_type(region, item) or _unknown_below(region, item):
        return Kind.UNKNOWN, [f"type word that is not known: {unknown}"]
    return _by_shape(document, item, folded)


def _is_dated_text(item: Item) -> bool:
    """Whether the item has a text with a dateline, or with labels for its own date and source."""
    dateline = item.text and opening_dateline(paragraphs_of(item.text)) is not None
    return bool(dateline) or _is_labelled_text(item)


def _is_labelled_text(item: Item) -> bool:
    kinds = {label.kind for label in item.facts.labels if label.values or label.time is not None}
    return bool(item.text) and {"date", "source"} <= kinds


def _header_words(item: Item, region: Region) -> list[str]:
    """The lines around the title and above the text, without the title itself."""
    lines = region.flow.lines
    above = lines[max(0, region.title_at - 4) : region.title_at]
    return [line.text for line in (*above, *lines[region.title_at + 1 : item.body.start])]


def _unknown_type(region: Region, item: Item) -> str | None:
    """A word in the type's place that no table knows: alone above the title, in the title's own box."""
    if region.title_at == 0 or region.root is None:
        return None
    line = region.flow.lines[region.title_at - 1]
    word = line.text
    return word if _may_be_type(line, region, item) and not _is_known(word) else None


def _unknown_below(region: Region, item: Item) -> str | None:
    """The same below the title, where subtitles, names and places may be, too: no labels may say more."""
    below = region.flow.lines[region.title_at + 1 : region.title_at + 2]
    if not below or _is_labelled_text(item) or not _may_be_type(below[0], region, item):
        return None
    line, word = below[0], below[0].text
    is_name = is_heading(line) or any(part[0].isupper() for part in word.split()[1:])
    passes = SHARE_BAR.match(word) or is_language_bar(word)
    if is_name or passes or _is_known(word) or places().lookup(word) or fields_of_work().lookup(word):
        return None
    return word


def _may_be_type(line: Line, region: Region, item: Item) -> bool:
    """Whether the line is a few words without a role, in the title's own box, and no link."""
    word = line.text
    is_short = len(word) < _LONGEST_TYPE and len(word.split()) <= _MOST_WORDS_OF_TYPE and word[:1].isalpha()
    if not is_short or not _shares_box(line, region.title_line) or line.block is None:
        return False
    has_role = item.account.role_of(line) not in {Role.BOILERPLATE, None}
    return not (has_role or _is_link(line) or any(map(str.isdigit, word)))


def _is_known(word: str) -> bool:
    known = label_kind(word) or page_types().get(word.casefold())
    return bool(known or sections().lookup(word) or sources().lookup(word))


def _shares_box(line: Line, title: Line) -> bool:
    """Whether the line is set beside the title, as the site sets its types."""
    if line.block is None or title.block is None or line.block.tag in {"li", "ul", "ol", "td"}:
        return False
    holders = list(islice(title.block.iterancestors(), _FARTHEST_BOX))
    if len(holders) == _FARTHEST_BOX and not _opens(title.block, holders[1]):
        holders.pop()
    return any(line.block.getparent() is holder for holder in holders if holder.tag not in {"body", "main"})


def _opens(title: Element, box: Element) -> bool:
    """Whether the title is the first that the box shows: what is above the box is above the title."""
    while title is not box and title.getprevious() is None and (parent := title.getparent()) is not None:
        title = parent
    return title is box


def _is_link(line: Line) -> bool:
    return line.block is not None and line.block.find(".//a") is not None


def challenge(document: Document) -> str | None:
    """The words that ask a visitor to prove to be no robot."""
    return challenge_words(f"{document.title[:500]} {_opening(document.root)}")


def challenge_words(text: str) -> str | None:
    """The words of a challenge in a short text."""
    match = _CHALLENGE.search(text)
    return match[0] if match else None


def _opening(root: Element) -> str:
    text = ""
    for piece in root.itertext():
        text += f"{piece!s} "
        if len(text) > _SHORT_PAGE:
            break
    return " ".join(text.split())


def is_error(title: str) -> bool:
    """Whether a title says nothing but an error."""
    return _ERROR.fullmatch(title[:60].strip(" .!")) is not None


def error_words(text: str) -> str | None:
    """The words of an error in a short text."""
    match = _ERROR.search(text[:500])
    return match[0] if match else None


def error(document: Document, region: Region | None, status: int) -> str | None:
    """The words of an error page, where the page says little else; a release's title may hold the same."""
    heading = region.title if region is not None else ""
    title = document.title[:500]
    match = _ERROR.search(title) if len(title) < 60 else None
    match = match or (_ERROR.search(heading) if len(heading) < 40 else None)
    if match and (not heading or len(heading) < 60):
        return match[0]
    return f"HTTP {status}" if status >= 400 and not region else None


def _tabs(document: Document) -> set[str]:
    """The words of navigation inside the main part: the pages of one structure."""
    return {
        words_of(anchor).casefold()
        for nav in document.root.iter("nav")
        if any(a.tag == "main" or a.get("role") == "main" for a in nav.iterancestors())
        for anchor in nav.iter("a")
    }


def _by_shape(document: Document, item: Item, folded: set[str]) -> tuple[Kind, list[str]]:
    if not item.text:
        return Kind.UNKNOWN, []
    dateline = opening_dateline(paragraphs_of(item.text)) is not None
    labels = {label.kind for label in item.facts.labels if label.values or label.time is not None}
    dated = bool(item.facts.date_lines) or "date" in labels
    newsroom = any(page_types().get(word) == "newsroom" for word in folded)
    news = not dateline and is_news(document)
    said = {"dateline": dateline, "date": dated, "newsroom": newsroom, "JSON-LD of news": news}
    evidence = [word for word, true in said.items() if true]
    evidence += [f"label: {kind}" for kind in sorted(labels - {"date"})]
    if dateline or news or (newsroom and dated) or (dated and "source" in labels):
        is_item = _is_labelled_text(item) and nid_of(document.page.url) is not None
        return (Kind.RELEASE, evidence) if is_item or not _is_list(document) else (Kind.UNKNOWN, [])
    return Kind.UNKNOWN, evidence


def _is_list(document: Document) -> bool:
    listing = read_listing(document)
    return len(listing.rows) >= 3 and listing.paged


def kind_of_frame(document: Document, listing: Listing, marks: list[str]) -> tuple[Kind, list[str]]:
    """The kind of a page that is no item, and the evidence for it: a list, an index page, or unknown.

    `marks`: those that the OSCE publishes the page.
    """
    rows, is_item = listing.rows, nid_of(document.page.url) is not None
    has_rows = len(rows) >= 2 and any(row.date or row.sources for row in rows)
    # Rows below an item are those of its related ones.
    if (listing.paged and marks) or (has_rows and not is_item):
        return Kind.LISTING, [f"{len(rows)} rows"]
    if is_item:
        return Kind.UNKNOWN, [*marks, "an address of an item without an item"]
    if marks and any(True for _ in every_item(read_menu(document))):
        return Kind.INDEX, marks
    return Kind.UNKNOWN, marks
