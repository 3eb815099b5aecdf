"""How much one page may print: what prints more is named as unreadable, and nothing is cut.

No page of the site comes near: its longest title has some 150 characters, its largest menu 142 entries.
"""

from collections.abc import Sized

from osce_crawler.pages.document import UnreadablePageError
from osce_crawler.pages.observation import PrintedRelease

LONGEST_TITLE = 10_000
"""Characters of a title, or of what a page says that it is about."""
LONGEST_FACT = 1_000_000
"""Characters of one fact of a release: a place, the contacts."""
MOST_OF_A_KIND = 5_000
"""Links of a release; as many documents, images, translations, sources, topics and unknown labels."""
MOST_ENTRIES = 2_000
"""Entries of a menu: the page behind each of them is visited."""


def check_release(printed: PrintedRelease) -> None:
    """Raise UnreadablePageError, with what it is, for a release that prints more of something than any."""
    lists: dict[str, Sized] = {
        "links": printed.links,
        "documents": printed.documents,
        "images": printed.images,
        "translations": printed.translations,
        "sources": printed.sources,
        "topics": printed.fields_of_work,
        "unknown labels": printed.unknown_labels,
    }
    for name, found in lists.items():
        _check(name, len(found), MOST_OF_A_KIND)
    check_title("title", printed.title)
    facts = (printed.content_type, printed.place, printed.contacts)
    for fact in (*facts, *printed.sources, *printed.fields_of_work, *printed.unknown_labels):
        _check_length("fact", fact, LONGEST_FACT)


def check_title(name: str, words: str | None) -> None:
    """Raise UnreadablePageError for a title, or a description, of such a length."""
    _check_length(name, words, LONGEST_TITLE)


def check_entries(count: int) -> None:
    """Raise UnreadablePageError for a menu with so many entries."""
    _check("menu entries", count, MOST_ENTRIES)


def _check_length(name: str, words: str | None, longest: int) -> None:
    if words is not None and len(words) > longest:
        raise UnreadablePageError(f"{name}: longer than {longest:,} characters")


def _check(name: str, count: int, most: int) -> None:
    if count > most:
        raise UnreadablePageError(f"{name}: more than {most:,}")
