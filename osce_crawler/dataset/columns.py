"""The columns of data frames: names and polars types, made from the record classes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import polars as pl
from msgspec import inspect

from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.items import Moment, NavigationEntry, Record
from osce_crawler.moments import FORMAT

_MOMENT = inspect.type_info(Moment)
_SCALARS: dict[type[inspect.Type], pl.DataType] = {
    inspect.StrType: pl.String(),
    inspect.LiteralType: pl.String(),
    inspect.DateType: pl.Date(),
    inspect.FloatType: pl.Float64(),
    inspect.IntType: pl.Int64(),
}

_DAY = "%Y-%m-%d"
_PLAIN = ("run", "at", "dataset", "id", "change", "cause")
_KEYS = pl.List(pl.Struct({"key": pl.String, "from": pl.String, "to": pl.String}))
_CHANGES = dict.fromkeys(_PLAIN, pl.String()) | {"keys": _KEYS}


def schema_of(kind: type[Record]) -> pl.Schema:
    """Name and type of each key of a record, in order: days are Date, moments Datetime in UTC."""
    return pl.Schema(_columns(inspect.type_info(kind)))


def table_of(lines: Path | bytes, kind: type[Record]) -> pl.DataFrame:
    """The records of a file, or of its lines. Raises PolarsError for values of other types."""
    schema = schema_of(kind)
    # Days and moments are read as texts first: the reader of JSON takes several times as long to parse them.
    texts = {name: pl.String() if _is_temporal(column) else column for name, column in schema.items()}
    return pl.read_ndjson(lines, schema=texts).with_columns(_days_and_moments(schema))


def _is_temporal(column: pl.DataType) -> bool:
    return isinstance(column, pl.Date | pl.Datetime)


def _days_and_moments(schema: pl.Schema) -> Iterator[pl.Expr]:
    for name, column in schema.items():
        if isinstance(column, pl.Date):
            yield pl.col(name).str.to_date(_DAY)
        elif isinstance(column, pl.Datetime):
            yield pl.col(name).str.to_datetime(FORMAT, time_unit="us", time_zone="UTC")


def entry_keys(kind: type[Record], key: str) -> list[str]:
    """The keys of the objects in this list of a record, in order."""
    column = schema_of(kind)[key]
    assert isinstance(column, pl.List)
    assert isinstance(column.inner, pl.Struct)
    return [field.name for field in column.inner.fields]


def in_order(table: pl.DataFrame, kind: type[Record]) -> pl.DataFrame:
    """The records in the order of a published file."""
    if kind is NavigationEntry:
        return table.sort("site", "position")
    newest_first = pl.col("date").dt.epoch("d").neg()
    return table.sort(newest_first, pl.col("nid").cast(pl.Int128), "language", nulls_last=True)


def changes_frame(changes: Iterable[Change]) -> pl.DataFrame:
    """One row a change."""
    rows = [
        {**{name: getattr(change, name) for name in _PLAIN}, "keys": [*map(_texts, change.keys)]}
        for change in changes
    ]
    frame = pl.DataFrame(rows, schema=_CHANGES)
    return frame.with_columns(pl.col("at").str.to_datetime(FORMAT, time_unit="us", time_zone="UTC"))


def _texts(found: KeyChange) -> dict[str, str | None]:
    return {"key": found.key, "from": _text(found.from_), "to": _text(found.to)}


def _text(value: object) -> str | None:
    """A text as it is; any other value as JSON."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def _columns(kind: inspect.Type) -> dict[str, pl.DataType]:
    assert isinstance(kind, inspect.DataclassType)
    return {field.encode_name: _polars_type(field.type) for field in kind.fields}


def _polars_type(kind: inspect.Type) -> pl.DataType:
    match kind:
        case inspect.Metadata():
            return _polars_type(kind.type)
        case inspect.UnionType():
            (said,) = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
            return _polars_type(said)
        case inspect.ListType():
            return pl.List(_polars_type(kind.item_type))
        case inspect.DataclassType():
            return pl.Struct(_columns(kind))
        case _ if kind == _MOMENT:
            return pl.Datetime("us", "UTC")
    return _SCALARS[type(kind)]
