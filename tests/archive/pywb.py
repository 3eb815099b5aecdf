"""A real pywb, the replay software of web archives, over a collection of a WARC file, on loopback."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.commanding import ROOT

_PROGRAMS = ROOT / ".venv-pywb" / "bin"
COLLECTION = "osce"
# Start and stop take seconds, on a busy machine many.
_PATIENCE = 60.0


@contextmanager
def archive_of(folder: Path, *files: Path) -> Iterator[str]:
    """The collection of these WARC files, as `http://127.0.0.1:PORT/osce`, as long as the context lasts."""
    if not (_PROGRAMS / "wayback").exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no pywb: make .venv-pywb/.created")
    folder.mkdir()
    for arguments in (["init", COLLECTION], ["add", COLLECTION, *map(str, files)]):
        subprocess.run([_PROGRAMS / "wb-manager", *arguments], cwd=folder, check=True, capture_output=True)
    port = _free_port()
    root = f"http://127.0.0.1:{port}/{COLLECTION}"
    server = subprocess.Popen(
        [_PROGRAMS / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"{root}/cdx?url=osce.org&output=json", server)
        yield root
    finally:
        server.terminate()
        server.wait(_PATIENCE)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _await(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with urlopen(url) as answer:  # noqa: S310
                answer.read()
                return
        except URLError:
            assert server.poll() is None, "pywb ended"
            assert time.monotonic() < end, "pywb does not answer"
            time.sleep(0.1)
