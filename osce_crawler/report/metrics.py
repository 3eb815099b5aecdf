"""A run as a Prometheus textfile, for the node exporter's collector."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from osce_crawler.archive.writing import write_whole
from osce_crawler.dataset.freshness import last_success
from osce_crawler.moments import seconds_of
from osce_crawler.report.report import EXITS

_PREFIX = "osce_crawler"


def metrics_of(output: Path, report: Mapping[str, Any]) -> bytes:
    """The metrics of this run's report, and of when each dataset of the folder was last complete."""
    registry = CollectorRegistry()
    _add(registry, "run_exit_code", "Exit code of the last run.", report["exit_code"])
    _add(registry, "run_finished_seconds", "When the last run ended.", seconds_of(report["finished_at"]))
    started = seconds_of(report["started_at"])
    _add(registry, "run_started_seconds", "When the last run began.", started)
    states = _labelled(registry, "state", "1 for the state in which the last run left the dataset.", "state")
    by_reason = _labelled(registry, "not_emitted", "Addresses that gave no record, by reason.", "reason")
    changes = _labelled(registry, "changes", "Records that the last run changed.", "change")
    filled = _labelled(registry, "fill_ratio", "Share of records that have the key.", "key")
    failed = _labelled(registry, "check_failed", "1 for a check that failed.", "check")
    records = _labelled(registry, "records", "Records of the dataset.")
    pages = _labelled(registry, "pages_read", "Pages that the last run read.")
    for part in report["spiders"]:
        name = part["dataset"]
        records.labels(name).set(part["records"])
        pages.labels(name).set(part["pages_read"])
        for state in EXITS:
            states.labels(name, state).set(part["state"] == state)
        for gauge, key in ((by_reason, "reasons"), (changes, "changes"), (filled, "fill_rates")):
            for label, value in part[key].items():
                gauge.labels(name, label).set(value)
        for check in part["checks"]:
            failed.labels(name, check["check"]).set(not check["passed"])
    complete = _labelled(registry, "complete_seconds", "When a run of the dataset last was complete.")
    for name, moment in last_success(output).items():
        complete.labels(name).set(moment.timestamp() if moment else 0)
    return generate_latest(registry)


def write_metrics(file: Path, output: Path, report: Mapping[str, Any]) -> None:
    """Replace the file at once, so that no collector reads half of it. Raises OSError."""
    write_whole(file, metrics_of(output, report))


def _add(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"{_PREFIX}_{name}", meaning, registry=registry).set(value)


def _labelled(registry: CollectorRegistry, name: str, meaning: str, *labels: str) -> Gauge:
    return Gauge(f"{_PREFIX}_{name}", meaning, ["dataset", *labels], registry=registry)
