"""The command as a user runs it: a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

ROOT = Path(__file__).parent.parent
# A live crawl has no contact unless a test gives one.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "OSCE_CRAWLER_CONTACT"} | {
    "PYTHONPATH": str(ROOT)
}
# Deprecations are errors here as in the other tests.
_PROGRAM = """
import warnings
{before}
from scrapy.exceptions import ScrapyDeprecationWarning
for category in (DeprecationWarning, PendingDeprecationWarning, ScrapyDeprecationWarning):
    warnings.simplefilter("error", category)
from osce_crawler.cli import main
main()
"""
# Names that the machine's own resolver would have to ask a network for.
_NAMES = """
import socket
known, look_up = {names!r}, socket.gethostbyname
socket.gethostbyname = lambda name: known.get(name) or look_up(name)
"""


def run(
    *arguments: str | Path, cwd: Path = ROOT, names: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `osce-crawler` with these arguments. `names`: hosts, and the addresses they resolve to."""
    before = _NAMES.format(names=dict(names)) if names else ""
    command = _command(arguments, before)
    return subprocess.run(
        command, cwd=cwd, env=_ENVIRONMENT, capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def measured(*arguments: str | Path) -> "tuple[subprocess.CompletedProcess[str], int]":
    """Run `osce-crawler` with these arguments; also returns the most memory that it took, in MiB."""
    with TemporaryFile() as out, TemporaryFile() as err:
        process = subprocess.Popen(_command(arguments), cwd=ROOT, env=_ENVIRONMENT, stdout=out, stderr=err)
        stopping = Timer(120, process.kill)
        stopping.start()
        _, status, used = os.wait4(process.pid, 0)
        stopping.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        said = [_all_of(file) for file in (out, err)]
    return subprocess.CompletedProcess(process.args, process.returncode, *said), used.ru_maxrss >> 10


def _command(arguments: Iterable[str | Path], before: str = "") -> list[str]:
    return [sys.executable, "-c", _PROGRAM.format(before=before), *map(str, arguments)]


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
