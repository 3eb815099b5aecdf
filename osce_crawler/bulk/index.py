"""Which capture of each address counts, and what lists print of it: on disk, however many there are."""

from collections.abc import Iterable, Iterator
from itertools import groupby, tee
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from osce_crawler.bulk.captures import Account, Captures, Outcome
from osce_crawler.database import new_database
from osce_crawler.dataset.rows import item_key
from osce_crawler.exporters import encode, lines_with_offsets
from osce_crawler.pages.listing import Row, release_type

_TABLES = """
CREATE TABLE captures (
    address TEXT PRIMARY KEY, worth, moment, shard, file, at, length,
    outcome, item, nid, is_told, has_rows, is_spare
) WITHOUT ROWID;
CREATE TABLE others (
    nid, address, worth, moment, shard, file, at, length, PRIMARY KEY (nid, address, worth, moment, shard, at)
) WITHOUT ROWID;
CREATE TRIGGER replaced AFTER UPDATE ON captures WHEN old.is_spare BEGIN
    INSERT INTO others VALUES (
        old.nid, old.address, old.worth, old.moment, old.shard, old.file, old.at, old.length);
END;
CREATE TABLE again (shard, at, outcome, words, PRIMARY KEY (shard, at)) WITHOUT ROWID;
CREATE TABLE rows (at INTEGER PRIMARY KEY, item TEXT, row BLOB, type TEXT, UNIQUE (item, row));
"""
# Of two captures of one second, the one that was written later.
_TAKE = """
INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (address) DO UPDATE SET
    (worth, moment, shard, file, at, length, outcome, item, nid, is_told, has_rows, is_spare) = (
        excluded.worth, excluded.moment, excluded.shard, excluded.file, excluded.at, excluded.length,
        excluded.outcome, excluded.item, excluded.nid, excluded.is_told, excluded.has_rows, excluded.is_spare)
WHERE (excluded.worth, excluded.moment) >= (worth, moment)
"""
_TAKE_OTHER = "INSERT INTO others VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_OTHERS = """
SELECT shard, file, at, length FROM others WHERE nid = ? AND address = ?
ORDER BY worth DESC, moment DESC, shard DESC, at DESC LIMIT ?
"""
# That so many captures of one address are invalid is a fault which one more does not mend.
_MOST_OTHERS = 100
# The first row that says the type of a release says it for the item.
_MEMBERS = """
SELECT nid, item, address, type, shard, file, at, length
FROM captures
LEFT JOIN (SELECT item, type, min(at) FROM rows WHERE type IS NOT NULL GROUP BY item) USING (item)
WHERE outcome = 'release' OR (outcome = 'other' AND nid IS NOT NULL AND type IS NOT NULL)
ORDER BY nid, shard, at
"""
_TOLD = """
SELECT file, at, length, again.outcome, again.words
FROM captures LEFT JOIN again USING (shard, at) WHERE is_told ORDER BY shard, at
"""


class _Place(msgspec.Struct):
    url: str
    retrieved_at: str


class _Mark(msgspec.Struct, tag="Capture"):
    """What is read of a capture to know whether it counts."""

    address: str
    place: _Place
    worth: int
    outcome: str
    note: str = ""
    item: str | None = None
    rows: list[msgspec.Raw] = []


class Member(msgspec.Struct):
    """A capture that gives a record, or may give one."""

    row_type: str | None
    """The type by which the row of a list calls it a release; it is read again then."""
    shard: int
    file: str
    at: int
    length: int
    others: list["Member"] = []
    """The best other captures of its address, in order: one counts where all before it are invalid."""


class Group(msgspec.Struct):
    """All captures with one nid, and the rows of lists that lead to them."""

    members: list[Member]
    rows: list[Row]


class Again(msgspec.Struct):
    """A capture that was read again as a list's row says it is, and what became of it."""

    shard: int
    at: int
    outcome: Outcome
    words: str


class Told(NamedTuple):
    """What is said of a capture."""

    outcome: Outcome
    words: str
    note: str


