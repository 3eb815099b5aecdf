"""Dates as printed, and the days they mean.

The day stands before the month, always; a day that the calendar lacks, a date that can be read in two ways
and a date of which only a part is printed give no day. Nothing passes through a clock or a time zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from osce_crawler.normalise.calendar_words import month_of, weekday_of
from osce_crawler.normalise.text import clean

FIRST_DAY = date(1973, 7, 1)
"""The oldest day believed: the Conference that became the OSCE was opened in Helsinki in July 1973."""

_WORD = r"[^\W\d_]{2,20}"
_ORDINAL = (
    "(?:st|nd|rd|th|er|º|°|ª|-?(?:го|ого|е|й|га|уми|юми|ші|шы|інші|ыншы|чи|чы|инчи|ынчы"
    "|ünji|nji|njy|də|da|ին|ե))?"
)
_DAY = rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}(?![0-9])"
_GAP = r"[\s.,/-]{0,3}(?:(?:de|del|of|соли)\s)?"
_FOUR_DIGITS = "(?P<year>[0-9]{4})(?![0-9])"
# Beside a month's name a number outside these centuries counts something else: "12 April, 1500 people".
_YEAR = "(?P<year>(?:1[89]|2[01])[0-9]{2})(?![0-9])"
# Words for "year" that stand beside the number: ru, uk, bs/hr/sr/mk, kk/ky, uz, az, tk, ka, hy.
_YEAR_WORD = (
    r"(?:[\s.-]{0,2}(?:г\.?|год[ау]?|рік|року|р\.|god\.|godin[ae]|год\.|годин[ае]|ж\.|жыл\w*|yil\w*"
    r"|c[ıiuü] il\w*|nj[iy] ýyl\w*|წ\.|წელი|წელს|წლის|թ\.?|թվական\w*)(?!\w))"
)
_YEAR_FIRST = rf"{_FOUR_DIGITS}{_YEAR_WORD}[\s,]{{1,2}}"
_SPAN = "[-–—/]|to|until|bis|au|al|по|до|do|deri|până la"
_LIST = "&|and|und|et|e|y|и|та|і|i|și|şi|dhe|və|және|жана|ва|va|we|და|և"
_FIRST = (
    rf"(?P<first>[0-9]{{1,2}}){_ORDINAL}(?:{_GAP}(?P<first_month>{_WORD}))?"
    rf"\.?\s?(?P<join>{_SPAN}|{_LIST})\s?"
)
_NUMERIC_FIRST = (
    r"(?<![0-9][./-])(?:(?P<first>[0-9]{1,2})\.?(?:(?P<first_month>[0-9]{1,2})\.)?\s?(?P<join>[-–—])\s?)?"
)
_NUMERIC = r"(?P<day>[0-9]{1,2})(?P<sign>[./-])\s?(?P<month>[0-9]{1,2})(?P=sign)\s?" + _FOUR_DIGITS
_DAY_MONTH_YEAR = rf"{_DAY}{_GAP}(?P<month>{_WORD})(?:{_GAP}{_YEAR}{_YEAR_WORD}?)?"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2016-04-12, also with a time of day behind it
        r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])",
        # 12.04.2016 and 11.-12.04.2016
        _NUMERIC_FIRST + _NUMERIC,
        # 2016 жылғы 12 сәуір
        rf"{_YEAR_FIRST}{_DAY}{_GAP}(?P<month>{_WORD})",
        # 2016 թ. ապրիլի 12
        rf"{_YEAR_FIRST}(?P<month>{_WORD})\s{_DAY}",
        # 11-12 April 2016, 30 March - 2 April 2016, 12 April 2016, and all of them without the year
        _FIRST + _DAY_MONTH_YEAR,
        _DAY_MONTH_YEAR,
    )
)
# April 12, 2016: the only form that does not begin with its first number.
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{_WORD})\.?\s(?:(?P<first>[0-9]{{1,2}})\s?(?P<join>[-–—])\s?)?{_DAY},?\s{_YEAR}",
    re.IGNORECASE,
)
_NUMBER = re.compile("(?<![0-9])[0-9]{1,4}(?![0-9])")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\.?\s$")
_LONGEST = 500  # characters: no date has more, and a page may print its whole body in a date's place
_SITE_FORM = re.compile(r"([0-9]{1,2}) ([^\W\d_]+) ([0-9]{4})")
_IS_SPAN = re.compile(rf"[\s,.]*(?:{_SPAN})[\s,.]*", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
# What may stand before a date and say nothing: "on", "from", "the" in the languages of the site.
_FILLERS = frozenset(
    re.findall(
        r"\w+", "on from the am den vom der le du il dal el del dana od в с со од від з у më nga pe la"
    )
)
# Months that are words of running English when written small: "some 12 may follow".
_ENGLISH_WORDS = frozenset({"may", "march", "ago", "set"})
# One day, one unknown word, one year: all that is worth asking the library about.
_ODD_FORM = re.compile(r"([0-9]{1,2})\.? [^\W\d_]{3,20}\.?,? ([0-9]{4})\.?")
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
    found = _search(text)
    if found is None or found.twofold or re.search(r"\w", text[: found.start] + text[found.end :]):
        return None
    return (found.day, found.month) if _calendar_day(2000, found.month, found.day) else None


def find_date(text: str) -> tuple[int, int] | None:
    """Where the first thing that looks like a date stands.

    A whole date, a span of days or a day with its month, with the word for "year" behind it ("2024 г.",
    "2025. godine") but no weekday before it. What is found need not be a day of the calendar.
    """
    found = _search(text)
    return (found.start, found.end) if found else None


@dataclass(frozen=True, slots=True)
class _Found:
    """A date as it stands in a text; of a span its first day."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    spread: str | None  # the warning, where more than one day is printed
    twofold: bool  # two numbers that other countries read the other way round
    orderly: bool  # the first day of a span comes before its last


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
    found = _search(text)
    if found is None:
        day = _from_library(text)
        return ReadDate(day) if day else _UNREADABLE
    if found.year is None or not found.orderly or not _says_nothing(text[: found.start]):
        return _UNREADABLE
    settled = _settled(found, _printed_weekday(found, text))
    spread = _spread(found, text) if settled.day else None
    return ReadDate(settled.day, (*settled.warnings, spread)) if spread else settled


