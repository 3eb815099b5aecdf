"""What `datapackage.json` says of the datasets."""

import json
from pathlib import Path
from typing import Any

from osce_crawler.dataset.datapackage import KINDS, as_before, package_of, resource_of
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import SCHEMA_VERSION, keys
from tests.making import entry, release


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
