"""Which of the places that a name can mean is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from osce_crawler.normalise.places.pieces import Reading
from osce_crawler.vocabulary.gazetteer import Known
from osce_crawler.vocabulary.known_places import choices_of, country_of, is_country, listed_as, same_spot
from osce_crawler.vocabulary.misspelt_places import misspelt

# A place counts as meant if it outweighs the next of its name this many times.
_DOMINANT = 4
# Context may prefer a namesake of a well-known place only if it has at least this part of its weight.
_RIVAL = 0.2
# Against the context, only a place of this weight is meant: 10,000 people, where there is a field operation.
_FAR_AWAY = 100_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """The place that a name means, with a warning's code where that is not certain."""

    id: str | None
    """Of our own table or `geonames-<number>`; null where the name means no known place, or several."""
    name: str
    """The place's usual English name; as printed where `id` is null."""
    country: str | None
    latitude: float | None = None
    longitude: float | None = None
    warning: str | None = None


def meaning_of(reading: Reading, near: frozenset[str]) -> Meaning:
    """The place that is meant by a name, as read from its line; never raises.

    `near`: the countries that context suggests, as ISO codes; empty where nothing does. A name that no
    table knows, or that may mean several places, keeps its printed form without an id, and has a warning:
    `unknown_place` or `place_ambiguous`. One wrong letter is forgiven, with `place_misspelt`.
    """
    name, scope = reading.name, reading.scope
    if reading.contradicted:
        return Meaning(None, name, None, warning="place_ambiguous")
    listed = listed_as(name)
    if len(listed) == 1 and not scope and (not near or listed[0].country in near):
        return _of(listed[0])
    if not scope and is_country(name):
        return _of_country(name)
    choices = [choice for choice in choices_of(name) if scope is None or scope.holds(choice)]
    slip = None if listed else misspelt(name)
    if slip and {choice.id for choice in choices} <= {slip.id} and (scope is None or scope.holds(slip)):
        return replace(_of(slip), warning="place_misspelt")
    if not choices:
        return Meaning(None, name, scope.country if scope else None, warning="unknown_place")
    return _chosen(name, listed, choices, near)


def _chosen(name: str, listed: Sequence[Known], choices: Sequence[Known], near: frozenset[str]) -> Meaning:
    nearby = [choice for choice in choices if choice.country in near]
    known = [choice for choice in choices if any(choice.id == place.id for place in listed)]
    if len(known) == 1 and not (nearby and nearby[0].score >= _RIVAL * known[0].score):
        return _of(known[0])
    pool = nearby or known or choices
    if near and not nearby and pool[0].score < _FAR_AWAY:
        return Meaning(None, name, None, warning="unknown_place")
    if _is_plain(pool):
        return _of(pool[0])
    shared = {choice.country for choice in pool}
    return Meaning(None, name, shared.pop() if len(shared) == 1 else None, warning="place_ambiguous")


def _is_plain(choices: Sequence[Known]) -> bool:
    """Whether the first choice is meant beyond doubt: the others are far lesser, or the same town again."""
    first = choices[0]
    return all(first.score >= _DOMINANT * other.score or same_spot(first, other) for other in choices[1:])


def agree(readings: Sequence[Reading], meanings: list[Meaning]) -> None:
    """Two names with a slash between them that can mean one town do mean it, unless both are well known."""
    for second in range(1, len(readings)):
        first = second - 1
        if readings[second].joint not in ("/", "(") or meanings[first].id == meanings[second].id:
            continue
        if listed_as(readings[first].name) and listed_as(readings[second].name):
            continue
        ids = {choice.id for choice in choices_of(readings[first].name)}
        common = [choice for choice in choices_of(readings[second].name) if choice.id in ids]
        if len(common) == 1:
            meanings[first] = meanings[second] = _of(common[0])


def _of(place: Known) -> Meaning:
    return Meaning(place.id, place.name, place.country, place.latitude, place.longitude)


def _of_country(name: str) -> Meaning:
    entry = country_of(name)
    return Meaning(entry.id, entry.name, entry.country) if entry else Meaning(None, name, None)
