"""Datelines: the place and day with which a release opens, "BERLIN, 12 April 2016 –".

A dateline with a date is known by its shape: a short place, the date, a dash or stop. One without a date
needs capitals, a dash and a place of the hand-kept table, or any name in capitals would be one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from osce_crawler.grammar.characters import clean, clean_paragraphs
from osce_crawler.grammar.dateline_places import can_be_places, has_noun, is_known
from osce_crawler.grammar.dates import ODD_DATE, TIME_OF_DAY, beside_date, find_date, time_after, weekday_in
from osce_crawler.grammar.place_names import is_listed, names_in
from osce_crawler.vocabulary import sources
from osce_crawler.vocabulary.calendar_words import month_of
from osce_crawler.vocabulary.dateline_words import printed_words
from osce_crawler.vocabulary.known_places import is_town_of_country

# How far into a text a dateline may begin, behind a correction note or a caption.
_WINDOW = 800
_PARAGRAPHS = 2
_CELLS = 12
_LONGEST_CELL = 40  # characters
_LONGEST_PLACE = 90
_LONGEST_DATE = 60

_DASHES = "-‐‑‒–—―−"
_LETTERS = [chr(code) for code in range(0x41, 0x590)]
# The capitals of the site's alphabets; Georgian has none, so that all its letters count.
_UPPER = "".join(filter(str.isupper, _LETTERS)) + "ა-ჿ"
_SMALL = "|".join(printed_words("particle") + printed_words("region"))
_JOINT = r"(?:[^\S\n]*[/,;&()|][^\S\n]*|[-‐‑]|[^\S\n]+)"
_FURTHER = rf"(?:{_JOINT}(?:[{_UPPER}][\w'’‘ʻʼ`.]*|(?:{_SMALL})(?!\w))){{0,11}}\)?"
# The first word in capitals, the others in any case: "OSH, Kyrgyzstan", "SARAJEVO, Bosnia and Herzegovina".
_SHOUTED = re.compile(rf"[{_UPPER}][{_UPPER}'’‘ʻʼ`.]+(?!\w){_FURTHER}")
_TITLED = re.compile(rf"[{_UPPER}][\w'’‘ʻʼ`.]+{_FURTHER}")

_AGENCY = r"(?:[^\S\n]*[(/\[][^\S\n]*[A-Z][A-Za-z /.&-]{1,20}[)/\]])?"
_DASH_END = re.compile(rf"[.,]?{_AGENCY}(?:[^\S\n]*[.:]?[^\S\n]*[{_DASHES}]+)+")
_STOP_END = re.compile(rf"{_AGENCY}[^\S\n]*[.:]{{1,2}}(?=\s|$)(?!\s*\()")
# Behind a date that ends in a stop of its own: "25 июня 2024 г.".
_FURTHER_STOP_END = re.compile(r"[.:]?(?=\s|$)(?!\s*\()")
_BARE_END = re.compile(rf"{_AGENCY}(?=[^\S\n]*\n|[^\S\n]+[\"“„«']?[{_UPPER}])")
# The stop of an initial belongs to the place: "WASHINGTON, D.C., 4 May".
_BEFORE_DATE = re.compile(
    rf"(?:(?<!\.\w)\.)?(?:,\s*(?:on|le|am|den|el|il|më))?[\s,;:]*(?:{TIME_OF_DAY}[\s,|]*)?[{_DASHES}]*[\s,]*$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[,\s]+([^\W\d_]+)\.?[,\s]*$")
_TO_DATE = re.compile(rf"[\s,.;:{_DASHES}]*[0-9]")
# A dateline behind other text begins with capitals after a stop, bracket or line, or glued to a small letter.
_SHOUT = re.compile(rf"[{_UPPER}]{{3,}}")
_TITLE = re.compile(rf"\b(?:(?-i:[{_UPPER}])|{'|'.join(printed_words('title'))})\.$", re.IGNORECASE)
_ON = re.compile(r",?\s+(?:on|le|am|den|el|il|më)$", re.IGNORECASE)
_BODY = re.compile(r"([^,]{1,120}),\s")
_APOSTROPHES = frozenset("'’‘ʻʼ`")
_CLOSING = ".!?:;)]»”\"'*…|"

# The form of nine releases in ten, without the cost of looking for any other.
_REGULAR = re.compile(
    rf"(?P<place>[{_UPPER}]{{3,30}}(?:[ /][{_UPPER}]{{3,30}}){{0,3}}(?:, [A-Z][a-z]{{3,30}})?), "
    rf"(?P<date>[0-9]{{1,2}} (?P<month>[^\W\d_]{{3,12}}),? [0-9]{{4}})"
    rf"(?: ?\(OSCE\))? ?[{_DASHES}]+(?!\s*[{_DASHES}]|\s*[0-9]{{1,2}}[:.])"
)
_TOWN_AND_COUNTRY = re.compile(
    rf"(?P<town>[{_UPPER}][^,.;:!?\n]{{1,40}}), (?P<country>[{_UPPER}][^,.;:!?\n]{{2,40}}?)"
    rf"(?:[.:](?=\s|$)|[^\S\n]?[{_DASHES}]+(?=[^\S\n]+[\"“„«]?[{_UPPER}]))"
)
_DATE_ALONE = re.compile(rf"{_AGENCY}[^\S\n]*[{_DASHES}]+(?=\s*[\"“„«]?[{_UPPER}])")
_CAPITALS = re.compile(rf"[{_UPPER}]{{2}}\w{{0,30}}")
_AFTER_DASH = re.compile(rf"\s|[\"“„«{_UPPER}]")
_YEAR = re.compile(r"[0-9]{4}")
_DATE_AND_DASH = re.compile(rf"[0-9][^0-9]{{0,60}}[{_DASHES}]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline as printed.

    `verbatim` runs from its first character to its last dash or stop; `place` and `date` are its parts,
    the date null and the place empty where it has none; `start` is where it begins in the text.
    """

    verbatim: str
    place: str
    date: str | None
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Opening:
    """A place and a date that stand together, whatever comes behind them."""

    start: int
    end: int
    place: str
    date: str
    dash_between: bool

    def closed_by(self, ending: re.Pattern[str], text: str) -> Dateline | None:
        match = ending.match(text, self.end)
        if match is None:
            return None
        return Dateline(text[self.start : match.end()], self.place, self.date, self.start)


