"""What it costs to read and use a dataset of 35,000 records of about 6 kB: `make bench-dataset`.

Each measure is a multiple of what a bare reader or writer needs for the same file in the same round.
"""

import argparse
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl

from benchmarks.crawling import measured
from benchmarks.generated import generate
from benchmarks.timing import Step, interleaved, ratios
from osce_crawler import dataset
from osce_crawler.dataset.describe import describe
from osce_crawler.dataset.export.writing import Export
from osce_crawler.dataset.validate import validate
from osce_crawler.report.html.assets import packed_vega
from osce_crawler.report.html.page import page_of

RECORDS = 35_000
# The most, in MiB, that the whole command may take.
REPORT_MEMORY = 600
POLARS, ORJSON = "polars.read_ndjson", "orjson.loads, line by line"
PARQUET = "polars.read_ndjson and write_parquet"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, against what, and the most that it may cost."""

    name: str
    step: Step
    reference: str
    limit: float


def measures(folder: Path) -> Iterator[Measure]:
    """One line for each promise; `folder` holds the dataset."""
    yield Measure("load", lambda: dataset.load(folder).press_releases, POLARS, 1.5)
    yield Measure("export", lambda: _export(folder), PARQUET, 2)
    yield Measure("describe", lambda: describe(folder), ORJSON, 5)
    yield Measure("validate", lambda: deque(validate(folder), maxlen=0), ORJSON, 8)
    # Without Vega's own packer, which takes its second whatever the dataset.
    vega = packed_vega()
    yield Measure("report", lambda: page_of(dataset.load(folder), vega), ORJSON, 20)


def references(folder: Path) -> dict[str, Step]:
    """What the measures are multiples of."""
    file = folder / "press_releases.jsonl"
    return {
        POLARS: lambda: pl.read_ndjson(file, infer_schema_length=None),
        ORJSON: lambda: _read(file),
        PARQUET: lambda: _to_parquet(file),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=RECORDS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = generate(Path(name), options.records)
        memory = measured(
            [sys.executable, "-m", "osce_crawler.cli", "report", str(folder)], options.records
        ).memory
        wanted = [*measures(folder)]
        steps = references(folder) | {each.name: each.step for each in wanted}
        taken = interleaved(steps, options.rounds)
    print(f"{options.records} records, {options.rounds} rounds: median (eight in ten rounds)\n")
    for each in wanted:
        ratio = ratios(taken, each.reference)[each.name]
        verdict = "within" if ratio.median <= each.limit else "OVER"
        print(f"{each.name:12} {ratio}  times {each.reference}: {verdict} {each.limit}")
    verdict = "within" if memory <= REPORT_MEMORY else "OVER"
    print(f"memory of report {memory:.0f} MiB: {verdict} {REPORT_MEMORY}")


def _export(folder: Path) -> None:
    """All files of the dataset as Parquet, and their description."""
    with tempfile.TemporaryDirectory() as target:
        Export(dataset.load(folder), "parquet").write(Path(target), lambda _table, _rows: None)


def _to_parquet(file: Path) -> None:
    with tempfile.TemporaryDirectory() as target:
        pl.read_ndjson(file, infer_schema_length=None).write_parquet(Path(target) / "releases.parquet")


def _read(file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            orjson.loads(line)


if __name__ == "__main__":
    main()
