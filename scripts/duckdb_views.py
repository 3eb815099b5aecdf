"""Writes `docs/duckdb.sql`: the published files as typed views for DuckDB, from the record classes."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from osce_crawler.dataset.columns import changes_frame, entry_keys, schema_of
from osce_crawler.dataset.datapackage import KINDS, RELEASES
from osce_crawler.dataset.files import CHANGES
from osce_crawler.dataset.frames import TIDY

FILE = Path(__file__).parent.parent / "docs" / "duckdb.sql"
_HEAD = """\
-- The published files as views with the types of the data dictionary, whatever is in them.
-- In the folder that holds output/:  duckdb -init docs/duckdb.sql
-- Written by scripts/duckdb_views.py.
SET TimeZone = 'UTC';
"""


def views() -> str:
    """The statements that make the views; what a folder may lack comes last."""
    releases, menu = (_file(name, pl.DataFrame(schema=schema_of(kind))) for name, kind in KINDS.items())
    return "\n".join([_HEAD, releases, *_tidy(), _file(CHANGES, changes_frame([])), menu])


def _file(name: str, table: pl.DataFrame) -> str:
    columns = ",\n        ".join(f"\"{key}\": '{type_}'" for key, type_ in _types(table))
    return (
        f"CREATE OR REPLACE VIEW {name} AS\n"
        f"    FROM read_json('output/{name}.jsonl', format = 'newline_delimited', columns = {{\n"
        f"        {columns}\n    }});\n"
    )


def _types(table: pl.DataFrame) -> list[tuple[str, str]]:
    """Name and DuckDB's type of each column."""
    with duckdb.connect() as connection:
        connection.register("empty", table)
        return [(name, type_) for name, type_, *_ in connection.execute("DESCRIBE empty").fetchall()]


def _tidy() -> Iterator[str]:
    for key, own_id in TIDY.items():
        names = ", ".join(
            f"entry.id AS {own_id}" if name == "id" else f"entry.{name}"
            for name in entry_keys(KINDS[RELEASES], key)
        )
        yield (
            f"CREATE OR REPLACE VIEW {key} AS\n"  # noqa: S608
            f"    SELECT id, position, {names}\n"
            f"    FROM (SELECT id, unnest({key}) AS entry, generate_subscripts({key}, 1) AS position\n"
            f"          FROM {RELEASES});\n"
        )


if __name__ == "__main__":
    FILE.write_text(views(), encoding="utf-8")
