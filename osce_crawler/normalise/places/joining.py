"""The names of a printed line joined to the places that they speak of: countries, rooms, parts of towns."""

from collections.abc import Sequence

from osce_crawler.normalise.places.pieces import Reading, Scope, choices_in, is_room, pieces_of
from osce_crawler.vocabulary import gazetteer
from osce_crawler.vocabulary.known_places import (
    choices_of,
    country_codes,
    country_of,
    is_country,
    listed_as,
)
from osce_crawler.vocabulary.misspelt_places import misspelt


def readings_of(text: str) -> list[Reading]:
    """The pieces, countries joined to the towns that they qualify and rooms to the towns that they are in."""
    readings: list[Reading] = []
    room_start: int | None = None
    for piece in pieces_of(text):
        if readings and not any(map(str.isalnum, piece.name)):
            readings[-1].end = piece.end
        elif is_room(piece.name):
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
    return readings or ([Reading(text, 0, len(text), "")] if text else [])


def _join_room(readings: Sequence[Reading], room: Reading, pending: int | None) -> int | None:
    """Print a room with the town before it; where there is none, its start waits for the town after it."""
    if not readings:
        return room.start if pending is None else pending
    readings[-1].end = room.end
    return None


def _qualifies(readings: Sequence[Reading], piece: Reading) -> bool:
    """Take the piece as the country of the town before it, if it is one."""
    town, scopes = readings[-1], _scopes(piece.name)
    if not scopes or town.scope or is_country(town.name):
        return False
    scope = next((scope for scope in scopes if choices_in(town.name, scope)), None)
    if scope is None and (piece.joint == "/" or listed_as(piece.name)):
        return False
    town.scope, town.end = scope or scopes[0], piece.end
    town.contradicted = scope is None and town.scope.is_known_whole and bool(choices_of(town.name))
    _qualify_back(readings)
    return True


def _belongs_to_town(town: Reading, piece: Reading) -> bool:
    """Take a piece that is neither town nor country as part of what is printed of the town before it."""
    if piece.joint != "," or not choices_of(town.name) or is_country(town.name):
        return False
    name = piece.name
    if choices_of(name) or listed_as(name) or country_of(name) or misspelt(name):
        return False
    town.end = piece.end
    return True


def _qualify_back(readings: Sequence[Reading]) -> None:
    """In "KHARKOV/STANYTSIA LUHANSKA, Ukraine" the country stands for all names that slashes join."""
    scope = readings[-1].scope
    for town, following in zip(reversed(readings[:-1]), reversed(readings), strict=False):
        if following.joint != "/" or town.scope or scope is None:
            return
        if not listed_as(town.name) and choices_in(town.name, scope):
            town.scope = scope


def _follows_country(readings: Sequence[Reading], piece: Reading) -> bool:
    """Take the piece as a town of the country before it ("Kyrgyzstan, Osh"), if it is one."""
    before = readings[-1]
    if before.scope or not is_country(before.name):
        return False
    scope = next((scope for scope in _scopes(before.name) if choices_in(piece.name, scope)), None)
    if scope is None:
        return False
    before.name, before.end, before.scope = piece.name, piece.end, scope
    return True


def _scopes(printed: str) -> list[Scope]:
    """What the printed name can say of the town beside it: a country, or a State or province."""
    country, state = country_of(printed), gazetteer.state_of(printed)
    scopes = [Scope(country.country)] if country else []
    if printed in country_codes():
        scopes.append(Scope(printed))
    return [*scopes, Scope(*state)] if state else scopes
