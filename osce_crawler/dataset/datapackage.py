"""Describes what lies in the output folder, and reads what was described: `datapackage.json`."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from osce_crawler import __version__
from osce_crawler.dataset.dictionary import Column, columns_of
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.tally import Tally
from osce_crawler.dataset.verify import Verified
from osce_crawler.disk import content_of, opened
from osce_crawler.exporters import BROKEN, encode_indented
from osce_crawler.items import SCHEMA_VERSION, NavigationEntry, PressRelease, Record, json_schema
from osce_crawler.vocabulary import version as vocabulary

FILE = "datapackage.json"
RELEASES, NAVIGATION = "press_releases", "navigation"
ORIGINS = "merged.jsonl"
"""What of a merged dataset only later merges read."""
KINDS: dict[str, type[Record]] = {RELEASES: PressRelease, NAVIGATION: NavigationEntry}

_TITLE = "Press releases and menus of the OSCE's public web site"
_RIGHTS = (
    "No licence is known for the texts: they are the OSCE's, and its terms apply to them. Places that "
    "have an id beginning with geonames- come from GeoNames, CC BY 4.0, changed."
)
_SOURCES = [
    {"title": "Public web site of the OSCE", "path": "https://www.osce.org/"},
    {"title": "GeoNames", "path": "https://www.geonames.org/"},
]
_TABLE = {"type": "table", "format": "jsonl"}
# Frictionless reads no table from an empty file; called so, it compares size and digest alone.
_EMPTY_TABLE = {"format": "jsonlines"}
_OF_FILES = {
    RELEASES: "One release, report, statement or news item in one language a line.",
    NAVIGATION: "One entry of a host's menu a line.",
}


def package_of(resources: Iterable[Mapping[str, Any]]) -> bytes:
    """The content of `datapackage.json` for the datasets with these resources."""
    return encode_indented(described(resources))


def described(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The description of these resources, in the order of the datasets."""
    order = [f"{dataset}.jsonl" for dataset in KINDS]
    ordered = sorted(resources, key=lambda resource: order.index(resource["path"]))
    changed = max(filter(None, (each.get("crawl", {}).get("changed_at") for each in ordered)), default=None)
    days = next((each["temporal"] for each in ordered if each.get("temporal")), None)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "osce-press-releases",
        "title": _TITLE,
        "description": f"Made by osce-crawler, which is not an OSCE service. {_RIGHTS}",
        "version": _version(changed),
        "created": changed,
        "keywords": ["OSCE", "press releases", "diplomacy", "security"],
        "rights": _RIGHTS,
        "citation": _citation(changed),
        "temporal": days,
        "sources": _SOURCES,
        "schema_version": SCHEMA_VERSION,
        "extractor": __version__,
        "vocabulary": vocabulary.digest(),
        "resources": ordered,
    }
    return {name: said for name, said in package.items() if said is not None}


def _version(changed: str | None) -> str:
    """The version of the schema, and the moment of the data's last change as the build."""
    return f"{SCHEMA_VERSION}+{re.sub('[-:]', '', changed)}" if changed else SCHEMA_VERSION


def _citation(changed: str | None) -> str:
    """How to cite the data: of which day, and by what it was made."""
    of_day = f", data of {changed[:10]}" if changed else ""
    return (
        f"{_TITLE}{of_day}, made by osce-crawler {__version__} (schema {SCHEMA_VERSION}). "
        "Texts: Organization for Security and Co-operation in Europe (OSCE), https://www.osce.org/."
    )


def resource_of(dataset: str, tally: Tally, crawl: dict[str, Any], found: Verified) -> dict[str, Any]:
    """A dataset's schema, size, digest, quality and crawl. `found`: the result of reading it back."""
    resource = {
        "name": dataset.replace("_", "-"),
        "path": f"{dataset}.jsonl",
        **(_TABLE if found.rows else _EMPTY_TABLE),
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "bytes": found.size,
        "hash": f"sha256:{found.digest}",
        "rows": found.rows,
        **_words(dataset),
        "quality": msgspec.to_builtins(tally.quality()),
        "crawl": crawl,
    }
    if found.oldest and found.newest:
        resource["temporal"] = {"start": found.oldest.isoformat(), "end": found.newest.isoformat()}
    return resource