def read_dateline(text: str) -> Dateline | None:
    """The dateline at the opening of a body, or null; never raises.

    It may stand behind a correction note or glued to a photo caption, but then only in capitals, with a
    date and a dash.
    """
    return _read(text[:_WINDOW])


@lru_cache(maxsize=256)
def _read(text: str) -> Dateline | None:
    """The same of an opening: the page asks for it, and then the record."""
    return _regular(text) or _unusual(text)


def opening_dateline(paragraphs: Sequence[str]) -> Dateline | None:
    """The dateline with which a text opens: a note ("Correction: …") or some figures may come first."""
    start = next((at for at, text in enumerate(paragraphs) if not _is_cell(text)), len(paragraphs))
    first = start if start <= _CELLS else 0
    tried = chain(paragraphs[:_PARAGRAPHS], paragraphs[first : first + _PARAGRAPHS])
    cleaned = chain.from_iterable(clean_paragraphs([paragraph]) for paragraph in tried)
    return next(filter(None, map(read_dateline, cleaned)), None)


def _is_cell(text: str) -> bool:
    """Whether the words are no sentence, and as short as those in a table."""
    return len(text) < _LONGEST_CELL and text[-1:] not in ".!?"


def place_beside_date(line: str) -> str:
    """The place that a line prints beside its date; empty where what stands there is none."""
    beside = (_ON.sub("", words) for words in beside_date(line[:_WINDOW]))
    return next((words for words in beside if words and _names_places(words, "")), "")


