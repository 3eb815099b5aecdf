"""Writes `docs/dictionary.md`: every key of every file, from the record classes and `dictionary.toml`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.dictionary import Column, columns_of
from osce_crawler.items import WARNINGS, NavigationEntry, PressRelease, Record

FILE = Path(__file__).parent.parent / "docs" / "dictionary.md"
_HEAD = """\
# The data dictionary

Every key of every file, in the order in which a line has them: what it is, how it is made, when it is
missing. `datapackage.json` and `croissant.json` say the same to programs. [analysts.md](analysts.md) says
how to use the data.

Every line has every key. What is missing is null, never an empty text; "or null" in the second column says
which keys may be. A list is always a list. A day is `YYYY-MM-DD` and has no time zone; a moment is UTC,
`YYYY-MM-DDThh:mm:ssZ`.

<!-- Written by scripts/dictionary.py from osce_crawler/dictionary.toml and osce_crawler/items.py. -->
"""
_RELEASES = """\
`press_releases.jsonl`: one release, report, statement or news item in one language a line. Sorted by
`date`, newest first and null last, then by `nid` as a number, then by `language`. An item that was met
several times is one row: the newest layout of the site counts most, then the latest reading, and what only
the others print is added.
"""
_MENU = """\
`navigation.jsonl`: one entry of a host's menu a line. Sorted by `site`, then by `position`.
"""
_CHANGES = """\
`changes.jsonl`: one change of a row a line, in the order in which runs found them.
"""
_FILES: dict[str, tuple[type[Record | Change], str]] = {
    "Press releases": (PressRelease, _RELEASES),
    "Menu entries": (NavigationEntry, _MENU),
    "Changes": (Change, _CHANGES),
}
_TYPES = {
    "datetime": "moment",
    "date": "day",
    "array": "list",
    "any": "any value",
    "integer": "whole number",
    "string": "text",
}


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for name in _FILES for line in _file(name)), *_warnings()])


def _file(name: str) -> Iterator[str]:
    kind, about = _FILES[name]
    columns = columns_of(kind)
    yield f"## {name}\n"
    yield about
    yield from _table(columns)
    for column in columns:
        if column.items:
            yield f"### An entry of `{column.name}`\n"
            yield from _table(column.items)


def _table(columns: Iterable[Column]) -> Iterator[str]:
    yield "| key | type | what it is |\n|---|---|---|"
    yield from (f"| `{column.name}` | {_type(column)} | {_meaning(column)} |" for column in columns)
    yield ""


def _type(column: Column) -> str:
    held = "objects" if column.items else f"{_TYPES[column.item_type]}s" if column.item_type else ""
    named = _TYPES.get(column.type, column.type)
    return f"{named} of {held}" if held else f"{named} or null" if column.nullable else named


def _meaning(column: Column) -> str:
    """The description, behind the values of a closed set where it does not name each."""
    values = [f"`{value}`" for value in column.limits.get("enum", ())]
    if all(value in column.description for value in values):
        return column.description
    return f"One of {', '.join(values)}. {column.description}"


def _warnings() -> Iterator[str]:
    yield "## Warnings\n"
    yield "A warning is a fact about a row, not a fault of it. Filter by those that matter to you.\n"
    yield "| code | what it means, and what to do |\n|---|---|"
    yield from (f"| `{code}` | {meaning} |" for code, meaning in WARNINGS.items())
    yield ""


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
