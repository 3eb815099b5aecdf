"""A published dataset as polars data frames, each read when it is first asked for."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from osce_crawler.dataset.changes import read_changes
from osce_crawler.dataset.columns import changes_frame, entry_keys, in_order, table_of
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, RELEASES, refuse_newer
from osce_crawler.dataset.extra import analysis_libraries
from osce_crawler.dataset.files import CHANGES, NAMES, files_of
from osce_crawler.dataset.past import History, history, rebuilt
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.strict import checked

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

# The columns of the tidy tables that hold an entry's own id: `id` is the release's.
TIDY = {"places": "place_id", "sources": "source_id", "fields_of_work": "field_id"}


class Dataset:
    """The dataset of an output folder, or of one of its files.

    Each table is read when it is first asked for, and kept. Reading raises DatasetError, which names file,
    line and fault, where the file is missing, torn, of another kind or of a newer version; and OSError.
    """

    def __init__(self, path: Path, day: dt.date | None = None) -> None:
        """`day`: the dataset as it was at the end of that day, see `as_of`; today's if None.

        Raises DatasetError where the path holds no dataset that this version can read.
        """
        self.path, self.day = path, day
        self.files = {file.dataset: file.path for file in files_of(path)}
        """`press_releases`, `navigation` and `changes`, those that are there."""
        if self.described_in:
            refuse_newer(self.described_in)

    def __repr__(self) -> str:
        return f"Dataset({str(self.path)!r}{f', {self.day}' if self.day else ''})"

    @property
    def described_in(self) -> Path | None:
        """The folder whose `datapackage.json` is about its files; null for a file of a name of its own."""
        if self.path.is_dir():
            return self.path
        return self.path.parent if self.path.name in {f"{name}.jsonl" for name in NAMES} else None

    def file(self, name: str) -> Path:
        """The file of this name. Raises DatasetError where it is not there."""
        if name not in self.files:
            if self.path.is_dir():
                raise DatasetError(f"{self.path / name}.jsonl: no such file")
            raise DatasetError(f"{self.path}: no {name} in this file")
        return self.files[name]

    @cached_property
    def press_releases(self) -> pl.DataFrame:
        """One row a release and language, newest first; the keys of `press_releases.jsonl` as columns.

        Days are Date, moments Datetime in UTC; `places`, `sources` and the like are List of Struct.
        """
        return self._read(RELEASES)

    @cached_property
    def places(self) -> pl.DataFrame:
        """One row a release and place, the release's key in `id` and the place's own in `place_id`.

        `position` counts from 1 within a release.
        """
        return self._tidy("places")

    @cached_property
    def sources(self) -> pl.DataFrame:
        """One row a release and source, the release's key in `id` and the source's own in `source_id`.

        `position` counts from 1 within a release.
        """
        return self._tidy("sources")

    @cached_property
    def fields_of_work(self) -> pl.DataFrame:
        """One row a release and topic, the release's key in `id` and the topic's own in `field_id`.

        `position` counts from 1 within a release.
        """
        return self._tidy("fields_of_work")

    @cached_property
    def navigation(self) -> pl.DataFrame:
        """One row an entry of a menu, by site and in the menu's order; the keys of `navigation.jsonl`."""
        return self._read(NAVIGATION)

    @cached_property
    def changes(self) -> pl.DataFrame:
        """One row a change, oldest first: `run`, `at`, `dataset`, `id`, `change`, `cause`, `keys`.

        In `keys` a text is as it is, and every other value is its JSON text.
        """
        changes = read_changes(self.file(CHANGES))
        if self.day is not None:
            changes = (change for change in changes if change.at[:10] <= self.day.isoformat())
        with _naming(self.file(CHANGES)):
            return changes_frame(changes)

    def as_of(self, day: dt.date | str) -> "Dataset":
        """The dataset as it was at the end of a past day (UTC), rebuilt from `changes.jsonl`.

        Of a row that a later run changed, `last_changed`, `retrieved_at` and `extractor` are null: no history
        is kept of them. `day`: a date, or YYYY-MM-DD. A table raises DatasetError if its history is shorter.
        """
        return Dataset(self.path, dt.date.fromisoformat(day) if isinstance(day, str) else day)

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables of the files that are there, or were on that day, by name."""
        found: dict[str, pl.DataFrame] = {}
        if self._is_there(RELEASES):
            found |= {RELEASES: self.press_releases}
            found |= {"places": self.places, "sources": self.sources, "fields_of_work": self.fields_of_work}
        if self._is_there(NAVIGATION):
            found[NAVIGATION] = self.navigation
        if CHANGES in self.files:
            found[CHANGES] = self.changes
        return found

    def to_pandas(self) -> Mapping[str, "pd.DataFrame"]:
        """All tables as pandas data frames, by name. Raises ExtraMissingError without pandas.

        Numbers that may be missing are Int64; lists are Python lists of strings or dicts.
        """
        return {name: _to_pandas(table) for name, table in self.tables().items()}

    def to_duckdb(self) -> "duckdb.DuckDBPyConnection":
        """A DuckDB database in memory with all tables. Raises ExtraMissingError without DuckDB."""
        with analysis_libraries():
            import duckdb  # noqa: PLC0415
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in self.tables().items():
            connection.register("frame", table)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")  # noqa: S608
            connection.unregister("frame")
        return connection

    def _is_there(self, name: str) -> bool:
        return name in self.files and (self.day is None or self._history(name, self.day).has_begun)

    def _history(self, name: str, day: dt.date) -> History:
        return history(self.file(CHANGES), name, KINDS[name], day.isoformat())

    def _read(self, name: str) -> pl.DataFrame:
        kind, path = KINDS[name], self.file(name)
        lines = checked(path, kind) if self.day is None else rebuilt(path, self._history(name, self.day))
        with _naming(path):
            table = table_of(lines, kind)
        return table if self.day is None else in_order(table, kind)

    def _tidy(self, key: str) -> pl.DataFrame:
        entries = pl.col(key)
        names = [TIDY[key] if name == "id" else name for name in entry_keys(KINDS[RELEASES], key)]
        return (
            self.press_releases.lazy()
            .select("id", pl.int_ranges(1, entries.list.len() + 1).alias("position"), entries)
            .filter(entries.list.len() > 0)
            .explode("position", key)
            .with_columns(entries.struct.rename_fields(names))
            .unnest(key)
            .collect()
        )


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Names the file of a value that JSON may hold and a table may not, as a number of twenty digits."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise DatasetError(f"{path}: {str(error).partition(chr(10))[0]}") from None


def _to_pandas(table: pl.DataFrame) -> "pd.DataFrame":
    with analysis_libraries():
        import pandas as pd  # noqa: PLC0415

        frame = table.to_pandas()
    for name, column in table.to_dict().items():
        if column.dtype == pl.Int64:
            frame[name] = frame[name].astype("Int64")
        elif column.dtype == pl.List:
            frame[name] = pd.Series(column.to_list(), dtype=object)
    return frame