def opens_text(text: str) -> bool:
    """Whether the words open with a dateline that prints a date and ends in a dash.

    Neither a caption nor the value of a label does.
    """
    if not _DATE_AND_DASH.search(text, 0, _WINDOW):
        return False
    found = read_dateline(clean(text[:_WINDOW]))
    return found is not None and found.date is not None and found.verbatim[-1] in _DASHES


def _regular(text: str) -> Dateline | None:
    match = _REGULAR.match(text)
    if not match or month_of(match["month"]) is None or not can_be_places(match["place"], text):
        return None
    return Dateline(match[0], match["place"], match["date"])


def _unusual(text: str) -> Dateline | None:
    start = len(text) - len(text.lstrip())
    opening = _opening(text, start, _TITLED)
    return (
        (opening and _names_places(opening.place, text) and _closed_by_dash(opening, text))
        or _behind_body(text, start)
        or _behind_other_text(text)
        or (opening and _closed_otherwise(opening, text))
        or _date_first(text, start)
        or _without_date(text, start)
        or _with_country(text, start)
        or _with_odd_month(text, start)
    )


def _names_places(words: str, text: str) -> bool:
    """Whether words beside a date name places; in small letters one must be known, as persons have names."""
    return can_be_places(words, text) and (
        _is_shouted(words) or any(is_known(name.name) for name in names_in(words))
    )


def _behind_body(text: str, start: int) -> Dateline | None:
    """A dateline whose place follows the body that speaks: "OSCE SECRETARIAT, VIENNA, 3 May 2010 –"."""
    match = _BODY.match(text, start)
    if match is None or sources().lookup(match[1]) is None:
        return None
    at = match.end()
    opening = _opening(text, at, _TITLED)
    if opening and is_listed(opening.place):
        found = _closed_by_dash(opening, text) or _closed_otherwise(opening, text)
    else:
        found = _without_date(text, at)
    return replace(found, verbatim=text[start:at] + found.verbatim, start=start) if found else None


def _with_country(text: str, start: int) -> Dateline | None:
    """A place, its own country and a stop or dash, with no date, as the Observer Mission's updates open."""
    match = _TOWN_AND_COUNTRY.match(text, start)
    if match is None or not is_town_of_country(match["town"], match["country"]):
        return None
    return Dateline(match[0], text[start : match.end("country")], None, start)


def _with_odd_month(text: str, start: int) -> Dateline | None:
    """A known place in capitals and a date whose month no table names: "İSTANBUL, 19 Ekim 2016 –"."""
    place = _SHOUTED.match(text, start)
    date = ODD_DATE.match(text, _after_gap(text, place.end())) if place else None
    closed = _DASH_END.match(text, date.end()) if date else None
    if place is None or date is None or closed is None or not can_be_places(place[0], text):
        return None
    is_place = all(is_known(name.name) for name in names_in(place[0]))
    return Dateline(text[start : closed.end()], place[0], date[0], start) if is_place else None


def _opening(text: str, start: int, shape: re.Pattern[str]) -> _Opening | None:
    """A place of that shape with a date behind it, or null."""
    match = shape.match(text, start)
    if not match or not _TO_DATE.match(text, match.end()):
        return None
    found = find_date(text[start : match.end() + _LONGEST_DATE])
    if not found:
        return None
    date_start = _with_weekday(text, start, start + found.start)
    between = _BEFORE_DATE.search(text[:date_start], start)
    place_end = between.start() if between else date_start
    place = text[start:place_end]
    if not shape.fullmatch(place) or not can_be_places(place, text):
        return None
    dashed = any(dash in text[place_end:date_start] for dash in _DASHES)
    end = time_after(text, start + found.end)
    return _Opening(start, end, place, text[date_start : start + found.end], dashed)


