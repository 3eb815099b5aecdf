"""A page saved as text, line by line as a browser shows it: what it is, and what it prints.

text ──text_lines──> lines ──text_menu, text_frame──> the item's own ──text_release, item──> observation
                                                     └──text_rows──> rows of a list
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from osce_crawler.addresses import host_of, nid_of
from osce_crawler.grammar.characters import without_controls
from osce_crawler.pages.document import Document, Page, UnreadablePageError
from osce_crawler.pages.encoding import LOST, decoded
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.listing import Listing
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.page_type import Kind, challenge_words, error_words, kind_of_item
from osce_crawler.pages.publisher import OSCE, menu_mark
from osce_crawler.pages.reading import LONGEST_READING, Reading, is_binary, read_page, shows_error
from osce_crawler.pages.release import read_release
from osce_crawler.pages.roles import Account, Entry, Role
from osce_crawler.pages.text_frame import FRAME, copyright_of_osce, copyright_of_others, frame_rule
from osce_crawler.pages.text_lines import TextLine, flow_of, lines_of
from osce_crawler.pages.text_menu import navigation_in
from osce_crawler.pages.text_release import TextItem, has_facts, has_labels, has_paragraph, is_prose, items_in
from osce_crawler.pages.text_rows import read_text_rows
from osce_crawler.pages.time_limit import time_limit
from osce_crawler.vocabulary.words import page_types

_SITE = "osce.org"
_SHORT_PAGE = 1500
_LONGEST_TITLE = 500
_LONGEST_ERROR = 40  # characters of the line that names it
_FEWEST_PASSED = 3
_FOOT_LINES = 8  # at a page's end, among which it says who publishes it
_TITLE_LINES = 3  # at a page's beginning, among which the document's title may be printed
_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{1,80}$")
_MOST_STRANGE = 0.02  # share of characters that no text prints
_MARKUP = ("<", "{", "[{", "%!")


def read_page_or_text(page: Page, row_type: str | None = None) -> Reading:
    """Say what the page is, HTML or text, and read what it prints."""
    reading = read_page(page, row_type)
    text = text_of(page) if reading.kind is Kind.NOT_HTML else None
    return reading if text is None else read_text(page, text, row_type)


def text_of(page: Page) -> str | None:
    """The page's text, where its bytes are one that people read."""
    if is_binary(page.body):
        return None
    text = decoded(page.body, page.content_type).text
    strange = text.count(LOST) + len(text) - len(text.translate(_WITHOUT_CONTROLS))
    opening = text[:200].lstrip("\ufeff \r\n\t")
    if strange > _MOST_STRANGE * len(text) or opening.startswith(_MARKUP):
        return None
    # A page has a title and something below it.
    if len(text.strip("\ufeff \r\n\t").splitlines()) == 1:
        return None
    return without_controls(text.encode()).decode()


_WITHOUT_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127))


def read_text(page: Page, text: str, row_type: str | None = None) -> Reading:
    """What a page saved as text is: a release, a list, a menu, or none of these."""
    try:
        with time_limit(LONGEST_READING):
            return _read(page, text, row_type)
    except (UnreadablePageError, ValueError, RecursionError) as fault:
        return Reading(Kind.UNREADABLE, [str(fault)])


def _read(page: Page, text: str, row_type: str | None) -> Reading:
    lines = lines_of(text)
    if not lines:
        return Reading(Kind.EMPTY, ["no words"])
    shown = [line for line in lines if line.text]
    menus = navigation_in(shown)
    marks = _marks(shown, {shown[at].text for run in menus for at in run}, page.url)
    flow = flow_of(lines, _rules_apart([line.text for line in shown], menus, page.url))
    listing = _listing(shown, flow.lines, page.url)
    if listing.rows and page.url and nid_of(page.url) is None:
        return _of_list(listing, flow.lines)
    found = _item(page, flow, marks, row_type) if marks else None
    if found is not None and not shows_error(found):
        return found
    return _of_frame(page, flow, marks, listing)


# ---- what is no part of any item


def _rules_apart(lines: list[str], menus: list[range], url: str) -> list[str]:
    """For each line the rule by which it is no part of any item, or nothing."""
    rules = _menu_rules(lines, menus)
    rules = [rule or _frame_rule(text, url) for rule, text in zip(rules, lines, strict=True)]
    own = [at for at, rule in enumerate(rules) if not rule]
    words = set(lines)
    for at in own[:_TITLE_LINES]:
        if _is_document_title(lines[at], words):
            rules[at] = "title of the document"
    return rules


def _menu_rules(lines: list[str], menus: list[range]) -> list[str]:
    rules = [""] * len(lines)
    for run in menus:
        # A last "Newsroom" is the section that the item is in.
        for at in run[:-1] if _is_newsroom(lines[run[-1]]) else run:
            rules[at] = "menu"
    return rules


def _is_newsroom(words: str) -> bool:
    return page_types().get(words.casefold()) == "newsroom"


def _frame_rule(text: str, url: str) -> str:
    """The rule of banners, bars, footers and of the page's own address."""
    return FRAME if _is_own_address(text, url) else frame_rule(text)


def _is_document_title(text: str, words: set[str]) -> bool:
    """Whether the line is a title and the site's name, and the title alone is printed again.

    The title of the document comes first of all in a page that a browser saved as text.
    """
    title = text[:_LONGEST_TITLE]
    while (shorter := _SUFFIX.sub("", title)) != title:
        title = shorter
        if title in words:
            return True
    return False


