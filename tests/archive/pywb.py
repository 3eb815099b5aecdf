"""A real pywb, the replay software of web archives, over a collection of a WARC file, on loopback."""

import gzip
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
def archive_of(folder: Path, *files: Path, block: int | None = None) -> Iterator[str]:
    """The collection of these WARC files, as `http://127.0.0.1:PORT/osce`, as long as the context lasts.

    `block`: its index is packed in blocks of so many captures, as Common Crawl's, and knows pages.
    """
    if not (_PROGRAMS / "wayback").exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no pywb: make .venv-pywb/.created")
    folder.mkdir()
    for arguments in (["init", COLLECTION], ["add", COLLECTION, *map(str, files)]):
        subprocess.run([_PROGRAMS / "wb-manager", *arguments], cwd=folder, check=True, capture_output=True)
    if block is not None:
        _pack_index(folder / "collections" / COLLECTION / "indexes", block)
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


def _pack_index(folder: Path, block: int) -> None:
    """Make a ZipNum index of the plain one: packed blocks, and a summary with the first capture of each."""
    plain = folder / "index.cdxj"
    lines = plain.read_bytes().splitlines(keepends=True)
    packed, summary = b"", ""
    for number, start in enumerate(range(0, len(lines), block), 1):
        member = gzip.compress(b"".join(lines[start : start + block]))
        key = b" ".join(lines[start].split(b" ", 2)[:2]).decode()
        summary += f"{key}\tpart\t{len(packed)}\t{len(member)}\t{number}\n"
        packed += member
    (folder / "part.gz").write_bytes(packed)
    (folder / "part.idx").write_text(summary)
    (folder / "part.loc").write_text("part\tpart.gz\n")
    plain.unlink()


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
