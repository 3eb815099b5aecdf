"""The data dictionary: the columns of a dataset, made from the JSON Schema of its records."""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from osce_crawler.dataset.changes import Change
from osce_crawler.items import Address, Moment, Record, json_schema

# The limits of JSON Schema that Table Schema knows by the same name.
_LIMITS = ("enum", "pattern", "minLength", "minimum", "maximum")
# By these patterns JSON Schema knows moments and addresses.
_MOMENT, _ADDRESS = (get_args(kind)[1].pattern for kind in (Moment, Address))


class Column(msgspec.Struct, frozen=True):
    """A key of a record, or of an object in one of its lists."""

    name: str
    description: str
    """In Markdown; with `Null: …` or `Empty: …` where it may be."""
    type: str
    """Of Table Schema: `string`, `integer`, `number`, `date`, `datetime`, `array` or `any`."""
    nullable: bool
    is_address: bool
    """Whether it holds a URL."""
    limits: dict[str, Any]
    """Constraints on the value, by their name in JSON Schema and Table Schema."""
    items: "tuple[Column, ...]"
    """What the objects of a list hold; empty where it is no list of objects."""
    item_type: str | None
    """The type of what a list holds, null where that is objects, and where it is no list."""


def columns_of(kind: type[Record | Change]) -> tuple[Column, ...]:
    """The columns of the dataset of these records, or of the changes, in the order of their keys."""
    schema = json_schema(kind)
    return _columns(schema, schema["$defs"])


def _columns(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[Column, ...]:
    return tuple(_column(name, said, definitions) for name, said in schema["properties"].items())


def _column(name: str, said: Mapping[str, Any], definitions: Mapping[str, Any]) -> Column:
    options = said.get("anyOf", [said])
    (value,) = (option for option in options if option.get("type") != "null")
    held = value.get("items", {})
    reference = held.get("$ref", "").rpartition("/")[2]
    return Column(
        name=name,
        description=said.get("description", ""),
        type=_type(value),
        nullable=len(options) > 1,
        is_address=value.get("pattern") == _ADDRESS,
        limits={limit: value[limit] for limit in _LIMITS if limit in value},
        items=_columns(definitions[reference], definitions) if reference else (),
        item_type=_type(held) if held and not reference else None,
    )


def _type(value: Mapping[str, Any]) -> str:
    if value.get("pattern") == _MOMENT:
        return "datetime"
    if value.get("format") == "date":
        return "date"
    # A closed set of texts is given without a type.
    return str(value.get("type", "string" if "enum" in value else "any"))
