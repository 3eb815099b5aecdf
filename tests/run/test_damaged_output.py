"""An output folder that was damaged between two runs: it is refused in one line, and mended with nothing lost."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interrupting import Command, said_of
from tests.making import lines_of
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
    files = {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}
    site.asked.clear()
    refused = Command(site.root, output)
    assert refused.run() == 1
    assert f"{output / NAME}" in refused.said
    assert "--accept as-described" in refused.said
    assert "Traceback" not in refused.said
    assert site.asked == []
    assert {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()} == files

    mended = Command(site.root, output, *ACCEPTING)
    assert mended.run() == 0, mended.said
    assert said_of(output / NAME) == said_of(undamaged / NAME)
    assert len(mended.run_folders()) == 2
    if left is not None:
        assert (mended.run_folders()[-1] / "press_releases.damaged.jsonl").read_bytes() == left
    history = lines_of(output / "changes.jsonl")
    assert sum(line["change"] == "added" and line["cause"] == "site" for line in history) == ROWS
    first_seen = {line["id"]: line["first_seen"] for line in lines_of(undamaged / NAME)}
    assert all(line["first_seen"] <= first_seen[line["id"]] for line in lines_of(output / NAME))
    described = json.loads((output / "datapackage.json").read_bytes())["resources"][0]
    assert (described["rows"], described["crawl"]["accepted"]) == (ROWS, ["as-described"])

    again = Command(site.root, output)
    assert again.run() == 0
    assert part_of(again)["state"] == "unchanged"


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
