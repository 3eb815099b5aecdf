"""A type word that a heading prints before its title: `Press release: Talks in Osh`.

A title may begin with such a word itself: it goes on in lower case then (`Press release: what changed`), or
the word is an everyday one before a dash (`News – Good and Bad`). Titles of reports are `Spot Report: …`.
"""

import re
from collections.abc import Sequence

from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.vocabulary import content_types

_BEFORE = re.compile(r"([^\W\d_][^:|–—·\[\]()]{2,49}?)\s*([:|·]|\s[–—-])\s+(?=\S)")
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{3,50})([\])])\s*[:|·–—-]?\s*(?=\S)")
_DASHES = frozenset("–—-")
_EVERYDAY = frozenset({"news", "statement", "speech"})
_REPORTS = frozenset({"daily_report", "weekly_report", "spot_report"})
AROUND_TYPE = " :|·–—-"


def without_type(title: str) -> tuple[str | None, str]:
    """The type that opens the title, if one does, and the title without it."""
    match = _BEFORE.match(title) or _BRACKETED.match(title)
    entry = content_types().lookup(match[1]) if match else None
    if match is None or entry is None or not is_type_word(match[1]) or _goes_on(title[match.end() :]):
        return None, title
    is_everyday = entry.kind in _EVERYDAY and len(match[1].split()) == 1 and match[2].strip() in _DASHES
    return (None, title) if is_everyday or entry.kind in _REPORTS else (match[1], title[match.end() :])


def type_set_apart(lines: Sequence[Line], title: str) -> str | None:
    """The type word that these lines of a heading print in an element or on a line of its own."""
    first = lines[0]
    words, element = next(((w, e) for w, e in first.segments if not w.isspace()), ("", None))
    has_own_line = len(lines) > 1
    if not has_own_line and (element is first.block or len(first.segments) < 2):
        return None
    word = " ".join((first.text if has_own_line else words).split())
    is_apart = is_type_word(word.strip(AROUND_TYPE)) and not _goes_on(
        title.removeprefix(word).lstrip(AROUND_TYPE)
    )
    return word if is_apart else None


def _goes_on(rest: str) -> bool:
    """Whether these words are no title by themselves."""
    return not rest or rest[0].islower()
