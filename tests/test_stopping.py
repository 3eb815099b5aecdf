"""A signal ends every command with one line and exit code 130, whatever the command is about to do."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commanding import ROOT
from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.hosting import hosted

# The signal comes as the command begins to load the module, before the crawl has anything of its own.
_AT_A_MODULE = """
import importlib.abc, os, signal, sys
class Strike(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), {sign})
sys.meta_path.insert(0, Strike())
from osce_crawler.cli import main
main()
"""
# Python drops what is raised in a callback of its own, and a library may drop everything.
_DROPPED = """
import os, signal, time, weakref
from osce_crawler.cli import commands, main
class Loaded: pass
def strike(*_):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0)
def of_a_callback():
    loaded = Loaded()
    kept = weakref.ref(loaded, strike)
    del loaded
def of_a_library():
    try:
        strike()
    except BaseException:
        pass
def run(arguments):
    {way}()
    time.sleep(30)
    print("went on")
commands.run = run
main()
"""


def ended(program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
@pytest.mark.parametrize(
    "module",
    [
        "importlib.metadata",
        "click",
        "osce_crawler.cli.crawl",
        "scrapy",
        "osce_crawler.run.extension",
        "lxml.etree",
    ],
)
def test_a_stop_while_the_crawl_is_loaded_is_one_line(
    tmp_path: Path, module: str, sign: signal.Signals
) -> None:
    program = _AT_A_MODULE.format(module=module, sign=int(sign))
    done = ended(program, "crawl", "--site", "http://127.0.0.1:9/", "--output", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"osce-crawler: stopped by {sign.name}\n")


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        (signal.SIGTERM, "osce-crawler: stopped by SIGTERM\n"),
        (signal.SIGHUP, "osce-crawler: stopped by SIGHUP\n"),
        (signal.SIGINT, "\nosce-crawler: stopped by Ctrl-C\n"),  # below the ^C of a terminal
    ],
)
def test_a_stop_of_another_command_is_one_line_without_a_traceback(
    tmp_path: Path, sign: signal.Signals, said: str
) -> None:
    program = _AT_A_MODULE.format(module="osce_crawler.dataset.item_record", sign=int(sign))
    done = ended(program, "extract", "fixtures", "-o", tmp_path / "out.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", said)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("way", ["of_a_callback", "of_a_library"])
def test_a_stop_that_somebody_drops_ends_the_command_all_the_same(way: str) -> None:
    done = ended(_DROPPED.format(way=way))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "osce-crawler: stopped by SIGTERM\n")


def test_a_signal_that_is_ignored_as_by_nohup_stays_ignored(tmp_path: Path) -> None:
    with hosted(BuiltSite(3, 3)) as site:
        program = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + _AT_A_MODULE.format(
            module="scrapy", sign=int(signal.SIGHUP)
        )
        done = ended(program, "crawl", "--site", site.root, "--delay", "0", "--output", tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_hang_up_told_twice_is_one_stop_of_the_crawl(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        command = Command(site.root, tmp_path, delay="0.5")
        process = command.start()
        while "/" not in site.asked:
            time.sleep(0.01)
        for _ in range(2):
            os.killpg(process.pid, signal.SIGHUP)
            time.sleep(0.05)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.startswith("Interrupted: ")
    log = (command.run_folders()[-1] / "log").read_text()
    assert ("Received SIGHUP, shutting down" in log, "SIGTERM" in log) == (True, False)
    assert [*tmp_path.glob("runs/*/report.json")]


def test_a_crawl_whose_terminal_is_closed_ends_with_a_report(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        ours, theirs = pty.openpty()
        arguments = ["crawl", "--site", site.root, "--delay", "0.5", "--output", str(tmp_path)]
        process = subprocess.Popen(
            [sys.executable, "-m", "osce_crawler.cli", *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
            preexec_fn=lambda: os.login_tty(theirs),  # noqa: PLW1509
        )
        os.close(theirs)
        while "/" not in site.asked:
            time.sleep(0.01)
        os.close(ours)
        assert process.wait(60) == 130
    (report,) = tmp_path.glob("runs/*/report.md")
    assert "Interrupted: " in report.read_text()
    (log,) = tmp_path.glob("runs/*/log")
    assert "Traceback" not in log.read_text()
