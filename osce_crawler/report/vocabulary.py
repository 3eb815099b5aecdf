"""The tables as lines of plain text for people."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from osce_crawler.normalise.places import read_places
from osce_crawler.vocabulary import Entry, Vocabulary, VocabularyError
from osce_crawler.vocabulary.calendar_words import read_table
from osce_crawler.vocabulary.checking import (
    TABLES,
    WORD_TABLES,
    MenuDifferences,
    Named,
    check_words,
    nearest,
)

_COLUMNS = ("id", "name", "kind", "status", "country", "parent", "years", "holds")


def lines_of_tables() -> Iterator[str]:
    """Every table of names with the number of its entries, and of the names by which they are found.

    Loads all of them, and the tables of words. Raises VocabularyError at the first bad row.
    """
    rows = [(name, *_size(load())) for name, load in TABLES.items()]
    rows += [(name.removesuffix(".csv"), str(check_words(name)), "") for name in WORD_TABLES]
    for table in ("months.csv", "weekdays.csv"):
        read_table(table)
    return aligned([("TABLE", "ROWS", "NAMES"), *rows])


def lines_of_entries(table: str) -> Iterator[str]:
    """The entries of a table, those of their columns that are filled anywhere."""
    entries = list(TABLES[table]())
    columns = [name for name in _COLUMNS if any(getattr(entry, name) for entry in entries)]
    rows = [[getattr(entry, name) or "" for name in columns] for entry in entries]
    return aligned([[name.upper() for name in columns], *rows])


def lines_of_meanings(word: str) -> tuple[list[str], bool]:
    """What a printed word means in each table, or the names most like it; and whether any table knows it."""
    meanings = [_entry_rows(table, entry) for table, entry in _entries(word)]
    meanings += list(_place_rows(word))
    rows = [row for meaning in meanings for row in meaning] or [("unknown", ""), *_nearest_rows(word)]
    return [word, *(f"  {line}" for line in aligned(rows))], bool(meanings)


def lines_of_differences(differences: MenuDifferences) -> Iterator[str]:
    """What the menu and the tables have not in common, a line each, by table."""
    unknown, gone = (differences.unknown, differences.gone)
    for table in TABLES:
        rows = [
            ("the vocabulary lacks", word.printed, _like(word.nearest), word.example)
            for word in unknown
            if word.table == table
        ]
        rows += [
            ("the menu lacks", entry.name, entry.id, f"{table}.csv") for entry in gone if entry.table == table
        ]
        if rows:
            yield table
            yield from (f"  {line}" for line in aligned(rows))
    yield f"the vocabulary lacks {len(unknown)} entries of the menu, the menu {len(gone)} of the vocabulary"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as lines, their cells one below the other."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _size(table: Vocabulary) -> tuple[str, str]:
    if not table:
        raise VocabularyError(f"{table.table}: no rows")
    return str(len(table)), str(sum(len(entry.labels) for entry in table))


def _entries(word: str) -> Iterator[tuple[str, Entry]]:
    for table, load in TABLES.items():
        if table != "places" and (entry := load().lookup(word)):
            yield table, entry


def _entry_rows(table: str, entry: Entry) -> list[tuple[str, str]]:
    rows = [("table", table)]
    rows += [(name, value) for name in _COLUMNS if (value := getattr(entry, name))]
    if entry.latitude is not None:
        rows.append(("position", f"{entry.latitude} {entry.longitude}"))
    return [*rows, ("aliases", " | ".join(entry.aliases))] if entry.aliases else rows


def _place_rows(word: str) -> Iterator[list[tuple[str, str]]]:
    """The places that a release with this word for its place would get, from our table or the gazetteer."""
    ours = TABLES["places"]().by_id
    read = read_places(word)
    for place in read.places:
        if place.id is not None and place.id in ours:
            yield [*_entry_rows("places", ours[place.id]), *_warning_rows(read.warnings)]
        elif place.id is not None and place.latitude is not None:
            found = Entry(
                id=place.id,
                name=place.name,
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
            )
            yield [*_entry_rows("gazetteer", found), *_warning_rows(read.warnings)]


def _warning_rows(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [("warnings", ", ".join(codes))] if codes else []


def _nearest_rows(word: str) -> Iterator[tuple[str, str]]:
    for table in TABLES:
        if alike := nearest(table, word):
            yield f"like, in {table}", _like(alike)


def _like(entries: Iterable[Named]) -> str:
    return ", ".join(f"{entry.name} ({entry.id})" for entry in entries)
