"""Places as printed, and the places they mean.

First the hand-kept table of places known to the OSCE, then the countries, then the gazetteer. A wrong
join is worse than an unknown word: what can mean several places means none.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from osce_crawler.items import Place
from osce_crawler.normalise import gazetteer
from osce_crawler.normalise.gazetteer import Known, name_key
from osce_crawler.normalise.text import clean
from osce_crawler.vocabulary import Entry, countries, fold, places

_SEPARATOR = re.compile(
    r"\s*[/|,;()]\s*|\s+[-–—]\s+|\s+(?:&|and|und|et|y|и|і|та|й|dhe|si|și|i|və|ve|және|жана|ва)\s+",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 5  # "D.C.", "U.S.A": the stop of a longer word ends the line
_LONGEST_NAME = 4  # pieces: "Hani i Elezit", "Washington, D.C.", "Bosnia and Herzegovina"

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
# A namesake of what is misspelt counts if it has at least this part of its weight.
_NAMESAKE = 0.05
# Against the context, only a place of this weight is meant: 10,000 people, where there is a field operation.
_FAR_AWAY = 100_000
# Weight of a well-known place that the gazetteer lacks: half a million people.
_WEIGHT = 500_000
# Degrees within which one name in one country is one place.
_NEARBY = 0.3
# Letters of a name in which one slip can be told: a short one may be another name, a long one is no name.
_SHORTEST_MISSPELT, _LONGEST_MISSPELT = 5, 40
# Letters that one slip of the hand may put in.
_LATIN = "abcdefghijklmnopqrstuvwxyz "
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюяєјљњћџіқғңөұүһҳҷӯ "


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
        if self.country is None or (place.country, self.country) == ("XK", "RS"):
            return True
        return place.country == self.country and self.region in (None, place.region)


@dataclass(slots=True)
class _Reading:
    """A piece of the printed line, with what else was printed of the same place."""

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


def is_listed(printed: str) -> bool:
    """Whether the printed line holds places of the hand-kept table, and nothing else but their countries."""
    names = [piece.name for piece in _pieces(printed)]
    return bool(names and _listed(names[0])) and all(_listed(name) or _country(name) for name in names)


def is_town_of_country(town: str, country: str) -> bool:
    """Whether a known town stands beside the country that it is in."""
    entry = _country(country)
    return entry is not None and bool(_choices_in(town, _Scope(entry.country)))


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
    for piece in _pieces(text):
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


def _pieces(text: str) -> Iterator[_Reading]:
    """The names between separators, the longest known ones first."""
    parts = [_Reading(text, 0, len(text), "")] if _listed(text) else _parts(text)
    first = 0
    while first < len(parts):
        last = next(
            (
                last
                for last in range(min(first + _LONGEST_NAME, len(parts)) - 1, first, -1)
                if _is_name(_stretch(text, parts[first].start, parts[last].end))
            ),
            first,
        )
        start = parts[first].start
        name = _stretch(text, start, parts[last].end)
        yield _Reading(name, start, start + len(name), parts[first].joint)
        first = last + 1


def _parts(text: str) -> list[_Reading]:
    parts, start, joint = [], 0, ""
    for match in _SEPARATOR.finditer(text):
        parts.append(_Reading(text[start : match.start()], start, match.start(), joint))
        start, joint = match.end(), match[0].strip()
    parts.append(_Reading(text[start:], start, len(text), joint))
    return [part for part in parts if part.name]


def _is_name(printed: str) -> bool:
    """Whether a stretch that holds separators is one name."""
    if _listed(printed) or _country(printed):
        return True
    return not re.search("[/|,;()]", printed) and bool(gazetteer.candidates(printed))


def _is_room(name: str) -> bool:
    return not _listed(name) and not _country(name) and bool(_NOT_A_PLACE.search(name))


def _join_room(readings: Sequence[_Reading], room: _Reading, pending: int | None) -> int | None:
    """Print a room with the town before it; where there is none, its start waits for the town after it."""
    if not readings:
        return room.start if pending is None else pending
    readings[-1].end = room.end
    return None


def _qualifies(readings: Sequence[_Reading], piece: _Reading) -> bool:
    """Take the piece as the country of the town before it, if it is one."""
    town, scopes = readings[-1], _scopes(piece.name)
    if not scopes or town.scope or _is_country(town.name):
        return False
    scope = next((scope for scope in scopes if _choices_in(town.name, scope)), None)
    if scope is None and (piece.joint == "/" or _listed(piece.name)):
        return False
    town.contradicted = scope is None and bool(_choices(town.name))
    town.scope, town.end = scope or scopes[0], piece.end
    _qualify_back(readings)
    return True


def _belongs_to_town(town: _Reading, piece: _Reading) -> bool:
    """Take a piece that is neither town nor country as part of what is printed of the town before it."""
    if piece.joint != "," or not _choices(town.name) or _is_country(town.name):
        return False
    name = piece.name.rstrip(".")
    if _choices(name) or _listed(name) or _country(name) or _misspelt(name):
        return False
    town.end = piece.end
    return True


def _qualify_back(readings: Sequence[_Reading]) -> None:
    """In "KHARKOV/STANYTSIA LUHANSKA, Ukraine" the country stands for all names that slashes join."""
    scope = readings[-1].scope
    for town, following in zip(reversed(readings[:-1]), reversed(readings), strict=False):
        if following.joint != "/" or town.scope or scope is None:
            return
        if not _listed(town.name) and _choices_in(town.name, scope):
            town.scope = scope


def _follows_country(readings: Sequence[_Reading], piece: _Reading) -> bool:
    """Take the piece as a town of the country before it ("Kyrgyzstan, Osh"), if it is one."""
    before = readings[-1]
    if before.scope or not _is_country(before.name):
        return False
    scope = next((scope for scope in _scopes(before.name) if _choices_in(piece.name, scope)), None)
    if scope is None:
        return False
    before.name, before.end, before.scope = piece.name, piece.end, scope
    return True


def _scopes(printed: str) -> list[_Scope]:
    """What the printed name can say of the town beside it: a country, or a State of the United States."""
    printed = printed.removesuffix(".") if len(printed) > _LONGEST_ABBREVIATION else printed
    country, state = _country(printed), gazetteer.state_of(printed)
    scopes = [_Scope(country.country)] if country else []
    if printed in _country_codes():
        scopes.append(_Scope(printed))
    return [*scopes, _Scope("US", state)] if state else scopes


def _meaning(reading: _Reading, near: frozenset[str]) -> _Meaning:
    name, scope = reading.name, reading.scope
    if reading.contradicted:
        return _Meaning(None, name, None, warning="place_ambiguous")
    listed = _listed(name)
    if len(listed) == 1 and not scope and (not near or listed[0].country in near):
        return _of(listed[0])
    if not scope and _is_country(name):
        return _of_country(name)
    choices = [choice for choice in _choices(name) if scope is None or scope.holds(choice)]
    slip = None if listed else _misspelt(name)
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
    return all(first.score >= _DOMINANT * other.score or _same_spot(first, other) for other in choices[1:])


def _agree(readings: Sequence[_Reading], meanings: list[_Meaning]) -> None:
    """Two names with a slash between them that can mean one town do mean it, unless both are well known."""
    for second in range(1, len(readings)):
        first = second - 1
        if readings[second].joint not in ("/", "(") or meanings[first].id == meanings[second].id:
            continue
        if _listed(readings[first].name) and _listed(readings[second].name):
            continue
        ids = {choice.id for choice in _choices(readings[first].name)}
        common = [choice for choice in _choices(readings[second].name) if choice.id in ids]
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
            yield meaning, _stretch(text, readings[first].start, readings[index].end)
        seen |= {meaning.id} if meaning.id else set()
        first = index + 1


def _stretch(text: str, start: int, end: int) -> str:
    """That part of the text, with the bracket that closes it."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return text[start : end + 1] if opened and text[end : end + 1] == ")" else text[start:end]


