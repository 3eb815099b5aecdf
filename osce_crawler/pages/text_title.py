"""Which line of a page saved as text may be the title: one with facts, a dateline or a type beside it."""

import re
from collections.abc import Iterator
from itertools import islice

from osce_crawler.grammar.datelines import read_dateline
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.line_marks import PHOTO_DETAILS
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.text_menu import is_menu_word
from osce_crawler.vocabulary.words import page_types

LONGEST_TITLE = 300
_SHORTEST_TITLE = 8
_SHORT = 80
_MOST_TRIED = 6  # lines of each sort that may lead to a title
_AHEAD = 2000  # lines: no page has its title below more
_WINDOW = 14  # lines between a title and its dateline, facts and captions among them
_FEW = 3  # lines above a dateline of which the first is the title, the others its subtitle
_DAY = re.compile(r"^[^.:;!?]{0,60}?\b\d{1,2}\.?\s+[^\W\d_]{3,20}\.?,?\s+(19|20)\d\d\W*[^\W\d_]{0,6}\W{0,3}$")


def titles_in(lines: list[Line], facts: set[int], *, is_known: bool) -> list[int]:
    """The lines that may be the title, in the order of the page.

    `is_known`: whether the page is known to be an item, so that its first line may be the title.
    """
    ahead = lines[:_AHEAD]
    titles = {*_by_type(ahead, facts), *_by_dateline(ahead, facts), *_by_facts(ahead, facts)}
    if is_known:
        titles.update(islice((at for at in range(len(ahead)) if _can_be_title(ahead, at, facts)), 1))
    return sorted(titles)[:_MOST_TRIED]


def facts_in(lines: list[Line]) -> set[int]:
    """Labels with their values, days, types and captions: lines that are no titles."""
    lines = lines[:_AHEAD]
    taken: set[int] = set()
    at = 0
    while at < len(lines):
        found = labelled_from(lines, at)
        end = found[-1].last + 1 if found else at + 1
        if found or _is_fact(lines[at]):
            taken.update(range(at, end))
        at = end
    return taken


def _is_fact(line: Line) -> bool:
    text = line.text
    if line.caption or text.endswith(PHOTO_DETAILS) or is_type_word(text):
        return True
    return len(text) < _SHORT and (bool(_DAY.search(text)) or _is_known(text))


def _is_known(text: str) -> bool:
    return text.casefold() in page_types() or is_menu_word(text)


def _can_be_title(lines: list[Line], at: int, facts: set[int]) -> bool:
    if not 0 <= at < len(lines) or at in facts or lines[at].listed:
        return False
    text = lines[at].text
    is_long_enough = _SHORTEST_TITLE <= len(text) <= LONGEST_TITLE and " " in text
    return is_long_enough and text[-1] != ":" and read_dateline(text) is None


def _by_type(lines: list[Line], facts: set[int]) -> Iterator[int]:
    """The line below the word for a type of page, or above it."""
    typed = (at for at, line in enumerate(lines) if not line.listed and _is_type(line.text))
    for at in islice(typed, _MOST_TRIED):
        below = (index for index in range(at + 1, at + 5) if _can_be_title(lines, index, facts))
        if (title := next(below, None)) is not None:
            yield title
        if _can_be_title(lines, at - 1, facts):
            yield at - 1


def _is_type(text: str) -> bool:
    return len(text) < 50 and (is_type_word(text) or text.casefold() in page_types())


def _by_dateline(lines: list[Line], facts: set[int]) -> Iterator[int]:
    """The nearest line above a dateline; of few lines above it the first."""
    datelines = (
        at for at, line in enumerate(lines) if read_dateline(line.text) is not None and at not in facts
    )
    for at in islice(datelines, _MOST_TRIED):
        above = [index for index in range(max(0, at - _WINDOW), at) if _can_be_title(lines, index, facts)]
        if above:
            yield above[0] if at <= _WINDOW and len(above) <= _FEW else above[-1]


def _by_facts(lines: list[Line], facts: set[int]) -> Iterator[int]:
    """The line just above labels or a day."""
    first = (at for at in sorted(facts) if at - 1 not in facts and _can_be_title(lines, at - 1, facts))
    for at in islice(first, _MOST_TRIED):
        yield at - 1
