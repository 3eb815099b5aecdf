"""A label with its values: where one value ends and the next begins, and what no value can be."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.grammar.dates import LONGEST_DATE, is_date
from osce_crawler.pages.document import Element
from osce_crawler.pages.lines import Line
from osce_crawler.vocabulary import Vocabulary, fields_of_work, sources

FARTHEST_VALUE = 40
"""So many lines below a label its values may be."""
MOST_PARTS = 4
"""Of a date that breaks part: weekday, day, month, year."""
LONGEST_TYPE = 80
"""Characters of a type word."""
_LONGEST_VALUE = {
    "date": 80,
    "place": 160,
    "source": 900,
    "fields_of_work": 900,
    "content_type": LONGEST_TYPE,
}
_LONGEST_LIST = 2000  # characters: no item has that many sources or fields of work
# Tables of the values of which an item may print several, a line each.
_NAMES = {"source": sources, "fields_of_work": fields_of_work}
_BARS = re.compile(r"\s+[|/·•]\s+")


@dataclass(slots=True)
class Labelled:
    """A label met among the lines, with its values as printed."""

    kind: str
    values: list[str]
    time: Element | None
    first: int
    last: int


def values_in(line: Line, value: str, kind: str) -> list[str]:
    """A value made of links, or of chips, is as many values; so are names between bars."""
    several = kind in _NAMES
    if len(value) > _LONGEST_LIST:
        return [value]
    if several and " / " in value and _NAMES[kind]().lookup(value):
        return [value]  # the bar is a part of the name
    for tag in ("a", "span") if several else ("a",):
        if len(pieces := _pieces(line, value, tag)) > 1:
            return pieces
    return [piece for piece in (_BARS.split(value) if several else [value]) if piece]


def _pieces(line: Line, value: str, tag: str) -> list[str]:
    """The values that elements of one tag hold; none where words are left between them."""
    pieces = []
    rest = value
    for text, element in line.segments:
        words = " ".join(text.split())
        if words and element is not None and element.tag == tag and words in rest:
            pieces.append(words)
            rest = rest.partition(words)[2]
        elif words and not words.strip(" ,;/|·•"):
            rest = rest.removeprefix(words).lstrip()
        elif words and words in rest:
            return []
    return pieces if not rest.strip(" ,;/|·•") else []


def names_of(kind: str) -> Vocabulary | None:
    """The known values of a fact of which an item may print several; null for other facts."""
    names = _NAMES.get(kind)
    return names() if names is not None else None


def are_all_known(names: Vocabulary, text: str) -> bool:
    """Whether the text is known names and nothing else."""
    return len(text) <= _LONGEST_LIST and all(entry for _, entry in names.split(text))


def date_over_breaks(
    lines: list[Line], index: int, text: str, fits: Callable[[str], bool] = is_date
) -> tuple[str, int]:
    """A date that begins with this text and that breaks part, and the index of its last line.

    Where breaks part no date, the text is alone.
    """
    joined = text
    last = min(index + MOST_PARTS, len(lines))
    for at in range(index + 1, last if not fits(text) else 0):
        line = lines[at]
        if not line.after_break or line.block is not lines[index].block or len(joined) > LONGEST_DATE:
            break
        joined = f"{joined} {line.text}"
        if fits(joined) and (is_date(joined) or not is_date(line.text)):
            return joined, at
    return text, index


def is_plausible(found: Labelled) -> bool:
    """No value is longer than such a value can be, and none is the opening of a text."""
    if found.kind == "date" and not all(any(map(str.isdigit, value)) for value in found.values):
        return False
    limit = _LONGEST_VALUE.get(found.kind)
    if limit is None:
        return True
    is_short = sum(map(len, found.values)) <= limit
    return is_short and (found.kind == "date" or not any(map(opens_text, found.values)))
