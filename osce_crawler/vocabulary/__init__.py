"""The controlled words of the site: CSV tables, their loader, and look-up of printed names.

Every row of a table has a stable id and a name; aliases (former names, abbreviations, other languages) are
joined by a bar, and an empty cell means that the fact is not known. A table is read when it is first asked
for, and refused as a whole if one row is at fault.
"""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from osce_crawler.grammar.folding import fold

STATUSES = frozenset({"open", "closed", "unknown"})
SOURCE_KINDS = frozenset(
    {
        "chairpersonship",
        "secretariat",
        "institution",
        "field_operation",
        "decision_body",
        "parliamentary_assembly",
        "court",
        "partnership",
        "special_representative",
        "other",
    }
)
COUNTRY_KINDS = frozenset(
    {"participating_state", "asian_partner", "mediterranean_partner", "former_state", "other"}
)
CONTENT_TYPES = frozenset(
    {
        "press_release",
        "news",
        "press_statement",
        "statement",
        "speech",
        "daily_report",
        "spot_report",
        "weekly_report",
        "media_advisory",
        "other",
    }
)
HELD_KINDS = frozenset({"field_of_work", "meeting", "country", "partners", "structure", "field_operation"})

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEARS = re.compile(r"[0-9]{4}-(?:[0-9]{4})?")
_SEPARATOR = re.compile(r"[,;\n]|(?<=\s)and(?=\s)", re.IGNORECASE)
_IN_FRONT = re.compile(r"(?:the )?(?:osce[ /])?(?:the )?(?=.)")
_NO_LONGER = re.compile(r" ?\((?:closed|discontinued)\)$")


class VocabularyError(Exception):
    """A table is not fit for use; the message names the table, the row and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a table; what its table lacks or leaves empty is null.

    `country` is an ISO 3166-1 alpha-2 code, or XK; coordinates are degrees (WGS 84); `years` is a span such
    as `1999-2012`, open at its end while it lasts; `holds` is the kind of what stands under a menu heading.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    status: str | None = None
    country: str | None = None
    parent: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    years: str | None = None
    holds: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


Key = Callable[[str], str]
Piece = tuple[str, Entry | None]


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
        self._longest = max((len(_atoms(label)) for entry in entries for label in entry.labels), default=1)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, printed: str) -> Entry | None:
        """The entry that has the printed words as its name or an alias; null if there is none."""
        return self._by_key.get(self._key(printed))

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
        found: dict[str, tuple[list[str], Entry | None]] = {}
        for name, entry in (piece for text in printed for piece in self.split(text)):
            names, _ = found.setdefault(entry.id if entry else f"? {fold(name)}", ([], entry))
            if name not in names:
                names.append(name)
        return [(", ".join(names), entry) if entry else (names[0], None) for names, entry in found.values()]

    def nearest(self, printed: str, n: int = 3) -> list[Entry]:
        """Up to n entries with names most like the printed one, the likest first."""
        keys = get_close_matches(self._key(printed), self._by_key, n=max(len(self._by_key), 1))
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

    def _pieces(self, printed: str) -> Iterator[Piece]:
        atoms = _atoms(printed)
        ends = self._ends(printed, atoms)
        first = 0
        while first < len(atoms):
            last = ends[first]
            known = last is not None
            if last is None:
                last = next(i for i in range(first, len(atoms)) if atoms[i].parted)
            piece = printed[atoms[first].start : atoms[last].end].strip()
            yield piece, self.lookup(piece) if known else None
            first = last + 1

    def _ends(self, printed: str, atoms: Sequence["_Atom"]) -> list[int | None]:
        """For each atom, the last atom of the longest known name that begins with it, if there is one.

        A name that "and" follows counts only if a known name follows too, so the atoms are read backwards.
        """
        ends: list[int | None] = [None] * len(atoms)
        for first in reversed(range(len(atoms))):
            for last in reversed(range(first, min(first + self._longest, len(atoms)))):
                closed = atoms[last].parted or ends[last + 1] is not None
                if closed and self.lookup(printed[atoms[first].start : atoms[last].end]):
                    ends[first] = last
                    break
        return ends


@dataclass(slots=True)
class _Atom:
    """Words without a separator; `parted` says that more than "and" stands behind them."""

    start: int
    end: int
    parted: bool


def _atoms(printed: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    start = 0
    for separator in _SEPARATOR.finditer(printed):
        _append(atoms, printed, _Atom(start, separator.start(), parted=len(separator[0]) == 1))
        start = separator.end()
    _append(atoms, printed, _Atom(start, len(printed), parted=True))
    if atoms:
        atoms[-1].parted = True
    return atoms


def _append(atoms: list[_Atom], printed: str, atom: _Atom) -> None:
    if fold(printed[atom.start : atom.end]):
        atoms.append(atom)
    elif atoms:
        # Nothing stands between two separators: together they part as the stronger of them does.
        atoms[-1].parted |= atom.parted


@lru_cache(maxsize=4096)
def _split(vocabulary: Vocabulary, printed: str) -> tuple[Piece, ...]:
    whole = vocabulary.lookup(printed)
    return ((printed.strip(), whole),) if whole else tuple(vocabulary._pieces(printed))


def load(
    path: Traversable,
    *,
    key: Key = bare_name,
    kinds: Collection[str] = (),
    countries: Collection[str] | None = None,
) -> Vocabulary:
    """The vocabulary that a CSV table holds.

    `kinds` are those a row must choose from, `countries` the codes a row may carry. Raises VocabularyError.
    """
    rows = csv.DictReader(lines_of(path))
    _check_columns(path.name, rows.fieldnames or ())
    entries = []
    for number, row in enumerate(rows, start=2):
        try:
            entries.append(_checked(_entry(row), kinds, countries))
        except ValueError as fault:
            raise VocabularyError(f"{path.name}, row {number}: {fault}") from None
    return Vocabulary(path.name, entries, key)


def lines_of(path: Traversable) -> list[str]:
    """The lines of a table. Raises VocabularyError if it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        row = fault.object.count(b"\n", 0, fault.start) + 1
        raise VocabularyError(f"{path.name}, row {row}: {fault.reason}, the table is not UTF-8") from None