def _settled(found: _Found, weekday: int | None) -> ReadDate:
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


def _readings(found: _Found) -> tuple[date | None, date | None]:
    year = found.year or 0
    swapped = _calendar_day(year, found.day, found.month) if found.twofold else None
    return _calendar_day(year, found.month, found.day), swapped


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _says_nothing(lead: str) -> bool:
    """Whether the words before a date are a weekday, an article or a place in capitals, and nothing more."""
    return not re.search("[:0-9]", lead) and all(
        word.isupper() or word.casefold() in _FILLERS or weekday_of(word) is not None
        for word in _WORDS.findall(lead)
    )


def _printed_weekday(found: _Found, text: str) -> int | None:
    words = _WORDS.findall(text[: found.start]) + _WORDS.findall(text[found.end :])[:1]
    named = map(weekday_of, words)
    return next((weekday for weekday in named if weekday is not None), None)


def _spread(found: _Found, text: str) -> str | None:
    """The warning that more than one day is printed, be it within the date or after it."""
    second = _search(text, found.end)
    if found.spread or second is None:
        return found.spread
    if (second.day, second.month, second.year or found.year) == (found.day, found.month, found.year):
        return None
    return "date_range" if _IS_SPAN.fullmatch(text[found.end : second.start]) else "several_dates"


def _search(text: str, start: int = 0) -> _Found | None:
    """The first date of any form at or after a position."""
    matches = (match for number in _NUMBER.finditer(text, start) for match in _matches(text, number.start()))
    return next((found for match in matches if (found := _found(match))), None)


def _matches(text: str, number: int) -> Iterator[re.Match[str]]:
    """Whatever could be a date at the place of its first number, the longest form first."""
    for pattern in _PATTERNS:
        if match := pattern.match(text, number):
            yield match
    word = _WORD_BEFORE.search(text, max(0, number - 22), number)
    if word and (match := _MONTH_FIRST.match(text, word.start())):
        yield match


def _found(match: re.Match[str]) -> _Found | None:
    """The date in a match; null where the word in the month's stead names no month."""
    parts: dict[str, Any] = match.groupdict()
    month = _month(parts["month"])
    first_month = _month(parts["first_month"]) if parts.get("first_month") else month
    day, first_day = int(parts["day"]), int(parts.get("first") or parts["day"])
    if not month or not first_month or max(day, first_day) > 31 or _is_english_word(parts):
        return None
    return _Found(
        *match.span(),
        day=first_day,
        month=first_month,
        year=int(parts["year"]) if parts["year"] else None,
        spread=_spread_of(parts),
        twofold=parts.get("sign", ".") != ".",
        orderly=not parts.get("first") or (first_month, first_day) < (month, day),
    )


def _month(printed: str) -> int | None:
    return int(printed) if printed.isdecimal() else month_of(printed)


def _is_english_word(parts: dict[str, Any]) -> bool:
    return parts["year"] is None and parts["month"] in _ENGLISH_WORDS


def _spread_of(parts: dict[str, Any]) -> str | None:
    if not parts.get("first"):
        return None
    return "date_range" if _IS_SPAN.fullmatch(parts["join"]) else "several_dates"


def _from_library(text: str) -> date | None:
    """What the library makes of a month's name that the table lacks: day and year must be those printed."""
    match = _ODD_FORM.fullmatch(text)
    moment = _library().get_date_data(text).date_obj if match else None
    if not match or moment is None or (moment.day, moment.year) != (int(match[1]), int(match[2])):
        return None
    return date(moment.year, moment.month, moment.day)


@cache
def _library() -> Any:
    """A strict parser, made on first need: it costs a tenth of a second to load."""
    from dateparser.date import DateDataParser  # noqa: PLC0415

    strict = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=_LIBRARY_LANGUAGES, settings=strict)
