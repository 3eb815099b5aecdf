"""A command's own database on disk, made anew by each call: what memory would not hold, in order."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def new_database(path: Path, tables: str) -> sqlite3.Connection:
    """The database in a new file, with these tables. Raises sqlite3.Error."""
    database = sqlite3.connect(path, isolation_level=None)
    # One that is cut off is of no use: nothing is to be rolled back, or seen on disk.
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {tables} BEGIN;")
    return database


@contextmanager
def faults_as_of_disk(path: Path) -> Iterator[None]:
    """Let what the database cannot do be an OSError that names this path: the disk is full or broken."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error), str(path)) from None
