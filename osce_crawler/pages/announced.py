"""Facts below a text that are not the item's, but those of a meeting which the text announces."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.datelines import read_dateline
from osce_crawler.grammar.dates import LONGEST_DATE, find_date, without_time
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.lines import Line
from osce_crawler.vocabulary import content_types, fields_of_work, places, sources
from osce_crawler.vocabulary.folding import fold

_OF_MEETINGS = frozenset({"date", "place"})
_NAMES = {"place": places, "source": sources, "fields_of_work": fields_of_work}
_LONGEST_OPENING = 800
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Printed:
    """What an item prints above the facts in question."""

    opening: str
    """The text's first line."""
    dates: Sequence[str]
    types: Sequence[str]
    published: str | None = None
    """The moment that the page's head gives."""


def are_headed(labels: Sequence[Labelled]) -> bool:
    """Whether labels below a heading within a text are those of what it heads, a course or an exhibition.

    An item's own name a source or a field of work that the site is known to have.
    """
    known = any(sources().lookup(value) for value in _values(labels, "source"))
    return not known and not any(
        fields_of_work().lookup(value) for value in _values(labels, "fields_of_work")
    )


def are_of_table(line: Line, labels: Sequence[Labelled]) -> bool:
    """Whether labels head the columns of a table that names no known source or field: a text's own."""
    is_cell = line.block is not None and line.block.tag in {"th", "td"}
    return is_cell and len(labels) > 1 and are_headed(labels)


def is_unknown(label: Labelled) -> bool:
    """Whether no table has a value of the label."""
    names = _NAMES.get(label.kind)
    return names is not None and not any(names().lookup(value) for value in label.values)


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
    said = days_of([*item.dates, *([dateline.date] if dateline and dateline.date else [])])
    days, places = days_of(_values(labels, "date")), set(map(fold, _values(labels, "place")))
    if _is_later(labels, item.published):
        return True
    if days:
        return days.isdisjoint(said) if said else any(map(_is_advisory, item.types))
    return dateline is not None and bool(dateline.place) and fold(dateline.place) not in places


def _is_later(labels: Sequence[Labelled], published: str | None) -> bool:
    """Whether a day is later than the day after publishing: a moment may be of another time zone."""
    moment = _whole_day(published or "")
    days = [day for value in _values(labels, "date") if (day := _whole_day(value)) is not None]
    return moment is not None and any(day > moment + dt.timedelta(days=1) for day in days)


def _whole_day(text: str) -> dt.date | None:
    found = find_date(text[:LONGEST_DATE])
    if found is None or found.year is None or found.has_other_order:
        return None
    try:
        return dt.date(found.year, found.month, found.day)
    except ValueError:
        return None


def _has_hour(text: str) -> bool:
    return len(text) < _SHORT and without_time(text) != text


def _is_advisory(type_word: str) -> bool:
    entry = content_types().lookup(type_word)
    return entry is not None and entry.kind == "media_advisory"


def _values(labels: Iterable[Labelled], kind: str) -> list[str]:
    return [value for label in labels if label.kind == kind for value in label.values]


def days_of(texts: Iterable[str]) -> set[tuple[int, int]]:
    """The days that the texts print, without their years."""
    found = (find_date(text[:LONGEST_DATE]) for text in texts)
    return {(date.day, date.month) for date in found if date is not None}
