"""Tables of controlled words read from CSV, refused as a whole if one row is at fault."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from importlib.resources.abc import Traversable

from osce_crawler.vocabulary.entry import HELD_KINDS, STATUSES, Entry, VocabularyError
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.names import Key, Vocabulary, bare_name

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEARS = re.compile(r"[0-9]{4}-(?:[0-9]{4})?")


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
    return Vocabulary(path.name, entries_of(path, kinds=kinds, countries=countries), key)


def entries_of(
    path: Traversable, *, kinds: Collection[str] = (), countries: Collection[str] | None = None
) -> list[Entry]:
    """The rows of a CSV table. Raises VocabularyError."""
    rows = csv.DictReader(lines_of(path))
    _check_columns(path.name, rows.fieldnames or ())
    entries = []
    for number, row in enumerate(rows, start=2):
        try:
            entries.append(_checked(_entry(row), kinds, countries))
        except ValueError as fault:
            raise VocabularyError(f"{path.name}, row {number}: {fault}") from None
    return entries


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
