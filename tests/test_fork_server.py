"""A command that the fork server begins is the one that Python begins."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commanding import ROOT
from tests.fork_server import ForkedPopen, forked
from tests.making import SEED

_COMMAND = "from osce_crawler.cli import main; main()"
# All that a process can inherit, and that a program may look at.
_STATE = """
import gc, json, locale, logging, os, resource, signal, sys, threading
json.dump({
    "arguments": sys.argv,
    "name": __name__,
    "paths": sys.path,
    "flags": list(sys.flags),
    "hooks": [sys.excepthook is sys.__excepthook__, sys.unraisablehook is sys.__unraisablehook__],
    "folder": os.getcwd(),
    "variables": dict(os.environ),
    "parent": os.getppid(),
    "leads": os.getpgrp() == os.getpid() == os.getsid(0),
    "umask": os.umask(0o22),
    "limits": [resource.getrlimit(of) for of in range(16)],
    "signals": [str(signal.getsignal(of)) for of in sorted(signal.valid_signals())],
    "blocked": [int(of) for of in signal.pthread_sigmask(signal.SIG_BLOCK, ())],
    "timer": signal.getitimer(signal.ITIMER_REAL),
    "files": sorted(os.listdir("/proc/self/fd")),
    "streams": [
        [stream.fileno(), stream.encoding, stream.errors, stream.line_buffering, stream.isatty()]
        for stream in (sys.stdin, sys.stdout, sys.stderr)
    ],
    "threads": [thread.name for thread in threading.enumerate()],
    "locale": locale.setlocale(locale.LC_ALL),
    "logging": [logging.root.level, len(logging.root.handlers), logging.getLogRecordFactory().__name__],
    "collector": [gc.isenabled(), gc.get_threshold()],
    "deepest": sys.getrecursionlimit(),
    "reactor": "twisted.internet.reactor" in sys.modules,
}, sys.stdout)
"""


def _both(
    program: str, *arguments: str, cwd: Path = ROOT
) -> "tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]":
    command = [sys.executable, "-c", program, *arguments]
    variables = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "71", "OF_THE_TEST": "1"}
    by_python = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    return by_python, forked(command, cwd=cwd, env=variables, timeout=60)


def _said(done: "subprocess.CompletedProcess[str]") -> tuple[int, str, str]:
    """What a command ended with; a run is called by the time and a number."""
    return done.returncode, re.sub(r"\d{8}T\d{6}Z(-\d+)?", "RUN", done.stdout), done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["crawl", "--help"], 0),
        (["crawl", "press_releases", "--saved", str(SEED), "--output", "out"], 0),
        (["crawl", "--site", "https://www.osce.org/", "--output", "out"], 2),
        (["extract", str(SEED / "page.html"), "--url", "https://www.osce.org/cio/232506"], 0),
        (["vocabulary", "show", "OSCE Centre in Bishkek"], 0),
        (["dataset", "validate", "nowhere"], 2),
        (["nonsense"], 2),
    ],
)
def test_a_command_gives_the_same_bytes_and_code_either_way(
    tmp_path: Path, arguments: list[str], code: int
) -> None:
    program = f"import os; os.makedirs(str(os.getpid())); os.chdir(str(os.getpid())); {_COMMAND}"
    by_python, by_fork = map(_said, _both(program, *arguments, cwd=tmp_path))
    assert by_fork == by_python
    assert by_fork[0] == code


def test_a_process_begins_with_the_same_state_either_way(tmp_path: Path) -> None:
    done = _both(_STATE, "an", "argument", cwd=tmp_path)
    by_python, by_fork = (json.loads(one.stdout) for one in done)
    assert by_fork == by_python
    assert by_fork["parent"] == os.getpid()


@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.exit('one line')",
        "import atexit; atexit.register(print, 'at the end'); print('before')",
        "import os; os._exit(77)",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "import sys; sys.stdout.write('no newline'); sys.stderr.write('nor here')",
    ],
)
def test_a_process_ends_the_same_either_way(program: str) -> None:
    by_python, by_fork = map(_said, _both(program))
    assert by_fork == by_python


def test_what_nobody_catches_is_a_traceback_and_exit_code_1() -> None:
    _, by_fork = _both("raise ValueError('nobody catches it')")
    assert by_fork.returncode == 1
    assert by_fork.stderr.splitlines()[-1] == "ValueError: nobody catches it"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM], ids=lambda sign: sign.name)
def test_a_process_group_can_be_killed(sign: signal.Signals) -> None:
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "encoding": "utf-8", "start_new_session": True}
    program = "import time; print('here', flush=True); time.sleep(60)"
    with ForkedPopen([sys.executable, "-c", program], env=os.environ, **options) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        os.killpg(process.pid, sign)
        assert process.wait(10) == -sign


def test_two_processes_in_a_row_order_their_sets_differently() -> None:
    command = [sys.executable, "-c", "print(hash('a word'))"]
    first, second, third = (forked(command, cwd=ROOT, env=os.environ, timeout=60).stdout for _ in range(3))
    assert first != second
    assert first == third
