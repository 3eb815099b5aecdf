"""A process that performs tasks: one line of JSON in, one out; it ends with its parent.

A page that takes too long can be stopped in a main thread alone: here every task has it.
"""

import os
import sys
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import BinaryIO

import msgspec

from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.tasks import Task, perform

# Seconds without a task, after which a process on a cluster whose caller was killed ends.
_PATIENCE = 600


class Failed(msgspec.Struct, tag=True):
    """A task that the disk refused."""

    number: int
    fault: str
    file: str

    def error(self) -> OSError:
        """What was raised."""
        return OSError(self.number, self.fault, self.file)


class Finished(msgspec.Struct, tag=True):
    """A task that was performed."""

    made: Made


Result = Finished | Failed


def main() -> None:
    """Perform the tasks that come on standard input until that is closed."""
    # What a library prints is no answer.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    tasks: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    decode, encode = msgspec.json.Decoder(Task).decode, msgspec.json.Encoder().encode
    with suppress(Empty):
        while True:
            answers.write(encode(_result(decode(tasks.get(timeout=_PATIENCE)))) + b"\n")


def _listen(lines: BinaryIO, tasks: "SimpleQueue[bytes]") -> None:
    """Hear that nobody waits for an answer any more, even while a task is performed."""
    for line in lines:
        tasks.put(line)
    os._exit(0)


def _result(task: Task) -> Result:
    try:
        return Finished(perform(task))
    except OSError as error:
        return Failed(error.errno or 0, error.strerror or str(error), os.fspath(error.filename or task.name))