def _with_weekday(text: str, start: int, date_start: int) -> int:
    """Where the date begins with the weekday before it, if one is printed."""
    match = _WEEKDAY.search(text[:date_start], start)
    is_weekday = match is not None and weekday_in(match[1]) is not None
    return match.start(1) if match and is_weekday else date_start


def _is_shouted(printed: str) -> bool:
    return _SHOUTED.fullmatch(printed) is not None


def _closed_by_dash(opening: _Opening, text: str) -> Dateline | None:
    return opening.closed_by(_DASH_END, text) or (
        opening.closed_by(_STOP_END, text) if opening.dash_between else None
    )


def _behind_other_text(text: str) -> Dateline | None:
    """A dateline in capitals behind a correction note or a caption."""
    for shout in _SHOUT.finditer(text):
        opening = _opening(text, shout.start(), _SHOUTED) if _may_begin(text[: shout.start()]) else None
        if opening and (dateline := _closed_by_dash(opening, text)):
            return dateline
    return None


def _may_begin(before: str) -> bool:
    """Whether a dateline may follow: a sentence, note or line has ended, or a caption is glued to it."""
    said = before.rstrip()
    if _TITLE.search(said[-10:]) or before[-1:] in _APOSTROPHES:
        return False
    ended = not said or said[-1] in _CLOSING or "\n" in before[len(said) :]
    return ended or said.endswith("details") or before[-1].islower()


def _closed_otherwise(opening: _Opening, text: str) -> Dateline | None:
    """Closed by a stop or by nothing: then the place must be known or in capitals, and the year printed.

    A well-known place in capitals needs no year before a stop.
    """
    known, shouted = is_listed(opening.place), _is_shouted(opening.place)
    has_year = _YEAR.search(opening.date) is not None
    if not (known and shouted) and not (has_year and (known or shouted)):
        return None
    if opening.date.endswith("."):
        return opening.closed_by(_FURTHER_STOP_END, text)
    bare = known and shouted and has_year
    return opening.closed_by(_STOP_END, text) or (opening.closed_by(_BARE_END, text) if bare else None)


def _date_first(text: str, start: int) -> Dateline | None:
    """A dateline like "12 June 2025, Sarajevo –", or of a whole date alone."""
    if not text[start : start + 1].isdecimal():
        return None
    found = find_date(text[start : start + _LONGEST_DATE])
    if not found or found.start or not _YEAR.search(text, start, start + found.end):
        return None
    end = start + found.end
    date = text[start:end]
    if alone := _DATE_ALONE.match(text, end):
        return Dateline(text[start : alone.end()], "", date, start)
    for place, closed in _before_dashes(text, _after_gap(text, end)):
        if _is_shouted(place) or all(is_known(name.name) for name in names_in(place)):
            return Dateline(text[start:closed], place, date, start)
    return None


def _without_date(text: str, start: int) -> Dateline | None:
    """A dateline like "VIENNA-": a place of the hand-kept table in capitals, and a dash."""
    for place, closed in _before_dashes(text, start):
        if _is_shouted(place) and is_listed(place):
            return Dateline(text[start:closed], place, None, start)
    return None


def _before_dashes(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The short stretches from `start` that could be a place before a dash, and where that dash ends."""
    for match in _DASH_END.finditer(text, start, start + _LONGEST_PLACE):
        place = text[start : match.start()]
        if not _TITLED.fullmatch(place):
            return
        closes = _AFTER_DASH.match(text, match.end()) and not _is_compound(text, match)
        if closes and can_be_places(place, text):
            yield place, match.end()


def _is_compound(text: str, dash: re.Match[str]) -> bool:
    """Whether a hyphen joins two words in capitals: "KYIV-MOHYLA ACADEMY", but not "VIENNA-OSCE experts"."""
    glued = _CAPITALS.match(text, dash.end()) if dash[0] in ("-", "‐", "‑") else None
    return glued is not None and not has_noun(glued[0])


def _after_gap(text: str, end: int) -> int:
    return end + len(text[end:]) - len(text[end:].lstrip(" ,.\n"))
