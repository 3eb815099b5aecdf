"""An export: the tables of its format, and what writes them."""

import errno
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path

import polars as pl
from xlsxwriter.exceptions import FileCreateError

from osce_crawler.dataset.export import package, parquet, tidy_csv, xlsx
from osce_crawler.dataset.export import sqlite as database
from osce_crawler.dataset.export.origin import about, origin_of
from osce_crawler.dataset.export.tables import Progress, nested_tables, tidy_tables
from osce_crawler.dataset.frames import Dataset

# What each library makes of a disk that is full or broken.
_OF_THE_DISK = (pl.exceptions.PolarsError, sqlite3.OperationalError, FileCreateError)

ONE_FILE_FORMATS: dict[str, Callable[[Path], bool]] = {
    "sqlite": database.is_unchanged,
    "xlsx": xlsx.is_unchanged,
}
"""Each format that is one file, with what says of a file whether an export wrote it and nobody changed it."""


class Export:
    """A dataset in one of the formats. `without`: keys of releases to leave out. Raises DatasetError."""

    def __init__(
        self, dataset: Dataset, format_: str, without: Collection[str] = (), *, bom: bool = False
    ) -> None:
        self._format, self._bom = format_, bom
        self.origin = origin_of(dataset.described_in, without)
        self.tables = (nested_tables if format_ == "parquet" else tidy_tables)(dataset, without)
        if format_ in ONE_FILE_FORMATS:
            self.tables = {"about": about(self.origin)} | self.tables

    def write(self, place: Path, progress: Progress) -> None:
        """Write the file, or the files and their description into the folder.

        Raises DatasetError where the format cannot hold these tables, and OSError where the disk cannot.
        """
        try:
            self._write(place, progress)
        except (*_OF_THE_DISK, OSError) as error:
            raise OSError(errno.EIO, f"cannot be written: {error}") from error

    def _write(self, place: Path, progress: Progress) -> None:
        match self._format:
            case "sqlite":
                database.write(self.tables, place, progress)
            case "xlsx":
                xlsx.write(self.tables, place, progress)
            case "csv":
                tidy_csv.write(self.tables, place, progress, bom=self._bom)
                package.describe(self.tables, place, "csv", self.origin)
            case _:
                parquet.write(self.tables, place, progress)
                package.describe(self.tables, place, "parquet", self.origin)
