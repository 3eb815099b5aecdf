"""The command as a user runs it, in a process of its own; and in this one, where that shows as much."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from osce_crawler.cli import main
from tests.fork_server import forked

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
# What the kernel counts for a child begins with the memory of its parent, here that of all tests so far.
_MEMORY = """
import atexit, shutil
atexit.register(shutil.copyfile, "/proc/self/status", {file!r})
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
    return forked(_command(arguments, before), cwd=cwd, env=_ENVIRONMENT, timeout=120)


def measured(*arguments: str | Path) -> "tuple[subprocess.CompletedProcess[str], int]":
    """Run `osce-crawler` with these arguments; also returns the most memory that it took, in MiB."""
    with NamedTemporaryFile(encoding="utf-8", mode="r") as status:
        done = subprocess.run(
            _command(arguments, _MEMORY.format(file=status.name)),
            cwd=ROOT,
            env=_ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        most = next(line for line in status if line.startswith("VmHWM:"))
    return done, int(most.split()[1]) >> 10


def started(*arguments: str | Path, **environment: str | Path) -> "subprocess.Popen[str]":
    """Start `osce-crawler` with these arguments and variables; a process group of its own."""
    return subprocess.Popen(
        _command(arguments),
        env=_ENVIRONMENT | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def in_shell(
    script: str, *arguments: str, cwd: Path, by: tuple[str, ...] = ()
) -> "subprocess.CompletedProcess[str]":
    """Run a shell script in this folder, with the package at hand. `by`: the command that starts the shell."""
    return subprocess.run(
        [*by, "sh", "-c", script, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def on_a_disk_of(size: str, script: str, *arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """Run a shell script in this folder, in which the folder `disk` is a disk of this size.

    The test is skipped where nobody may mount one.
    """
    (cwd / "disk").mkdir()
    mounted = f"mount -t tmpfs -o size={size} tmpfs disk || exit 77\n{script}"
    done = in_shell(mounted, "sh", *arguments, cwd=cwd, by=("unshare", "-rm"))
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount a disk of his own")
    return done


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line with which the command refuses these arguments, in this process: exit code 2, no output."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, ""), said
    (line,) = said.err.splitlines()
    assert line.startswith("osce-crawler: ")
    return line.removeprefix("osce-crawler: ")


def _command(arguments: Iterable[str | Path], before: str = "") -> list[str]:
    return [sys.executable, "-c", _PROGRAM.format(before=before), *map(str, arguments)]
