"""The bodies that a release names as its source."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from osce_crawler import vocabulary
from osce_crawler.grammar.characters import clean
from osce_crawler.items import Source
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.names import distinct
from osce_crawler.vocabulary.splitting import Piece
from osce_crawler.vocabulary.words import source_openings

_ORGANIZATION = re.compile(r"(?:the )?(?:osce|обсе|обсє|osze)[ /-]+")
_MOST_OPENING_WORDS = 2
_MOST_COMMAS = 12  # in one name
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?", re.IGNORECASE)
# Behind such a word a name says for what it is: "Office for Law, Order and Peace".
_FOR = re.compile(r"\s(?:for|on|of|against|по|з|із|für|pour|za)\s", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|и|та|і|und|et|i)\s", re.IGNORECASE)


def read_sources(printed: Sequence[str]) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The bodies named in printed lists, in order, each body once; and warnings.

    The site joins names by commas and names may hold commas; today's names and "(closed)" stand on old
    releases (seen on G2 lists). A body that is not known keeps its printed name, and the kind that its first
    words tell.
    """
    pieces = [piece for text in printed for piece in _names(text)]
    sources = tuple(_source(clean(name), entry) for name, entry in distinct(pieces))
    unknown = any(source.id is None for source in sources)
    return sources, ("unknown_source",) if unknown else ()


def _source(printed: str, entry: vocabulary.Entry | None) -> Source:
    if entry is None:
        kind = _opening(printed)[1]
        return Source(id=None, name=printed, kind=kind, status=None, country=None, printed=printed)  # type: ignore[arg-type]
    return Source(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,  # type: ignore[arg-type]  # the loader lets only the closed set in
        status=entry.status,  # type: ignore[arg-type]
        country=entry.country,
        printed=printed,
    )


class _Placed(NamedTuple):
    """A piece of a printed list with where it stands."""

    name: str
    start: int
    end: int
    entry: vocabulary.Entry | None


def _names(printed: str) -> Iterator[Piece]:
    """The names of a printed list; unknown ones with what stands behind their own commas."""
    placed = list(_placed(printed))
    first = 0
    while first < len(placed):
        last = first + _length_of_rest(printed, placed[first : first + 1 + _MOST_COMMAS])
        whole = printed[placed[first].start : placed[last].end]
        yield whole, placed[first].entry if last == first else None
        first = last + 1


def _placed(printed: str) -> Iterator[_Placed]:
    end = 0
    for name, entry in vocabulary.sources().split(printed):
        start = printed.index(name, end)
        end = start + len(name)
        yield _Placed(name, start, end, entry)


def _length_of_rest(printed: str, placed: Sequence[_Placed]) -> int:
    """How many pieces behind its commas belong to the first name, and name no body of their own.

    Those are what an unknown representative is for, what goes on in small letters behind an unknown name, and
    the rest of an enumeration that ends with "and" behind "for": that makes another one of a known
    representative, too ("on Gender" is not "on Gender, Youth and Peace").
    """
    name, _, _, entry = placed[0]
    if entry is not None and entry.kind != "special_representative":
        return 0
    gaps = [printed[one.end : next_one.start] for one, next_one in pairwise(placed)]
    rest = list(takewhile(_goes_on, zip(gaps, placed[1:], strict=True)))
    opens, kind = _opening(name)
    if entry is None and kind is not None:
        return len(rest)
    if opens and _FOR.search(name):
        for number, (gap, piece) in enumerate(rest, start=1):
            if _AND.search(f"{gap} {piece.name}"):
                return number
    small = takewhile(lambda one: entry is None and one[1].name[:1].islower(), rest)
    return sum(1 for _ in small)


def _goes_on(behind: tuple[str, _Placed]) -> bool:
    gap, piece = behind
    return bool(_COMMA.fullmatch(gap)) and piece.entry is None and not _opening(piece.name)[0]


def _opening(name: str) -> tuple[bool, str | None]:
    """Whether the name begins as bodies do, and the kind of those that begin so."""
    folded = fold(name[:80])
    organization = _ORGANIZATION.match(folded)
    words = folded[organization.end() if organization else 0 :].removeprefix("the ").split()
    openings = source_openings()
    for number in range(_MOST_OPENING_WORDS, 0, -1):
        opening = " ".join(words[:number])
        if opening in openings:
            return True, openings[opening]
    return organization is not None, None
