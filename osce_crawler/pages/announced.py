"""Facts below a text that are not the item's, but those of a meeting which the text announces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.datelines import read_dateline
from osce_crawler.grammar.dates import LONGEST_DATE, find_date, without_time
from osce_crawler.grammar.folding import fold
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.labels import Labelled
from osce_crawler.vocabulary import content_types

_OF_MEETINGS = frozenset({"date", "place"})
_LONGEST_OPENING = 800
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Printed:
    """What an item prints above the facts in question."""

    opening: str
    """The text's first line."""
    dates: Sequence[str]
    types: Sequence[str]


def are_of_meeting(labels: Sequence[Labelled], above: Iterable[str], item: Printed) -> bool:
    """Whether labels below a text say when and where people are to meet.

    Those of an item name more than day and place, or the same day and place as above. An hour beside them,
    or on the lines just `above` them, is that of a meeting; an advisory without any other day announces one.
    """
    if not {label.kind for label in labels} & VALUED <= _OF_MEETINGS:
        return False
    if any(map(_has_hour, (*above, *_values(labels, "date"), *_values(labels, "place")))):
        return True
    dateline = read_dateline(clean(item.opening[:_LONGEST_OPENING]))
    said = _days([*item.dates, *([dateline.date] if dateline and dateline.date else [])])
    days, places = _days(_values(labels, "date")), set(map(fold, _values(labels, "place")))
    if days:
        return days.isdisjoint(said) if said else any(map(_is_advisory, item.types))
    return dateline is not None and bool(dateline.place) and fold(dateline.place) not in places


def _has_hour(text: str) -> bool:
    return len(text) < _SHORT and without_time(text) != text


def _is_advisory(type_word: str) -> bool:
    entry = content_types().lookup(type_word)
    return entry is not None and entry.kind == "media_advisory"


def _values(labels: Iterable[Labelled], kind: str) -> list[str]:
    return [value for label in labels if label.kind == kind for value in label.values]


def _days(texts: Iterable[str]) -> set[tuple[int, int]]:
    """The days that the texts print, without their years."""
    found = (find_date(text[:LONGEST_DATE]) for text in texts)
    return {(date.day, date.month) for date in found if date is not None}
