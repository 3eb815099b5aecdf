"""What stands in an output folder, and what may be removed from it."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pytest

from osce_crawler.dataset.datapackage import FILE, package_of
from osce_crawler.dataset.freshness import last_success, too_old
from osce_crawler.report.report import EXITS, Report
from osce_crawler.run.folder import Asked, Beginning, RunFolder, begin, lock
from osce_crawler.run.history import lines_of, overviews, prunable, remove_runs

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EVERYTHING = frozenset(EXITS)


def run_that_ended(output: Path, state: str, *, pages: bool = False) -> RunFolder:
    folder = begin(output, Asked(("press_releases",), (), saved="a"))  # a replay always begins anew
    folder.add_part(asdict(Report("press_releases", state, "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")))
    if pages:
        (folder.path / "pages-1.warc.gz").write_bytes(b"x" * 2_000_000)
    return folder


def test_runs_are_told_newest_first_with_state_and_size(tmp_path: Path) -> None:
    run_that_ended(tmp_path, "complete", pages=True)
    begin(tmp_path, Asked(("press_releases",), ()))
    newest, oldest = overviews(tmp_path)
    assert (newest.state, oldest.state) == ("interrupted", "complete")
    _, first, second = lines_of([newest, oldest])
    assert first.split()[:2] == [newest.run, "interrupted"]
    assert second.split()[-2:] == ["2.0", "kept"]


def test_a_run_at_work_is_running_and_an_older_one_that_was_cut_off_is_not(tmp_path: Path) -> None:
    begin(tmp_path, Asked(("press_releases",), (), limit=3))
    run_that_ended(tmp_path, "complete")
    # Resumed: it is older than the other one.
    at_work = begin(tmp_path, Asked(("press_releases",), (), limit=3))
    begin(tmp_path, Asked(("navigation",), ()))
    at_work.write_beginning(Beginning(at_work.run_id, Asked((), ()), ["2999-01-01T00:00:00Z"]))
    with lock(tmp_path):
        assert [one.state for one in overviews(tmp_path)] == ["interrupted", "complete", "running"]
    assert [one.state for one in overviews(tmp_path)] == ["interrupted", "complete", "interrupted"]


@pytest.mark.parametrize(
    "content",
    ['{"run": "2', "[]", '{"spiders": 4}', '{"spiders": [4]}', '{"spiders": [], "state": "fine"}'],
)
def test_a_report_that_cannot_be_read_makes_a_run_an_unfinished_one(tmp_path: Path, content: str) -> None:
    folder = run_that_ended(tmp_path, "complete")
    (folder.path / "report.json").write_text(content)
    (one,) = overviews(tmp_path)
    assert (one.state, one.is_published) == ("interrupted", False)


@pytest.mark.parametrize("state", sorted(EVERYTHING))
def test_only_a_run_whose_findings_are_published_may_be_removed(tmp_path: Path, state: str) -> None:
    run_that_ended(tmp_path, state)
    run_that_ended(tmp_path, "complete")
    may = {"complete", "unchanged", "incomplete"}
    assert [one.state for one in prunable(tmp_path, 1, with_pages=False)] == [state] * (state in may)


def test_the_newest_runs_are_kept_whatever_they_are(tmp_path: Path) -> None:
    ids = [
        run_that_ended(tmp_path, state).run_id for state in ("complete", "unchanged", "failed", "complete")
    ]
    assert [one.run for one in prunable(tmp_path, 2, with_pages=False)] == [ids[1], ids[0]]
    assert prunable(tmp_path, 4, with_pages=False) == []


def test_kept_pages_are_spared_unless_they_are_given_up(tmp_path: Path) -> None:
    run_that_ended(tmp_path, "complete", pages=True)
    run_that_ended(tmp_path, "complete")
    assert prunable(tmp_path, 1, with_pages=False) == []
    assert len(prunable(tmp_path, 1, with_pages=True)) == 1


def test_a_run_that_is_removed_is_no_run_even_where_that_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_that_ended(tmp_path, "complete")
    monkeypatch.setattr("shutil.rmtree", lambda _: None)
    remove_runs(overviews(tmp_path))
    assert overviews(tmp_path) == []


def test_the_last_success_of_a_dataset_is_when_it_was_last_complete(tmp_path: Path) -> None:
    resource = {"name": "press-releases", "path": "press_releases.jsonl"}
    menus = {"name": "navigation", "path": "navigation.jsonl", "crawl": {"complete_at": None}}
    crawl = {"complete_at": "2026-11-23T12:00:00Z", "finished_at": "2026-11-24T11:00:00Z"}
    (tmp_path / FILE).write_bytes(package_of([resource | {"crawl": crawl}, menus]))
    assert last_success(tmp_path) == {"press_releases": NOW - DAY, "navigation": None}


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (NOW - DAY, []),
        (NOW - DAY - dt.timedelta(seconds=1), ["press_releases: the last complete run ended"]),
        (NOW + dt.timedelta(hours=2), ["press_releases: the last complete run ended"]),
        (None, ["press_releases: no run was ever complete"]),
    ],
)
def test_what_is_too_long_ago_or_never_was_is_told(moment: dt.datetime | None, told: list[str]) -> None:
    lines = too_old({"press_releases": moment}, (), DAY, NOW)
    assert [line[: len(start)] for line, start in zip(lines, told, strict=True)] == told


def test_nothing_published_is_no_success() -> None:
    assert too_old({}, (), DAY, NOW) == ["press_releases: no run was ever complete"]


def test_only_the_datasets_that_were_asked_for_count() -> None:
    moments = {"press_releases": NOW, "navigation": NOW - 3 * DAY}
    assert too_old(moments, ("press_releases",), DAY, NOW) == []
    assert len(too_old(moments, (), DAY, NOW)) == 1


def test_captures_of_a_web_archive_are_kept_as_pages_are(tmp_path: Path) -> None:
    (run_that_ended(tmp_path, "complete").path / "captures-1.warc.gz").write_bytes(b"x")
    run_that_ended(tmp_path, "complete")
    assert prunable(tmp_path, 1, with_pages=False) == []
