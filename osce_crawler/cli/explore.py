"""`osce-crawler explore`."""

import signal
import threading
import webbrowser
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from typing import Any

import click

from osce_crawler.cli.dataset_export import progress_bar, refuse_others
from osce_crawler.cli.options import FilePath
from osce_crawler.dataset import load
from osce_crawler.dataset.extra import analysis_libraries
from osce_crawler.dataset.read import DatasetError
from osce_crawler.report.showing import echo, shown

_PORT = 8001


@click.command()
@click.argument("path", type=FilePath(), default=Path("output"))
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, help="0 takes any free port.")
@click.option("--browser/--no-browser", default=True, help="Open it in a browser.")
@click.option(
    "--without", multiple=True, metavar="KEY", help="Leave out a key of releases, as contacts. Repeatable."
)
def explore(path: Path, port: int, browser: bool, without: tuple[str, ...]) -> None:
    """Look at the dataset in PATH in Datasette: filter, search, query. Ctrl-C ends it.

    PATH is an output folder or a .jsonl file. It needs the extra `analysis`. Only this machine can reach it.
    What is shown is the dataset as it was at the start; its database is a temporary file, and nothing is
    written into PATH.
    """
    with analysis_libraries():
        from osce_crawler.dataset.explore import serving  # noqa: PLC0415
        from osce_crawler.dataset.export.tables import CAN_BE_LEFT_OUT  # noqa: PLC0415
    refuse_others(without, CAN_BE_LEFT_OUT)
    _end_as_by_ctrl_c()
    with _listening(port) as listener, TemporaryDirectory(prefix="osce-crawler-explore-") as folder:
        database = Path(folder) / "osce.sqlite"
        metadata = _write(path, without, database)
        address = serving.address_of(listener, database, metadata)
        echo(f"{address}  shows {path}; Ctrl-C ends it")
        if browser:
            # A browser in the terminal comes back only when it is left.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        serving.serve(database, metadata, listener)


def _end_as_by_ctrl_c() -> None:
    """Let every signal that ends the command remove the temporary file, as Ctrl-C does."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) != signal.SIG_IGN:
            # The server minds Ctrl-C; an exception that a signal raises within it can be lost.
            signal.signal(sign, lambda *_: signal.raise_signal(signal.SIGINT))


def _listening(port: int) -> socket:
    from osce_crawler.dataset.explore import serving  # noqa: PLC0415

    try:
        return serving.listening(port)
    except OSError as error:
        raise click.UsageError(
            f"port {port}: {error.strerror}: choose another, or 0 for any free one"
        ) from None


def _write(path: Path, without: tuple[str, ...], database: Path) -> dict[str, Any]:
    """Write the database; returns what is said of it."""
    from osce_crawler.dataset.explore.metadata import metadata_of  # noqa: PLC0415
    from osce_crawler.dataset.export.writing import Export  # noqa: PLC0415

    try:
        with progress_bar() as bar:
            task = bar.add_task(f"reading {shown(path)}", total=None)
            exported = Export(load(path), "sqlite", without)
            bar.update(task, total=sum(table.height for table in exported.tables.values()))
            exported.write(database, lambda table, rows: bar.update(task, description=table, advance=rows))
    except DatasetError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        error.filename = str(database)
        raise
    return metadata_of(exported, database)
