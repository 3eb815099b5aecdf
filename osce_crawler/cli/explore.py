"""`osce-crawler explore`."""

import signal
import sys
import threading
import webbrowser
from contextlib import nullcontext
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

import click

from osce_crawler.cli.dataset_export import WITHOUT_OPTION, write_export
from osce_crawler.cli.options import FilePath
from osce_crawler.dataset.extra import analysis_libraries
from osce_crawler.disk import naming
from osce_crawler.exits import INTERRUPTED
from osce_crawler.report.showing import echo

_PORT = 8001


@click.command()
@click.argument("path", type=FilePath(), default=Path("output"))
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, help="0 takes any free port.")
@click.option("--browser/--no-browser", default=True, help="Open it in a browser.")
@WITHOUT_OPTION
def explore(path: Path, port: int, browser: bool, without: tuple[str, ...]) -> None:
    """Look at the dataset in PATH in Datasette: filter, search, query. Ctrl-C ends it.

    PATH is an output folder or a .jsonl file. It needs the extra `analysis`. Only this machine can reach it.
    What is shown is the dataset as it was at the start; its database is a temporary file, and nothing is
    written into PATH.
    """
    with analysis_libraries():
        from osce_crawler.dataset.explore import metadata, serving  # noqa: PLC0415
    _end_as_by_ctrl_c()
    with _listening(port) as listener, TemporaryDirectory(prefix="osce-crawler-explore-") as folder:
        database = Path(folder) / "osce.sqlite"
        with naming(database):
            exported = write_export(path, "sqlite", without, nullcontext(database))
        said = metadata.metadata_of(exported, database)
        address = serving.address_of(listener, database, said)
        echo(f"{address}  shows {path}; Ctrl-C ends it")
        if browser:
            # A browser in the terminal returns only when it is closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            serving.serve(database, said, listener)
        except KeyboardInterrupt:  # as its user was asked to end it
            echo("", err=True)  # below the ^C of a terminal
            sys.exit(INTERRUPTED)


def _end_as_by_ctrl_c() -> None:
    """Let every signal that ends the command remove the temporary file, as Ctrl-C does."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) != signal.SIG_IGN:
            # The server handles Ctrl-C; an exception that a signal raises in it may be lost.
            signal.signal(sign, lambda *_: signal.raise_signal(signal.SIGINT))


def _listening(port: int) -> socket:
    from osce_crawler.dataset.explore import serving  # noqa: PLC0415

    try:
        return serving.listening(port)
    except OSError as error:
        raise click.UsageError(
            f"port {port}: {error.strerror}: choose another, or 0 for any free one"
        ) from None
