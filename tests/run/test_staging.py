"""The files of a dataset are replaced together."""

from pathlib import Path

import pytest

from osce_crawler.run.staging import Staging, put_all_in_place, remove, stagings

NAMES = ("changes.jsonl", "press_releases.jsonl", "seen.jsonl")
PART = {"dataset": "press_releases", "state": "complete"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "runs" / "1").mkdir(parents=True)
    for name in NAMES:
        (tmp_path / name).write_text("old")
    return tmp_path


def staged(output: Path) -> Staging:
    staging = Staging(output / "runs" / "1", "press_releases")
    for name in NAMES:
        staging.file(name).write_text("new")
    return staging


def contents(output: Path) -> set[str]:
    return {(output / name).read_text() for name in NAMES}


def test_until_it_is_committed_nothing_is_published(output: Path) -> None:
    staging = staged(output)
    assert stagings(output / "runs" / "1") == ([], [staging.path])
    remove(staging.path)
    assert contents(output) == {"old"}


def test_what_is_committed_is_published_whole_with_what_the_run_tells(output: Path) -> None:
    staging = staged(output)
    staging.commit(PART)
    assert stagings(output / "runs" / "1") == ([staging.path], [])
    assert put_all_in_place(output, staging.path) == PART
    assert contents(output) == {"new"}
    remove(staging.path)
    assert stagings(output / "runs" / "1") == ([], [])


@pytest.mark.parametrize("moved", range(len(NAMES) + 1))
def test_a_publication_cut_off_anywhere_is_carried_through(output: Path, moved: int) -> None:
    staging = staged(output)
    staging.commit(PART)
    for name in NAMES[:moved]:
        staging.file(name).replace(output / name)
    for _ in range(2):
        assert put_all_in_place(output, staging.path) == PART
        assert contents(output) == {"new"}


def test_what_a_cut_off_run_staged_before_is_forgotten(output: Path) -> None:
    staged(output)
    again = Staging(output / "runs" / "1", "press_releases")
    assert list(again.path.iterdir()) == []


def test_publishing_nothing_leaves_nothing(output: Path) -> None:
    staged(output).drop()
    assert stagings(output / "runs" / "1") == ([], [])
