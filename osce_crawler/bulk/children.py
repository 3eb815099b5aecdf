"""Worker processes on this machine, and one that is new for each that was killed."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError

from osce_crawler.bulk.child import TRIES, Child, ChildEndedError, TaskError, ended
from osce_crawler.bulk.making import Made
from osce_crawler.bulk.tasks import Task


class Children:
    """Processes that perform tasks for the threads of this one; as many as threads ask at a time."""

    def __init__(self, start: Callable[[], Child] = Child) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._all: set[Child] = set()
        self._idle: list[Child] = []
        self._ended = False

    def perform(self, task: Task) -> Made:
        """Have the task performed; one whose process was killed is begun anew.

        Raises OSError as the task does, TaskError, and CancelledError once all are ended.
        """
        for _ in range(TRIES):
            child = self._take()
            try:
                made = child.perform(task)
            except ChildEndedError:
                self._forget(child)
            except OSError:
                self._give_back(child)
                raise
            else:
                self._give_back(child)
                return made
        raise TaskError(ended(task))

    def end(self) -> None:
        """End all processes, whatever they do."""
        with self._lock:
            self._ended = True
            for child in self._all:
                child.end()

    def _take(self) -> Child:
        with self._lock:
            if self._ended:
                raise CancelledError
            while self._idle:
                child = self._idle.pop()
                if child.is_running:
                    return child
            child = self._start()
            self._all.add(child)
            return child

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._idle.append(child)

    def _forget(self, child: Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.close()
