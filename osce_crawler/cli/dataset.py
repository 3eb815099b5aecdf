"""`osce-crawler dataset`: describe, validate, diff, and export and merge of their own modules."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.dataset_export import export
from osce_crawler.cli.dataset_merge import merge_datasets
from osce_crawler.cli.options import FilePath
from osce_crawler.exits import REFUSED
from osce_crawler.report.showing import echo, echo_json

if TYPE_CHECKING:
    from osce_crawler.dataset.validate import Counted

# So many faults of a file are printed, the others are counted.
_SHOWN = 20
_JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def dataset() -> None:
    """Describe, check, compare, merge and export datasets. PATH is an output folder or a .jsonl file."""


dataset.add_command(export)
dataset.add_command(merge_datasets)


@dataset.command("describe")
@click.argument("path", type=FilePath(), default=Path("output"))
@_JSON_OPTION
def describe_dataset(path: Path, *, as_json: bool) -> None:
    """Show what a dataset holds, how far back it goes, how full and how good it is.

    Records by year, type, language, source, field of work and country (one with two sources counts for both),
    how often each key is filled, warnings, and the last crawl. `dataset validate` checks the files.
    """
    from rich.console import Console  # noqa: PLC0415

    from osce_crawler.dataset.describe import describe  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415
    from osce_crawler.report.datasets import print_description  # noqa: PLC0415

    found = describe(path)
    if as_json:
        echo_json(encode(found))
    else:
        print_description(found, Console(highlight=False))


@dataset.command("validate")
@click.argument("paths", type=FilePath(), nargs=-1, required=True, metavar="PATH...")
def validate_datasets(paths: tuple[Path, ...]) -> None:
    """Check published files, or files of others. Exits 4 if something is wrong, and names line and key.

    Every line must be a record of the schema, every id unique, the lines in order, and row counts and digests
    those in datapackage.json and croissant.json.
    """
    faults = sum(_validate(path) for path in paths)
    sys.exit(REFUSED if faults else 0)


def _validate(path: Path) -> int:
    """Print what is wrong with the files of one path; returns how many faults there are."""
    from osce_crawler.dataset.validate import Counted, validate  # noqa: PLC0415

    faults = Counter[Path]()
    for found in validate(path):
        if isinstance(found, Counted):
            echo(_summary(found, faults[found.path]))
            continue
        faults[found.path] += 1
        if faults[found.path] <= _SHOWN:
            echo(found)
    return faults.total()


def _summary(read: "Counted", faults: int) -> str:
    pieces = [_number(read.lines, "line"), _number(faults, "fault")]
    if faults > _SHOWN:
        pieces.append(f"the first {_SHOWN} are shown")
    if not read.compared:
        pieces.append("no description with its digest")
    return f"{read.path}: {', '.join(pieces)}"


def _number(count: int, of: str) -> str:
    return f"{count or 'no'} {of}{'s' if count != 1 else ''}"


@dataset.command("diff")
@click.argument("old", type=FilePath())
@click.argument("new", type=FilePath())
@_JSON_OPTION
def diff_datasets(old: Path, new: Path, *, as_json: bool) -> None:
    """Show which records NEW has more or less than OLD, and which keys of the others changed.

    Two output folders or two .jsonl files. When a page was read, and by which version, makes no difference.
    With --json every difference is one line, as in changes.jsonl.
    """
    from osce_crawler.dataset.diff import diff  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415
    from osce_crawler.report.datasets import lines_of_differences  # noqa: PLC0415

    found = diff(old, new)
    if as_json:
        for one in found:
            echo_json(encode(one))
        return
    for line in lines_of_differences(found):
        echo(line)
