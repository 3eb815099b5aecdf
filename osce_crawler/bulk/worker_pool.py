"""Worker processes on this machine, and one that is new for each that was killed."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError

from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.tasks import Task
from osce_crawler.bulk.worker_process import TRIES, TaskError, WorkerEndedError, WorkerProcess, ended


class WorkerPool:
    """Processes that perform tasks for the threads of this one; as many as threads ask at a time."""

    def __init__(self, start: Callable[[], WorkerProcess] = WorkerProcess) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._all: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._ended = False

    def perform(self, task: Task) -> Made:
        """Have the task performed; one whose process was killed is begun anew.

        Raises OSError as the task does, TaskError, and CancelledError once all are ended.
        """
        for _ in range(TRIES):
            worker = self._take()
            try:
                made = worker.perform(task)
            except WorkerEndedError:
                self._forget(worker)
            except OSError:
                self._give_back(worker)
                raise
            else:
                self._give_back(worker)
                return made
        raise TaskError(ended(task))

    def end(self) -> None:
        """End all processes, whatever they do."""
        with self._lock:
            self._ended = True
            for worker in self._all:
                worker.end()

    def _take(self) -> WorkerProcess:
        with self._lock:
            if self._ended:
                raise CancelledError
            while self._idle:
                worker = self._idle.pop()
                if worker.is_running:
                    return worker
            worker = self._start()
            self._all.add(worker)
            return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._idle.append(worker)

    def _forget(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.close()
