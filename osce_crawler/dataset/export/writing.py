"""The formats of an export: which tables each has, and what writes it."""

from collections.abc import Collection
from pathlib import Path

from osce_crawler.dataset.export import package, parquet, sqlite, tidy_csv, xlsx
from osce_crawler.dataset.export.tables import Progress, Tables, nested_tables, tidy_tables
from osce_crawler.dataset.frames import Dataset

is_unchanged = {"sqlite": sqlite.is_unchanged, "xlsx": xlsx.is_unchanged}
"""For each format that is one file: whether a file is an export that nobody changed since."""


def tables_of(dataset: Dataset, format_: str, without: Collection[str]) -> Tables:
    """The tables that this format has. `without`: keys of releases to leave out. Raises DatasetError."""
    of = nested_tables if format_ == "parquet" else tidy_tables
    return of(dataset, without)


def write_file(tables: Tables, format_: str, path: Path, progress: Progress) -> None:
    """Write a format that is one file. Raises DatasetError where it cannot hold these tables."""
    write = {"sqlite": sqlite.write, "xlsx": xlsx.write}[format_]
    write(tables, path, progress)


def write_folder(  # noqa: PLR0913, PLR0917
    tables: Tables, format_: str, folder: Path, progress: Progress, without: Collection[str], bom: bool
) -> None:
    """Write a format that is a folder of files, and their description."""
    if format_ == "csv":
        tidy_csv.write(tables, folder, progress, bom=bom)
    else:
        parquet.write(tables, folder, progress)
    package.describe(tables, folder, format_, without)