class Index:
    """Captures by address and rows by item, in a new file."""

    def __init__(self, path: Path) -> None:
        self._db = new_database(path, _TABLES)
        self._decode = msgspec.json.Decoder(_Mark | Account).decode
        self._row = msgspec.json.Decoder(Row).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def load(self, shard: int, path: Path) -> tuple[int, Account]:
        """Take in the captures of a shard; shards come in order. Gives how many, and what is none."""
        count, account = 0, Account([], [])
        for at, line in lines_with_offsets(path):
            found = self._decode(line)
            if isinstance(found, Account):
                account = found
            else:
                count += 1
                self._take(found, shard, path.name, at, len(line))
        return count, account

    def _take(self, mark: _Mark, shard: int, file: str, at: int, length: int) -> None:
        nid = int(mark.item.rpartition("/")[2]) if mark.item else None
        is_told = bool(mark.note) or mark.outcome != "release"
        # It may take the place of a better one that is invalid.
        is_spare = nid is not None and mark.worth > 0 and mark.outcome in {"release", "other"}
        place = mark.address, mark.worth, mark.place.retrieved_at, shard, file, at, length
        known = mark.outcome, mark.item, nid, is_told, bool(mark.rows), is_spare
        if not self._db.execute(_TAKE, (*place, *known)).rowcount and is_spare:
            self._db.execute(_TAKE_OTHER, (nid, *place))

    def load_rows(self, captures: Captures) -> None:
        """Take in the rows of the captures that count, in order; one that lists repeat is kept once."""
        found = self._db.execute("SELECT file, at, length FROM captures WHERE has_rows ORDER BY shard, at")
        for file, places in groupby(found, key=lambda place: str(place[0])):
            for capture in captures.at(file, [(at, length) for _, at, length in places]):
                self._db.executemany(
                    "INSERT OR IGNORE INTO rows (item, row, type) VALUES (?, ?, ?)",
                    [
                        (key, encode(row), release_type(row))
                        for row in capture.rows
                        if (key := item_key(row.url))
                    ],
                )

    @property
    def used(self) -> int:
        """How many captures count and could be read."""
        return self._number("SELECT count(*) FROM captures WHERE outcome <> 'fault'")

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self._number(f"SELECT count(DISTINCT nid) FROM ({_MEMBERS})")  # noqa: S608

    def _number(self, query: str) -> int:
        return int(self._db.execute(query).fetchone()[0])

    def each_group(self) -> Iterator[Group]:
        """The groups, by their nid."""
        for nid, found in groupby(self._db.execute(_MEMBERS), key=lambda line: line[0]):
            lines = [*found]
            members = [
                Member(type_, shard, file, at, length, [*self._others_of(nid, address, type_)])
                for _, _, address, type_, shard, file, at, length in lines
            ]
            yield Group(members, [*self._rows_of(sorted({line[1] for line in lines}))])

    def _others_of(self, nid: int, address: str, type_: str | None) -> Iterator[Member]:
        """The captures of this address that may take the place of the one that counts, the best first."""
        found = self._db.execute(_OTHERS, (nid, address, _MOST_OTHERS))
        return (Member(type_, *place) for place in found)

    def _rows_of(self, items: list[str]) -> Iterator[Row]:
        marks = ", ".join("?" * len(items))
        query = f"SELECT row FROM rows WHERE item IN ({marks}) ORDER BY at"  # noqa: S608
        return (self._row(row) for (row,) in self._db.execute(query, items))

    def correct(self, again: Iterable[Again]) -> None:
        """Take in what became of captures that were read again."""
        lines = [msgspec.structs.astuple(one) for one in again]
        self._db.executemany("INSERT INTO again VALUES (?, ?, ?, ?)", lines)

    def told(self, captures: Captures) -> Iterator[Told]:
        """What is said of each capture that counts and of which something is said, in order."""
        for file, found in groupby(self._db.execute(_TOLD), key=lambda line: str(line[0])):
            lines, same = tee(found)
            read = captures.at(file, ((at, length) for _, at, length, *_ in lines))
            for capture, (*_, outcome, words) in zip(read, same, strict=True):
                if outcome is None:
                    yield Told(capture.outcome, capture.words, capture.note)
                else:
                    yield Told(outcome, words, capture.note)
