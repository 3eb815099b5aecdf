"""Records of releases from pages at hand, however many.

    paths ──shards──> shard_reader: captures, a file a shard ──index──> which one of an address counts; rows
                                    │                                     │ groups of one nid, in chunks
                                    └────────────chunk_records────────────┴──> records of a chunk ──> all

No step holds more than one page, one chunk, or, on disk, a short entry a capture.
"""

import datetime as dt
import heapq
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Self

import msgspec

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.bulk.captures import Captures
from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.index import Index, Told
from osce_crawler.bulk.runners import Runner
from osce_crawler.bulk.shard_reader import read_pages
from osce_crawler.bulk.shards import Archive, Plan
from osce_crawler.bulk.tasks import MakeRecords, ReadArchive, Task
from osce_crawler.database import faults_as_of_disk
from osce_crawler.dataset.order import sort_key
from osce_crawler.disk import opened
from osce_crawler.exporters import encode
from osce_crawler.report.showing import shown

# Records are made in so many at a time, and in so many files at most: each is open while they are joined.
_CHUNK, _MOST_CHUNKS = 500, 200
# A file of records is read in pieces of this size as they are joined.
_PIECE = 1 << 16

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of them are finished, and of how many."""


class Extraction:
    """All records of a plan's pages, in a file, and what is said of the other pages."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """`folder`: where the shards' results are kept; those that lie there are not read again."""
        self._plan = plan
        self._folder = folder
        self._joining = folder / "join"
        self._captures = Captures(folder)
        self._closing = ExitStack()
        self._faults = [*map(shown, plan.faults)]
        self._remarks = [*map(shown, plan.remarks)]
        self._lost: list[str] = []
        self.records = folder / "records.jsonl"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def read(self, runner: Runner, progress: Progress) -> None:
        """Read and join all pages. Raises SavedPageError where no path holds a page, OSError, TaskError."""
        results = self._read_shards(_Running(runner, progress))
        shutil.rmtree(self._joining, ignore_errors=True)
        self._joining.mkdir()
        with faults_as_of_disk(self._joining):
            self._index = self._closing.enter_context(Index(self._joining / "index"))
            self._load(results)
            self._make_records(_Running(runner, progress))
            self._check()

    def remarks(self) -> Iterator[str]:
        """A line for each page that gave no record or lacks something, and for what was not read."""
        for told in self._told():
            if told.note:
                yield told.note
            if told.outcome in {"other", "settled"}:
                yield told.words
        yield from self._remarks

    def lost(self) -> Iterator[str]:
        """Pages that give no valid record: a fault of ours."""
        return iter(self._lost)

    def faults(self) -> Iterator[str]:
        """Paths and records that are no pages, or lack what the user has to say of them."""
        return chain(self._faults, (one.words for one in self._told() if one.outcome == "fault"))

    def _told(self) -> Iterator[Told]:
        with faults_as_of_disk(self._joining):
            yield from self._index.told(self._captures)

    def _check(self) -> None:
        if not self._index.used and (faults := [*self.faults()]):
            raise SavedPageError("; ".join(faults))

    def _read_shards(self, running: "_Running") -> list[Path]:
        """The file of captures of each shard."""
        results: list[Path] = []
        tasks: dict[Path, Task] = {}
        for number, shard in enumerate(self._plan.shards):
            if isinstance(shard, Archive):
                results.append(self._folder / shard.result())
                if not results[-1].exists():
                    tasks[results[-1]] = ReadArchive(os.fsencode(shard.file), os.fsencode(results[-1]))
            else:
                results.append(self._folder / f"pages-{number}.jsonl")
                read_pages(shard.pages, results[-1])
        running.all("WARC files", [*tasks.values()])
        return results

    def _load(self, results: Iterable[Path]) -> None:
        holding: set[int] = set()
        for number, result in enumerate(results):
            count, account = self._index.load(number, result)
            self._faults += account.faults
            self._remarks += account.remarks
            holding |= {number} if count or account.faults else set()
        self._faults += map(shown, self._plan.empty(holding))
        self._index.load_rows(self._captures)

    def _make_records(self, running: "_Running") -> None:
        tasks: list[Task] = []
        targets: list[Path] = []
        for number, chunk in enumerate(self._chunks()):
            targets.append(self._joining / f"records-{number}")
            tasks.append(MakeRecords(os.fsencode(chunk), os.fsencode(self._folder), os.fsencode(targets[-1])))
        for made in running.all("parts", tasks):
            self._index.correct(made.again)
            self._lost += made.lost
        _join(targets, self.records)

    def _chunks(self) -> Iterator[Path]:
        groups = self._index.each_group()
        size = max(_CHUNK, -(-self._index.groups // _MOST_CHUNKS))
        for number in range(_MOST_CHUNKS):
            path = self._joining / f"chunk-{number}"
            with path.open("wb") as file:
                file.writelines(encode(group) + b"\n" for group in islice(groups, size))
                is_empty = not file.tell()
            if is_empty:
                return
            yield path


class _Running:
    def __init__(self, runner: Runner, progress: Progress) -> None:
        self._runner = runner
        self._progress = progress

    def all(self, what: str, tasks: list[Task]) -> list[Made]:
        """What was made of each task, in their order."""
        made: dict[int, Made] = {}
        if tasks:
            self._progress(what, 0, len(tasks))
        for number, one in self._runner.run(tasks):
            made[number] = one
            self._progress(what, len(made), len(tasks))
        return [made[number] for number in range(len(tasks))]


class _Mark(msgspec.Struct):
    id: str
    date: dt.date | None


def _join(parts: list[Path], target: Path) -> None:
    """Write the lines of these files, each in the dataset's order, to one file in that order."""
    with ExitStack() as files, target.open("wb") as file:
        lines: list[Iterable[bytes]] = [files.enter_context(opened(part, _PIECE)) for part in parts]
        merged: Iterator[bytes] = heapq.merge(*lines, key=_order)
        file.writelines(merged)


_decode = msgspec.json.Decoder(_Mark).decode


def _order(line: bytes) -> tuple[int, int, str, str]:
    mark = _decode(line)
    return sort_key(mark.date, mark.id)
