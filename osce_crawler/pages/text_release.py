"""The release in a page saved as text: which line is its title, and where it ends.

A text has no boxes. The title is the line that facts or a dateline follow; the item ends where the page's
frame, other items or the item printed once more begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from osce_crawler.pages.item import Item, item_of
from osce_crawler.pages.labels import VALUED, label_kind, labelled_from
from osce_crawler.pages.line_marks import PHOTO_DETAILS
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.main_content import Region, without_apart
from osce_crawler.pages.others import is_type_word, opens_others
from osce_crawler.pages.page_type import opens_with_dateline
from osce_crawler.pages.roles import Role
from osce_crawler.pages.text_frame import is_frame
from osce_crawler.vocabulary import sections, sources
from osce_crawler.vocabulary.words import page_types

_MOST_TRIED = 6  # lines of each sort that may lead to a title
_AHEAD = 2000  # lines: no page has its title below more
_WINDOW = 14  # lines between a title and its dateline, facts and captions among them
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 300
_PROSE = 80
_FEW = 3  # lines above a dateline of which the first is the title, the others its subtitle
_NEAR = 8  # lines below a title within which its own dateline or facts begin
_LONGEST_CREDITED = 400
_CREDIT = re.compile(
    r"(\((photo: ?)?OSCE(/[^()]{1,60})?\)|\((фото: ?)?ОБСЕ(/[^()]{1,60})?\))\.?$", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s[|–—-]\s(OSCE|ОБСЕ|ОБСЄ|OEBS|OESS|OSBE)$")


@dataclass(slots=True)
class TextItem:
    """A line read as the title, and the item that follows it."""

    region: Region
    item: Item
    is_cut: bool
    """Whether prose below the text was taken for another item's."""

    @property
    def passed_over(self) -> int:
        """Lines between title and text that say nothing of the item: few below a title, many below others."""
        rules = [entry.rule for entry in self.item.account]
        return rules.count("between title and text")


def items_in(flow: Flow, url: str, *, is_known: bool) -> Iterator[TextItem]:
    """The item below each line that may be a title, in the order of the page.

    `is_known`: whether the page is known to be an item, so that its first line may be the title.
    """
    lines = [line for line in flow.lines if not line.apart]
    for line in lines:
        line.caption = line.caption or _is_credited(line)
    ahead = lines[:_AHEAD]
    facts = _facts(ahead)
    titles = {*_by_type(ahead, facts), *_by_dateline(ahead, facts), *_by_facts(ahead, facts)}
    if is_known:
        titles.update(islice((at for at in range(len(ahead)) if _can_be_title(ahead, at, facts)), 1))
    for at in islice(sorted(titles), _MOST_TRIED):
        yield _item_at(flow, lines, at, url)


def _is_credited(line: Line) -> bool:
    return len(line.text) < _LONGEST_CREDITED and bool(_CREDIT.search(line.text[-90:]))


# ---- which line is the title


def _facts(lines: list[Line]) -> set[int]:
    """Labels with their values, days, types and captions: lines that are no titles."""
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
    return len(text) < _PROSE and (bool(_DAY.search(text)) or _names_section(text))


_DAY = re.compile(r"^[^.:;!?]{0,60}?\b\d{1,2}\.?\s+[^\W\d_]{3,20}\.?,?\s+(19|20)\d\d\W*[^\W\d_]{0,6}\W{0,3}$")


def _names_section(text: str) -> bool:
    word = text.casefold()
    return word in page_types() or sections().lookup(text) is not None or sources().lookup(text) is not None


def _can_be_title(lines: list[Line], at: int, facts: set[int]) -> bool:
    if not 0 <= at < len(lines) or at in facts or lines[at].listed:
        return False
    text = lines[at].text
    is_long_enough = _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE and " " in text
    return is_long_enough and text[-1] != ":" and not opens_with_dateline(text)


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
    datelines = (at for at, line in enumerate(lines) if opens_with_dateline(line.text) and at not in facts)
    for at in islice(datelines, _MOST_TRIED):
        above = [index for index in range(max(0, at - _WINDOW), at) if _can_be_title(lines, index, facts)]
        if above:
            yield above[0] if at <= _WINDOW and len(above) <= _FEW else above[-1]


def _by_facts(lines: list[Line], facts: set[int]) -> Iterator[int]:
    """The line just above labels or a day."""
    first = (at for at in sorted(facts) if at - 1 not in facts and _can_be_title(lines, at - 1, facts))
    for at in islice(first, _MOST_TRIED):
        yield at - 1


# ---- where the item ends


def _item_at(flow: Flow, lines: list[Line], at: int, url: str) -> TextItem:
    end, rule = _end_of_item(lines, at)
    for line in lines[end:]:
        line.apart = rule
    own = without_apart(flow)
    for line in lines[end:]:
        line.apart = ""
    title = _SUFFIX.sub("", lines[at].text)
    region = Region(flow.lines, own, at, title, lines[at], None, None)
    item = item_of(region, url)
    item.account.give(lines[end:], Role.BOILERPLATE, rule)
    return TextItem(region, item, any(map(_is_prose, lines[end:])) and rule == OTHER)


OTHER = "another item below"
_AGAIN = "the item once more"


def _end_of_item(lines: list[Line], title_at: int) -> tuple[int, str]:
    """Where the item's lines end, and what begins there."""
    start = _text_start(lines, title_at)
    opening = lines[start].text if start < len(lines) else ""
    own = {line.text for line in lines[max(0, title_at - 3) : start]}
    for at in range(start + 1, len(lines)):
        text = lines[at].text
        if text == opening and len(text) >= _PROSE:
            return _with_header(lines, start + 1, at, own), _AGAIN
        if is_frame(text):
            return at, "frame of the page"
        if _begins_other(lines, at, start):
            return at, OTHER
    return len(lines), ""


def _text_start(lines: list[Line], title_at: int) -> int:
    """The first line of the text: a dateline near the title, else the first paragraph."""
    near = range(title_at + 1, min(title_at + 1 + _WINDOW, len(lines)))
    dateline = next((at for at in near if opens_with_dateline(lines[at].text) and _is_prose(lines[at])), None)
    if dateline is not None:
        return dateline
    return next((at for at in near if _is_prose(lines[at]) and not lines[at].caption), title_at + 1)


def _with_header(lines: list[Line], first: int, at: int, own: set[str]) -> int:
    """What is printed once more may begin with the lines above the text."""
    while at > first and lines[at - 1].text in own:
        at -= 1
    return at


def _begins_other(lines: list[Line], at: int, start: int) -> bool:
    line, following = lines[at], lines[at + 1 : at + 1 + _NEAR]
    if opens_others(line) and not line.listed:
        return not following or not _is_prose(following[0])
    if is_type_word(line.text) and not line.listed and following:
        return True
    if len(line.text) > _LONGEST_TITLE or line.text[-1] in '.:;,…”"»' or label_kind(line.text):
        return False
    return (
        bool(following)
        and at > start + 1
        and opens_with_dateline(following[0].text)
        and _is_prose(following[0])
    )


def _is_prose(line: Line) -> bool:
    return len(line.text) >= _PROSE


def has_facts(item: Item) -> bool:
    """Whether facts of a release stand with the item: labels with values, a day, or a dateline."""
    valued = any(label.values and label.kind in VALUED for label in item.facts.labels)
    return valued or bool(item.facts.date_lines) or bool(item.text and opens_with_dateline(item.text[0].text))
