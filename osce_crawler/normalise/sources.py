"""The bodies that a release names as its source."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from osce_crawler import vocabulary
from osce_crawler.grammar.characters import clean
from osce_crawler.grammar.folding import fold
from osce_crawler.items import Source
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


def _names(printed: str) -> Iterator[Piece]:
    """The names of a printed list; unknown ones with what stands behind their own commas."""
    pieces = vocabulary.sources().split(printed)
    at = 0
    first = 0
    while first < len(pieces):
        name, entry = pieces[first]
        start = printed.index(name, at)
        at = start + len(name)
        for following in (
            _continuing(name, pieces[first + 1 : first + 1 + _MOST_COMMAS]) if entry is None else ()
        ):
            next_at = printed.index(following, at)
            if not _COMMA.fullmatch(printed, at, next_at):
                break
            at = next_at + len(following)
            first += 1
        yield printed[start:at], entry
        first += 1


def _continuing(name: str, following: Sequence[Piece]) -> Sequence[str]:
    """The pieces behind a comma that belong to the unknown name before them, and name no body of their own.

    Those are what a representative is for, what goes on in small letters, and the rest of an enumeration that
    ends with "and" behind "for".
    """
    rest = [piece for piece, _ in takewhile(_names_no_body, following)]
    opens, kind = _opening(name)
    if kind is not None:
        return rest
    ends = [number for number, piece in enumerate(rest, start=1) if _AND.search(piece)]
    if opens and ends and _FOR.search(name):
        return rest[: ends[0]]
    return list(takewhile(lambda piece: piece[:1].islower(), rest))


def _names_no_body(piece: Piece) -> bool:
    return piece[1] is None and not _opening(piece[0])[0]


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
