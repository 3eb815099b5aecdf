"""Where tasks are performed: in this process, or in several others on this machine."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Protocol

from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.tasks import Task, perform
from osce_crawler.bulk.worker_pool import WorkerPool


class Runner(Protocol):
    """Performs tasks."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Made]]:
        """Perform all tasks, in any order; each with its number as it is done. Raises OSError, TaskError."""


class Here:
    """Performs one task after the other in this process."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Made]]:
        """Perform all tasks. Raises OSError."""
        return ((number, perform(task)) for number, task in enumerate(tasks))


class _Local:
    def __init__(self, threads: ThreadPoolExecutor, pool: WorkerPool) -> None:
        self._threads = threads
        self._pool = pool

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Made]]:
        futures = {self._threads.submit(self._pool.perform, task): at for at, task in enumerate(tasks)}
        return ((futures[future], future.result()) for future in as_completed(futures))


@contextmanager
def workers(count: int) -> Iterator[Runner]:
    """So many processes that perform tasks; this one if it is one. All have ended afterwards."""
    if count == 1:
        yield Here()
        return
    pool = WorkerPool()
    # A thread waits for a process: the work is done there.
    threads = ThreadPoolExecutor(count)
    try:
        yield _Local(threads, pool)
    finally:
        pool.end()
        threads.shutdown(cancel_futures=True)
