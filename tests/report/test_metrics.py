"""The figures of a run for Prometheus."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.datapackage import FILE, package_of
from osce_crawler.report.metrics import metrics_of, write_metrics
from osce_crawler.report.report import Report

MOMENT = "2026-11-24T10:00:00Z"


def told(state: str = "complete", **changes: Any) -> dict[str, Any]:
    part = asdict(Report("press_releases", state, MOMENT, MOMENT, **changes))
    return {"exit_code": 0, "started_at": MOMENT, "finished_at": MOMENT, "spiders": [part]}


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
    found = values(metrics_of(tmp_path, said))
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
    assert values(metrics_of(tmp_path, told("failed")))["complete_seconds", "press_releases"] == 1795514400


def test_a_label_may_hold_any_character(tmp_path: Path) -> None:
    odd = 'a "quoted"\nreason \\ of theirs'
    assert values(metrics_of(tmp_path, told(reasons={odd: 1})))["not_emitted", "press_releases", odd] == 1


def test_the_file_is_replaced_at_once(tmp_path: Path) -> None:
    file = tmp_path / "osce.prom"
    write_metrics(file, tmp_path, told())
    with file.open("rb") as before:
        write_metrics(file, tmp_path, told(records=1))
        assert os.fstat(before.fileno()).st_nlink == 0
    assert [path.name for path in tmp_path.iterdir()] == ["osce.prom"]