def _is_own_address(text: str, url: str) -> bool:
    """Whether the line says the page's address and hardly more: `Source URL: https://…`."""
    return bool(url) and len(text) < len(url) + _LONGEST_ERROR and url in text


def _marks(lines: list[TextLine], menu: set[str], url: str) -> list[str]:
    """The evidence that the OSCE publishes this text; the first kind of evidence counts."""
    if mark := menu_mark(menu):
        return mark
    if mine := next(filter(None, (copyright_of_osce(line.text) for line in lines)), None):
        return [f"footer: {mine}"]
    host = host_of(url)
    if any(copyright_of_others(line.text) for line in lines[-_FOOT_LINES:]):
        return []
    if host == _SITE or host.endswith(f".{_SITE}"):
        return [f"address: {host}"]
    named = not url and any(OSCE.search(line.text[:1000]) for line in lines)
    return ["text names the OSCE"] if named else []


# ---- the three kinds


def _item(page: Page, flow: Flow, marks: list[str], row_type: str | None) -> Reading | None:
    """The best of all lines that may be a title, where a release or another kind of item follows it."""
    document = Document(Page(page.url, b"<html><body></body></html>"))
    best: tuple[tuple[int, int], Reading] | None = None
    for found in items_in(flow, page.url, is_known=row_type is not None):
        kind, evidence = _kind(document, found, row_type)
        weight = _weight(kind, found, row_type)
        if weight and (best is None or (weight, -found.passed_over) > best[0]):
            printed = _printed(page, document, found) if kind is Kind.RELEASE else None
            reading = Reading(kind, marks + evidence, printed=printed, account=found.item.account)
            best = (weight, -found.passed_over), reading
        if best is not None and best[0][0] == _SURE:
            break
    return best[1] if best else None


def _printed(page: Page, document: Document, found: TextItem) -> PrintedRelease:
    printed = read_release(document, found.region, found.item)
    is_uncertain = printed.text_uncertain or found.is_uncertain
    repaired = decoded(page.body, page.content_type).repaired
    return replace(printed, text_uncertain=is_uncertain, repaired=repaired)


def _kind(document: Document, found: TextItem, row_type: str | None) -> tuple[Kind, list[str]]:
    kind, evidence = kind_of_item(document, found.item, found.region, row_type)
    is_by_shape = kind is Kind.RELEASE and not found.item.facts.types and row_type is None
    if is_by_shape and found.word_above and has_labels(found.item):
        return Kind.UNKNOWN, [f"type word that is not known: {found.word_above}"]
    return kind, evidence


_SURE = 4


def _weight(kind: Kind, found: TextItem, row_type: str | None) -> int:
    """How much speaks for the line as the title; nothing does where the item has neither facts nor text."""
    if kind is not Kind.RELEASE:
        return 1 if kind in {Kind.EVENT, Kind.DOCUMENT, Kind.STRUCTURE} else 0
    if not any(map(is_prose, found.item.text)):
        return 0
    is_near = found.passed_over < _FEWEST_PASSED
    if has_facts(found.item):
        return 2 + is_near + (is_near and bool(found.item.facts.types))
    return 2 if is_near and has_paragraph(found.item) and (found.item.facts.types or row_type) else 0


def _listing(lines: list[TextLine], flow: list[Line], url: str) -> Listing:
    own = [(text, line) for text, line in zip(lines, flow, strict=True) if not line.apart]
    return read_text_rows([text for text, _ in own], [line for _, line in own], url)


def _of_list(listing: Listing, flow: list[Line]) -> Reading:
    evidence = [f"{len(listing.rows)} rows"]
    if lost := sum(not row.url for row in listing.rows):
        evidence.append(f"{lost} of them without an address, so that they are joined to no item")
    return Reading(Kind.LISTING, evidence, listing=listing, account=_account(flow, "list"))


def _of_frame(page: Page, flow: Flow, marks: list[str], listing: Listing) -> Reading:
    """A text that is no item."""
    if listing.rows:
        return _of_list(listing, flow.lines)
    own = [line.text for line in flow.lines if not line.apart]
    if refusal := _refusal(own):
        return refusal
    if len(tabs := sorted({words.casefold() for words in own if _is_tab(words)})) > 1 and marks:
        account = _account(flow.lines, "no part of an item")
        return Reading(Kind.STRUCTURE, [f"tabs: {', '.join(tabs)}"], account=account)
    has_menu = any(line.apart == "menu" for line in flow.lines)
    account = _account(flow.lines, "no part of an item")
    if has_menu and nid_of(page.url) is None:
        return Reading(Kind.INDEX, marks, account=account)
    return Reading(Kind.UNKNOWN, [*marks, "no title with a date and a text among the lines"], account=account)


def _refusal(own: list[str]) -> Reading | None:
    """A short text in which a site, or its guard, says no."""
    if sum(map(len, own)) > _SHORT_PAGE:
        return None
    if words := challenge_words(" ".join(own)):
        return Reading(Kind.CHALLENGE, [words])
    short = (text for text in own if len(text) < _LONGEST_ERROR)
    words = next(filter(None, map(error_words, short)), None)
    return Reading(Kind.ERROR, [words]) if words else None


def _is_tab(words: str) -> bool:
    return len(words) < _LONGEST_ERROR and page_types().get(words.casefold()) == "structure"


def _account(flow: list[Line], rule: str) -> Iterable[Entry]:
    account = Account(flow)
    for line in flow:
        account.give([line], Role.BOILERPLATE, line.apart or rule)
    return account
