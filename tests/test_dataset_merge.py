"""`osce-crawler dataset merge`."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from osce_crawler.cli import main
from osce_crawler.run.folder import lock
from tests.commanding import measured, on_a_disk_of, refused
from tests.dataset.merging.datasets import dataset
from tests.making import entry, lines_of, release

Output = pytest.CaptureFixture[str]
FIRST, LATER = "2025-12-01T10:00:00Z", "2025-12-05T10:00:00Z"


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two datasets with one release in common, read twice, and one of their own."""
    other = release(id="2-en", nid="2", url="https://www.osce.org/node/2")
    newer = release(retrieved_at=LATER, title="Another title", contacts=None)
    return [
        dataset(tmp_path / "a", [release(retrieved_at=FIRST, contacts="Ana Example"), other], [entry()]),
        dataset(tmp_path / "b", [newer]),
    ]


def test_the_terminal_says_what_came_from_where_and_what_was_decided(
    folders: list[Path], tmp_path: Path, capsys: Output
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["dataset", "merge", *map(str, folders), "-o", str(tmp_path / "out")])
    assert not end.value.code
    said = capsys.readouterr()
    assert [line.strip() for line in said.out.splitlines()] == [
        "press_releases: 2 records",
        f"2 in {tmp_path}/a",
        f"1 in {tmp_path}/b",
        "1 in several of them",
        "1 filled with what another page prints",
        "1 read differently",
        f"300001-en: title, contacts: {release().url} of {LATER} goes first",
        "navigation: 1 entry: www.osce.org 1",
        f"written to {tmp_path}/out",
    ]
    found = {one["id"]: one for one in lines_of(tmp_path / "out" / "press_releases.jsonl")}
    assert (found["300001-en"]["title"], found["300001-en"]["contacts"]) == ("Another title", "Ana Example")
    with pytest.raises(SystemExit) as end:
        main(["dataset", "validate", str(tmp_path / "out")])
    assert end.value.code == 0


def _linked(tmp_path: Path) -> Path:
    (tmp_path / "link").symlink_to("a")
    return tmp_path / "link"


def _filled(tmp_path: Path) -> Path:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").touch()
    return tmp_path / "full"


@pytest.mark.parametrize(
    ("second", "out", "words"),
    [
        (None, "out", "name at least two datasets to merge"),
        (lambda tmp: tmp / "a", "out", "a: the same folder as "),
        (_linked, "out", "link: the same folder as "),
        (lambda tmp: tmp / "none", "out", "none: no such file or folder"),
        (
            lambda tmp: tmp / "a" / "press_releases.jsonl",
            "out",
            "press_releases.jsonl: a file; name the folder",
        ),
        (_filled, "out", "no press_releases.jsonl and no navigation.jsonl in this folder"),
        (lambda tmp: tmp / "b", "a", "a: one of the datasets to merge; name a new folder"),
        (lambda tmp: tmp / "b", "b/out", "b/out: lies in "),
        (lambda tmp: tmp / "b", "a/changes.jsonl/..", "one of the datasets to merge"),
        (lambda tmp: tmp / "b", _filled, "full: not empty; name a new folder"),
        (lambda tmp: tmp / "b", lambda tmp: _filled(tmp) / "note", "note: a file; name a folder"),
        (lambda tmp: tmp / "none", "new/at/all", "none: no such file or folder"),
        (lambda tmp: tmp / "b", lambda tmp: _filled(tmp) / "note" / "at" / "all", "cannot be written ("),
        (lambda tmp: tmp / "b", lambda tmp: _filled(tmp) / "note" / "out", "note: not a folder"),
        (lambda tmp: tmp / "b", lambda _: Path("/proc/out"), "/proc/out: cannot be written ("),
    ],
)
def test_what_cannot_be_merged_is_one_line_and_nothing_is_written(
    folders: list[Path],
    tmp_path: Path,
    capsys: Output,
    second: Callable[[Path], Path] | None,
    out: str | Callable[[Path], Path],
    words: str,
) -> None:
    paths = [folders[0], *([second(tmp_path)] if second else [])]
    to = tmp_path / out if isinstance(out, str) else out(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert words in refused(capsys, "dataset", "merge", *paths, "-o", to)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("which", ["a", "out"])
def test_a_folder_that_a_run_is_using_is_left_alone(
    folders: list[Path], tmp_path: Path, capsys: Output, which: str
) -> None:
    (tmp_path / which).mkdir(exist_ok=True)
    with lock(tmp_path / which):
        said = refused(capsys, "dataset", "merge", *folders, "-o", tmp_path / "out")
    assert said == f"{tmp_path / which}: a run is using this folder: wait until it has ended"


def test_a_dataset_that_turns_out_damaged_leaves_nothing_behind(
    folders: list[Path], tmp_path: Path, capsys: Output
) -> None:
    (folders[1] / "changes.jsonl").write_bytes(b'{"run":"1"')
    before = sorted(tmp_path.rglob("*"))
    said = refused(capsys, "dataset", "merge", *folders, "-o", tmp_path / "out")
    assert said.startswith(f"{folders[1]}/changes.jsonl, line 1: ")
    assert sorted(tmp_path.rglob("*")) == before


def test_folders_above_the_new_one_are_made_and_stay_only_with_it(
    folders: list[Path], tmp_path: Path, capsys: Output
) -> None:
    (tmp_path / "new").mkdir()
    call = "dataset", "merge", *map(str, folders), "-o", str(tmp_path / "new" / "at" / "all")
    changes = (folders[1] / "changes.jsonl").read_bytes()
    (folders[1] / "changes.jsonl").write_bytes(b'{"run":"1"')
    assert "changes.jsonl, line 1: " in refused(capsys, *call)
    assert [*(tmp_path / "new").iterdir()] == []
    (folders[1] / "changes.jsonl").write_bytes(changes)
    with pytest.raises(SystemExit):
        main([*call])
    assert len(lines_of(tmp_path / "new" / "at" / "all" / "press_releases.jsonl")) == 2


def test_an_empty_folder_is_taken_and_readable_as_any_other(folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(SystemExit) as end:
        main(["dataset", "merge", *map(str, folders), "-o", str(tmp_path / "out")])
    assert not end.value.code
    assert (tmp_path / "out").stat().st_mode & 0o777 == folders[0].stat().st_mode & 0o777
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_datasets_are_not_held_in_memory(tmp_path: Path) -> None:
    numbers = [*range(2000, 2150)]
    for name, moment in (("a", FIRST), ("b", LATER)):
        made = [
            release(
                id=f"{nid}-en",
                nid=str(nid),
                url=f"https://www.osce.org/node/{nid}",
                body=f"{name} " * 100_000,
                contacts="Ana Example" if name == "a" else None,
                retrieved_at=moment,
            )
            for nid in numbers
        ]
        dataset(tmp_path / name, made)
    done, memory = measured("dataset", "merge", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "merged.jsonl").stat().st_size > 50 << 20
    assert memory < 90


@pytest.mark.parametrize("size", ["4k", "120k"])
def test_a_full_disk_is_one_line_and_leaves_nothing(folders: list[Path], tmp_path: Path, size: str) -> None:
    merge = f'"{sys.executable}" -m osce_crawler.cli dataset merge a b -o disk/out; echo $?; ls -A disk'
    done = on_a_disk_of(size, merge, cwd=tmp_path)
    assert done.stdout == "1\n"
    (line,) = done.stderr.splitlines()
    assert line.startswith("osce-crawler: ")
    assert "disk" in line
    assert folders[0].exists()
