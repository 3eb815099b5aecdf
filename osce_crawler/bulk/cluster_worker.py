"""What the workers of a Dask cluster run: each task in a process of its own, started once for many tasks.

Dask runs tasks in threads, in which no page that takes too long can be stopped, and a page that ends its
process would end the worker.
"""

from functools import partial
from pathlib import Path

import msgspec

from osce_crawler import __version__
from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.tasks import Task
from osce_crawler.bulk.worker_pool import WorkerPool
from osce_crawler.bulk.worker_process import TaskError, WorkerProcess
from osce_crawler.vocabulary.version import digest

# Processes by the call that they work for: several may share a cluster.
_of_calls: dict[str, WorkerPool] = {}
_decode = msgspec.json.Decoder(Task).decode


def perform_there(task: bytes, call: str, folder: str) -> bytes | None:
    """What is made of a task; null for one that ends every process. Raises OSError.

    `folder`: from which the call names its files.
    """
    pool = _of_calls.setdefault(call, WorkerPool(partial(WorkerProcess, folder)))
    try:
        return msgspec.json.encode(pool.perform(_decode(task)))
    except TaskError:
        return None


def end_there(call: str) -> None:
    """End the processes that work for this call."""
    if (pool := _of_calls.pop(call, None)) is not None:
        pool.end()


def program_there() -> tuple[str, str]:
    """The version of the program and the digest of its words."""
    return __version__, digest()


def unseen_there(sizes: dict[Path, int]) -> Path | None:
    """The first of these paths that is not there in this size; a folder has the size -1."""
    return next((path for path, size in sizes.items() if size_of(path) != size), None)


def size_of(path: Path) -> int | None:
    """The size of the file; -1 of a folder, null of what is not there."""
    try:
        return -1 if path.is_dir() else path.stat().st_size
    except OSError:
        return None


def made_of(answer: bytes) -> Made:
    """What `perform_there` answered."""
    return msgspec.json.decode(answer, type=Made)
