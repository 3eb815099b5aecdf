"""A printed line of places cut into names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osce_crawler.normalise.places import gazetteer
from osce_crawler.normalise.places.gazetteer import Known
from osce_crawler.normalise.places.known import choices_of, country_of, listed_as

_AND = "&|and|und|et|y|и|і|та|й|dhe|si|și|i|və|ve|және|жана|ва"
_SEPARATOR = re.compile(
    rf"\s*([/|,;()])\s*(?:(?:{_AND}|[-–—])\s+)?|\s+[-–—]\s+|\s+(?:{_AND})\s+",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # pieces: "Hani i Elezit", "Washington, D.C.", "Bosnia and Herzegovina"

_PART_OF = re.compile(r"^(?:(?:north|south|east|west|central)(?:ern)?|(?:the )?capital of)\s+", re.IGNORECASE)

# Words for where in a town something was, and for no place at all.
_NOT_A_PLACE = re.compile(
    r"\b(?:hotels?|halls?|rooms?|saal|centre|center|palace|palais|building|house|university|academy|institute"
    r"|school|ministry|parliament|secretariat|embassy|office|council|court|headquarters"
    r"|airport|street|square|library|museum|theatre|hub|campus"
    r"|venue|barracks"
    r"|neuer|ratsaal|segmentgalerie|wallnerstrasse|wallnerstraße|kärntner ring|online|virtual|virtually"
    r"|hybrid|zoom|webinar|video|teleconference|videoconference|онлайн|отель|гостиница|зал|университет)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a printed country or State puts the town before it; a State that is no more says nothing."""

    country: str | None
    region: str | None = None

    @property
    def is_known_whole(self) -> bool:
        """Whether a town that the gazetteer lacks is most likely not there."""
        return self.country not in gazetteer.FAR_AWAY

    def holds(self, place: Known) -> bool:
        if self.country is None or (place.country, self.country) == ("XK", "RS"):
            return True
        return place.country == self.country and self.region in (None, place.region)


@dataclass(slots=True)
class Reading:
    """A piece of the printed line, with what else was printed of the same place."""

    name: str
    start: int
    end: int
    joint: str
    scope: Scope | None = None
    contradicted: bool = False


def pieces_of(text: str) -> Iterator[Reading]:
    """The names between separators, the longest known ones first."""
    parts = [Reading(text, 0, len(text), "")] if listed_as(text) else _parts(text)
    first = 0
    while first < len(parts):
        last = _last_part(text, parts, first)
        start = parts[first].start
        name = stretch(text, start, parts[last].end)
        yield Reading(_without_stop(name), start, start + len(name), parts[first].joint)
        first = last + 1


def _last_part(text: str, parts: Sequence[Reading], first: int) -> int:
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


def _cuts_a_name(text: str, parts: Sequence[Reading], first: int, last: int) -> bool:
    return any(
        listed_as(stretch(text, parts[begin].start, parts[end].end))
        for begin in range(first + 1, last + 1)
        for end in range(last + 1, min(begin + _LONGEST_NAME, len(parts)))
    )


def _parts(text: str) -> list[Reading]:
    parts, start, joint = [], 0, ""
    for match in _SEPARATOR.finditer(text):
        parts.append(Reading(text[start : match.start()], start, match.start(), joint))
        start, joint = match.end(), match[1] or ""
    parts.append(Reading(text[start:], start, len(text), joint))
    return [part for part in parts if part.name]


def _without_stop(name: str) -> str:
    """The name without the stop of a sentence; that of an abbreviation stays: "Washington, D.C."."""
    return name[:-1] if name.endswith(".") and "." not in name[:-1].rpartition(" ")[2] else name


def _is_name(printed: str) -> bool:
    """Whether a stretch that holds separators is one name."""
    if listed_as(printed) or country_of(_PART_OF.sub("", _without_stop(printed), count=1)):
        return True
    return not re.search("[/|,;()]", printed) and bool(gazetteer.candidates(printed))


def is_room(name: str) -> bool:
    return not listed_as(name) and not country_of(name) and bool(_NOT_A_PLACE.search(name))


def stretch(text: str, start: int, end: int) -> str:
    """That part of the text, with the bracket that closes it."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return text[start : end + 1] if opened and text[end : end + 1] == ")" else text[start:end]


def choices_in(name: str, scope: Scope) -> list[Known]:
    """The places that the name can mean within the scope."""
    return [choice for choice in choices_of(name) if scope.holds(choice)]
