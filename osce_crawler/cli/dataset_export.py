"""`osce-crawler dataset export`."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.cli.placing import file_for, folder_for
from osce_crawler.dataset import load
from osce_crawler.dataset.extra import analysis_libraries
from osce_crawler.disk import naming
from osce_crawler.report.showing import echo, shown

if TYPE_CHECKING:
    from rich.progress import Progress

    from osce_crawler.dataset.export.writing import Export

FORMATS = ("parquet", "csv", "sqlite", "xlsx")


def _checked_keys(
    _context: click.Context, _parameter: click.Parameter, keys: tuple[str, ...]
) -> tuple[str, ...]:
    if not keys:
        return keys
    with analysis_libraries():
        from osce_crawler.dataset.export.tables import CAN_BE_LEFT_OUT  # noqa: PLC0415
    if others := [key for key in keys if key not in CAN_BE_LEFT_OUT]:
        raise click.UsageError(
            f"--without {others[0]}: no key to leave out; choose from {', '.join(CAN_BE_LEFT_OUT)}"
        )
    return keys


WITHOUT_OPTION = click.option(
    "--without",
    multiple=True,
    metavar="KEY",
    callback=_checked_keys,
    help="Leave out a key of releases, as contacts. Repeatable.",
)


@click.command()
@click.argument("path", type=FilePath(), default=Path("output"))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "--to",
    "target",
    type=FilePath(),
    required=True,
    metavar="TARGET",
    help="A folder for parquet and csv, a file for sqlite and xlsx.",
)
@click.option("--bom", is_flag=True, help="csv: begin with a byte order mark, for Excel.")
@WITHOUT_OPTION
def export(path: Path, format_: str, target: Path, bom: bool, without: tuple[str, ...]) -> None:
    """Write the dataset in PATH, an output folder or a .jsonl file, in a format of other tools.

    Files of an earlier export are replaced; any other file in the way is left as it is, with exit code 2.
    """
    if bom and format_ != "csv":
        raise click.UsageError(f"--bom is for csv, not for {format_}")
    with naming(target):
        exported = write_export(path, format_, without, _place(target, format_), bom=bom)
    for name, table in exported.tables.items():
        echo(f"{name:<17} {table.height:>9,}")
    echo(f"written to {target}")


def write_export(
    path: Path,
    format_: str,
    without: tuple[str, ...],
    place: AbstractContextManager[Path],
    *,
    bom: bool = False,
) -> "Export":
    """Read the dataset, then write it to the place. On a terminal a bar shows how far it is.

    Raises DatasetError, ExtraMissingError and OSError.
    """
    with analysis_libraries():
        from osce_crawler.dataset.export import writing  # noqa: PLC0415
    with _bar() as bar:
        task = bar.add_task(f"reading {shown(path)}", total=None)
        exported = writing.Export(load(path), format_, without, bom=bom)
        bar.update(task, total=sum(table.height for table in exported.tables.values()))
        with place as there:
            exported.write(there, lambda table, rows: bar.update(task, description=table, advance=rows))
    return exported


def _place(target: Path, format_: str) -> AbstractContextManager[Path]:
    with analysis_libraries():
        from osce_crawler.dataset.export import package, writing  # noqa: PLC0415

    if format_ in writing.ONE_FILE_FORMATS:
        return file_for(target, writing.ONE_FILE_FORMATS[format_])
    return folder_for(target, package.foreign_files, package.outdated_files)


def _bar() -> "Progress":
    """How many rows are written, on a terminal alone."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
