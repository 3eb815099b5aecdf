"""The data dictionary: what each key means, in one place."""

from collections.abc import Iterator
from typing import Any

import pytest

from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.dictionary import Column, columns_of
from osce_crawler.items import NavigationEntry, PressRelease, meanings


def every_column() -> Iterator[tuple[str, Column]]:
    """Each key of each file and of the objects in its lists, with where it is."""
    for kind in (PressRelease, NavigationEntry, Change):
        for column in columns_of(kind):
            yield f"{kind.__name__}.{column.name}", column
            yield from ((f"{kind.__name__}.{column.name}.{part.name}", part) for part in column.items)


COLUMNS = dict(every_column())
every_key = pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)


@every_key
def test_every_key_has_a_meaning_that_ends_as_a_sentence(column: Column) -> None:
    assert column.description.endswith(".")
    assert "  " not in column.description


@every_key
def test_a_key_that_may_be_null_says_when_and_no_other_does(column: Column) -> None:
    assert ("Null: " in column.description) == column.nullable


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if column.type == "array"])
def test_a_list_says_when_it_is_empty(name: str) -> None:
    assert "Empty: " in COLUMNS[name].description or "Never empty." in COLUMNS[name].description


def test_nothing_has_a_meaning_that_is_no_key() -> None:
    described: dict[str, Any] = {name: [*keys] for name, keys in meanings().items()}
    lists = {column.name: [part.name for part in column.items] for column in COLUMNS.values() if column.items}
    assert described == {
        "Place": lists["places"],
        "Source": lists["sources"],
        "FieldOfWork": lists["fields_of_work"],
        "Link": lists["links"],
        "Image": lists["images"],
        "Translation": lists["translations"],
        "PressRelease": [column.name for column in columns_of(PressRelease)],
        "NavigationEntry": [column.name for column in columns_of(NavigationEntry)],
        "Change": [column.name for column in columns_of(Change)],
        "KeyChange": lists["keys"],
    }


def test_a_value_of_any_type_is_called_so() -> None:
    assert COLUMNS["Change.keys.from"].type == "any"
    assert COLUMNS["Change.change"].type == "string"
