"""The publishing day of an item's `<time>`: its words first, its attribute where they do not suffice."""

import datetime as dt
import re

from osce_crawler.grammar.dates import find_date
from osce_crawler.normalise import dates
from osce_crawler.normalise.dates import ReadDate

_NUMBER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_LONGEST = 500  # characters: a page may print its whole text in a date's place
# From this hour on, a stamp in UTC may lie on the next day where the release was written.
_LATE = 20
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([0-9]{2}):[0-9]{2}[0-9:.]{0,20}(?:Z|[+-]00:?00)")


def read_time(printed: str, attribute: str, latest: dt.date) -> ReadDate:
    """The day that the words mean; the attribute's where they cannot be read or mean two days.

    Words that tell a part of a date are not overruled: the attribute must agree with them.
    """
    printed = printed[:_LONGEST]
    by_words = dates.read_date(printed, latest=latest)
    by_attribute = dates.read_date(attribute[:10], latest=latest)
    if not printed:
        return by_attribute
    if by_words.day is not None or by_attribute.day is None:
        return by_words
    if not _agree(printed, by_attribute.day, by_words):
        return by_words
    # A printed date that the calendar lacks is worth a warning; "6 years ago" is not.
    is_no_day = "date_unreadable" in by_words.warnings and _is_no_day(printed)
    return ReadDate(by_attribute.day, ("date_unreadable",) if is_no_day else ())


def _is_no_day(printed: str) -> bool:
    return find_date(printed) is not None and dates.day_and_month(printed) is None


def is_late(stamp: str) -> bool:
    """Whether this is a moment late in the evening, UTC."""
    found = _STAMP.fullmatch(stamp)
    return found is not None and int(found[1]) >= _LATE


def names_a_day(printed: str) -> bool:
    """Whether the words tell a day or a part of a date, and not how long ago it was."""
    return bool(_YEAR.search(printed)) or dates.day_and_month(printed) is not None


def _agree(printed: str, day: dt.date, by_words: ReadDate) -> bool:
    if "date_ambiguous" in by_words.warnings:
        numbers = sorted(map(int, _NUMBER.findall(printed)))
        return numbers == sorted((day.day, day.month, day.year))
    if by_words.warnings != ("date_unreadable",):
        return False
    part, years = dates.day_and_month(printed), _YEAR.findall(printed)
    return part in {None, (day.day, day.month)} and (not years or str(day.year) in years)
