"""What a SQLite export has beside its tables: an overview to filter by, views, full-text search.

`overview` has one short row a release. It is a table and no view, as a browser of databases counts the
values of each of its columns; its rowids are those of `press_releases`, so that one search index serves
both.
"""

from collections.abc import Iterable, Iterator

from osce_crawler.dataset.datapackage import RELEASES
from osce_crawler.dataset.export.tables import Tables

SEARCH = "press_releases_fts"

# Columns of `overview` that are lists: each with the table of its entries and the value that is listed.
_LISTS = (
    ("sources", "sources", "name"),
    ("fields_of_work", "fields_of_work", "name"),
    ("places", "places", "name"),
    ("countries", "places", "country"),
)
VIEWS = {
    "sources": ("releases_by_source", "source"),
    "fields_of_work": ("releases_by_field_of_work", "field_of_work"),
    "places": ("releases_by_place", "place"),
}
"""For each table of entries: its view, and what an entry's name is called there."""


def prepared(tables: Tables) -> Iterator[str]:
    """The statements that make them, for those tables that there are."""
    if RELEASES not in tables:
        return
    yield from _overview(tables)
    yield from _views(tables)
    yield from _search(tables)


def _overview(tables: Tables) -> Iterator[str]:
    lists = {column: _list(table, value) for column, table, value in _LISTS if table in tables}
    columns = {
        "id": "id",
        "date": "date",
        "year": "CAST(substr(date, 1, 4) AS INTEGER)",
        "content_type": "content_type",
        "language": "language",
        "title": "title",
        **lists,
        "url": "url",
    }
    declared = {"id": "TEXT PRIMARY KEY REFERENCES press_releases (id)", "date": "DATE", "year": "INTEGER"}
    typed = ", ".join(f"{name} {declared.get(name, 'TEXT')}" for name in columns)
    yield f"CREATE TABLE overview ({typed})"
    yield f"""
        INSERT INTO overview (rowid, {", ".join(columns)})
        SELECT rowid, {", ".join(columns.values())} FROM press_releases ORDER BY rowid
    """  # noqa: S608
    for column in ("date", "year", "content_type", "language"):
        yield f"CREATE INDEX overview_{column} ON overview ({column})"


def _list(table: str, value: str) -> str:
    """Each value once, as a JSON list in the order printed."""
    return f"""(
        SELECT json_group_array(value) FROM (
            SELECT {value} AS value FROM {table}
            WHERE {table}.id = press_releases.id AND {value} IS NOT NULL
            GROUP BY {value} ORDER BY min(position)
        )
    )"""  # noqa: S608


def _views(tables: Tables) -> Iterator[str]:
    yield """
        CREATE VIEW releases_per_year AS
        SELECT year, content_type, count(*) AS releases FROM overview
        GROUP BY year, content_type ORDER BY year DESC, releases DESC
    """
    for name, (view, entry) in VIEWS.items():
        if name in tables:
            own = names_in_view(tables[name].columns, entry)
            columns = ", ".join(f"entry.{column} AS {as_}" for column, as_ in own.items())
            yield f"""
                CREATE VIEW {view} AS
                SELECT {columns}, overview.id, date, year, content_type, language, title, url
                FROM {name} AS entry JOIN overview USING (id)
            """  # noqa: S608


def names_in_view(columns: Iterable[str], entry: str) -> dict[str, str]:
    """What the columns of a table of entries are called in its view; not all are there."""
    return {
        column: entry if column == "name" else column
        for column in columns
        if column not in {"id", "position"}
    }


def _search(tables: Tables) -> Iterator[str]:
    columns = ", ".join(column for column in ("title", "body") if column in tables[RELEASES].columns)
    yield (
        f"CREATE VIRTUAL TABLE {SEARCH} USING fts5 ({columns}, content='press_releases',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    yield f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')"  # noqa: S608
    yield f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')"  # noqa: S608
