"""A disk that is really full: the run says so, names the file, and is resumed when there is room again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commanding import ROOT, in_shell, on_a_disk_of
from tests.site.building import BuiltSite
from tests.site.hosting import hosted

# A disk of a few kilobytes, that of the output folder alone, then one with room.
_SCRIPT = """
"$@" >said 2>errors; echo $? >code
mount -o remount,size=50m disk
"$@" >said-again 2>>errors; echo $? >code-again
cp disk/out/press_releases.jsonl disk/out/runs/*/report.json .
"""


@pytest.fixture(scope="module")
def site() -> Iterator[BuiltSite]:
    with hosted(BuiltSite(60, 3, page_kb=2)) as site:
        yield site


def crawl(site: BuiltSite, size: str, folder: Path, script: str = _SCRIPT) -> None:
    crawl = [sys.executable, "-m", "osce_crawler.cli", "crawl", "--site", site.root, "--delay", "0"]
    on_a_disk_of(size, script, *crawl, "--output", "disk/out", cwd=folder)


@pytest.mark.parametrize("size", ["4k", "24k", "300k", "600k"])
def test_a_full_disk_is_named_as_what_it_is_and_the_run_is_resumed(
    site: BuiltSite, tmp_path: Path, size: str
) -> None:
    crawl(site, size, tmp_path)
    said, errors = (tmp_path / "said").read_text(), (tmp_path / "errors").read_text()
    assert (tmp_path / "code").read_text() == "1\n", said + errors
    first, advice = said.splitlines()[:2]
    assert first.startswith("Disk full: disk/out/runs/")
    assert first.endswith(": No space left on device")
    assert advice.startswith("Free space on that disk")
    assert "press_releases: failed" in said
    assert "interrupted" not in said
    assert errors == ""
    assert (tmp_path / "code-again").read_text() == "0\n"
    records = (tmp_path / "press_releases.jsonl").read_text().splitlines()
    assert {json.loads(line)["id"] for line in records} == site.ids()
    assert len(json.loads((tmp_path / "report.json").read_text())["begun"]) == 2


_FULL_FROM_THE_START = """
"$@" >first 2>errors
head -c 1000000 /dev/zero >disk/fill
rm -rf disk/out; mkdir disk/out; head -c 1000000 /dev/zero >>disk/fill
"$@" >said 2>>errors; echo $? >code
ls disk/out/runs >runs
"""


def test_a_disk_that_is_full_before_the_run_begins_is_named_and_leaves_no_run(
    site: BuiltSite, tmp_path: Path
) -> None:
    crawl(site, "24k", tmp_path, _FULL_FROM_THE_START)
    said, errors = (tmp_path / "said").read_text(), (tmp_path / "errors").read_text()
    first, advice = said.splitlines()
    assert first.startswith("Disk full: ")
    assert first.endswith("/run.json: No space left on device")
    assert advice == "Free space on that disk, then run the same command again."
    assert errors == ""
    assert (tmp_path / "code").read_text() == "1\n"
    assert (tmp_path / "runs").read_text() == ""


def test_standard_output_on_a_full_disk_changes_nothing_of_the_run(site: BuiltSite, tmp_path: Path) -> None:
    crawl = ["crawl", "--site", site.root, "--delay", "0", "--output", str(tmp_path)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "osce_crawler.cli", *crawl],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            cwd=ROOT,
            timeout=120,
        )
    assert done.stderr == "osce-crawler: standard output: No space left on device\n"
    assert done.returncode == 0


_METRICS_ON_A_FULL_DISK = """
head -c 1000000 /dev/zero >disk/fill
"$@" --output out --metrics disk/osce.prom >said 2>errors; echo $? >code
"$@" --output out --metrics /dev/full >said-again 2>errors-again; echo $? >code-again
ls -A disk >left
"""


def test_metrics_that_a_full_disk_does_not_take_are_named_and_change_nothing_of_the_run(
    site: BuiltSite, tmp_path: Path
) -> None:
    crawl(site, "4k", tmp_path, _METRICS_ON_A_FULL_DISK)
    for again, file in (("", "disk/osce.prom"), ("-again", "/dev/full")):
        lines = (tmp_path / f"errors{again}").read_text().splitlines()
        assert {*lines} == {f"osce-crawler: {file}: No space left on device"}
        assert (tmp_path / f"code{again}").read_text() == "0\n"
        assert (tmp_path / f"said{again}").read_text()
    assert (tmp_path / "out" / "press_releases.jsonl").exists()
    assert not [name for name in (tmp_path / "left").read_text().split() if "new" in name]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_standard_stream_that_is_closed_costs_no_run(site: BuiltSite, tmp_path: Path, closed: str) -> None:
    crawl = [sys.executable, "-m", "osce_crawler.cli", "crawl", "--site", site.root, "--delay", "0"]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *crawl, "--output", tmp_path],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    records = (tmp_path / "press_releases.jsonl").read_text().splitlines()
    assert {json.loads(line)["id"] for line in records} == site.ids()


@pytest.mark.parametrize(("option", "code"), [("", 2), ("-o out.jsonl", 0)])
def test_extract_needs_a_place_for_its_records(tmp_path: Path, option: str, code: int) -> None:
    extract = f'"{sys.executable}" -m osce_crawler.cli extract "{ROOT}/fixtures" {option} >&-'
    done = in_shell(extract, cwd=tmp_path)
    said = [line for line in done.stderr.splitlines() if line.startswith("osce-crawler: ")]
    assert done.returncode == code
    assert said == (["osce-crawler: standard output is closed: open it, or give -o FILE"] if code else [])
