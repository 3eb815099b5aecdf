"""The figures of a run for Prometheus."""

import math
import os
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.datapackage import FILE, package_of
from osce_crawler.report.metrics import MetricsError, MetricsFile
from osce_crawler.report.report import Report
from tests.commanding import ROOT
from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.hosting import hosted

MOMENT = "2026-11-24T10:00:00Z"


def told(state: str = "complete", **changes: Any) -> dict[str, Any]:
    part = asdict(Report("press_releases", state, MOMENT, MOMENT, **changes))
    return {"exit_code": 0, "started_at": MOMENT, "finished_at": MOMENT, "spiders": [part]}


def metrics_of(output: Path, expected: Sequence[str], report: dict[str, Any]) -> bytes:
    """What a run with this report leaves in its file."""
    file = output / "a.prom"
    MetricsFile(file, output).end(expected, report)
    return file.read_bytes()


def values(text: bytes) -> dict[tuple[str, ...], float]:
    """Each value by the metric's name, the dataset's and the other label's."""
    return {
        (
            one.name.removeprefix("osce_crawler_"),
            *(one.labels[label] for label in sorted(one.labels, key="dataset".__ne__)),
        ): one.value
        for family in text_string_to_metric_families(text.decode())
        for one in family.samples
    }


def test_counts_states_and_checks_are_told_by_dataset(tmp_path: Path) -> None:
    checks = [Finding("newest", False, True, False, "", ()), Finding("valid", True, False, False, "", ())]
    said = told("refused by checks", records=7, pages_read=9, reasons={"404": 2}, checks=checks)
    found = values(metrics_of(tmp_path, (), said))
    assert found["records", "press_releases"] == 7
    assert found["pages_read", "press_releases"] == 9
    assert found["not_emitted", "press_releases", "404"] == 2
    assert found["check_failed", "press_releases", "newest"] == 1
    assert found["check_failed", "press_releases", "valid"] == 0
    assert found["state", "press_releases", "refused by checks"] == 1
    assert found["state", "press_releases", "complete"] == 0
    assert found["run_finished_seconds",] == 1795514400


def test_when_a_dataset_was_last_complete_is_told_even_if_this_run_was_not(tmp_path: Path) -> None:
    resource = {"name": "press-releases", "path": "press_releases.jsonl", "crawl": {"complete_at": MOMENT}}
    (tmp_path / FILE).write_bytes(package_of([resource]))
    assert (
        values(metrics_of(tmp_path, (), told("failed")))["complete_seconds", "press_releases"] == 1795514400
    )


def test_a_label_may_hold_any_character(tmp_path: Path) -> None:
    odd = 'a "quoted"\nreason \\ of theirs'
    assert values(metrics_of(tmp_path, (), told(reasons={odd: 1})))["not_emitted", "press_releases", odd] == 1


def test_the_file_is_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "osce.prom"
    file = MetricsFile(path, tmp_path)
    file.begin((), None)
    with path.open("rb") as before:
        file.end((), told(records=1))
        assert os.fstat(before.fileno()).st_nlink == 0
    assert [each.name for each in tmp_path.glob("*.prom")] == ["osce.prom"]


def test_one_run_at_a_time_writes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "osce.prom"
    path.parent.mkdir()
    first = MetricsFile(path, tmp_path / "a")
    (tmp_path / "link.prom").symlink_to(path)
    for name in (path, tmp_path / "link.prom", tmp_path / "new" / ".." / "new" / "osce.prom"):
        with pytest.raises(MetricsError, match=r"\.prom: another run is writing this file"):
            MetricsFile(name, tmp_path / "b")
    del first
    MetricsFile(path, tmp_path / "b")


def test_a_run_that_begins_keeps_the_figures_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "osce.prom"
    MetricsFile(path, tmp_path).begin(["press_releases", "navigation"], told("incomplete", records=7))
    found = values(path.read_bytes())
    assert (found["records", "press_releases"], found["state", "press_releases", "incomplete"]) == (7, 1)
    assert found["complete_seconds", "press_releases"] == found["complete_seconds", "navigation"] == 0
    assert found["run_started_seconds",] > found["run_finished_seconds",] == 1795514400


@pytest.mark.parametrize("report", [{}, {"spiders": []}, told(checks=[{"check": 5}]), told(reasons=[])])
def test_a_report_of_another_form_is_left_out(tmp_path: Path, report: dict[str, Any]) -> None:
    path = tmp_path / "osce.prom"
    MetricsFile(path, tmp_path).begin(["navigation"], report)
    assert {name for name, *_ in values(path.read_bytes())} == {"complete_seconds", "run_started_seconds"}


def alert(text: bytes, now: float) -> bool:
    """Whether the alert that operators are given fires, for any dataset."""
    (expression,) = re.findall(r"^Alert: `(.+)`", (ROOT / "docs" / "operators.md").read_text(), re.MULTILINE)
    name = "osce_crawler_complete_seconds"
    seconds = [value for (metric, *_), value in values(text).items() if metric == "complete_seconds"]
    words = {"time": lambda: now, "abs": abs, "absent": math.isnan}
    return any(eval(expression, {name: each, **words}) for each in seconds or [math.nan])  # noqa: S307


def test_the_alert_fires_when_the_last_complete_run_is_long_ago_in_the_future_or_not_told(
    tmp_path: Path,
) -> None:
    resource = {"name": "press-releases", "path": "press_releases.jsonl", "crawl": {"complete_at": MOMENT}}
    (tmp_path / FILE).write_bytes(package_of([resource]))
    text, hour = metrics_of(tmp_path, ["press_releases"], told()), 3600
    complete = 1795514400
    assert not alert(text, complete + 35 * hour)
    assert alert(text, complete + 37 * hour)
    assert alert(text, complete - 37 * hour)
    assert alert(metrics_of(tmp_path, ["press_releases", "navigation"], told()), complete)
    assert alert(b"", complete)


def test_a_killed_run_leaves_a_whole_file_and_the_alert_fires(tmp_path: Path) -> None:
    path, output = tmp_path / "osce.prom", tmp_path / "output"
    seen: list[bytes] = []

    def is_at_work() -> bool:
        seen.extend([path.read_bytes()] if path.exists() else [])
        return command.items() > 0

    with hosted(BuiltSite(6, 3)) as site:
        command = Command(site.root, output, "--metrics", str(path))
        assert command.disturb(is_at_work, slowed=0.2) == -signal.SIGKILL
        never = path.read_bytes()
        assert set(seen) == {never}
        assert alert(never, time.time())
        assert command.run() == 0, command.said
        assert not alert(path.read_bytes(), time.time())
        again = Command(site.root, output, "--full", "--metrics", str(path))
        assert (
            again.disturb(lambda: len([*output.glob("runs/*/*.items.jsonl")]) == 2, slowed=0.2)
            == -signal.SIGKILL
        )
    died = values(path.read_bytes())
    assert died["run_started_seconds",] >= died["run_finished_seconds",]
    assert died["records", "press_releases"] == 6
    assert not alert(path.read_bytes(), time.time() + 35 * 3600)
    assert alert(path.read_bytes(), time.time() + 37 * 3600)