def of_origins(path: Path) -> dict[str, Any]:
    """What the resource of a merged dataset says of this `merged.jsonl` beside it. Raises OSError."""
    with opened(path) as lines:
        rows = sum(1 for _ in lines)
    return {"merged": {"path": path.name, "hash": hash_of(path), "rows": rows}}


def origins_described(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The same, as this resource says it; nothing where it was never merged. No run changes that file."""
    return {key: resource[key] for key in ("merged",) if key in resource}


def as_before(resource: dict[str, Any], dataset: str, crawl: dict[str, Any]) -> dict[str, Any]:
    """The same of a file that stayed as it was; only who looked at it last, and our words for it, are new."""
    return resource | _words(dataset) | {"crawl": crawl}


def hash_of(path: Path) -> str:
    """The SHA-256 of the file, as the `hash` of a resource has it. Raises OSError."""
    with opened(path) as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _words(dataset: str) -> dict[str, Any]:
    """What is said of every dataset of this kind."""
    kind = KINDS[dataset]
    return {
        "description": _OF_FILES[dataset],
        "schema": _table_schema(kind),
        "jsonSchema": json_schema(kind),
    }


def _table_schema(kind: type[Record]) -> dict[str, Any]:
    """The columns in the words of Table Schema. Only null is missing: an empty text is a text."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in columns_of(kind)],
        "primaryKey": ["id"],
        "missingValues": [],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = dict(column.limits)
    if column.type == "datetime":
        del constraints["pattern"]  # the type says as much, and allows no pattern
    if not column.nullable:
        constraints["required"] = True
    if column.name == "id":
        constraints["unique"] = True
    field = {"name": column.name, "type": column.type, "description": column.description}
    return field | {"constraints": constraints} if constraints else field


_Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class _Crawl(msgspec.Struct):
    """What later runs build on; what else is said is for readers."""

    read_through: list[str] = []
    complete_at: _Moment | None = None
    changed_at: _Moment | None = None


class _Days(msgspec.Struct):
    start: dt.date
    end: dt.date


class _Origins(msgspec.Struct):
    hash: str
    rows: int


class _Resource(msgspec.Struct):
    name: str
    path: Literal["press_releases.jsonl", "navigation.jsonl"]
    bytes: int = 0
    hash: str = ""
    rows: int = 0
    temporal: _Days | None = None
    merged: _Origins | None = None
    crawl: _Crawl = msgspec.field(default_factory=_Crawl)


class _Package(msgspec.Struct):
    resources: list[_Resource]
    schema_version: str = SCHEMA_VERSION


def package(output: Path) -> dict[str, Any]:
    """The published `datapackage.json`; empty where there is none that can be read: it is made anew then."""
    with suppress(OSError, *BROKEN):
        return _read(output)
    return {}


def resources_in(output: Path) -> dict[str, dict[str, Any]]:
    """What the published `datapackage.json` says of each file, by its path."""
    return {resource["path"]: resource for resource in package(output).get("resources", [])}


def fault_in(output: Path) -> str | None:
    """Why the published `datapackage.json` cannot be read; null where it can."""
    try:
        _read(output)
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except BROKEN as error:
        return f"cannot be read: {error}"
    return None


def _read(output: Path) -> dict[str, Any]:
    content = content_of(output / FILE)
    msgspec.json.decode(content, type=_Package)
    found: dict[str, Any] = msgspec.json.decode(content)
    return found


def schema_of(output: Path) -> str:
    """The version of the schema in which the datasets of this folder were written."""
    return str(package(output).get("schema_version", SCHEMA_VERSION))


def refuse_newer(output: Path) -> None:
    """Raises DatasetError where the datasets of this folder have a newer schema than this version's."""
    version = schema_of(output)
    if _as_numbers(version) > _as_numbers(SCHEMA_VERSION):
        raise DatasetError(
            f"{output / FILE}: schema {version} is newer than this version's, {SCHEMA_VERSION}: "
            "pip install --upgrade osce-crawler"
        )


def _as_numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
