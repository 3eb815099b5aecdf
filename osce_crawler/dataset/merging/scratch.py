"""A database on disk that holds the lines of a merge in order, so that memory does not grow with them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from osce_crawler.database import faults_as_of_disk, new_database

# Each table is its own index: nothing is sorted elsewhere, in memory or in the system's temporary folder.
_TABLES = """
PRAGMA cache_size = -16000;
CREATE TABLE records (
    nid TEXT, input INTEGER, id TEXT, line INTEGER, offset INTEGER, length INTEGER,
    PRIMARY KEY (nid, input, id)) WITHOUT ROWID;
CREATE TABLE origins (
    input INTEGER, id TEXT, offset INTEGER, length INTEGER, PRIMARY KEY (input, id)) WITHOUT ROWID;
CREATE TABLE merged (
    day INTEGER, number TEXT, language TEXT, id TEXT, offset INTEGER, length INTEGER, origin_length INTEGER,
    PRIMARY KEY (day, number, language, id)) WITHOUT ROWID;
CREATE TABLE changes (
    at TEXT, run TEXT, dataset TEXT, id TEXT, line BLOB,
    PRIMARY KEY (at, run, dataset, id, line)) WITHOUT ROWID;
CREATE TABLE replaced (
    dataset TEXT, id TEXT, digest TEXT, captured TEXT, until TEXT, at TEXT, run TEXT, line BLOB,
    PRIMARY KEY (dataset, id, digest, captured, until, at, run, line)) WITHOUT ROWID;
"""
# Lines of captures that say what another line says, of a crawl in between or of the same capture.
# Two questions, each answered by the index: as one, each line would be compared with all of its content.
_DROP_REPEATED = """
DELETE FROM changes WHERE (at, run, dataset, id, line) IN (
SELECT one.at, one.run, one.dataset, one.id, one.line FROM replaced AS one WHERE one.captured <> ''
AND (
    EXISTS (SELECT 1 FROM replaced AS crawl
        WHERE crawl.dataset = one.dataset AND crawl.id = one.id AND crawl.digest = one.digest
        AND crawl.captured = '' AND crawl.until > one.captured AND crawl.until <= one.until)
    OR EXISTS (SELECT 1 FROM replaced AS same
        WHERE same.dataset = one.dataset AND same.id = one.id AND same.digest = one.digest
        AND same.captured = one.captured
        AND (same.until, same.at, same.run, same.line) < (one.until, one.at, one.run, one.line))))
"""


class ChangeLine(NamedTuple):
    """A line of `changes.jsonl`, behind what lines are sorted by."""

    at: str
    run: str
    dataset: str
    id: str
    line: bytes


class Replaced(NamedTuple):
    """A content of an item that a line says was replaced."""

    digest: str
    captured: str
    """When a web archive captured it; empty where a crawl read it."""
    until: str
    """When something else was captured, or read by a crawl."""


class RecordAt(NamedTuple):
    """Where the line of a record is, in which input."""

    input: int
    id: str
    line: int
    """Its number, from 1."""
    offset: int
    length: int


class MergedAt(NamedTuple):
    """Where the line of a merged record is, and how long that of its origin is behind it."""

    offset: int
    length: int
    origin_length: int
    """0 where it has none."""


class Scratch:
    """The database. Whatever it cannot do raises OSError, which names its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._faults():
            self._db = new_database(path, _TABLES)

    def add_record(self, nid: str, place: RecordAt) -> int | None:
        """Note where a record is; returns the line that has its id already in this input, if one has."""
        row = (nid, place.input, place.id, *place[2:])
        with self._faults():
            try:
                self._db.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                query = "SELECT line FROM records WHERE nid = ? AND input = ? AND id = ?"
                return int(self._db.execute(query, row[:3]).fetchone()[0])
        return None

    def records(self) -> Iterator[list[RecordAt]]:
        """The places of all records of one number, number by number."""
        with self._faults():
            rows = self._db.execute(
                "SELECT nid, input, id, line, offset, length FROM records ORDER BY 1, 2, 3"
            )
            for _, group in groupby(rows, key=itemgetter(0)):
                yield [RecordAt(*row[1:]) for row in group]

    def add_origin(self, input: int, id: str, offset: int, length: int) -> None:  # noqa: A002
        """Note where an input says of which variants a record was made; of two lines the later one."""
        with self._faults():
            self._db.execute(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?)", (input, id, offset, length)
            )

    def origin(self, input: int, id: str) -> tuple[int, int] | None:  # noqa: A002
        """Offset and length of that line, if there is one."""
        query = "SELECT offset, length FROM origins WHERE input = ? AND id = ?"
        with self._faults():
            found: tuple[int, int] | None = self._db.execute(query, (input, id)).fetchone()
        return found

    def add_merged(self, key: tuple[int, str, str, str], place: MergedAt) -> None:
        """Note where a merged record is. `key`: what the dataset is sorted by."""
        with self._faults():
            self._db.execute("INSERT INTO merged VALUES (?, ?, ?, ?, ?, ?, ?)", (*key, *place))

    def merged(self) -> Iterator[MergedAt]:
        """Where the merged records are, in the order of the dataset."""
        with self._faults():
            query = "SELECT offset, length, origin_length FROM merged ORDER BY day, number, language, id"
            yield from map(MergedAt._make, self._db.execute(query))

    def add_changes(self, rows: Iterable[tuple[ChangeLine, Replaced | None]]) -> None:
        """Note lines of `changes.jsonl`, each with the content that it says was replaced, if it does."""
        with self._faults():
            for row, replaced in rows:
                self._db.execute("INSERT OR IGNORE INTO changes VALUES (?, ?, ?, ?, ?)", row)
                if replaced is not None:
                    known = (row.dataset, row.id, *replaced, row.at, row.run, row.line)
                    self._db.execute("INSERT OR IGNORE INTO replaced VALUES (?, ?, ?, ?, ?, ?, ?, ?)", known)

    def drop_repeated_contents(self) -> None:
        """Leave out lines of captures that say of a content what another line says."""
        with self._faults():
            self._db.execute(_DROP_REPEATED)

    def changes(self) -> Iterator[bytes]:
        """These lines, in order."""
        with self._faults():
            rows = self._db.execute("SELECT line FROM changes ORDER BY at, run, dataset, id, line")
            yield from (row[0] for row in rows)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _faults(self) -> AbstractContextManager[None]:
        return faults_as_of_disk(self._path)
