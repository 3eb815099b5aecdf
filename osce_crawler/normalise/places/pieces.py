"""The names of a printed line of places, each with what else is printed of the same place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osce_crawler.grammar.place_names import names_in
from osce_crawler.vocabulary.gazetteer import FAR_AWAY, Known
from osce_crawler.vocabulary.known_places import choices_of, country_of, is_within, listed_as

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
        return self.country not in FAR_AWAY

    def holds(self, place: Known) -> bool:
        """Whether the place lies in the country, and in the region where one is printed."""
        return is_within(place, self.country) and self.region in (None, place.region)


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
    """The names of the line, to be joined."""
    return (Reading(name.name, name.start, name.end, name.joint) for name in names_in(text))


def is_room(name: str) -> bool:
    """Whether the name is that of a building or a room, and of no known place."""
    return not listed_as(name) and not country_of(name) and bool(_NOT_A_PLACE.search(name))


def choices_in(name: str, scope: Scope) -> list[Known]:
    """The places that the name can mean within the scope."""
    return [choice for choice in choices_of(name) if scope.holds(choice)]
