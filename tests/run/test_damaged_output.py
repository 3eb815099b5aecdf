"""An output folder that was damaged between two runs: it is refused in one line, and mended with nothing lost."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commanding import run
from tests.interrupting import Command, said_of
from tests.making import FIXTURES, lines_of
from tests.site.building import BuiltSite
from tests.site.hosting import hosted
from tests.site.test_faults import part_of

ROWS = 24
NAME = "press_releases.jsonl"
ACCEPTING = ("--accept", "as-described")


@pytest.fixture(scope="module")
def site() -> Iterator[BuiltSite]:
    with hosted(BuiltSite(ROWS, 3)) as site:
        yield site


@pytest.fixture(scope="module")
def undamaged(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undamaged")
    command = Command(site.root, output)
    assert command.run() == 0, command.said
    return output


@pytest.fixture
def output(undamaged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(undamaged, tmp_path / "output")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds both datasets."""
    output = tmp_path_factory.mktemp("both")
    assert run("crawl", "--saved", FIXTURES, "--output", output).returncode == 0
    return output


def files_of(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}


def shorter(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def scribbled_over(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3000:7000] = b"\xff" * 4000
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [shorter, cut_off, scribbled_over, Path.unlink])
def test_a_damaged_dataset_is_refused_before_anything_is_fetched_then_mended_on_demand(
    site: BuiltSite, undamaged: Path, output: Path, damage: Callable[[Path], None]
) -> None:
    damage(output / NAME)
    left = (output / NAME).read_bytes() if (output / NAME).exists() else None
    files = files_of(output)
    site.asked.clear()
    refused = Command(site.root, output)
    assert refused.run() == 1
    assert f"{output / NAME}" in refused.said
    assert "--accept as-described" in refused.said
    assert "Traceback" not in refused.said
    assert site.asked == []
    assert files_of(output) == files

    mended = Command(site.root, output, *ACCEPTING)
    assert mended.run() == 0, mended.said
    assert said_of(output / NAME) == said_of(undamaged / NAME)
    assert len(mended.run_folders()) == 2
    if left is not None:
        assert (mended.run_folders()[-1] / "press_releases.damaged.jsonl").read_bytes() == left
    history = lines_of(output / "changes.jsonl")
    assert sum(line["change"] == "added" and line["cause"] == "site" for line in history) == ROWS
    assert first_seen_in(output) == first_seen_in(undamaged)
    described = json.loads((output / "datapackage.json").read_bytes())["resources"][0]
    assert (described["rows"], described["crawl"]["accepted"]) == (ROWS, ["as-described"])

    again = Command(site.root, output)
    assert again.run() == 0
    assert part_of(again)["state"] == "unchanged"


def first_seen_in(output: Path) -> dict[str, str]:
    return {line["id"]: line["first_seen"] for line in lines_of(output / NAME)}


def test_without_the_folder_of_its_run_a_lost_record_is_first_seen_when_that_run_began(
    site: BuiltSite, undamaged: Path, output: Path
) -> None:
    before = first_seen_in(undamaged)
    began = {line["id"]: line["at"] for line in lines_of(output / "changes.jsonl")}
    (output / NAME).write_bytes(b"")
    shutil.rmtree(output / "runs")
    assert Command(site.root, output, *ACCEPTING).run() == 0
    assert first_seen_in(output) == began
    assert all(moment <= before[id_] for id_, moment in began.items())


@pytest.mark.parametrize(
    ("damaged", "spider"), [(NAME, "navigation"), ("navigation.jsonl", "press_releases")]
)
def test_no_spider_runs_beside_a_damaged_dataset_so_that_a_copy_can_be_put_back(
    site: BuiltSite, both: Path, tmp_path: Path, damaged: str, spider: str
) -> None:
    output = shutil.copytree(both, tmp_path / "output")
    cut_off(output / damaged)
    files = files_of(output)
    site.asked.clear()
    done = run("crawl", spider, "--site", site.root, "--delay", "0", "--output", output)
    assert done.returncode == 1
    assert done.stdout.startswith(f"Damaged file: {output / damaged}, line ")
    assert (site.asked, files_of(output)) == ([], files)
    for name in (damaged, "datapackage.json"):
        shutil.copyfile(both / name, output / name)
    done = run("crawl", "--saved", FIXTURES, "--output", output)
    assert (done.returncode, done.stdout.startswith("Unchanged: ")) == (0, True)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text('{"resources": [')])
def test_a_lost_description_is_named_and_what_is_lost_with_it_comes_back_as_read_again(
    site: BuiltSite, undamaged: Path, output: Path, damage: Callable[[Path], None]
) -> None:
    description = output / "datapackage.json"
    damage(description)
    shorter(output / NAME)
    files = files_of(output)
    site.asked.clear()
    lost = f"{ROWS - 4} of {ROWS} records that earlier runs published are lost from {NAME}"
    refused = Command(site.root, output)
    assert refused.run() == 1
    first = refused.said.splitlines()[0]
    assert first.startswith(f"Damaged file: {description}: ")
    assert first.endswith(lost)
    assert (site.asked, files_of(output)) == ([], files)
    said = run("status", "--max-age", "36h", "--output", output)
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == first.removeprefix("Damaged file: ") + "\n"
    assert run("dataset", "validate", output).stdout.startswith(f"{description}: ")

    accepted = Command(site.root, output, *ACCEPTING)
    assert accepted.run() == 0, accepted.said
    assert lost in accepted.said
    assert said_of(output / NAME) == said_of(undamaged / NAME)
    assert first_seen_in(output) == first_seen_in(undamaged)
    since = lines_of(output / "changes.jsonl")[ROWS:]
    assert {(line["change"], line["cause"]) for line in since} == {("added", "reread")}
    assert len(since) == ROWS - 4


