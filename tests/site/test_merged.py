"""A crawl goes on in a folder that was merged: it has the records, and none of what earlier runs remembered."""

import json
import shutil
import time
from pathlib import Path

from osce_crawler.dataset.datapackage import hash_of
from tests.commanding import run
from tests.dataset.merging.datasets import dataset
from tests.interrupting import RUN_DATA
from tests.making import FIXTURES, lines_of, release
from tests.site.building import BuiltSite
from tests.site.hosting import hosted
from tests.site.test_changes import CORRECTED, changes, crawl, record
from tests.site.test_faults import part_of

MOMENT, LATER = "2025-12-01T10:00:00Z", "2025-12-05T10:00:00Z"


def merge(*paths: Path, into: Path) -> None:
    done = run("dataset", "merge", *paths, "-o", into)
    assert (done.returncode, done.stderr) == (0, "")


def without_run_data(folder: Path) -> list[dict[str, object]]:
    return [
        {key: value for key, value in line.items() if key not in RUN_DATA}
        for line in lines_of(folder / "press_releases.jsonl")
    ]


def test_the_datasets_of_two_machines_are_one_that_crawls_on(tmp_path: Path) -> None:
    mine, theirs, both = (tmp_path / name for name in ("mine", "theirs", "both"))
    with hosted(BuiltSite(6, 3)) as site:
        crawl(site, mine)
        site.remove("300102")
        crawl(site, mine)
        site.edit(300103, CORRECTED)
        site.add()
        time.sleep(1)  # moments are whole seconds: the second reading must have a later one
        crawl(site, theirs)
        merge(mine, theirs, into=both)
        assert len(lines_of(both / "press_releases.jsonl")) == 7
        assert CORRECTED in str(record(both, "300103")["body"])
        assert record(both, "300102")["gone_on"] is not None

        before = without_run_data(both)
        again = crawl(site, both)
        assert part_of(again)["state"] in {"complete", "unchanged"}
        assert without_run_data(both) == before
        site.edit(300104, CORRECTED)
        assert part_of(crawl(site, both, "--full"))["changes"] == {"changed": 1}
        assert [one for one in changes(both) if one[1] == "gone"] == [
            ("300102-en", "gone", "site", ("gone_on",))
        ]
    said = json.loads((both / "datapackage.json").read_bytes())["resources"][0]
    assert said["crawl"]["complete"]
    assert run("dataset", "validate", both).returncode == 0


def test_a_run_goes_on_describing_what_a_later_merge_reads(tmp_path: Path) -> None:
    mine, theirs, both = (tmp_path / name for name in ("mine", "theirs", "both"))
    for folder, moment, contacts in ((mine, MOMENT, "Ana Example"), (theirs, LATER, None)):
        dataset(folder, [release(retrieved_at=moment, contacts=contacts)])
    merge(mine, theirs, into=both)
    with hosted(BuiltSite(2, 1)) as site:
        crawl(site, both)
    said = json.loads((both / "datapackage.json").read_bytes())["resources"][0]
    assert said["rows"] > 1
    assert said["merged"] == {"path": "merged.jsonl", "hash": hash_of(both / "merged.jsonl"), "rows": 1}


def test_saved_pages_are_read_again_into_a_merged_folder_and_nothing_changes(tmp_path: Path) -> None:
    one, other, both = (tmp_path / name for name in ("one", "other", "both"))
    assert run("crawl", "--saved", FIXTURES, "--output", one).returncode == 0
    shutil.copytree(one, other)
    merge(one, other, into=both)
    for name in ("press_releases.jsonl", "navigation.jsonl", "changes.jsonl"):
        assert (both / name).read_bytes() == (one / name).read_bytes()
    done = run("crawl", "--saved", FIXTURES, "--output", both)
    assert done.returncode == 0
    assert "Unchanged: 24 records of press_releases; 142 records of navigation" in done.stdout + done.stderr
