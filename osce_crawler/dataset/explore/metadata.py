"""What Datasette says of an exported database: descriptions, facets, search, queries with their answers."""

import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from osce_crawler.dataset.datapackage import RELEASES
from osce_crawler.dataset.export.package import descriptions_of
from osce_crawler.dataset.export.sqlite_views import SEARCH, VIEWS, names_in_view
from osce_crawler.dataset.export.tables import Tables
from osce_crawler.dataset.export.writing import Export

ABOUT, OVERVIEW = "about", "overview"
_FACETS: dict[str, Any] = {
    "year": "year",
    "content_type": "content_type",
    "sources": {"array": "sources"},
    "fields_of_work": {"array": "fields_of_work"},
    "countries": {"array": "countries"},
    "language": "language",
}
# Columns that only views and the overview have.
_DERIVED = {
    "year": "The year of the publishing day.",
    "countries": "The countries of the places, ISO 3166-1 alpha-2; XK for Kosovo.",
    "releases": "How many releases.",
}
_WORDS = {
    OVERVIEW: "One short row a release: search titles and texts, and click on values to filter. The page of"
    " the database lists all tables, and queries with their answers.",
    RELEASES: "The whole releases, less their lists, which are tables of their own.",
}


def metadata_of(exported: Export, database: Path) -> dict[str, Any]:
    """The metadata of this database, an export to SQLite, in the words of Datasette."""
    said = exported.origin
    with closing(sqlite3.connect(database)) as connection:
        columns = _columns(connection)
        queries = {name: query for name, query in _questions().items() if _has_all_of(connection, query)}
    return {
        "title": said["title"],
        "description": f"{said['description']} {said['citation']}",
        "source": "public web site of the OSCE",
        "source_url": "https://www.osce.org/",
        "databases": {
            database.stem: {
                "queries": queries,
                "tables": {name: _table(name, columns[name], exported.tables) for name in columns},
            }
        },
    }


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of each table and view."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT relation.name, column.name FROM sqlite_master AS relation,"
        " pragma_table_info(relation.name) AS column WHERE relation.type IN ('table', 'view')"
        " AND NOT relation.name GLOB 'sqlite_*' AND NOT relation.name GLOB ? || '*'",
        [SEARCH],
    ):
        found.setdefault(table, []).append(column)
    return found


def _table(name: str, columns: list[str], tables: Tables) -> dict[str, Any]:
    said = _descriptions(name, tables)
    table: dict[str, Any] = {"columns": {column: said[column] for column in columns if column in said}}
    if name in _WORDS:
        table |= {"description": _WORDS[name], "fts_table": SEARCH, "sort_desc": "date"}
    if name == OVERVIEW:
        table["facets"] = [facet for column, facet in _FACETS.items() if column in columns]
    return table


def _descriptions(name: str, tables: Tables) -> Mapping[str, str]:
    """What columns of these names are in this table or view, where the data dictionary says it."""
    if name == ABOUT:
        return {}
    if name in tables:
        return descriptions_of(name, tables[name])
    return descriptions_of(RELEASES, tables[RELEASES]) | _DERIVED | dict(_of_entries(name, tables))


def _of_entries(view: str, tables: Tables) -> Iterator[tuple[str, str]]:
    for name, (view_of_it, entry) in VIEWS.items():
        if view == view_of_it and name in tables:
            said = descriptions_of(name, tables[name])
            yield from (
                (as_, said[column]) for column, as_ in names_in_view(tables[name].columns, entry).items()
            )


def _questions() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))


def _has_all_of(connection: sqlite3.Connection, query: Mapping[str, str]) -> bool:
    """Whether the tables and columns that a query names are there: keys may have been left out."""
    try:
        connection.execute(f"EXPLAIN {query['sql']}", {"language": "", "phrase": ""})
    except sqlite3.OperationalError:
        return False
    return True
