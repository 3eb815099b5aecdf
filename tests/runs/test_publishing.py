"""A dataset is replaced whole and at once, and described."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from osce_crawler.archive.writing import write_whole
from osce_crawler.items import PressRelease, keys
from osce_crawler.runs.publishing import describe, publish
from tests.making import entry, lines_of, release

CRAWL = {"run": "20251201T100000Z", "complete": True}


def package_of(output: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((output / "datapackage.json").read_bytes())
    return package


def test_the_published_file_holds_the_records_in_their_order(tmp_path: Path) -> None:
    path = publish(tmp_path, "press_releases", [release(nid="2"), release(nid="1")])
    assert path == tmp_path / "press_releases.jsonl"
    assert [line["nid"] for line in lines_of(path)] == ["2", "1"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["press_releases.jsonl"]


def test_the_old_dataset_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = publish(tmp_path, "press_releases", [release(nid="1")])
    before = path.read_bytes()

    def records() -> Iterator[PressRelease]:
        yield release(nid="2")
        assert path.read_bytes() == before

    publish(tmp_path, "press_releases", records())
    assert [line["nid"] for line in lines_of(path)] == ["2"]


def test_a_death_in_the_middle_leaves_the_old_dataset_and_the_next_run_is_not_disturbed(
    tmp_path: Path,
) -> None:
    path = publish(tmp_path, "press_releases", [release(nid="1")])
    before = path.read_bytes()

    def dying() -> Iterator[PressRelease]:
        yield release(nid="2")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        publish(tmp_path, "press_releases", dying())
    assert path.read_bytes() == before
    publish(tmp_path, "press_releases", [release(nid="3")])
    assert [line["nid"] for line in lines_of(path)] == ["3"]


def test_a_reader_that_has_the_old_file_open_keeps_it_whole(tmp_path: Path) -> None:
    path = publish(tmp_path, "press_releases", [release(nid="1")])
    with path.open("rb") as reader:
        publish(tmp_path, "press_releases", [release(nid="2")])
        assert json.loads(reader.read())["nid"] == "1"


def test_a_small_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "report.json", b"one")
    write_whole(tmp_path / "report.json", b"two")
    assert (tmp_path / "report.json").read_bytes() == b"two"
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_the_description_matches_the_file(tmp_path: Path) -> None:
    path = publish(tmp_path, "press_releases", [release(nid="1"), release(nid="2")])
    describe(tmp_path, {"press_releases": CRAWL})
    (resource,) = package_of(tmp_path)["resources"]
    content = path.read_bytes()
    assert (resource["path"], resource["rows"], resource["bytes"]) == (
        "press_releases.jsonl",
        2,
        len(content),
    )
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["crawl"] == CRAWL


def test_the_description_tells_every_column_and_its_type(tmp_path: Path) -> None:
    publish(tmp_path, "press_releases", [release()])
    describe(tmp_path, {})
    (resource,) = package_of(tmp_path)["resources"]
    columns = {column["name"]: column for column in resource["schema"]["fields"]}
    assert tuple(columns) == keys(PressRelease)
    assert all(column["description"] for column in columns.values())
    kinds = {name: columns[name]["type"] for name in ("title", "date", "gone_on", "places", "contacts")}
    assert kinds == {
        "title": "string",
        "date": "date",
        "gone_on": "date",
        "places": "array",
        "contacts": "string",
    }


def test_the_schema_in_the_description_accepts_the_lines(tmp_path: Path) -> None:
    path = publish(tmp_path, "press_releases", [release()])
    describe(tmp_path, {})
    (resource,) = package_of(tmp_path)["resources"]
    validator = Draft202012Validator(resource["jsonSchema"])
    assert all(validator.is_valid(line) for line in lines_of(path))


def test_both_datasets_are_described_where_both_are_there(tmp_path: Path) -> None:
    publish(tmp_path, "navigation", [entry()])
    publish(tmp_path, "press_releases", [release()])
    describe(tmp_path, {"navigation": CRAWL})
    resources = {resource["name"]: resource for resource in package_of(tmp_path)["resources"]}
    assert list(resources) == ["press-releases", "navigation"]
    assert resources["navigation"]["crawl"] == CRAWL
    assert resources["press-releases"]["crawl"] == {}
    columns = {column["name"]: column["type"] for column in resources["navigation"]["schema"]["fields"]}
    assert (columns["level"], columns["chairpersonship_year"]) == ("integer", "integer")
