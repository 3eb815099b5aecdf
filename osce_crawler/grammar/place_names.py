"""The names that a line of places prints, parted by slashes, commas, "and"; what they mean is not told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osce_crawler.vocabulary import gazetteer
from osce_crawler.vocabulary.known_places import country_of, places_listed

_SEPARATOR = re.compile(
    r"\s*[/|,;()]\s*|\s+[-–—]\s+|\s+(?:&|and|und|et|y|и|і|та|й|dhe|si|și|i|və|ve|және|жана|ва)\s+",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # pieces: "Hani i Elezit", "Washington, D.C.", "Bosnia and Herzegovina"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name, where it stands, and what parts it from the name before it."""

    name: str
    start: int
    end: int
    joint: str


def names_in(text: str) -> Iterator[PlaceName]:
    """The names between separators, the longest known ones first."""
    parts = [PlaceName(text, 0, len(text), "")] if places_listed(text) else _parts(text)
    first = 0
    while first < len(parts):
        last = next(
            (
                last
                for last in range(min(first + _LONGEST_NAME, len(parts)) - 1, first, -1)
                if _is_name(stretch(text, parts[first].start, parts[last].end))
            ),
            first,
        )
        start = parts[first].start
        name = stretch(text, start, parts[last].end)
        yield PlaceName(name, start, start + len(name), parts[first].joint)
        first = last + 1


def is_listed(printed: str) -> bool:
    """Whether it holds places of the hand-kept table, and nothing else but their countries."""
    names = [found.name for found in names_in(printed)]
    return bool(names and places_listed(names[0])) and all(
        places_listed(name) or country_of(name) for name in names
    )


def stretch(text: str, start: int, end: int) -> str:
    """That part of the text, with the bracket that closes it."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return text[start : end + 1] if opened and text[end : end + 1] == ")" else text[start:end]


def _parts(text: str) -> list[PlaceName]:
    parts, start, joint = [], 0, ""
    for match in _SEPARATOR.finditer(text):
        parts.append(PlaceName(text[start : match.start()], start, match.start(), joint))
        start, joint = match.end(), match[0].strip()
    parts.append(PlaceName(text[start:], start, len(text), joint))
    return [part for part in parts if part.name]


def _is_name(printed: str) -> bool:
    """Whether a stretch that holds separators is one name."""
    if places_listed(printed) or country_of(printed):
        return True
    return not re.search("[/|,;()]", printed) and bool(gazetteer.candidates(printed))
