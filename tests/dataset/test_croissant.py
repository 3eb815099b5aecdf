"""What `croissant.json` says, read by the validator of MLCommons."""

import json
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from osce_crawler.dataset.croissant import croissant_of
from osce_crawler.dataset.datapackage import KINDS, described
from osce_crawler.items import keys
from tests.dataset.packages import publish
from tests.making import entry, release

pytestmark = [
    pytest.mark.usefixtures("offline"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


def validated(folder: Path) -> mlcroissant.Dataset:
    """The dataset. Raises ValidationError; a warning is a fault here as well."""
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    return dataset


def test_the_description_is_valid_and_the_records_are_read_by_it(tmp_path: Path) -> None:
    said = release(id="2-en", nid="2", date=None, places=[], contacts=None)
    publish(tmp_path, [release(), said], [entry(), entry(id="b", url=None)])
    dataset = validated(tmp_path)
    first, second = dataset.records("press_releases")
    (place,) = first["press_releases/places"]
    assert (place["press_releases/places/id"], place["press_releases/places/country"]) == (
        b"vienna-at",
        b"AT",
    )
    assert first["press_releases/date"].isoformat() == "2016-04-12T00:00:00"
    assert (second["press_releases/date"], second["press_releases/places"]) == (None, [])
    assert [one["navigation/url"] for one in dataset.records("navigation")] == [entry().url.encode(), None]  # type: ignore[union-attr]


def test_the_description_of_an_empty_dataset_is_valid_too(tmp_path: Path) -> None:
    publish(tmp_path, [], [])
    dataset = validated(tmp_path)
    assert [*dataset.records("press_releases")] == []


def test_both_descriptions_say_the_same(tmp_path: Path) -> None:
    package = publish(tmp_path, [release()], [entry()])
    said = json.loads((tmp_path / "croissant.json").read_bytes())
    for resource, file in zip(package["resources"], said["distribution"], strict=True):
        assert (file["contentUrl"], f"sha256:{file['sha256']}") == (resource["path"], resource["hash"])
        assert file["contentSize"] == f"{resource['bytes']} B"
    for dataset, records in zip(KINDS, said["recordSet"], strict=True):
        names = [one["@id"].removeprefix(f"{dataset}/") for one in records["field"]]
        assert names == list(keys(KINDS[dataset]))
        assert records["description"].startswith("1 rows, crawled 2026-11-24T10:00:00Z")
        assert "; complete." in records["description"]
    assert (said["version"], said["citeAs"]) == (package["version"], package["citation"])
    assert said["temporalCoverage"] == "2016-04-12/2016-04-12"
    assert package["vocabulary"] in said["description"]
    assert said["license"]["name"] == "No licence is known"


@pytest.mark.parametrize(
    "resource",
    [{}, {"crawl": {}}, {"hash": "sha256:0"}, {"hash": "sha256:0", "crawl": {"finished_at": "a"}}],
    ids=str,
)
def test_a_description_that_lost_figures_breaks_nothing(resource: dict[str, Any]) -> None:
    whole = {"name": "press-releases", "path": "press_releases.jsonl"} | resource
    assert described([whole])["resources"] == [whole]
    assert len(json.loads(croissant_of([whole]))["distribution"]) == ("hash" in resource)
