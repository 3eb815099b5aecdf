"""Places as printed, and the places they mean.

First the hand-kept table of places known to the OSCE, then the countries, then the gazetteer. A wrong
join is worse than an unknown word: what can mean several places means none.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.place_names import names_in, stretch
from osce_crawler.items import Place
from osce_crawler.vocabulary import gazetteer
from osce_crawler.vocabulary.gazetteer import Known
from osce_crawler.vocabulary.known_places import (
    country_codes,
    country_of,
    is_country,
    is_within,
    misspelt_place,
    places_listed,
    places_named,
    same_spot,
)

_LONGEST_ABBREVIATION = 5  # "D.C.", "U.S.A": the stop of a longer word ends the line

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

# A place counts as meant if it outweighs the next of its name this many times.
_DOMINANT = 4
# Context may prefer a namesake of a well-known place only if it has at least this part of its weight.
_RIVAL = 0.2
# Against the context, only a place of this weight is meant: 10,000 people, where there is a field operation.
_FAR_AWAY = 100_000


@dataclass(frozen=True, slots=True)
class ReadPlaces:
    """The places that a printed line means, in its order, and warning codes."""

    places: tuple[Place, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a printed country or State puts the town before it; a State that is no more says nothing."""

    country: str | None
    region: str | None = None

    def holds(self, place: Known) -> bool:
        return is_within(place, self.country) and self.region in (None, place.region)


@dataclass(slots=True)
class _Reading:
    """A name of the printed line, with what else was printed of the same place."""

    name: str
    start: int
    end: int
    joint: str
    scope: _Scope | None = None
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class _Meaning:
    id: str | None
    name: str
    country: str | None
    latitude: float | None = None
    longitude: float | None = None
    warning: str | None = None


def read_places(printed: str, *, near: Collection[str] = ()) -> ReadPlaces:
    """The places that a Place label or a dateline's place part means; never raises.

    Names joined by slashes, commas or "and" are parted with the vocabulary's help; two names of one town
    are one place, and a country beside a town says where it is. A country with no town is a place with
    the country's id and no coordinates. `near` holds ISO 3166-1 codes that the context favours, such as
    the host country of the release's source. A place not known has no id and its printed name.
    """
    found = _read(clean(printed), frozenset(near))
    return ReadPlaces(
        tuple(Place(m.id, m.name, m.country, m.latitude, m.longitude, part) for m, part in found),
        tuple(dict.fromkeys(meaning.warning for meaning, _ in found if meaning.warning)),
    )


@lru_cache(maxsize=4096)
def _read(text: str, near: frozenset[str]) -> tuple[tuple[_Meaning, str], ...]:
    readings = _readings(text)
    meanings = [_meaning(reading, near) for reading in readings]
    _agree(readings, meanings)
    return tuple(_merged(text, readings, meanings))


def _readings(text: str) -> list[_Reading]:
    """The pieces, countries joined to the towns that they qualify and rooms to the towns that they are in."""
    readings: list[_Reading] = []
    room_start: int | None = None
    for name in names_in(text):
        piece = _Reading(name.name, name.start, name.end, name.joint)
        if _is_room(piece.name):
            room_start = _join_room(readings, piece, room_start)
        elif not (
            readings
            and (
                _qualifies(readings, piece)
                or _follows_country(readings, piece)
                or _belongs_to_town(readings[-1], piece)
            )
        ):
            piece.start = piece.start if room_start is None else room_start
            room_start = None
            readings.append(piece)
    return readings or ([_Reading(text, 0, len(text), "")] if text else [])


def _is_room(name: str) -> bool:
    return not places_listed(name) and not country_of(name) and bool(_NOT_A_PLACE.search(name))


def _join_room(readings: Sequence[_Reading], room: _Reading, pending: int | None) -> int | None:
    """Print a room with the town before it; where there is none, its start waits for the town after it."""
    if not readings:
        return room.start if pending is None else pending
    readings[-1].end = room.end
    return None


def _qualifies(readings: Sequence[_Reading], piece: _Reading) -> bool:
    """Take the piece as the country of the town before it, if it is one."""
    town, scopes = readings[-1], _scopes(piece.name)
    if not scopes or town.scope or is_country(town.name):
        return False
    scope = next((scope for scope in scopes if _choices_in(town.name, scope)), None)
    if scope is None and (piece.joint == "/" or places_listed(piece.name)):
        return False
    town.contradicted = scope is None and bool(places_named(town.name))
    town.scope, town.end = scope or scopes[0], piece.end
    _qualify_back(readings)
    return True


def _belongs_to_town(town: _Reading, piece: _Reading) -> bool:
    """Take a piece that is neither town nor country as part of what is printed of the town before it."""
    if piece.joint != "," or not places_named(town.name) or is_country(town.name):
        return False
    name = piece.name.rstrip(".")
    if places_named(name) or places_listed(name) or country_of(name) or misspelt_place(name):
        return False
    town.end = piece.end
    return True


