"""Parquet: one file a table, with lists, structs, days and moments."""

from pathlib import Path

from osce_crawler.dataset.export.tables import Progress, Tables


def write(tables: Tables, folder: Path, progress: Progress) -> None:
    """Write `<table>.parquet` for each table."""
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
        progress(name, table.height)
