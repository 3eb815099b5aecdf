"""What a printed name can mean: a place of the hand-kept table, a country, a place of the gazetteer."""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache

from osce_crawler.vocabulary import Entry, countries, gazetteer, places
from osce_crawler.vocabulary.entry import LONGEST_NAME
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.gazetteer import Known, name_key

# The Republic of China is not China.
_FORM_OF_STATE = re.compile(
    r"^(?:the\s+)?(?:(?:federal\s+|islamic\s+)?(?:republic|rep\.)|kingdom|principality|grand duchy)"
    r"\s+of\s+(?!china\b)",
    re.IGNORECASE,
)
# Weight of a well-known place that the gazetteer lacks: half a million people.
WEIGHT = 500_000
# Degrees within which one name in one country is one place.
_NEARBY = 0.3


@lru_cache(maxsize=4096)
def choices_of(name: str) -> tuple[Known, ...]:
    """All places that the name may mean: those of the hand-kept table first, then by weight."""
    found: dict[str, Known] = {}
    for known in gazetteer.candidates(name):
        place = ours(known)
        found.setdefault(place.id, place)
    listed = {place.id: found.get(place.id, place) for place in listed_as(name)}
    return tuple((listed | found).values())


@lru_cache(maxsize=1024)
def listed_as(name: str) -> tuple[Known, ...]:
    """What the hand-kept table has under the name; diacritics decide where names differ in them alone."""
    found = by_key().get(name_key(name), ()) if len(name) <= LONGEST_NAME else ()
    if not found or (len(found) == 1 and name.isascii()):
        return found
    if exact := places().lookup(name):
        return (from_entry(exact),)
    return () if _is_anothers_own_name(name, {place.id for place in found}) else found


def _is_anothers_own_name(name: str, ids: Collection[str]) -> bool:
    """Whether a place of the gazetteer is spelt just so, as the Turkish Foça is, and the Bosnian Foča not."""
    spelt = fold(name)
    return any(
        fold(known.name) == spelt and ours(known).id not in ids for known in gazetteer.candidates(name)
    )


def ours(known: Known) -> Known:
    """The gazetteer's place under the id and name that the hand-kept table has for it."""
    own = _by_spot().get((known.country, known.latitude, known.longitude))
    own = own or next(
        (place for place in by_key().get(name_key(known.name), ()) if same_spot(place, known)), None
    )
    return replace(own, score=known.score, region=known.region) if own else known


def same_spot(one: Known, other: Known) -> bool:
    """Whether two entries are one place: near each other in one country."""
    if one.country != other.country or one.latitude is None or other.latitude is None:
        return False
    east = abs((one.longitude or 0.0) - (other.longitude or 0.0))
    return abs(one.latitude - other.latitude) < _NEARBY and east < _NEARBY


@lru_cache(maxsize=1024)
def country_of(name: str) -> Entry | None:
    """The country of this name, with or without the words for its form of State."""
    return countries().lookup(name) or countries().lookup(_FORM_OF_STATE.sub("", name, count=1))


def is_town_of_country(town: str, country: str) -> bool:
    """Whether a known town stands beside the country that it is in."""
    entry = country_of(country)
    return entry is not None and any(is_within(place, entry.country) for place in choices_of(town))


def is_within(place: Known, country: str | None) -> bool:
    """Whether the place is in the country of that code; no code says nothing; Serbia's may be Kosovo's."""
    return country in (None, place.country) or (place.country, country) == ("XK", "RS")


def is_country(name: str) -> bool:
    """Whether the name means a country, and no place of the hand-kept table."""
    return not listed_as(name) and country_of(name) is not None


@cache
def country_codes() -> frozenset[str]:
    return frozenset(entry.country for entry in countries() if entry.country)


@cache
def by_key() -> dict[str, tuple[Known, ...]]:
    table: dict[str, dict[str, Known]] = {}
    for entry in places():
        for name in (entry.name, *entry.aliases):
            table.setdefault(name_key(name), {})[entry.id] = from_entry(entry)
    return {key: tuple(found.values()) for key, found in table.items()}


@cache
def _by_spot() -> dict[tuple[str | None, float | None, float | None], Known]:
    return {(entry.country, entry.latitude, entry.longitude): from_entry(entry) for entry in places()}


def from_entry(entry: Entry) -> Known:
    return Known(entry.id, entry.name, entry.country, None, entry.latitude, entry.longitude, WEIGHT)