def _of(place: Known) -> _Meaning:
    return _Meaning(place.id, place.name, place.country, place.latitude, place.longitude)


def _of_country(name: str) -> _Meaning:
    entry = _country(name)
    return _Meaning(entry.id, entry.name, entry.country) if entry else _Meaning(None, name, None)


def _choices_in(name: str, scope: _Scope) -> list[Known]:
    return [choice for choice in _choices(name) if scope.holds(choice)]


@lru_cache(maxsize=4096)
def _choices(name: str) -> tuple[Known, ...]:
    """All places that the name may mean: those of the hand-kept table first, then by weight."""
    found: dict[str, Known] = {}
    for known in gazetteer.candidates(name):
        ours = _ours(known)
        found.setdefault(ours.id, ours)
    listed = {place.id: found.get(place.id, place) for place in _listed(name)}
    return tuple((listed | found).values())


def _ours(known: Known) -> Known:
    """The gazetteer's place under the id and name that the hand-kept table has for it."""
    own = _by_spot().get((known.country, known.latitude, known.longitude))
    own = own or next(
        (place for place in _by_key().get(name_key(known.name), ()) if _same_spot(place, known)), None
    )
    return replace(own, score=known.score, region=known.region) if own else known


def _same_spot(one: Known, other: Known) -> bool:
    if one.country != other.country or one.latitude is None or other.latitude is None:
        return False
    east = abs((one.longitude or 0.0) - (other.longitude or 0.0))
    return abs(one.latitude - other.latitude) < _NEARBY and east < _NEARBY


