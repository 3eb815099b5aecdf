"""A run's folder: how it is named, found again, and who may use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from osce_crawler.run import folder as folders
from osce_crawler.run.folder import Asked, OutputError, RunFolder, begin, lock, runs_in_order, unfinished

ASKED = Asked(("press_releases",), ("https://www.osce.org/",))


def told(folder: RunFolder, *parts: tuple[str, str]) -> None:
    """Write what the spiders of a run told."""
    spiders = [{"dataset": dataset, "state": state} for dataset, state in parts]
    (folder.path / "report.json").write_text(json.dumps({"run": folder.run_id, "spiders": spiders}))


def runs_at(output: Path, monkeypatch: pytest.MonkeyPatch, *moments: str) -> list[str]:
    """The ids of runs that begin when the clock says so."""
    ids = []
    for moment in moments:
        monkeypatch.setattr(folders, "now", lambda moment=moment: moment)
        ids.append(begin(output, Asked(("press_releases",), (), saved="a")).run_id)
    return ids


def test_run_ids_are_never_used_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = runs_at(tmp_path, monkeypatch, *["2026-03-01T10:00:00Z"] * 12)
    assert ids == sorted(set(ids))
    assert [folder.run_id for folder in runs_in_order(tmp_path)] == ids


@pytest.mark.parametrize("wrong", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-03-03T10:00:00Z"])
def test_one_run_with_a_wrong_clock_costs_later_ones_neither_their_id_nor_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    moments = ("2026-03-01T10:00:00Z", wrong, "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z")
    ids = runs_at(tmp_path, monkeypatch, *moments)
    assert ids[2:] == ["20260301T100000Z-0002", "20260302T100000Z"]
    assert [folder.run_id for folder in runs_in_order(tmp_path)] == ids


def test_a_run_of_the_future_that_has_no_number_is_older_than_todays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs" / "20990101T000000Z-0003").mkdir(parents=True)
    (tmp_path / "runs" / "20990101T000000Z").mkdir(parents=True)
    ids = runs_at(tmp_path, monkeypatch, "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z")
    assert [folder.run_id for folder in runs_in_order(tmp_path)] == [
        "20990101T000000Z",
        "20990101T000000Z-0003",
        *ids,
    ]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file/output: cannot write"):
        RunFolder(tmp_path / "file" / "output", "1").make()


def test_a_run_that_was_cut_off_is_resumed(tmp_path: Path) -> None:
    first = begin(tmp_path, ASKED)
    again = begin(tmp_path, ASKED)
    assert again.run_id == first.run_id
    beginning = again.beginning()
    assert beginning is not None
    assert len(beginning.begun) == 2


@pytest.mark.parametrize("state", ["interrupted", "failed"])
def test_a_run_that_did_not_come_to_its_end_is_resumed(tmp_path: Path, state: str) -> None:
    first = begin(tmp_path, ASKED)
    told(first, ("press_releases", state))
    assert begin(tmp_path, ASKED).run_id == first.run_id


@pytest.mark.parametrize("state", ["complete", "unchanged", "incomplete", "refused by checks"])
def test_a_run_that_ended_is_not_resumed(tmp_path: Path, state: str) -> None:
    first = begin(tmp_path, ASKED)
    told(first, ("press_releases", state))
    assert begin(tmp_path, ASKED).run_id != first.run_id


def test_of_two_spiders_only_the_one_that_did_not_end_is_left(tmp_path: Path) -> None:
    asked = Asked(("press_releases", "navigation"), ASKED.sites)
    first = begin(tmp_path, asked)
    told(first, ("press_releases", "complete"))
    again = begin(tmp_path, asked)
    assert again.run_id == first.run_id
    assert again.done() == {"press_releases"}


@pytest.mark.parametrize(
    "other",
    [
        Asked(("navigation",), ASKED.sites),
        Asked(ASKED.spiders, ("https://hcnm.osce.org/",)),
        Asked(ASKED.spiders, ASKED.sites, full=True),
        Asked(ASKED.spiders, ASKED.sites, since="2026-01-01"),
        Asked(ASKED.spiders, ASKED.sites, limit=5),
    ],
)
def test_a_run_that_asks_for_something_else_begins_anew(tmp_path: Path, other: Asked) -> None:
    first = begin(tmp_path, ASKED)
    assert begin(tmp_path, other).run_id != first.run_id
    assert begin(tmp_path, ASKED).run_id == first.run_id


def test_a_replay_always_begins_anew(tmp_path: Path) -> None:
    asked = Asked(ASKED.spiders, (), saved="fixtures")
    first = begin(tmp_path, asked)
    assert begin(tmp_path, asked).run_id != first.run_id


def test_a_run_that_failed_of_itself_three_times_is_left_aside(tmp_path: Path) -> None:
    first = begin(tmp_path, ASKED)
    beginning = first.beginning()
    assert beginning is not None
    beginning.failures = 3
    first.write_beginning(beginning)
    assert unfinished(tmp_path, ASKED) is None


def test_a_folder_without_a_word_of_what_was_asked_is_nobodys_run(tmp_path: Path) -> None:
    (tmp_path / "runs" / "20260101T000000Z").mkdir(parents=True)
    (tmp_path / "runs" / "20260101T000000Z" / "run.json").write_text("{torn")
    assert unfinished(tmp_path, ASKED) is None


def test_one_run_at_a_time_holds_the_folder(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from osce_crawler.run.folder import lock\n"
        "held = lock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(OutputError, match="another run is using this folder"):
            lock(tmp_path)
        other.kill()
        other.wait()
    lock(tmp_path).release()


def test_a_refused_run_is_resumed_only_by_one_that_accepts(tmp_path: Path) -> None:
    refused = begin(tmp_path, ASKED)
    told(refused, ("press_releases", "refused by checks"))
    assert begin(tmp_path, ASKED, accepting=True).run_id == refused.run_id
    assert begin(tmp_path, ASKED).run_id != refused.run_id
