"""A run as a Prometheus textfile, for the node exporter's collector."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from osce_crawler.dataset.freshness import last_success
from osce_crawler.disk import write_whole
from osce_crawler.report.headline import DISK_FULL, cause_of
from osce_crawler.report.report import EXITS

_PREFIX = "osce_crawler"


class MetricsError(ValueError):
    """The file cannot be written; the message names it and says why."""


class _Check(msgspec.Struct):
    check: str
    passed: bool


class _Part(msgspec.Struct):
    dataset: str
    state: str
    records: int
    pages_read: int
    reasons: dict[str, int]
    changes: dict[str, int]
    fill_rates: dict[str, float]
    checks: list[_Check]


class RunReport(msgspec.Struct):
    """What the metrics take from a run's report."""

    exit_code: int
    started_at: dt.datetime
    finished_at: dt.datetime
    spiders: list[_Part]


class MetricsFile:
    """The file into which one run at a time writes its metrics, whole: as it begins, and as it ends.

    The lock that keeps other runs from it lives as long as this. Raises MetricsError if another holds it.
    """

    def __init__(self, path: Path, output: Path) -> None:
        self._path, self._output = path, output
        # A device or a pipe may have other writers, and what it got cannot be replaced.
        self._is_file = path.is_file() or not path.exists()
        self._lock = FileLock(path.resolve().with_name(f".{path.resolve().name}.lock"))
        if self._is_file:
            self._take()

    def _take(self) -> None:
        if not self._path.parent.is_dir():
            raise MetricsError(f"{self._path}: {self._path.parent} is no folder: make it, or mend the path")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise MetricsError(f"{self._path}: another run is writing this file") from None
        except OSError as error:
            if cause_of(error) == DISK_FULL:
                return  # no reason not to crawl; who writes the file says so
            raise MetricsError(f"{self._path}: cannot be written ({error.strerror})") from None

    def begin(self, expected: Iterable[str], last: Mapping[str, Any] | None) -> None:
        """Write that a run begins: should it die, this file stays. Raises OSError.

        `expected`: the datasets that the output folder should hold; `last`: the report of the last run.
        """
        if self._is_file:
            write_whole(self._path, metrics_of(self._output, expected, _report_of(last), _now()))

    def end(self, expected: Iterable[str], report: Mapping[str, Any]) -> None:
        """Write the outcome of the run. Raises OSError."""
        ended = msgspec.convert(report, RunReport)
        write_whole(self._path, metrics_of(self._output, expected, ended, ended.started_at))


def _report_of(report: Mapping[str, Any] | None) -> RunReport | None:
    """What the report says; null if it is of a form that we do not know."""
    with suppress(msgspec.ValidationError):
        return msgspec.convert(report, RunReport | None)
    return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def metrics_of(
    output: Path, expected: Iterable[str], report: RunReport | None, started: dt.datetime
) -> bytes:
    """The metrics of this report, if there is one, and of when each dataset of the folder was last complete.

    `started`: when the last run began, which may be at work.
    """
    registry = CollectorRegistry()
    _add(registry, "run_started_seconds", "When the last run began.", started.timestamp())
    if report is not None:
        _add_report(registry, report)
    complete = _labelled(registry, "complete_seconds", "When a run of the dataset last was complete.")
    for name, moment in last_success(output, expected).items():
        complete.labels(name).set(moment.timestamp() if moment else 0)
    return generate_latest(registry)


def _add_report(registry: CollectorRegistry, report: RunReport) -> None:
    _add(registry, "run_exit_code", "Exit code of the last run that ended.", report.exit_code)
    _add(registry, "run_finished_seconds", "When the last run ended.", report.finished_at.timestamp())
    states = _labelled(registry, "state", "1 for the state in which the last run left the dataset.", "state")
    by_reason = _labelled(registry, "not_emitted", "Addresses that gave no record, by reason.", "reason")
    changes = _labelled(registry, "changes", "Records that the last run changed.", "change")
    filled = _labelled(registry, "fill_ratio", "Share of records that have the key.", "key")
    failed = _labelled(registry, "check_failed", "1 for a check that failed.", "check")
    records = _labelled(registry, "records", "Records of the dataset.")
    pages = _labelled(registry, "pages_read", "Pages that the last run read.")
    for part in report.spiders:
        name = part.dataset
        records.labels(name).set(part.records)
        pages.labels(name).set(part.pages_read)
        for state in EXITS:
            states.labels(name, state).set(part.state == state)
        for gauge, counts in (
            (by_reason, part.reasons),
            (changes, part.changes),
            (filled, part.fill_rates),
        ):
            for label, value in counts.items():
                gauge.labels(name, label).set(value)
        for check in part.checks:
            failed.labels(name, check.check).set(not check.passed)


def _add(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"{_PREFIX}_{name}", meaning, registry=registry).set(value)


def _labelled(registry: CollectorRegistry, name: str, meaning: str, *labels: str) -> Gauge:
    return Gauge(f"{_PREFIX}_{name}", meaning, ["dataset", *labels], registry=registry)
