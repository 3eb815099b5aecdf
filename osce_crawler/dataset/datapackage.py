"""Describes what lies in the output folder, and reads what was described: `datapackage.json`."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from osce_crawler import __version__
from osce_crawler.dataset.tally import Tally
from osce_crawler.dataset.verify import Verified
from osce_crawler.exporters import BROKEN
from osce_crawler.items import SCHEMA_VERSION, NavigationEntry, PressRelease, Record, json_schema

FILE = "datapackage.json"
RELEASES, NAVIGATION = "press_releases", "navigation"
KINDS: dict[str, type[Record]] = {RELEASES: PressRelease, NAVIGATION: NavigationEntry}


def package_of(resources: Iterable[dict[str, Any]]) -> bytes:
    """The description of these resources, in the order of the datasets."""
    order = [f"{dataset}.jsonl" for dataset in KINDS]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "osce-press-releases",
        "title": "Press releases and menus of the OSCE's public web site",
        "description": "Made by osce-crawler, which is not an OSCE service.",
        "schema_version": SCHEMA_VERSION,
        "extractor": __version__,
        "resources": sorted(resources, key=lambda resource: order.index(resource["path"])),
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n"


def resource_of(dataset: str, tally: Tally, crawl: dict[str, Any], found: Verified) -> dict[str, Any]:
    """A dataset's schema, size, digest, quality and crawl. `found`: the result of reading it back."""
    kind = KINDS[dataset]
    return {
        "name": dataset.replace("_", "-"),
        "path": f"{dataset}.jsonl",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "bytes": found.size,
        "hash": f"sha256:{found.digest}",
        "rows": found.rows,
        "schema": _schema(kind),
        "jsonSchema": json_schema(kind),
        "quality": msgspec.to_builtins(tally.quality()),
        "crawl": crawl,
    }


def as_before(resource: dict[str, Any], dataset: str, crawl: dict[str, Any]) -> dict[str, Any]:
    """The same of a file that stayed as it was; only who looked at it last, and our words for it, are new."""
    kind = KINDS[dataset]
    return resource | {"schema": _schema(kind), "jsonSchema": json_schema(kind), "crawl": crawl}


def _schema(kind: type[Record]) -> dict[str, Any]:
    return {"fields": _fields(kind), "primaryKey": ["id"], "missingValues": [""]}


def _fields(kind: type[Record]) -> list[dict[str, Any]]:
    """The columns in the words of Table Schema, made from the JSON Schema."""
    return [
        {"name": name, "type": _table_type(prop), "description": prop.get("description", "")}
        for name, prop in json_schema(kind)["properties"].items()
    ]


def _table_type(prop: dict[str, Any]) -> str:
    options = [option for option in prop.get("anyOf", [prop]) if option.get("type") != "null"]
    option = options[0]
    if option.get("format") == "date":
        return "date"
    return str(option.get("type", "string"))


_Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class _Crawl(msgspec.Struct):
    """What later runs build on; what else is said is for readers."""

    read_through: list[str] = []
    complete_at: _Moment | None = None
    changed_at: _Moment | None = None


class _Resource(msgspec.Struct):
    name: str
    path: Literal["press_releases.jsonl", "navigation.jsonl"]
    crawl: _Crawl = msgspec.field(default_factory=_Crawl)


class _Package(msgspec.Struct):
    resources: list[_Resource]
    schema_version: str = SCHEMA_VERSION


def package(output: Path) -> dict[str, Any]:
    """The published `datapackage.json`; empty where there is none that can be read: it is made anew then."""
    with suppress(OSError, *BROKEN):
        content = (output / FILE).read_bytes() if (output / FILE).is_file() else b""
        msgspec.json.decode(content, type=_Package)
        found: dict[str, Any] = msgspec.json.decode(content)
        return found
    return {}


def schema_of(output: Path) -> str:
    """The version of the schema in which the datasets of this folder were written."""
    return str(package(output).get("schema_version", SCHEMA_VERSION))
