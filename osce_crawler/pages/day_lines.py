"""Lines between title and text that print a day, that of publishing or some other, and names beside them."""

import re
from collections.abc import Set

from osce_crawler.grammar.dates import weekday_in, without_time
from osce_crawler.pages.document import words_of
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.vocabulary import fields_of_work, places, sources

_PARTING = re.compile(r"\s*[·•|,:/–—-]\s+|\s+[·•|/]\s*|\s*[|·•,:]\s*")
_WORDS = re.compile(r"[^\W\d]+")
_LONGEST = 60  # characters
_ENDS = frozenset("!?…”»")
_MOST_WORDS_OF_PLACE = 3
_LONGEST_NAME = 120  # characters
_TABLES = (("place", places), ("source", sources), ("fields_of_work", fields_of_work))


def may_be_day_line(line: Line, text: str) -> bool:
    """Whether a short line, and no sentence, prints a `<time>`."""
    return bool(line.times) and len(text) < _LONGEST and text[-1:] not in _ENDS


def says_other(line: Line, text: str) -> bool:
    """Whether words beside the line's `<time>` are of no kind that is printed beside a day of publishing.

    A place, a type, a source or a label of publishing may be there; "Registration closes" may not.
    """
    if not line.times:
        return False
    rest = text.replace(words_of(line.times[0]), " | ", 1)
    return not all(map(_may_stand, _PARTING.split(without_time(rest))))


def named_fact(text: str, missing: Set[str]) -> str | None:
    """The fact of which the text is a known name and nothing else, among those that are missing."""
    if len(text) >= _LONGEST_NAME:
        return None
    named = (kind for kind, table in _TABLES if kind in missing and table().lookup(text) is not None)
    return next(named, None)


def _may_stand(part: str) -> bool:
    words = [word for word in _WORDS.findall(part) if weekday_in(word) is None]
    if not words or label_kind(part) in {"date", "updated"} or is_type_word(part):
        return True
    return _is_like_a_name(words) or places().lookup(part) is not None or sources().lookup(part) is not None


def _is_like_a_name(words: list[str]) -> bool:
    return len(words) <= _MOST_WORDS_OF_PLACE and all(not word[0].islower() for word in words)