def test_both_datasets_are_described_again_each_by_its_own_spider(both: Path, tmp_path: Path) -> None:
    output = shutil.copytree(both, tmp_path / "output")
    files = files_of(output)
    crawl = ("crawl", "--saved", FIXTURES, "--output", output)
    (output / "datapackage.json").unlink()
    assert run(*crawl, "press_releases", *ACCEPTING).returncode == 0
    refused = run(*crawl, "press_releases")
    assert refused.returncode == 1
    assert refused.stdout.startswith(
        f"Damaged file: {output / 'datapackage.json'}: does not describe navigation.jsonl; 0 of "
    )
    accepted = run(*crawl, *ACCEPTING)
    assert (accepted.returncode, accepted.stdout.startswith("Complete: ")) == (0, True)
    assert len(json.loads((output / "datapackage.json").read_bytes())["resources"]) == 2
    for name in (NAME, "navigation.jsonl", "changes.jsonl"):
        assert (output / name).read_bytes() == files[name]
    assert run(*crawl).stdout.startswith("Unchanged: ")


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_no_file_can_replace_is_named_whatever_was_accepted(
    site: BuiltSite, output: Path, make: Callable[[Path], None]
) -> None:
    files = files_of(output)
    for name in ("datapackage.json", "changes.jsonl"):
        (output / name).unlink()
        make(output / name)
        site.asked.clear()
        refused = Command(site.root, output, *ACCEPTING)
        assert refused.run() == 1
        assert refused.said.startswith(f"Damaged file: {output / name}: not a file; move it away")
        assert site.asked == []
        (output / name).rmdir() if (output / name).is_dir() else (output / name).unlink()
        (output / name).write_bytes(files[name])


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_an_old_report_that_is_no_file_stops_no_run(
    site: BuiltSite, output: Path, make: Callable[[Path], None]
) -> None:
    (report,) = output.glob("runs/*/report.json")
    report.unlink()
    make(report)
    command = Command(site.root, output)
    assert command.run() == 0, command.said
    assert len(command.run_folders()) == 2


def test_refusals_of_a_damaged_dataset_do_not_use_up_the_tries_of_a_run(
    site: BuiltSite, undamaged: Path, output: Path
) -> None:
    site.add()
    (output / NAME).write_bytes(b"")
    for _ in range(4):
        refused = Command(site.root, output)
        assert refused.run() == 1
    shutil.copyfile(undamaged / NAME, output / NAME)
    assert Command(site.root, output).run() == 0
    assert len(refused.run_folders()) == 2


def test_a_damaged_history_is_mended_before_a_line_is_added_and_what_was_lost_is_kept_aside(
    site: BuiltSite, output: Path
) -> None:
    changes, seen = output / "changes.jsonl", output / "seen.jsonl"
    whole = changes.read_bytes().splitlines(keepends=True)
    changes.write_bytes(b"".join([*whole[:2], b"\0\0{garbage\n", *whole[2:], b'{"run": "2026']))
    seen.write_bytes(b"garbage\n" + seen.read_bytes())
    site.add()
    command = Command(site.root, output)
    assert command.run() == 0, command.said
    assert (
        f"damaged: {changes}, line 3: JSON is malformed: invalid character (byte 0) (and 1 more"
        in command.said
    )
    assert f"damaged: {seen}, line 1: JSON is malformed" in command.said
    lines = changes.read_bytes().splitlines(keepends=True)
    assert lines[: len(whole)] == whole
    assert all(json.loads(line)["change"] == "added" for line in lines[len(whole) :])
    newest = command.run_folders()[-1]
    assert (newest / "changes.damaged.jsonl").read_bytes() == b'\0\0{garbage\n{"run": "2026\n'
    assert f"- damaged: {changes}, line 3" in (newest / "report.md").read_text()


def test_a_history_that_is_missing_is_told(site: BuiltSite, output: Path) -> None:
    (output / "changes.jsonl").unlink()
    site.add()
    command = Command(site.root, output)
    assert command.run() == 0
    assert f"damaged: {output / 'changes.jsonl'}: missing; it begins anew" in command.said


def test_a_last_line_that_only_lacks_its_end_is_kept(site: BuiltSite, output: Path) -> None:
    changes = output / "changes.jsonl"
    whole = changes.read_bytes()
    changes.write_bytes(whole.rstrip(b"\n"))
    site.add()
    assert Command(site.root, output).run() == 0
    assert changes.read_bytes().startswith(whole)
