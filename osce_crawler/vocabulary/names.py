"""The entries of a table, found by their printed names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from osce_crawler.vocabulary.entry import LONGEST_NAME, Entry, VocabularyError
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.splitting import Piece, atoms_of, pieces_of

_IN_FRONT = re.compile(r"(?:the )?(?:osce[ /])?(?:the )?(?=.)")
_NO_LONGER = re.compile(r" ?\((?:closed|discontinued)\)$")

Key = Callable[[str], str]


def bare_name(text: str) -> str:
    """The folded name without what the site prints or leaves out at will.

    That is "the" and "OSCE" in front, "(closed)" and "(discontinued)" behind, and the spellings of
    "co-operation", "centre" and "and".
    """
    name = fold(text)
    name = name.replace("co-o", "coo").replace("center", "centre").replace(" & ", " and ")
    front = _IN_FRONT.match(name)
    return _NO_LONGER.sub("", name[front.end() :] if front else name)


class Vocabulary:
    """The entries of one table, found by any of their printed names.

    `key` is the form under which two printed names count as one. Raises VocabularyError if two entries share
    an id or a name, or a parent is not in the table.
    """

    def __init__(self, table: str, entries: Sequence[Entry], key: Key = bare_name) -> None:
        self.table = table
        self._key = key
        self._entries = tuple(entries)
        self._by_key: dict[str, Entry] = {}
        by_id: dict[str, Entry] = {}
        for row, entry in enumerate(entries, start=2):
            if by_id.setdefault(entry.id, entry) is not entry:
                raise VocabularyError(f"{table}, row {row}: the id {entry.id!r} is used twice")
            self._index(row, entry)
        self.by_id: Mapping[str, Entry] = MappingProxyType(by_id)
        self._check_parents()
        self.longest = max((len(atoms_of(label)) for entry in entries for label in entry.labels), default=1)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, printed: str) -> Entry | None:
        """The entry that has the printed words as its name or an alias; null if there is none."""
        return self._by_key.get(self._key(printed)) if len(printed) <= LONGEST_NAME else None

    def split(self, printed: str) -> tuple[Piece, ...]:
        """The names of a printed list, each with its entry or null, the longest known names first.

        Commas, semicolons and line breaks separate; "and" only between two known names, since unknown names
        may hold it. Every other printed character is kept in a piece.
        """
        return _split(self, printed)

    def distinct(self, printed: Iterable[str]) -> list[Piece]:
        """The names of several printed lists, each entry or unknown name once.

        Where two names mean one entry, what was printed is both, joined by a comma.
        """
        return distinct(piece for text in printed for piece in self.split(text))

    def nearest(self, printed: str, n: int = 3) -> list[Entry]:
        """Up to n entries with names most like the printed one, the likest first."""
        keys = get_close_matches(self._key(printed[:LONGEST_NAME]), self._by_key, n=max(len(self._by_key), 1))
        alike = dict.fromkeys(self._by_key[key].id for key in keys)
        return [self.by_id[entry_id] for entry_id in alike][:n]

    def _index(self, row: int, entry: Entry) -> None:
        for label in entry.labels:
            other = self._by_key.setdefault(self._key(label), entry)
            if other is not entry:
                raise VocabularyError(
                    f"{self.table}, row {row}: {label!r} means both {other.id!r} and {entry.id!r}"
                )

    def _check_parents(self) -> None:
        for row, entry in enumerate(self._entries, start=2):
            if entry.parent and (entry.parent not in self.by_id or entry.parent == entry.id):
                raise VocabularyError(f"{self.table}, row {row}: unknown parent {entry.parent!r}")


def distinct(pieces: Iterable[Piece]) -> list[Piece]:
    """Each entry or unknown name once; where two names mean one entry, what was printed is both."""
    found: dict[str, tuple[list[str], Entry | None]] = {}
    for name, entry in pieces:
        names, _ = found.setdefault(entry.id if entry else f"? {fold(name)}", ([], entry))
        if name not in names:
            names.append(name)
    return [(", ".join(names), entry) if entry else (names[0], None) for names, entry in found.values()]


@lru_cache(maxsize=4096)
def _split(vocabulary: Vocabulary, printed: str) -> tuple[Piece, ...]:
    if whole := vocabulary.lookup(printed):
        return ((printed.strip(), whole),)
    return tuple(pieces_of(printed, vocabulary.lookup, vocabulary.longest))
