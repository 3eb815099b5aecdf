"""SQLite: the tidy tables with keys, column types and indexes; views; full-text search.

Days and moments are texts in ISO 8601 in columns declared DATE and DATETIME, as in the JSON Lines.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
from polars import selectors

from osce_crawler.dataset.datapackage import NAVIGATION, RELEASES
from osce_crawler.dataset.export.sqlite_views import prepared
from osce_crawler.dataset.export.tables import Progress, Tables
from osce_crawler.dataset.read import DatasetError
from osce_crawler.disk import opened
from osce_crawler.moments import FORMAT

APPLICATION_ID = 0x4F534345
"""The mark of our files, `OSCE` in ASCII: bytes 68 to 71 of the file."""

_ROWS_AT_ONCE = 1000
_DECLARED: dict[type[pl.DataType], str] = {pl.Date: "DATE", pl.Datetime: "DATETIME", pl.Float64: "REAL"}
# Columns by which tables are joined or rows looked up.
_INDEXED = {
    "source_id",
    "place_id",
    "field_id",
    "name",
    "country",
    "code",
    "date",
    "content_type",
    "language",
}


def write(tables: Tables, path: Path, progress: Progress) -> None:
    """Write the database. Raises DatasetError where two rows have one id."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The file is put in its place when it is whole: nothing of it needs to survive a crash before.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute("BEGIN")
        for name, table in tables.items():
            _fill(database, name, table, progress)
        for statement in prepared(tables):
            database.execute(statement)
        database.execute("COMMIT")
        database.execute("ANALYZE")
        _sign(database, path)


def _sign(database: sqlite3.Connection, path: Path) -> None:
    """Note how often the file was written, this time included: whoever writes to it adds to that count."""
    database.execute(f"PRAGMA user_version = {int.from_bytes(_head(path)[24:28], 'big') + 1}")


def is_unchanged(path: Path) -> bool:
    """Whether this is a database that an export wrote and nobody wrote to since."""
    head = _head(path)
    return head[68:72] == APPLICATION_ID.to_bytes(4, "big") and head[60:64] == head[24:28]


def _head(path: Path) -> bytes:
    """The first bytes: at 24 how often the file was written, at 60 the user version, at 68 whose it is."""
    with opened(path) as file:
        return file.read(100)


def _fill(database: sqlite3.Connection, name: str, table: pl.DataFrame, progress: Progress) -> None:
    database.execute(f'CREATE TABLE "{name}" ({", ".join(_columns(name, table))})')
    places = ", ".join("?" * table.width)
    try:
        for rows in _texts(table).iter_slices(_ROWS_AT_ONCE):
            database.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows.iter_rows())  # noqa: S608
            progress(name, rows.height)
    except sqlite3.IntegrityError as error:
        raise DatasetError(f"{name}: {error}: two rows with one key") from None
    for column in table.columns:
        if column in _INDEXED:
            database.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')


def _columns(name: str, table: pl.DataFrame) -> Iterator[str]:
    for column, dtype in table.schema.items():
        integer = "INTEGER" if dtype.is_integer() else "TEXT"
        yield f'"{column}" {_DECLARED.get(dtype.base_type(), integer)}'
    match name:
        case "press_releases":
            yield 'PRIMARY KEY ("id")'
        case "navigation":
            yield 'PRIMARY KEY ("id")'
            yield 'FOREIGN KEY ("parent") REFERENCES "navigation" ("id")'
        case "about" | "changes":
            return
        case _:
            owner = NAVIGATION if name.startswith(f"{NAVIGATION}_") else RELEASES
            yield 'PRIMARY KEY ("id", "position")'
            yield f'FOREIGN KEY ("id") REFERENCES "{owner}" ("id")'


def _texts(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        selectors.date().dt.to_string("%Y-%m-%d"), selectors.datetime().dt.to_string(FORMAT)
    )