def _qualify_back(readings: Sequence[_Reading]) -> None:
    """In "KHARKOV/STANYTSIA LUHANSKA, Ukraine" the country stands for all names that slashes join."""
    scope = readings[-1].scope
    for town, following in zip(reversed(readings[:-1]), reversed(readings), strict=False):
        if following.joint != "/" or town.scope or scope is None:
            return
        if not places_listed(town.name) and _choices_in(town.name, scope):
            town.scope = scope


def _follows_country(readings: Sequence[_Reading], piece: _Reading) -> bool:
    """Take the piece as a town of the country before it ("Kyrgyzstan, Osh"), if it is one."""
    before = readings[-1]
    if before.scope or not is_country(before.name):
        return False
    scope = next((scope for scope in _scopes(before.name) if _choices_in(piece.name, scope)), None)
    if scope is None:
        return False
    before.name, before.end, before.scope = piece.name, piece.end, scope
    return True


def _scopes(printed: str) -> list[_Scope]:
    """What the printed name can say of the town beside it: a country, or a State of the United States."""
    printed = printed.removesuffix(".") if len(printed) > _LONGEST_ABBREVIATION else printed
    country, state = country_of(printed), gazetteer.state_of(printed)
    scopes = [_Scope(country.country)] if country else []
    if printed in country_codes():
        scopes.append(_Scope(printed))
    return [*scopes, _Scope("US", state)] if state else scopes


def _meaning(reading: _Reading, near: frozenset[str]) -> _Meaning:
    name, scope = reading.name, reading.scope
    if reading.contradicted:
        return _Meaning(None, name, None, warning="place_ambiguous")
    listed = places_listed(name)
    if len(listed) == 1 and not scope and (not near or listed[0].country in near):
        return _of(listed[0])
    if not scope and is_country(name):
        return _of_country(name)
    choices = [choice for choice in places_named(name) if scope is None or scope.holds(choice)]
    slip = None if listed else misspelt_place(name)
    if slip and {choice.id for choice in choices} <= {slip.id} and (scope is None or scope.holds(slip)):
        return replace(_of(slip), warning="place_misspelt")
    if not choices:
        return _Meaning(None, name, scope.country if scope else None, warning="unknown_place")
    return _chosen(name, listed, choices, near)


def _chosen(name: str, listed: Sequence[Known], choices: Sequence[Known], near: frozenset[str]) -> _Meaning:
    nearby = [choice for choice in choices if choice.country in near]
    known = [choice for choice in choices if any(choice.id == place.id for place in listed)]
    if len(known) == 1 and not (nearby and nearby[0].score >= _RIVAL * known[0].score):
        return _of(known[0])
    pool = nearby or known or choices
    if near and not nearby and pool[0].score < _FAR_AWAY:
        return _Meaning(None, name, None, warning="unknown_place")
    if _is_plain(pool):
        return _of(pool[0])
    shared = {choice.country for choice in pool}
    return _Meaning(None, name, shared.pop() if len(shared) == 1 else None, warning="place_ambiguous")


def _is_plain(choices: Sequence[Known]) -> bool:
    """Whether the first choice is meant beyond doubt: the others are far lesser, or the same town again."""
    first = choices[0]
    return all(first.score >= _DOMINANT * other.score or same_spot(first, other) for other in choices[1:])


def _agree(readings: Sequence[_Reading], meanings: list[_Meaning]) -> None:
    """Two names with a slash between them that can mean one town do mean it, unless both are well known."""
    for second in range(1, len(readings)):
        first = second - 1
        if readings[second].joint not in ("/", "(") or meanings[first].id == meanings[second].id:
            continue
        if places_listed(readings[first].name) and places_listed(readings[second].name):
            continue
        ids = {choice.id for choice in places_named(readings[first].name)}
        common = [choice for choice in places_named(readings[second].name) if choice.id in ids]
        if len(common) == 1:
            meanings[first] = meanings[second] = _of(common[0])


def _merged(
    text: str, readings: Sequence[_Reading], meanings: Sequence[_Meaning]
) -> Iterator[tuple[_Meaning, str]]:
    """Each place once; names of one place that stand side by side are printed together."""
    seen: set[str] = set()
    first = 0
    for index, meaning in enumerate(meanings):
        last_of_run = index + 1 == len(meanings) or meaning.id is None or meanings[index + 1].id != meaning.id
        if not last_of_run:
            continue
        if meaning.id not in seen:
            yield meaning, stretch(text, readings[first].start, readings[index].end)
        seen |= {meaning.id} if meaning.id else set()
        first = index + 1


def _of(place: Known) -> _Meaning:
    return _Meaning(place.id, place.name, place.country, place.latitude, place.longitude)


def _of_country(name: str) -> _Meaning:
    entry = country_of(name)
    return _Meaning(entry.id, entry.name, entry.country) if entry else _Meaning(None, name, None)


def _choices_in(name: str, scope: _Scope) -> list[Known]:
    return [choice for choice in places_named(name) if scope.holds(choice)]
