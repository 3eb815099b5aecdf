"""What `datapackage.json` says of the datasets."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest

from osce_crawler.dataset.datapackage import KINDS, as_before, package_of, resource_of
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import SCHEMA_VERSION, keys
from osce_crawler.vocabulary import version as vocabulary
from tests.dataset.packages import MOMENT, publish
from tests.making import entry, release

pytestmark = pytest.mark.usefixtures("offline")


def resource(path: Path, dataset: str = "press_releases") -> dict[str, Any]:
    record = release() if dataset == "press_releases" else entry()
    path.write_bytes(encode(record) + b"\n")
    return resource_of(dataset, tally_of([record]), {"run": "1"}, verified(path, type(record)))


def test_a_dataset_is_described_by_schema_size_digest_and_quality(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = resource(path)
    assert (found["rows"], found["bytes"]) == (1, path.stat().st_size)
    assert found["hash"].startswith("sha256:")
    assert [one["name"] for one in found["schema"]["fields"]] == list(keys(KINDS["press_releases"]))
    assert found["quality"]["fill_rates"]["title"] == 1
    again = Tally.of(found["quality"])
    assert again is not None
    assert again.quality() == tally_of([release()]).quality()


def test_the_package_names_its_schema_and_both_datasets_in_one_order(tmp_path: Path) -> None:
    menus, releases = resource(tmp_path / "b", "navigation"), resource(tmp_path / "a")
    package = json.loads(package_of([menus, releases]))
    assert package["schema_version"] == SCHEMA_VERSION
    assert [one["path"] for one in package["resources"]] == ["press_releases.jsonl", "navigation.jsonl"]


def test_a_file_that_stayed_as_it_was_keeps_its_figures_and_gets_our_words_of_today(tmp_path: Path) -> None:
    old = resource(tmp_path / "a") | {"schema": {}, "jsonSchema": {}}
    new = as_before(old, "press_releases", {"run": "2"})
    assert (new["rows"], new["hash"], new["quality"]) == (old["rows"], old["hash"], old["quality"])
    assert new["crawl"] == {"run": "2"}
    assert new["schema"]["fields"]
    assert new["jsonSchema"]


def faults_of(folder: Path) -> list[Any]:
    """What the validator of Frictionless says of the package and its files."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert len(report.tasks) == 2
    return [*report.flatten(["type", "message"])]


def test_the_package_and_its_files_are_valid_for_frictionless(tmp_path: Path) -> None:
    hard = release(
        title="a\u2028b",
        body="",
        date=None,
        contacts=None,
        places=[],
        url="https://www.osce.org/ru/сио/300001",
    )
    publish(tmp_path, [release(id="2-en", nid="2"), hard], [entry(), entry(id="b", url=None, entity=None)])
    assert faults_of(tmp_path) == []


def test_the_package_of_an_empty_dataset_is_valid_too(tmp_path: Path) -> None:
    publish(tmp_path, [], [])
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        {"nid": "x"},
        {"content_type": "poem"},
        {"title": None},
        {"title": ""},
        {"date": "2016-13-01"},
        {"retrieved_at": "yesterday"},
        {"links": None},
    ],
    ids=str,
)
def test_what_no_record_may_hold_is_a_fault_for_frictionless(tmp_path: Path, change: dict[str, Any]) -> None:
    publish(tmp_path, [release(**change)], [entry()])
    assert [kind for kind, _ in faults_of(tmp_path)] != []


def test_an_id_of_two_lines_is_a_fault_for_frictionless(tmp_path: Path) -> None:
    publish(tmp_path, [release(), release()], [entry()])
    assert "primary-key" in {kind for kind, _ in faults_of(tmp_path)}


def test_a_changed_file_is_a_fault_for_frictionless(tmp_path: Path) -> None:
    publish(tmp_path, [release()], [entry()])
    file = tmp_path / "press_releases.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Sixty", b"Fifty"))
    assert "hash-count" in {kind for kind, _ in faults_of(tmp_path)}


def test_the_package_says_versions_time_window_citation_and_that_no_licence_is_known(tmp_path: Path) -> None:
    days = [dt.date(2016, 4, 12), None, dt.date(1994, 1, 2)]
    records = [release(id=f"{n}-en", nid=f"{n}", date=day) for n, day in enumerate(days)]
    package = publish(tmp_path, records, [entry()])
    assert (package["schema_version"], package["vocabulary"]) == (SCHEMA_VERSION, vocabulary.digest())
    assert package["version"] == f"{SCHEMA_VERSION}+20261124T100000Z"
    assert package["created"] == MOMENT
    assert package["temporal"] == {"start": "1994-01-02", "end": "2016-04-12"}
    assert "data of 2026-11-24" in package["citation"]
    assert "No licence is known" in package["rights"]
    assert "licenses" not in package


def test_every_column_is_told_with_what_it_may_hold(tmp_path: Path) -> None:
    package = publish(tmp_path, [release()], [entry()])
    columns = {one["name"]: one for one in package["resources"][0]["schema"]["fields"]}
    assert all(one["description"] for one in columns.values())
    assert columns["id"]["constraints"]["unique"] is True
    assert columns["date"]["type"] == "date"
    assert "constraints" not in columns["date"]
    assert columns["retrieved_at"]["type"] == "datetime"
    assert "press_release" in columns["content_type"]["constraints"]["enum"]
    menu = {one["name"]: one for one in package["resources"][1]["schema"]["fields"]}
    assert menu["level"]["constraints"] == {"minimum": 1, "required": True}
