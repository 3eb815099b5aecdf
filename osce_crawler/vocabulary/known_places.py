"""Which places a name may mean: those of the hand-kept table first, then those of the gazetteer."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache

from osce_crawler.grammar.folding import fold
from osce_crawler.vocabulary import Entry, countries, gazetteer, places
from osce_crawler.vocabulary.gazetteer import Known, name_key

# A namesake of what is misspelt counts if it has at least this part of its weight.
_NAMESAKE = 0.05
# Weight of a well-known place that the gazetteer lacks: half a million people.
_WEIGHT = 500_000
# Degrees within which one name in one country is one place.
_NEARBY = 0.3
# Letters of a name in which one slip can be told: a short one may be another name, a long one is no name.
_SHORTEST_MISSPELT, _LONGEST_MISSPELT = 5, 40
# Letters that one slip of the hand may put in.
_LATIN = "abcdefghijklmnopqrstuvwxyz "
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюяєјљњћџіқғңөұүһҳҷӯ "


@lru_cache(maxsize=4096)
def places_named(name: str) -> tuple[Known, ...]:
    """All places that the name may mean: those of the hand-kept table first, then by weight."""
    found: dict[str, Known] = {}
    for known in gazetteer.candidates(name):
        ours = _ours(known)
        found.setdefault(ours.id, ours)
    listed = {place.id: found.get(place.id, place) for place in places_listed(name)}
    return tuple((listed | found).values())


def _ours(known: Known) -> Known:
    """The gazetteer's place under the id and name that the hand-kept table has for it."""
    own = _by_spot().get((known.country, known.latitude, known.longitude))
    own = own or next(
        (place for place in _by_key().get(name_key(known.name), ()) if same_spot(place, known)), None
    )
    return replace(own, score=known.score, region=known.region) if own else known


def same_spot(one: Known, other: Known) -> bool:
    """Whether two entries are one place: near each other in one country."""
    if one.country != other.country or one.latitude is None or other.latitude is None:
        return False
    east = abs((one.longitude or 0.0) - (other.longitude or 0.0))
    return abs(one.latitude - other.latitude) < _NEARBY and east < _NEARBY


@lru_cache(maxsize=1024)
def places_listed(name: str) -> tuple[Known, ...]:
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
def misspelt_place(name: str) -> Known | None:
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
    weight = max(
        (choice.score for choice in places_named(place.name) if choice.id == place.id), default=_WEIGHT
    )
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
def country_of(name: str) -> Entry | None:
    """The country that the name means; null if none."""
    return countries().lookup(name)


def is_town_of_country(town: str, country: str) -> bool:
    """Whether a known town stands beside the country that it is in."""
    entry = country_of(country)
    return entry is not None and any(is_within(place, entry.country) for place in places_named(town))


def is_within(place: Known, country: str | None) -> bool:
    """Whether the place is in the country of that code; no code says nothing; Serbia's may be Kosovo's."""
    return country in (None, place.country) or (place.country, country) == ("XK", "RS")


def is_country(name: str) -> bool:
    """Whether the name means a country, and no place of the hand-kept table."""
    return not places_listed(name) and country_of(name) is not None


@cache
def country_codes() -> frozenset[str]:
    """The codes of all countries."""
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