@lru_cache(maxsize=1024)
def _listed(name: str) -> tuple[Known, ...]:
    """What the hand-kept table has under the name; diacritics decide where names differ in them alone."""
    found = _by_key().get(name_key(name), ())
    if not found or (len(found) == 1 and name.isascii()):
        return found
    if exact := places().lookup(name):
        return (_from_entry(exact),)
    return () if _is_anothers_own_name(name, {place.id for place in found}) else found


def _is_anothers_own_name(name: str, ids: Collection[str]) -> bool:
    """Whether a place of the gazetteer is spelt just so, as the Turkish Foça is, and the Bosnian Foča not."""
    spelt = fold(name)
    return any(
        fold(known.name) == spelt and _ours(known).id not in ids for known in gazetteer.candidates(name)
    )


@lru_cache(maxsize=1024)
def _misspelt(name: str) -> Known | None:
    """The one place of the hand-kept table that is one slip away, if nothing else is.

    A slip is a letter left out, put in, changed or exchanged with its neighbour, but not the first letter;
    nor a last one put in, which makes another word ("Donetske"), unless it doubles the one before.
    """
    key = name_key(name)
    if not _SHORTEST_MISSPELT <= len(key) <= _LONGEST_MISSPELT:
        return None
    variants = _one_slip(key)
    meant = {place.id: place for variant in variants for place in _by_key().get(variant, ())}
    if len(meant) != 1:
        return None
    place = meant.popitem()[1]
    weight = max((choice.score for choice in _choices(place.name) if choice.id == place.id), default=_WEIGHT)
    others = (_ours(known) for known in gazetteer.spelt_so(variants))
    rivals = (other for other in others if other.id != place.id and other.score >= _NAMESAKE * weight)
    return None if any(rivals) else place


def _one_slip(key: str) -> set[str]:
    letters = _LATIN if key.isascii() else _CYRILLIC
    cuts = [(key[:at], key[at:]) for at in range(1, len(key) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if len(tail) > 1 or head[-1] == tail}
    exchanged = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    put_in = {head + letter + tail for head, tail in cuts for letter in letters}
    changed = {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    return (left_out | exchanged | put_in | changed) - {key}


@lru_cache(maxsize=1024)
def _country(name: str) -> Entry | None:
    return countries().lookup(name)


def _is_country(name: str) -> bool:
    return not _listed(name) and _country(name) is not None


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(entry.country for entry in countries() if entry.country)


@cache
def _by_key() -> dict[str, tuple[Known, ...]]:
    table: dict[str, dict[str, Known]] = {}
    for entry in places():
        for name in (entry.name, *entry.aliases):
            table.setdefault(name_key(name), {})[entry.id] = _from_entry(entry)
    return {key: tuple(found.values()) for key, found in table.items()}


@cache
def _by_spot() -> dict[tuple[str | None, float | None, float | None], Known]:
    return {(entry.country, entry.latitude, entry.longitude): _from_entry(entry) for entry in places()}


def _from_entry(entry: Entry) -> Known:
    return Known(entry.id, entry.name, entry.country, None, entry.latitude, entry.longitude, _WEIGHT)
