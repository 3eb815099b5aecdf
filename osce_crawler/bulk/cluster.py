"""Performs tasks on an existing Dask cluster (extra `cluster`)."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.cluster_worker import (
    end_there,
    made_of,
    perform_there,
    program_there,
    size_of,
    unseen_there,
)
from osce_crawler.bulk.runners import Runner
from osce_crawler.bulk.tasks import Task
from osce_crawler.bulk.worker_process import TRIES, TaskError, ended

if TYPE_CHECKING:
    from distributed import Client

# Seconds in which a scheduler answers that works, and has a worker.
_PATIENCE = 10
_NO_SCHEDULER = "no Dask scheduler answers there"
_LOGGERS = (
    "distributed",
    "distributed.client",
    "distributed.core",
    "distributed.comm",
    "distributed.batched",
)


class ClusterError(Exception):
    """The cluster cannot be used; the message says why."""


@contextmanager
def cluster(address: str) -> Iterator[Runner]:
    """The workers of the scheduler at this address. Nothing runs there for us afterwards.

    Raises ClusterError.
    """
    client = _client(address)
    call = uuid4().hex
    try:
        _check_workers(client, address)
        yield _Cluster(client, address, call)
    finally:
        with suppress(Exception):  # whatever became of the cluster, nothing more is asked of it
            client.run(end_there, call, on_error="ignore")
        client.close(timeout=_PATIENCE)


def _client(address: str) -> "Client":
    try:
        import dask  # noqa: PLC0415

        # What goes wrong is said by this program.
        dask.config.set({"logging": dict.fromkeys(_LOGGERS, "critical")})
        from distributed import Client  # noqa: PLC0415
    except ModuleNotFoundError as error:
        missing = f"{error.name} is not installed: pip install 'osce-crawler[cluster]'"
        raise ClusterError(missing) from None
    try:
        # The client's own timeout does not end the wait for another kind of server.
        asyncio.run(asyncio.wait_for(_identity(address), _PATIENCE))
    except Exception:  # whatever such a server's bytes are taken for
        raise ClusterError(f"{address}: {_NO_SCHEDULER}") from None
    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, RuntimeError):
        raise ClusterError(f"{address}: {_NO_SCHEDULER}") from None


async def _identity(address: str) -> None:
    from distributed.core import rpc  # noqa: PLC0415

    async with rpc(address) as scheduler:
        await scheduler.identity()


def _check_workers(client: "Client", address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise ClusterError(f"{address}: the scheduler has no worker") from None
    ours = program_there()
    for worker, found in sorted(_asked(client, program_there).items()):
        if isinstance(found, BaseException) or tuple(found) != ours:
            version = "none" if isinstance(found, BaseException) else found[0]
            raise ClusterError(
                f"{worker}: needs osce-crawler {ours[0]} with the same vocabulary as here (found: {version})"
            )


def _asked(client: "Client", question: Any, *arguments: object) -> dict[str, Any]:
    """What each worker answers; an exception where it cannot."""
    answers: dict[str, Any] = client.run(question, *arguments, on_error="return")
    return answers


class _Cluster:
    def __init__(self, client: "Client", address: str, call: str) -> None:
        self._client = client
        self._address = address
        self._call = call

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Made]]:
        """Perform all tasks. Raises OSError, TaskError, ClusterError."""
        from distributed import as_completed  # noqa: PLC0415

        self._check_paths({path for task in tasks for path in task.paths()})
        folder = str(Path.cwd())
        futures = {
            self._client.submit(
                perform_there, msgspec.json.encode(task), self._call, folder, pure=False, retries=TRIES - 1
            ): number
            for number, task in enumerate(tasks)
        }
        for future in as_completed(futures, loop=self._client.loop):
            number = futures.pop(future)
            yield number, self._made(future, tasks[number])

    def _made(self, future: Any, task: Task) -> Made:
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        try:
            answer = future.result()
        except KilledWorker:
            answer = None
        except (CancelledError, CommClosedError):
            raise TaskError(f"{self._address}: the scheduler has gone; nothing is written") from None
        if answer is None:
            raise TaskError(ended(task))
        return made_of(answer)

    def _check_paths(self, paths: set[Path]) -> None:
        """See that every worker sees the same files."""
        sizes = {path: size for path in sorted(paths) if (size := size_of(path)) is not None}
        for worker, unseen in sorted(_asked(self._client, unseen_there, sizes).items()):
            if unseen is not None:
                raise ClusterError(
                    f"{worker}: does not see {unseen}: its disk must be shared, under the same path"
                )
