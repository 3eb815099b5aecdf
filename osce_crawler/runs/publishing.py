"""Replaces a dataset whole and at once, and describes what lies in the output folder."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler import __version__
from osce_crawler.archive.writing import put_in_place, write_whole
from osce_crawler.exporters import JsonLines
from osce_crawler.items import SCHEMA_VERSION, NavigationEntry, PressRelease, Record, json_schema

DATASETS: dict[str, type[Record]] = {"press_releases": PressRelease, "navigation": NavigationEntry}


def publish(output: Path, dataset: str, records: Iterable[Record]) -> Path:
    """Write the dataset beside the old one, see it on disk, then put it in its place."""
    path = output / f"{dataset}.jsonl"
    temporary = output / f".{dataset}.jsonl.new"
    temporary.unlink(missing_ok=True)
    with JsonLines(temporary) as lines:
        for record in records:
            lines.write(record)
    put_in_place(temporary, path)
    return path


def describe(output: Path, crawls: dict[str, dict[str, Any]]) -> None:
    """Write `datapackage.json`: for each dataset that is there its schema, size, digest and crawl."""
    resources = [
        _resource(path, dataset, crawls.get(dataset, {}))
        for dataset in DATASETS
        if (path := output / f"{dataset}.jsonl").exists()
    ]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "osce-press-releases",
        "title": "Press releases and menus of the OSCE's public web site",
        "description": "Made by osce-crawler, which is no service of the OSCE.",
        "schema_version": SCHEMA_VERSION,
        "extractor": __version__,
        "resources": resources,
    }
    write_whole(
        output / "datapackage.json", msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n"
    )


def _resource(path: Path, dataset: str, crawl: dict[str, Any]) -> dict[str, Any]:
    digest, rows, size = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        for line in file:
            digest.update(line)
            rows += 1
            size += len(line)
    kind = DATASETS[dataset]
    return {
        "name": dataset.replace("_", "-"),
        "path": path.name,
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
        "rows": rows,
        "schema": {"fields": _fields(kind), "primaryKey": ["id"], "missingValues": [""]},
        "jsonSchema": json_schema(kind),
        "crawl": crawl,
    }


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
