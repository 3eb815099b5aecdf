"""The days that printed dates mean.

The day stands before the month, always; a day that the calendar lacks, a date that can be read in two ways
and a date of which only a part is printed give no day. Nothing passes through a clock or a time zone.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.dates import ODD_DATE, PrintedDate, find_date, is_span, weekday_in, without_time
from osce_crawler.vocabulary.calendar_words import month_of

FIRST_DAY = date(1973, 7, 1)
"""The oldest day believed: the Conference that became the OSCE was opened in Helsinki in July 1973."""

_LONGEST = 500  # characters: no date has more, and a page may print its whole body in a date's place
_SITE_FORM = re.compile(r"([0-9]{1,2}) ([^\W\d_]+) ([0-9]{4})")
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
# What may stand before a date and say nothing: "on", "from", "the" in the languages of the site.
_FILLERS = frozenset(
    re.findall(
        r"\w+", "on from the am den vom der le du il dal el del dana od в с со од від з у më nga pe la"
    )
)
_LIBRARY_LANGUAGES = re.findall(
    r"\w+",
    "en ru de fr it es sq bs hr sr mk ro uk hy az ka kk ky uz"
    " tr be pl cs sk sl bg el hu fi sv da nb nl pt lt lv is",
)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """The one day that a printed date means, null where it means none or more than one."""

    day: date | None
    warnings: tuple[str, ...] = ()


_UNREADABLE = ReadDate(None, ("date_unreadable",))


def read_date(printed: str, *, latest: date | None = None) -> ReadDate:
    """The day a printed date means; never raises.

    A day before FIRST_DAY or after `latest` (the day after retrieval; null sets no bound) is not taken.
    Nothing printed gives no day and no warning.
    """
    read = _site_form(printed) or _read(_one_line(printed))
    if read.day is not None and not FIRST_DAY <= read.day <= (latest or date.max):
        return ReadDate(None, ("date_out_of_bounds",))
    return read


def day_and_month(printed: str) -> tuple[int, int] | None:
    """Day and month of a date printed with or without its year ("23 August"); of a span the first day."""
    text = _one_line(printed)
    found = find_date(text)
    if found is None or found.has_other_order or re.search(r"\w", text[: found.start] + text[found.end :]):
        return None
    return (found.day, found.month) if _calendar_day(2000, found.month, found.day) else None


def _site_form(printed: str) -> ReadDate | None:
    """The form of nearly all pages, "12 April 2016", without the cost of looking for any other."""
    match = _SITE_FORM.fullmatch(printed)
    month = match and month_of(match[2])
    if not match or not month:
        return None
    day = _calendar_day(int(match[3]), month, int(match[1]))
    return ReadDate(day) if day else _UNREADABLE


def _one_line(printed: str) -> str:
    return clean(printed.strip()[:_LONGEST])


@lru_cache(maxsize=4096)
def _read(text: str) -> ReadDate:
    if not text:
        return ReadDate(None)
    found = find_date(text)
    if found is None:
        day = _from_library(text)
        return ReadDate(day) if day else _UNREADABLE
    if found.year is None or not found.is_orderly or not _says_nothing(text[: found.start]):
        return _UNREADABLE
    settled = _settled(found, _printed_weekday(found, text))
    spread = _spread(found, text) if settled.day else None
    return ReadDate(settled.day, (*settled.warnings, spread)) if spread else settled


def _settled(found: PrintedDate, weekday: int | None) -> ReadDate:
    """One day out of the readings; the weekday printed beside it decides where two are possible."""
    readings = list(dict.fromkeys(day for day in _readings(found) if day))
    agreeing = [day for day in readings if day.weekday() == weekday]
    if len(agreeing) == 1:
        return ReadDate(agreeing[0])
    if len(readings) > 1:
        return ReadDate(None, ("date_ambiguous",))
    day = _readings(found)[0]
    if day is None:
        return _UNREADABLE
    return ReadDate(day, () if weekday is None else ("weekday_differs",))


def _readings(found: PrintedDate) -> tuple[date | None, date | None]:
    year = found.year or 0
    swapped = _calendar_day(year, found.day, found.month) if found.has_other_order else None
    return _calendar_day(year, found.month, found.day), swapped


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _says_nothing(lead: str) -> bool:
    """Whether the words before a date say no more than a weekday, a time of day or a place in capitals."""
    lead = without_time(lead)
    return not re.search("[:0-9]", lead) and all(
        word.isupper() or word.casefold() in _FILLERS or weekday_in(word) is not None
        for word in _WORDS.findall(lead)
    )


def _printed_weekday(found: PrintedDate, text: str) -> int | None:
    words = _WORDS.findall(without_time(text[: found.start])) + _WORDS.findall(text[found.end :])[:1]
    named = map(weekday_in, words)
    return next((weekday for weekday in named if weekday is not None), None)


def _spread(found: PrintedDate, text: str) -> str | None:
    """The warning that more than one day is printed, be it within the date or after it."""
    second = find_date(text, found.end)
    joint = found.joint
    if joint is None and second is not None and not _is_same(found, second):
        joint = text[found.end : second.start]
    if joint is None:
        return None
    return "date_range" if is_span(joint) else "several_dates"


def _is_same(one: PrintedDate, other: PrintedDate) -> bool:
    return (other.day, other.month, other.year or one.year) == (one.day, one.month, one.year)


def _from_library(text: str) -> date | None:
    """What the library makes of a month's name that the table lacks: day and year must be those printed."""
    match = ODD_DATE.fullmatch(text)
    moment = _library().get_date_data(text).date_obj if match else None
    if not match or moment is None or (moment.day, moment.year) != (int(match["day"]), int(match["year"])):
        return None
    return date(moment.year, moment.month, moment.day)


@cache
def _library() -> Any:
    """A strict parser, made on first need: it costs a tenth of a second to load."""
    from dateparser.date import DateDataParser  # noqa: PLC0415

    strict = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=_LIBRARY_LANGUAGES, settings=strict)
