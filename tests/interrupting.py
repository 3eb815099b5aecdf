"""The command as it is disturbed: killed, stopped, out of disk, while it does something known."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.commanding import ROOT
from tests.fork_server import ForkedPopen
from tests.making import lines_of

# What tells of the reading and not of the item.
RUN_DATA = {"first_seen", "last_changed", "retrieved_at", "extractor"}

# The real command; before a file takes its place, and after each phase is logged, it waits so long that a
# test can hit it there.
_PROGRAM = """
import logging, os, pathlib, sys, time
SLOW = float(os.environ.get("SLOWED", "0"))
replace = pathlib.Path.replace
def slowly(self, target):
    time.sleep(SLOW)
    return replace(self, target)
pathlib.Path.replace = slowly
class Slow(logging.Filter):
    def filter(self, record):
        if record.getMessage().startswith("phase:"):
            for handler in logging.getLogger().handlers:
                handler.flush()
            time.sleep(SLOW)
        return True
logging.getLogger("osce_crawler.run.extension").addFilter(Slow())
logging.getLogger("osce_crawler.run.publish").addFilter(Slow())
{before}
from osce_crawler.cli import main
main()
"""


class Command:
    """`osce-crawler crawl` of one site into one folder, as a process group of its own."""

    def __init__(self, root: str, output: Path, *options: str, delay: str = "0", before: str = "") -> None:
        self.output = output
        self._arguments = [
            "crawl",
            "press_releases",
            "--site",
            root,
            "--delay",
            delay,
            "--output",
            output,
            *options,
        ]
        self._program = _PROGRAM.replace("{before}", before)
        self.said = ""

    def replay(self, saved: Path) -> None:
        """Read these saved pages in place of a site."""
        at = self._arguments.index("--site")
        self._arguments[at : at + 2] = ["--saved", saved]

    def start(self, slowed: float = 0) -> "subprocess.Popen[str]":
        return ForkedPopen(
            [sys.executable, "-c", self._program, *map(str, self._arguments)],
            cwd=ROOT,
            env=os.environ | {"SLOWED": str(slowed), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
        )

    def run(self) -> int:
        """Run to the end; returns the exit code."""
        process = self.start()
        self.said, _ = process.communicate(timeout=300)
        return process.returncode

    def disturb(self, when: Callable[[], bool], sign: int = signal.SIGKILL, slowed: float = 0) -> int | None:
        """Send the signal to the whole group when something is so; returns the exit code.

        Null where the run came to its end before.
        """
        process = self.start(slowed)
        try:
            while process.poll() is None and not when():
                time.sleep(0.001)
            if process.poll() is not None:
                return None
            os.killpg(process.pid, sign)
            self.said, _ = process.communicate(timeout=60)
            return process.returncode
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run_folders(self) -> list[Path]:
        return sorted((self.output / "runs").glob("*/"))

    def items(self) -> int:
        """How many items the newest run has kept."""
        kept = [
            path.read_bytes().count(b"\n") for path in self.output.glob("runs/*/press_releases.items.jsonl")
        ]
        return kept[-1] if kept else 0

    def phase(self) -> str:
        """The phase that the newest run logged last."""
        logs = sorted(self.output.glob("runs/*/log"))
        lines = logs[-1].read_text(errors="replace").splitlines() if logs else []
        return next((line.partition("phase: ")[2] for line in reversed(lines) if "phase: " in line), "")


def said_of(path: Path) -> list[dict[str, Any]]:
    """The records of a dataset without what tells only of the reading."""
    return [{key: value for key, value in line.items() if key not in RUN_DATA} for line in lines_of(path)]


def history(path: Path) -> list[tuple[str, str]]:
    """What changes.jsonl says became of which record."""
    return sorted((line["id"], line["change"]) for line in lines_of(path))
