"""Starts a worker process, hands it tasks, and reads their results."""

import json
import subprocess
import sys
from contextlib import suppress

import msgspec

from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.tasks import Task
from osce_crawler.bulk.worker import Failed, Result

TRIES = 3
"""So often a task is begun that ends its worker."""
# The same code, wherever this process has it from.
_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from osce_crawler.bulk.worker import main
main()
"""
_decode = msgspec.json.Decoder(Result).decode
_encode = msgspec.json.Encoder().encode


class WorkerEndedError(Exception):
    """The process ended while it performed a task."""


class TaskError(Exception):
    """A task cannot be performed by anyone; the message names it."""


def ended(task: Task) -> str:
    """What is said of a task that ends every process which performs it."""
    return f"{task.name}: {TRIES} workers ended while they read it; nothing is written"


class WorkerProcess:
    """A process of its own that performs one task after the other."""

    def __init__(self, folder: str | None = None) -> None:
        """`folder`: from which its files are named; this process's own if none is given."""
        # Ctrl-C goes to the group of the command: this process ends when its standard input is closed.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _PROGRAM, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
            cwd=folder,
        )

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def perform(self, task: Task) -> Made:
        """Have it performed. Raises OSError as the task does, WorkerEndedError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(_encode(task) + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            raise WorkerEndedError
        answer = _decode(line)
        if isinstance(answer, Failed):
            raise answer.error()
        return answer.made

    def end(self) -> None:
        """End it, whatever it does. May be called from any thread, and twice."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it, and forget it."""
        self.end()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()
