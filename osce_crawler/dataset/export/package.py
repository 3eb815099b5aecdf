"""`datapackage.json` beside exported tables: what the files are, and that an export wrote them."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.datapackage import FILE, KINDS, NAVIGATION, RELEASES, hash_of
from osce_crawler.dataset.dictionary import columns_of
from osce_crawler.dataset.export.tables import Tables
from osce_crawler.dataset.files import CHANGES
from osce_crawler.disk import content_of
from osce_crawler.exporters import BROKEN, encode_indented

_CREATOR = "osce-crawler dataset export"
_MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "string",
    pl.Date: "date",
    pl.Datetime: "datetime",
    pl.Float64: "number",
    pl.List: "array",
}


def describe(tables: Tables, folder: Path, suffix: str, origin: Mapping[str, Any]) -> None:
    """Write `datapackage.json` for the file of each table in this folder. `origin`: of the dataset."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"osce-press-releases-{suffix}",
        **origin,
        "created_by": _CREATOR,
        "resources": [_resource(name, table, folder, suffix) for name, table in tables.items()],
    }
    (folder / FILE).write_bytes(encode_indented(package))


def _resource(name: str, table: pl.DataFrame, folder: Path, suffix: str) -> dict[str, Any]:
    path = folder / f"{name}.{suffix}"
    return {
        "name": name,
        "path": path.name,
        "format": suffix,
        "mediatype": _MEDIA_TYPES[suffix],
        "bytes": path.stat().st_size,
        "hash": hash_of(path),
        "rows": table.height,
        "schema": {"fields": _fields(name, table), **_keys(name)},
    }


def _fields(name: str, table: pl.DataFrame) -> list[dict[str, Any]]:
    said = descriptions_of(name, table)
    return [
        {"name": column, "type": _type(dtype), "description": said[column]}
        for column, dtype in table.schema.items()
    ]


def descriptions_of(name: str, table: pl.DataFrame) -> dict[str, str]:
    """What each column is, by the data dictionary."""
    if name == CHANGES:
        return _of_changes()
    if name in KINDS:
        return {column.name: column.description for column in columns_of(KINDS[name])}
    owner, key = (NAVIGATION, name.removeprefix(f"{NAVIGATION}_")) if _is_of_menus(name) else (RELEASES, name)
    (listed,) = (column for column in columns_of(KINDS[owner]) if column.name == key)
    entry = [column.description for column in listed.items] or [listed.description]
    texts = ["The release, or menu entry, that it belongs to.", "Its place in the list, from 1.", *entry]
    return dict(zip(table.columns, texts, strict=True))


def _of_changes() -> dict[str, str]:
    """Tidy or with their lists: a tidy row is a changed key, and `number` tells which rows are one change."""
    columns = columns_of(Change)
    all_columns = [*columns, *(part for column in columns for part in column.items)]
    return {"number": "Number of the change, from 1."} | {each.name: each.description for each in all_columns}


def _is_of_menus(name: str) -> bool:
    return name.startswith(f"{NAVIGATION}_")


def _type(dtype: pl.DataType) -> str:
    return "integer" if dtype.is_integer() else _TYPES[dtype.base_type()]


def _keys(name: str) -> dict[str, Any]:
    if name == CHANGES:
        return {}
    if name in KINDS:
        return {"primaryKey": ["id"]}
    owner = NAVIGATION if _is_of_menus(name) else RELEASES
    reference = {"resource": owner, "fields": ["id"]}
    return {"primaryKey": ["id", "position"], "foreignKeys": [{"fields": ["id"], "reference": reference}]}


class _Resource(msgspec.Struct):
    path: str
    hash: str


class _Package(msgspec.Struct):
    name: str
    created_by: str
    resources: list[_Resource]


def foreign_files(folder: Path, new: Path) -> list[str]:
    """The files of this folder whose names the new files need, and that are no export of this format.

    A file is an export as long as it is what the folder's `datapackage.json` says, or what it would become.
    """
    written = _written(folder, new)
    return [
        path.name
        for path in sorted(new.iterdir())
        if (old := folder / path.name).exists()
        and (hash_of(old) if old.is_file() else "") not in {written.get(path.name), hash_of(path)}
    ]


def outdated_files(folder: Path, new: Path) -> list[Path]:
    """The files that an earlier export wrote here, unchanged since, and this one does not."""
    return [
        folder / name
        for name, digest in _written(folder, new).items()
        if not (new / name).exists() and (folder / name).is_file() and hash_of(folder / name) == digest
    ]


def _written(folder: Path, new: Path) -> dict[str, str]:
    """Name and digest of what an export of the same format wrote here."""
    with suppress(OSError, *BROKEN):
        found, ours = _package(folder), _package(new)
        if (found.created_by, found.name) == (_CREATOR, ours.name):
            files = {resource.path: resource.hash for resource in found.resources}
            return {name: digest for name, digest in files.items() if Path(name).name == name} | {
                FILE: hash_of(folder / FILE)
            }
    return {}


def _package(folder: Path) -> _Package:
    return msgspec.json.decode(content_of(folder / FILE), type=_Package)
