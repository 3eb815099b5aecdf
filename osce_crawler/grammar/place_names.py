"""Splits a line of places into names, whatever they mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from osce_crawler.vocabulary import gazetteer
from osce_crawler.vocabulary.known_places import country_of, listed_as

_AND = "&|and|und|et|y|и|і|та|й|dhe|si|și|i|və|ve|және|жана|ва"
_SEPARATOR = re.compile(
    rf"\s*([/|,;()])\s*(?:(?:{_AND}|[-–—])\s+)?|\s+[-–—]\s+|\s+(?:{_AND})\s+",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # pieces: "Hani i Elezit", "Washington, D.C.", "Bosnia and Herzegovina"

_PART_OF = re.compile(r"^(?:(?:north|south|east|west|central)(?:ern)?|(?:the )?capital of)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name, where it stands, and what parts it from the name before it."""

    name: str
    start: int
    end: int
    joint: str


def names_in(text: str) -> Iterator[PlaceName]:
    """The names between separators, the longest known ones first."""
    parts = [PlaceName(text, 0, len(text), "")] if listed_as(text) else _parts(text)
    first = 0
    while first < len(parts):
        last = _last_part(text, parts, first)
        start = parts[first].start
        name = stretch(text, start, parts[last].end)
        yield PlaceName(_without_stop(name), start, start + len(name), parts[first].joint)
        first = last + 1


@lru_cache(maxsize=1024)
def is_listed(printed: str) -> bool:
    """Whether it holds places of the hand-kept table, and nothing else but their countries."""
    names = [found.name for found in names_in(printed)]
    return bool(names and listed_as(names[0])) and all(listed_as(name) or country_of(name) for name in names)


def stretch(text: str, start: int, end: int) -> str:
    """That part of the text, with the bracket that closes it."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return text[start : end + 1] if opened and text[end : end + 1] == ")" else text[start:end]


def _last_part(text: str, parts: Sequence[PlaceName], first: int) -> int:
    """The last part of the longest name that begins with this one, and cuts no name that follows.

    In "Seattle, Washington, D.C." the first two parts are a name, but so are the last two, and alone they
    leave nothing over.
    """
    for last in reversed(range(first + 1, min(first + _LONGEST_NAME, len(parts)))):
        if _is_name(stretch(text, parts[first].start, parts[last].end)) and not _cuts_a_name(
            text, parts, first, last
        ):
            return last
    return first


def _cuts_a_name(text: str, parts: Sequence[PlaceName], first: int, last: int) -> bool:
    return any(
        listed_as(stretch(text, parts[begin].start, parts[end].end))
        for begin in range(first + 1, last + 1)
        for end in range(last + 1, min(begin + _LONGEST_NAME, len(parts)))
    )


def _parts(text: str) -> list[PlaceName]:
    parts, start, joint = [], 0, ""
    for match in _SEPARATOR.finditer(text):
        parts.append(PlaceName(text[start : match.start()], start, match.start(), joint))
        start, joint = match.end(), match[1] or ""
    parts.append(PlaceName(text[start:], start, len(text), joint))
    return [part for part in parts if part.name]


def _without_stop(name: str) -> str:
    """The name without the stop of a sentence; that of an abbreviation stays: "Washington, D.C."."""
    return name[:-1] if name.endswith(".") and "." not in name[:-1].rpartition(" ")[2] else name


def _is_name(printed: str) -> bool:
    """Whether a stretch that holds separators is one name."""
    if listed_as(printed) or country_of(_PART_OF.sub("", _without_stop(printed), count=1)):
        return True
    return not re.search("[/|,;()]", printed) and bool(gazetteer.candidates(printed))
