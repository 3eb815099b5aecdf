"""What an entry of the site's menu names."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from osce_crawler.grammar.characters import clean
from osce_crawler.items import MenuKind
from osce_crawler.vocabulary import Entry, countries, fields_of_work, meetings, sections, sources

# Seen as "Finland – OSCE Chairpersonship 2025": the suffix moves to another State each year.
_CHAIR = re.compile(r"\s*[-–—]\s*OSCE\s+Chair(?:person|man|woman)?ship\s+(\d{4})\s*$", re.IGNORECASE)
_KIND_OF_SOURCE: dict[str | None, MenuKind] = {
    "field_operation": "field_operation",
    "partnership": "partners",
}
# So many known siblings of one kind make an unknown one of that kind too.
_ENOUGH_SIBLINGS = 3


@dataclass(frozen=True, slots=True)
class EntryMeaning:
    """What a menu entry names: label without suffix, kind, vocabulary id, country, year of the chair."""

    label: str
    kind: MenuKind
    entity: str | None
    country: str | None
    chairpersonship_year: int | None


def read_entry(
    printed: str, *, parent: str | None, siblings: Sequence[str], has_children: bool, is_link: bool
) -> EntryMeaning:
    """What this entry names, by the vocabulary first and by its place in the menu second."""
    label, year = label_of(printed)
    kind, entry = _known(label)
    section = sections().lookup(label)
    if section is not None and kind != "partners":
        kind, entry = "section" if has_children or section.holds or not parent else "page", None
    elif kind is None:
        kind = _by_structure(parent, siblings, has_children=has_children, is_link=is_link)
    return EntryMeaning(label, kind, entry.id if entry else None, entry.country if entry else None, year)


def label_of(printed: str) -> tuple[str, int | None]:
    """The label without the chair's suffix, and the year that the suffix names."""
    text = clean(printed)
    match = _CHAIR.search(text)
    return (text[: match.start()], int(match[1])) if match else (text, None)


def slug_of(label: str) -> str:
    """The label as a step of an id: letters and digits, joined by hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.casefold()).strip("-") or "entry"


def _known(label: str) -> tuple[MenuKind | None, Entry | None]:
    if entry := countries().lookup(label):
        return "country", entry
    if entry := fields_of_work().lookup(label):
        return "field_of_work", entry
    if entry := meetings().lookup(label):
        return "meeting", entry
    if entry := sources().lookup(label):
        return _KIND_OF_SOURCE.get(entry.kind, "structure"), entry
    return None, None


def _by_structure(
    parent: str | None, siblings: Sequence[str], *, has_children: bool, is_link: bool
) -> MenuKind:
    if has_children or not is_link:
        return "section"
    above = sections().lookup(label_of(parent)[0]) if parent else None
    if above is not None and above.holds:
        return above.holds  # type: ignore[return-value]  # the loader admits only kinds of entries
    return _shared_kind(tuple(siblings)) or "page"


@lru_cache(maxsize=64)
def _shared_kind(siblings: tuple[str, ...]) -> MenuKind | None:
    """The kind of all siblings that are known, where they are enough; asked for each of them in turn."""
    known = [kind for text in siblings if (kind := _known(label_of(text)[0])[0]) is not None]
    return known[0] if len(known) >= _ENOUGH_SIBLINGS and len(set(known)) == 1 else None
