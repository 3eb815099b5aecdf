"""`osce-crawler dataset export`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.cli.placing import file_for, folder_for
from osce_crawler.dataset import load
from osce_crawler.dataset.extra import analysis_libraries
from osce_crawler.dataset.read import DatasetError
from osce_crawler.report.showing import echo, shown

if TYPE_CHECKING:
    from rich.progress import Progress

    from osce_crawler.dataset.export.writing import Export

FORMATS = ("parquet", "csv", "sqlite", "xlsx")


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
@click.option(
    "--without", multiple=True, metavar="KEY", help="Leave out a key of releases, as contacts. Repeatable."
)
def export(path: Path, format_: str, target: Path, bom: bool, without: tuple[str, ...]) -> None:
    """Write the dataset in PATH, an output folder or a .jsonl file, in a format of other tools.

    Files of an earlier export are replaced; any other file in the way is left as it is, with exit code 2.
    """
    if bom and format_ != "csv":
        raise click.UsageError(f"--bom is for csv, not for {format_}")
    with analysis_libraries():
        from osce_crawler.dataset.export import tables, writing  # noqa: PLC0415
    refuse_others(without, tables.CAN_BE_LEFT_OUT)
    try:
        with progress_bar() as bar:
            task = bar.add_task(f"reading {shown(path)}", total=None)
            exported = writing.Export(load(path), format_, without, bom=bom)
            bar.update(task, total=sum(table.height for table in exported.tables.values()))
            with _place(target, format_) as place:
                _write(
                    exported,
                    place,
                    target,
                    lambda table, rows: bar.update(task, description=table, advance=rows),
                )
    except DatasetError as error:
        raise click.UsageError(str(error)) from None
    for name, table in exported.tables.items():
        echo(f"{name:<17} {table.height:>9,}")
    echo(f"written to {target}")


def _write(exported: "Export", place: Path, target: Path, progress: Callable[[str, int], None]) -> None:
    try:
        exported.write(place, progress)
    except OSError as error:
        error.filename = str(target)
        raise


def _place(target: Path, format_: str) -> AbstractContextManager[Path]:
    from osce_crawler.dataset.export import package, writing  # noqa: PLC0415

    if format_ in writing.is_export:
        return file_for(target, writing.is_export[format_])
    return folder_for(target, package.foreign_files, package.outdated_files)


def refuse_others(without: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    if others := [key for key in without if key not in allowed]:
        raise click.UsageError(
            f"--without {others[0]}: no key to leave out; choose from {', '.join(allowed)}"
        )


def progress_bar() -> "Progress":
    """How many rows are written, on a terminal alone."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
