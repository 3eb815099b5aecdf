"""Well-known places printed with one slip of the hand."""

from functools import lru_cache

from osce_crawler.vocabulary import gazetteer
from osce_crawler.vocabulary.entry import LONGEST_NAME
from osce_crawler.vocabulary.gazetteer import Known, name_key
from osce_crawler.vocabulary.known_places import WEIGHT, by_key, choices_of, ours

# A namesake of what is misspelt counts if it has at least this part of its weight.
_NAMESAKE = 0.05
# Letters of a name in which one slip can be told: a short one may be another name, a long one is no name.
_SHORTEST_MISSPELT, _LONGEST_MISSPELT = 5, 40
# Letters that one slip of the hand may put in.
_LATIN = "abcdefghijklmnopqrstuvwxyz "
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюяєјљњћџіқғңөұүһҳҷӯ "


@lru_cache(maxsize=1024)
def misspelt(name: str) -> Known | None:
    """The one place of the hand-kept table that is one slip away, if nothing else is.

    A slip is a letter left out, put in, changed or exchanged with its neighbour, but not the first letter;
    nor a last one put in, which makes another word ("Donetske"), unless it doubles the one before.
    """
    key = name_key(name) if len(name) <= LONGEST_NAME else ""
    if not _SHORTEST_MISSPELT <= len(key) <= _LONGEST_MISSPELT:
        return None
    variants = _one_slip(key)
    meant = {place.id: place for variant in variants for place in by_key().get(variant, ())}
    if len(meant) != 1:
        return None
    place = meant.popitem()[1]
    weight = max((choice.score for choice in choices_of(place.name) if choice.id == place.id), default=WEIGHT)
    others = (ours(known) for known in gazetteer.spelt_so(variants))
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
