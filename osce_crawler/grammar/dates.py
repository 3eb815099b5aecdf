"""The shapes of dates: where in a text one stands, and what its parts are.

The day stands before the month, but in the American order; a month is printed as a number or named in any
language of the site. Whether the calendar has such a day is not asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from osce_crawler.vocabulary.calendar_words import month_of, weekday_of
from osce_crawler.vocabulary.known_places import listed_as

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
    r"(?:[\s.-]{0,2}(?:г\.?|год[ау]?|рік|року|р\.|god\.|godin[ae]|год\.|годин[ае]|ж\.|жыл\w{0,12}|yil\w{0,12}"
    r"|c[ıiuü] il\w{0,12}|nj[iy] ýyl\w{0,12}|წ\.|წელი|წელს|წლის|թ\.?|թվական\w{0,12})(?!\w))"
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
# The minutes of a time of day are no day of a month: "14.30 - 12 April".
_NUMBER = re.compile("(?<![0-9])(?<![0-9][:.h])[0-9]{1,4}(?![0-9])")
_HOUR = "(?:[01]?[0-9]|2[0-3])"
TIME_OF_DAY = (
    r"(?<![0-9:.])(?:(?:at|um|à|alle|ore|u|o|в|о|kl\.?)\s)?"
    rf"(?:{_HOUR}[:.h][0-5][0-9](?::[0-5][0-9])?(?![0-9:]|\.[0-9])|[01]?[0-9](?=\s?[ap]\.?m\b))"
    r"(?:\s?(?:[ap]\.?m\b\.?|uhr|hrs|hours|h|ч|год|cest|cet|eest|eet|utc|gmt)(?!\w)\.?){0,2}"
)
"""A time of day, for patterns that heed no case: "14:30", "2.30 p.m.", "at 14.30 hrs"."""
_TIME_OF_DAY = re.compile(TIME_OF_DAY, re.IGNORECASE)
_BEHIND_DATE = re.compile(rf"\s?[,|–-]?\s?{TIME_OF_DAY}", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\W\d_]+\.?\s$")
_IS_SPAN = re.compile(rf"[\s,.]*(?:{_SPAN})[\s,.]*", re.IGNORECASE)
# Months that are words of running English when written small: "some 12 may follow".
_ENGLISH_WORDS = frozenset({"may", "march", "ago", "set"})

LONGEST_DATE = 80
"""No date that stands alone has more characters."""
_LONGEST_LINE = 200
_FOUR_DIGITS_RUN = re.compile("[0-9]{4}")
ODD_DATE = re.compile(r"(?<![0-9])(?P<day>[0-9]{1,2})\.? [^\W\d_]{3,20}\.?,? (?P<year>[0-9]{4})(?![0-9])\.?")
"""One day, one word that no table has for a month, one year."""
_WORDS = re.compile(r"\w+")
# What may part a date from what stands beside it on a line.
_PARTING = " ,|·•/–-."
_LEAD = re.compile(r"[^.:;!?]{0,60}")
_TAIL = re.compile(r"\W{0,10}|\s*[|,·•/–-]\s*[^.:;!?]{2,60}")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as it stands in a text; of a span of days its first."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    joint: str | None
    """What stands between the first day and the last, where more than one is printed."""
    has_other_order: bool
    """Whether it is two numbers that other countries read the other way round."""
    is_orderly: bool
    """Whether the first day of a span comes before its last."""


# Few are kept: several readers ask for the date of one page.
@lru_cache(maxsize=16)
def find_date(text: str, start: int = 0) -> PrintedDate | None:
    """The first thing at or after a position that looks like a date.

    A whole date, a span of days or a day with its month, with the word for "year" behind it ("2024 г.",
    "2025. godine") but no weekday before it. What is found need not be a day of the calendar.
    """
    matches = (match for number in _NUMBER.finditer(text, start) for match in _matches(text, number.start()))
    return next((found for match in matches if (found := _found(match))), None)


def is_span(joint: str) -> bool:
    """Whether these words between two days mean all days between them, too."""
    return _IS_SPAN.fullmatch(joint) is not None


def is_date(text: str) -> bool:
    """Whether the text is one date with its year, or a span of days, and nothing else.

    A weekday or a time of day may stand beside it.
    """
    return len(text) <= LONGEST_DATE and _is_date(text)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    span = _whole_date(text) if _FOUR_DIGITS_RUN.search(text) else None
    if span is None:
        return False
    beside = without_time(f"{text[: span[0]]} {text[span[1] :]}")
    return all(weekday_in(word) is not None for word in _WORDS.findall(beside))


def is_date_line(text: str) -> bool:
    """Whether the text is a date with its year, with a place or some other words of a line beside it.

    Such a line stands between the title and the text of a page: `VIENNA 12 April 2016`.
    """
    return _is_date_line(text[:_LONGEST_LINE])


@lru_cache(maxsize=4096)
def _is_date_line(text: str) -> bool:
    span = _whole_date(text) if _FOUR_DIGITS_RUN.search(text) else None
    if span is None:
        return False
    lead, tail = without_time(text[: span[0]]), without_time(text[span[1] :])
    return bool(_LEAD.fullmatch(lead) and _TAIL.fullmatch(tail))


def weekday_in(word: str) -> int | None:
    """The number of the weekday (Monday is 0) that the word names; Dushanbe, which is Monday, is a town."""
    weekday = weekday_of(word)
    return None if weekday is not None and word[:1].isupper() and listed_as(word) else weekday


def without_time(text: str) -> str:
    """The text without times of day: "14:30", "2.30 p.m.", "at 14.30 hrs"."""
    return _TIME_OF_DAY.sub("", text)


def time_after(text: str, start: int) -> int:
    """Where the time of day ends that stands behind a position; the position itself if none does."""
    match = _BEHIND_DATE.match(text, start)
    return match.end() if match else start


def beside_date(text: str) -> list[str]:
    """What a line prints before its first date and behind it, but weekday and time of day."""
    found = find_date(text)
    sides = (text[: found.start], text[found.end :]) if found else ()
    return [words for words in map(_without_weekday, sides) if words]


def _without_weekday(text: str) -> str:
    """The words without those that tell a weekday or a time of day, and without what parts them."""
    words = _WORDS.sub(lambda word: "" if weekday_in(word[0]) is not None else word[0], without_time(text))
    return words.strip(_PARTING)


def _whole_date(text: str) -> tuple[int, int] | None:
    """Where the first date stands, if it has its year; its month may be a word that no table knows."""
    found = find_date(text)
    if found is not None:
        return (found.start, found.end) if found.year is not None else None
    odd = ODD_DATE.search(text)
    return odd.span() if odd else None


def _matches(text: str, number: int) -> Iterator[re.Match[str]]:
    """Whatever could be a date at the place of its first number, the longest form first."""
    for pattern in _PATTERNS:
        if match := pattern.match(text, number):
            yield match
    word = _WORD_BEFORE.search(text, max(0, number - 22), number)
    if word and (match := _MONTH_FIRST.match(text, word.start())):
        yield match


def _found(match: re.Match[str]) -> PrintedDate | None:
    """The date in a match; null where the word in the month's stead names no month."""
    parts: dict[str, Any] = match.groupdict()
    month = _month(parts["month"])
    first_month = _month(parts["first_month"]) if parts.get("first_month") else month
    day, first_day = int(parts["day"]), int(parts.get("first") or parts["day"])
    if not month or not first_month or max(day, first_day) > 31 or _is_english_word(parts):
        return None
    return PrintedDate(
        *match.span(),
        day=first_day,
        month=first_month,
        year=int(parts["year"]) if parts["year"] else None,
        joint=parts["join"] if parts.get("first") else None,
        has_other_order=parts.get("sign", ".") != ".",
        is_orderly=not parts.get("first") or (first_month, first_day) < (month, day),
    )


def _month(printed: str) -> int | None:
    return int(printed) if printed.isdecimal() else month_of(printed)


def _is_english_word(parts: dict[str, Any]) -> bool:
    return parts["year"] is None and parts["month"] in _ENGLISH_WORDS
