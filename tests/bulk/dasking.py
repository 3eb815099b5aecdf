"""A Dask cluster on loopback, started by hand as an operator starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bulk.mishaps import soon


class Cluster:
    """A scheduler and its workers, each a process with its log in the folder."""

    def __init__(self, folder: Path, python_path: str) -> None:
        self._folder = folder
        self._environment = os.environ | {"PYTHONPATH": python_path}
        self._said = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._said))
        assert soon(self._said.exists)
        self.address: str = json.loads(self._said.read_text())["address"]

    def add_worker(self, **environment: str) -> None:
        """One more worker, of one thread, which nobody starts anew."""
        options = "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"
        self.workers.append(self._start("worker", self.address, *options, **environment))

    def processes(self) -> list[int]:
        """The scheduler and its workers."""
        return [process.pid for process in self._processes]

    def stop(self) -> None:
        """Kill all of it."""
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self, *command: str, **environment: str) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{command[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=self._folder,
                env=self._environment | environment,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process


@contextmanager
def dask_cluster(folder: Path, python_path: str, workers: int = 2) -> Iterator[Cluster]:
    """A cluster with so many workers."""
    folder.mkdir(exist_ok=True)
    cluster = Cluster(folder, python_path)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.stop()
