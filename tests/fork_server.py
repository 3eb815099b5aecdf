"""A fork server: it has loaded the program, and each command of a test is a child that need not load it again.

The command is a process of its own, a child of the test's process: its arguments, environment, folder, streams,
signals, exit code and end are those of `python -c`. What it does not show is how the program loads, and
what a variable does that Python reads as it starts: tests of those start Python themselves.
"""

import ctypes
import gc
import importlib
import json
import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

from scrapy.exceptions import ScrapyDeprecationWarning

from osce_crawler.records.release import record_of
from tests.making import observation

# What a crawl, `extract` and the commands of a dataset load; no reactor, nothing that starts a thread.
_LOADED = (
    "osce_crawler.addons",
    "osce_crawler.archive.handler",
    "osce_crawler.cli.commands",
    "osce_crawler.pipelines",
    "osce_crawler.politeness.compression",
    "osce_crawler.politeness.queue",
    "osce_crawler.politeness.resolver",
    "osce_crawler.politeness.robots",
    "osce_crawler.report.progress",
    "osce_crawler.report.status",
    "osce_crawler.report.summary",
    "osce_crawler.run.history",
    "osce_crawler.run.keep_pages",
    "osce_crawler.run.process",
    "osce_crawler.spiders.navigation",
    "osce_crawler.spiders.press_releases",
    "osce_crawler.vocabulary.checking",
    "rich.progress",
    "rich.table",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.core.scraper",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memusage",
    "scrapy.extensions.throttle",
    "scrapy.spidermiddlewares.referer",
    "scrapy.squeues",
)
# What Python reads as it starts is what it was when the servers started.
_AS_BEGUN = dict(os.environ)
_READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ")
_PR_SET_CHILD_SUBREAPER = 36
_MOST_BYTES = 1 << 17


class ForkedPopen(subprocess.Popen[str]):
    """`subprocess.Popen` of `[sys.executable, "-c", program, …]`, in which a fork server is the start of Python."""

    def _execute_child(
        self,
        args: Sequence[str],
        _executable: object,
        _preexec_fn: object,
        _close_fds: object,
        _pass_fds: object,
        cwd: Path | None,
        env: Mapping[str, str],
        _startupinfo: object,
        _creationflags: object,
        _shell: object,
        p2cread: int,
        p2cwrite: int,
        c2pread: int,
        c2pwrite: int,
        errread: int,
        errwrite: int,
        *others: Any,
    ) -> None:
        differing = {name for name, _ in _AS_BEGUN.items() ^ dict(env).items()} - {"PYTHONPATH"}
        assert not [name for name in differing if name.startswith(_READ_AT_START)], "start Python itself"
        asked = {"arguments": args[2:], "cwd": str(cwd or Path.cwd()), "env": dict(env), "leads": others[5]}
        ends = [own if end < 0 else end for own, end in enumerate((p2cread, c2pwrite, errwrite))]
        server = next(_servers())
        socket.send_fds(server, [json.dumps(asked).encode()], ends)
        self.pid = int(server.recv(_MOST_BYTES))
        self._child_created = True
        self._close_pipe_fds(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)  # type: ignore[attr-defined]


def forked(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float
) -> "subprocess.CompletedProcess[str]":
    """`subprocess.run` of this command, with its output."""
    with ForkedPopen(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@cache
def _servers() -> "cycle[socket.socket]":
    """Two, in turn: of two commands in a row, each has its own random order of sets."""
    # A child whose parent has ended comes to this process, as if it had started it.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    return cycle([_start(), _start()])


def _start() -> socket.socket:
    """A server, which ends with this process: it reads the end of the socket."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        theirs.set_inheritable(True)
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
            _AS_BEGUN | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            file_actions=[(os.POSIX_SPAWN_OPEN, own, os.devnull, os.O_RDWR, 0) for own in (0, 1)],
            setsid=True,
        )
    return ours


def _load() -> None:
    """Load the program; deprecations are errors, as they are in the commands of tests."""
    with warnings.catch_warnings():
        for category in (DeprecationWarning, PendingDeprecationWarning, ScrapyDeprecationWarning):
            warnings.simplefilter("error", category)
        for module in _LOADED:
            importlib.import_module(module)
        # The tables of words, which the first record loads.
        record_of(observation())
    # A child that looks through objects of this process, as it ends, would have to copy their memory.
    gc.collect()
    gc.freeze()


def _serve(client: socket.socket) -> str:
    """Fork a child for each command that is asked for; in the child, returns its program."""
    while True:
        message, streams, _, _ = socket.recv_fds(client, _MOST_BYTES, 3)
        if not message:
            sys.exit()
        reads, writes = os.pipe()
        between = os.fork()
        if between == 0:
            between = os.getpid()
            if os.fork():
                os._exit(0)
            client.close()
            os.close(reads)
            while os.getppid() == between:
                time.sleep(0)
            return _become(json.loads(message), streams, writes)
        os.waitpid(between, 0)
        os.close(writes)
        with open(reads, "rb") as pid:  # noqa: PTH123
            client.send(pid.read())
        for stream in streams:
            os.close(stream)


def _become(asked: dict[str, Any], streams: Sequence[int], ready: int) -> str:
    """Make this process the one that was asked for, and say so; returns its program."""
    if asked["leads"]:
        os.setsid()
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    program, *arguments = asked["arguments"]
    sys.argv[:] = ["-c", *arguments]
    sys.path[0] = ""
    os.write(ready, str(os.getpid()).encode())
    os.close(ready)
    return str(program)


if __name__ == "__main__":
    _client = socket.socket(fileno=int(sys.argv[1]))
    os.closerange(3, _client.fileno())
    os.closerange(_client.fileno() + 1, 1 << 16)
    _load()
    _asked = _serve(_client)
    # The name of a program's own module, and of nothing of this one.
    sys.modules["__main__"] = ModuleType("__main__")
    exec(_asked, vars(sys.modules["__main__"]))  # noqa: S102
