"""Places as printed, and the places they mean.

First the hand-kept table of places known to the OSCE, then the countries, then the gazetteer. A wrong
join is worse than an unknown word: what can mean several places means none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.place_names import stretch
from osce_crawler.items import Place
from osce_crawler.normalise.places.joining import readings_of
from osce_crawler.normalise.places.meaning import Meaning, agree, meaning_of
from osce_crawler.normalise.places.pieces import Reading


@dataclass(frozen=True, slots=True)
class ReadPlaces:
    """The places that a printed line means, in its order, and warning codes."""

    places: tuple[Place, ...]
    warnings: tuple[str, ...] = ()


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
def _read(text: str, near: frozenset[str]) -> tuple[tuple[Meaning, str], ...]:
    readings = readings_of(text)
    meanings = [meaning_of(reading, near) for reading in readings]
    agree(readings, meanings)
    return tuple(_merged(text, readings, meanings))


def _merged(
    text: str, readings: Sequence[Reading], meanings: Sequence[Meaning]
) -> Iterator[tuple[Meaning, str]]:
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
