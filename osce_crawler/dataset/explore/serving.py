"""Serves a database by Datasette, on loopback alone."""

import os
import socket
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import rich
import uvicorn
from datasette.app import Datasette

from osce_crawler.dataset.explore.metadata import OVERVIEW

_LOOPBACK = "127.0.0.1"
# Seconds that a query may take, and with them how long the end of the server may have to wait for one.
_LONGEST = 5
# For one reader on a machine of their own, whose dataset may be large: Datasette's are for public servers.
_SETTINGS = {
    "sql_time_limit_ms": _LONGEST * 1000,
    "facet_time_limit_ms": 2_000,
    "suggest_facets": False,  # they would name again what is counted already
    "default_cache_ttl": 0,  # the next dataset on this port must not show as this one
}


def listening(port: int) -> socket.socket:
    """A socket that listens on this port, on any free one for 0. Raises OSError where that cannot be had."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Also a port on which an earlier server has just ended (TIME_WAIT).
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket, database: Path, metadata: Mapping[str, Any]) -> str:
    """Where a browser finds the database on it: the overview of releases, if it has one."""
    root = f"http://{_LOOPBACK}:{listener.getsockname()[1]}/{database.stem}"
    return f"{root}/{OVERVIEW}" if OVERVIEW in metadata["databases"][database.stem]["tables"] else root


def serve(database: Path, metadata: Mapping[str, Any], listener: socket.socket) -> None:
    """Answer until a signal ends it."""
    application = Datasette(immutables=[str(database)], metadata=metadata, settings=_SETTINGS).app()
    config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=_LONGEST + 1)
    # Of every refused query Datasette prints a traceback and its words, whatever they make a terminal do. The
    # server's own log keeps the standard error that it was made with.
    rich.reconfigure(quiet=True)
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        uvicorn.Server(config).run(sockets=[listener])
