"""The tables of an export: with their lists, or tidy, where no cell holds a list."""

from collections.abc import Callable, Collection, Mapping

import polars as pl

from osce_crawler.dataset.datapackage import NAVIGATION, RELEASES
from osce_crawler.dataset.files import CHANGES
from osce_crawler.dataset.frames import Dataset
from osce_crawler.items import PressRelease, keys

# What names a release, and what every view and every citation of it needs.
_ALWAYS_KEPT = {"id", "url", "language", "content_type", "title", "date"}
CAN_BE_LEFT_OUT = tuple(key for key in keys(PressRelease) if key not in _ALWAYS_KEPT)
"""The keys of a release that an export may lack."""

# What an entry of a list of plain texts is.
_ENTRY = {"other_urls": "url", "warnings": "code", "path": "label"}

Tables = Mapping[str, pl.DataFrame]
Progress = Callable[[str, int], None]
"""Takes the name of a table and how many more of its rows are written."""


def nested_tables(dataset: Dataset, without: Collection[str] = ()) -> dict[str, pl.DataFrame]:
    """One table for each file of the dataset. `without`: keys of releases to leave out.

    Raises DatasetError.
    """
    files = (RELEASES, NAVIGATION, CHANGES)
    tables = {name: table for name, table in dataset.tables().items() if name in files}
    if without and RELEASES in tables:
        tables[RELEASES] = tables[RELEASES].drop({*without})
    if without and CHANGES in tables:
        tables[CHANGES] = _changes_without(tables[CHANGES], without)
    return tables


def _changes_without(changes: pl.DataFrame, without: Collection[str]) -> pl.DataFrame:
    """The history has values before and after: what is left out must not come back through it."""
    of_releases = pl.col("dataset") == RELEASES
    kept = pl.col("keys").list.filter(~pl.element().struct.field("key").is_in(list(without)))
    nothing_else = of_releases & (pl.col("change") == "changed") & (kept.list.len() == 0)
    return changes.filter(~nothing_else).with_columns(
        keys=pl.when(of_releases).then(kept).otherwise(pl.col("keys"))
    )


def tidy_tables(dataset: Dataset, without: Collection[str] = ()) -> dict[str, pl.DataFrame]:
    """The same, and each list of a release or menu entry as a table of its own. Raises DatasetError."""
    tidy: dict[str, pl.DataFrame] = {}
    at_hand = dataset.tables()
    for name, table in nested_tables(dataset, without).items():
        if name == CHANGES:
            tidy[name] = _one_row_a_key(table)
            continue
        lists = [key for key, dtype in table.schema.items() if isinstance(dtype, pl.List)]
        tidy[name] = table.drop(lists)
        for key in lists:
            own = key if name == RELEASES else f"{name}_{key}"
            tidy[own] = at_hand[own] if own in at_hand else _entries(table, key)
    return tidy


def _entries(table: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row an entry: the `id` it belongs to, its position from 1, and what it says."""
    entries = (
        table.select("id", key, position=pl.int_ranges(1, pl.col(key).list.len() + 1))
        .filter(pl.col(key).list.len() > 0)
        .explode(key, "position")
        .select("id", "position", key)
    )
    if isinstance(entries.schema[key], pl.Struct):
        return entries.unnest(key)
    return entries.rename({key: _ENTRY[key]})


def _one_row_a_key(changes: pl.DataFrame) -> pl.DataFrame:
    """One row a changed key; of a change without keys, one row. `number` counts the changes from 1."""
    numbered = changes.with_row_index("number", offset=1)
    return numbered.explode("keys", empty_as_null=True, keep_nulls=True).unnest("keys")
