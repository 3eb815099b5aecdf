"""Whether the words of a dateline can be names of places.

A name that a table or the gazetteer knows can. Another one must look like the name of a village: one word
that is no word of a heading, no person's name and nowhere in the text a common word; several only with a word
that names of villages have, or with their country behind them. A wrong place is worse than none.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from osce_crawler.grammar.dates import weekday_in
from osce_crawler.grammar.place_names import PlaceName, is_listed, names_in
from osce_crawler.vocabulary import content_types, fields_of_work, meetings, sources
from osce_crawler.vocabulary.calendar_words import month_of
from osce_crawler.vocabulary.dateline_words import dateline_words
from osce_crawler.vocabulary.gazetteer import name_key, state_of
from osce_crawler.vocabulary.known_places import (
    choices_of,
    country_codes,
    country_of,
    is_town_of_country,
    listed_as,
)
from osce_crawler.vocabulary.misspelt_places import misspelt

_LONGEST_PLACE = 90
_LONGEST_NAME = 5  # words between separators
_SHORTEST_UNKNOWN = 3
_SHORTEST_COMMON = 4
_LATIN_VOWEL = re.compile("[aeiouy]")
_INITIAL = re.compile(r"(?<![\w.])[^\W\d_]\.?(?![\w.])")


def can_be_places(printed: str, text: str) -> bool:
    """Whether all names in the printed words can be of places; `text` is what they open."""
    if len(printed) > _LONGEST_PLACE:
        return False
    if is_listed(printed):
        return True
    if _opens_sentence(printed) or _is_of_another_table(printed):
        return False
    names = list(names_in(printed))
    return bool(names) and all(_can_be_place(name, names[at + 1 :], text) for at, name in enumerate(names))


def _opens_sentence(printed: str) -> bool:
    return name_key(printed.split(maxsplit=1)[0]) in dateline_words("opening")


def is_known(name: str) -> bool:
    """Whether a table or the gazetteer knows the name, though it may mean several places."""
    return bool(
        choices_of(name) or country_of(name) or misspelt(name) or state_of(name) or name in country_codes()
    )


def has_noun(name: str) -> bool:
    """Whether the name has a word of headings, documents, meetings, offices or ranks."""
    return has_any("noun", name) or any(word.startswith(_starts()) for word in name_key(name).split())


def has_any(kind: str, name: str) -> bool:
    """Whether the name has a word of the kind."""
    return not dateline_words(kind).isdisjoint(name_key(name).split())


def _can_be_place(found: PlaceName, following: Sequence[PlaceName], text: str) -> bool:
    name = found.name
    if listed_as(name) or country_of(name):
        return True
    words = len(name.split())
    if words > _LONGEST_NAME or weekday_in(name) is not None or month_of(name) is not None:
        return False
    if words > 1 and is_known(name):
        return True
    if has_noun(name) or _is_of_another_table(name):
        return bool(following) and is_town_of_country(name, following[0].name)
    return is_known(name) or _can_be_village(name, following, text)


@lru_cache(maxsize=1024)
def _is_of_another_table(name: str) -> bool:
    """Whether the name is that of a body, a field of work, a meeting or a type of item."""
    return any(table().lookup(name) for table in (sources, fields_of_work, meetings, content_types))


def _can_be_village(name: str, following: Sequence[PlaceName], text: str) -> bool:
    """Whether a name that nothing knows may be that of a place nonetheless."""
    if has_any("settlement", name) or has_any("region", name):
        return True
    if has_any("given_name", name) or _INITIAL.search(name) or _is_common(name, text):
        return False
    return _is_pronounceable(name) if len(name.split()) == 1 else _is_placed(name, following)


def _is_common(name: str, text: str) -> bool:
    """Whether a word of the name ends as common words do, or is printed small in the text."""
    return any(word.endswith(_endings()) for word in name_key(name).split()) or any(
        _is_printed_small(word, text) for word in name.split() if len(word) >= _SHORTEST_COMMON
    )


@cache
def _starts() -> tuple[str, ...]:
    return tuple(dateline_words("noun_start"))


@cache
def _endings() -> tuple[str, ...]:
    return tuple(dateline_words("ending"))


def _is_printed_small(word: str, text: str) -> bool:
    small = word.lower()
    return small != word and re.search(rf"(?<!\w){re.escape(small)}(?!\w)", text) is not None


def _is_pronounceable(word: str) -> bool:
    key = name_key(word)
    return len(key) >= _SHORTEST_UNKNOWN and (not key.isascii() or _LATIN_VOWEL.search(key) is not None)


def _is_placed(name: str, following: Sequence[PlaceName]) -> bool:
    """Whether what follows says where it is: a country or region, or the town of a hall."""
    if not following:
        return False
    country = any(country_of(other.name) or has_any("region", other.name) for other in following)
    return country or (has_any("venue", name) and any(is_known(other.name) for other in following))
