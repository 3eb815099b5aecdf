"""Whether the OSCE publishes a page: its title's suffix, its site's name, its menu or its footer."""

import re
from collections.abc import Iterable

from osce_crawler.pages.document import Document, words_of
from osce_crawler.pages.menu import every_item, read_menu
from osce_crawler.vocabulary import fields_of_work, sections, sources

OSCE = re.compile(
    r"\bOSCE\b|Organi[sz]ation for Security and Co-?operation in Europe|"
    r"\bОБСЕ\b|\bОБСЄ\b|\bOEBS\b|\bOESS\b|\bOSBE\b"
)
COPYRIGHT = re.compile(rf"(©|\(c\)|copyright)[\s\d–,-]*(by )?(the )?({OSCE.pattern})", re.IGNORECASE)
# Sections that no other organisation's menu has; "Countries" or "Projects" are in many.
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
# A hyphen without a space beside it is part of a word: `Chairman-in-Office`, `Co-operation`.
_PARTING = re.compile(r"[|–—]|\s-|-\s")
_LONGEST_SUFFIX = 200  # characters of a title's end


def marks_of(document: Document) -> list[str]:
    """The evidence that the OSCE publishes this page; the first kind of evidence counts."""
    _, *suffixes = _PARTING.split(document.title[-_LONGEST_SUFFIX:])
    if suffixes and _is_osce(suffixes[-1]):
        return [f"title suffix: {suffixes[-1].strip()}"]
    site = document.meta("og:site_name")
    if site and _is_osce(site):
        return [f"site name: {site}"]
    return _menu_mark(document) or _footer_mark(document)


def _is_osce(name: str) -> bool:
    """Whether a page's own name for its site is the OSCE or one of its bodies, and no more than that."""
    return bool(OSCE.fullmatch(name.strip())) or (
        bool(OSCE.search(name)) and sources().lookup(name.strip()) is not None
    )


def _menu_mark(document: Document) -> list[str]:
    return menu_mark({item.printed for item in every_item(read_menu(document))})


def menu_mark(printed: Iterable[str]) -> list[str]:
    """A menu is the OSCE's by sections that only the OSCE has, or by most of its fields of work."""
    printed = set(printed)
    known = {entry.id for words in printed if (entry := sections().lookup(words))}
    topics = {entry.id for words in printed if (entry := fields_of_work().lookup(words))}
    if (len(known) >= 3 and known & _OWN_SECTIONS) or len(topics) >= 12:
        return [f"menu: {len(known)} known sections, {len(topics)} fields of work"]
    return []


def _footer_mark(document: Document) -> list[str]:
    """A footer that gives the copyright to the OSCE; many a footer thanks it."""
    for footer in document.root.iter("footer"):
        if match := COPYRIGHT.search(words_of(footer)):
            return [f"footer: {match[0]}"]
    return []