def _check_columns(table: str, columns: Sequence[str]) -> None:
    known = {field.name for field in fields(Entry)}
    if missing := {"id", "name"} - set(columns):
        raise VocabularyError(f"{table}, row 1: no column {min(missing)!r}")
    if unknown := set(columns) - known:
        raise VocabularyError(f"{table}, row 1: unknown column {min(unknown)!r}")


def _entry(row: Mapping[str, str]) -> Entry:
    if None in row or None in row.values():
        raise ValueError("more or fewer cells than columns")
    cells = {column: cell.strip() for column, cell in row.items()}
    texts = ("kind", "status", "country", "parent", "years", "holds")
    return Entry(
        id=cells["id"],
        name=cells["name"],
        aliases=_aliases(cells.get("aliases", "")),
        latitude=_degrees(cells.get("latitude"), 90),
        longitude=_degrees(cells.get("longitude"), 180),
        **{column: cells.get(column) or None for column in texts},
    )


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in cell.split("|")) if cell else ()


def _degrees(cell: str | None, most: int) -> float | None:
    if not cell:
        return None
    degrees = float(cell)
    if not -most <= degrees <= most:
        raise ValueError(f"{cell} degrees is on no map")
    return degrees


def _checked(entry: Entry, kinds: Collection[str], countries: Collection[str] | None) -> Entry:
    faults = {
        f"{entry.id!r} is no id": not _ID.fullmatch(entry.id),
        "a name or alias is empty": not all(map(fold, entry.labels)),
        f"unknown kind {entry.kind!r}": bool(kinds) and entry.kind not in kinds,
        f"unknown status {entry.status!r}": entry.status is not None and entry.status not in STATUSES,
        f"unknown country {entry.country!r}": (
            countries is not None and entry.country is not None and entry.country not in countries
        ),
        f"{entry.years!r} is no span of years": bool(entry.years) and not _YEARS.fullmatch(entry.years or ""),
        f"a section cannot hold {entry.holds!r}": entry.holds is not None and entry.holds not in HELD_KINDS,
    }
    for fault, found in faults.items():
        if found:
            raise ValueError(fault)
    return entry


def _table(name: str) -> Traversable:
    return resources.files(__name__) / name


def _codes() -> frozenset[str]:
    return frozenset(entry.country for entry in countries() if entry.country)


@cache
def countries() -> Vocabulary:
    """Participating and partner States, former States, and other countries that places lie in."""
    return load(_table("countries.csv"), kinds=COUNTRY_KINDS)


@cache
def sources() -> Vocabulary:
    """Structures, institutions, field operations, decision bodies, partnerships and representatives.

    `country` is a field operation's host.
    """
    return load(_table("sources.csv"), kinds=SOURCE_KINDS, countries=_codes())


@cache
def fields_of_work() -> Vocabulary:
    """The topics of the site's menu, and the narrower ones of its older lists under a `parent`."""
    return load(_table("fields_of_work.csv"))


@cache
def places() -> Vocabulary:
    """Cities and towns that releases come from."""
    return load(_table("places.csv"), key=fold, countries=_codes())


@cache
def meetings() -> Vocabulary:
    """The series of meetings in the site's menu."""
    return load(_table("meetings.csv"))


@cache
def content_types() -> Vocabulary:
    """The printed types of content; `kind` is the record's content type."""
    return load(_table("content_types.csv"), kinds=CONTENT_TYPES)


@cache
def sections() -> Vocabulary:
    """Headings of the menu; `holds` is the kind of what stands under one, null where that is mixed."""
    return load(_table("sections.csv"))
