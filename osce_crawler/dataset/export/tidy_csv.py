"""CSV: one file a tidy table, in UTF-8; a missing value is an empty cell, an empty text is `""`."""

from pathlib import Path

from osce_crawler.dataset.export.formulas import guarded
from osce_crawler.dataset.export.tables import Progress, Tables
from osce_crawler.moments import FORMAT


def write(tables: Tables, folder: Path, progress: Progress, *, bom: bool) -> None:
    """Write `<table>.csv` for each table. `bom`: begin with a byte order mark, by which Excel knows UTF-8."""
    for name, table in tables.items():
        guarded(table).write_csv(folder / f"{name}.csv", include_bom=bom, datetime_format=FORMAT)
        progress(name, table.height)
