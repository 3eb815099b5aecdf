"""The releases of several datasets as one."""

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from osce_crawler.dataset.merging.inputs import Input, Releases
from osce_crawler.dataset.merging.item import Item, parted
from osce_crawler.dataset.merging.precedence import differing_keys
from osce_crawler.dataset.merging.scratch import MergedAt, Scratch
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.tally import Tally
from osce_crawler.disk import naming
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease

# So many conflicts are named.
_NAMED = 5


class Conflict(NamedTuple):
    """An item of which the inputs say different things."""

    id: str
    keys: list[str]
    """Those that differ."""
    url: str
    retrieved_at: str
    """Address and moment of the variant that goes first."""


@dataclass
class Account:
    """What became of the releases of the inputs."""

    read: list[int] = field(default_factory=list)
    """Records of each input."""
    counts: Counter[str] = field(default_factory=Counter)
    """`records`: all together; `shared`: those that several inputs have; `filled`: those of which the first
    variant lacks what another one has; `differing`: those of which the inputs say different things."""
    conflicts: list[Conflict] = field(default_factory=list)
    """The first of the differing ones."""


class MergedReleases:
    """The records of all inputs, each item once: made on disk, then written in order."""

    def __init__(self, inputs: Sequence[Input], work: Path, scratch: Scratch) -> None:
        """`work`: a folder for files of its own. Raises DatasetError, naming file and line, and OSError."""
        self.account, self.tally = Account(), Tally()
        self._scratch, self._path = scratch, work / "unsorted.jsonl"
        self._end = 0
        self._has_origins = False
        with ExitStack() as stack:
            releases = Releases(inputs, scratch, stack)
            self.account.read = releases.counts
            with naming(self._path), self._path.open("wb") as self._made:
                for items in releases.of_each_number():
                    for item in parted(items):
                        self._take(item)

    def _take(self, item: Item) -> None:
        record, origin = item.published()
        line = encode(record) + b"\n"
        beside = encode(origin) + b"\n" if origin is not None else b""
        self._made.write(line + beside)
        self._scratch.add_merged(_key(record), MergedAt(self._end, len(line), len(beside)))
        self._end += len(line) + len(beside)
        self._has_origins |= origin is not None
        self.tally.add(record)
        self._count(item, record, is_filled=origin is not None and origin.fills(record))

    def _count(self, item: Item, record: PressRelease, *, is_filled: bool) -> None:
        is_shared = len(item.inputs) > 1
        differing = differing_keys(item.variants.values()) if is_shared else []
        self.account.counts.update(records=1, shared=is_shared, filled=is_filled, differing=bool(differing))
        if differing and len(self.account.conflicts) < _NAMED:
            self.account.conflicts.append(Conflict(record.id, differing, record.url, record.retrieved_at))

    def write(self, path: Path, origins: Path) -> None:
        """Write the dataset, and beside it what a later merge must know, where there is any."""
        with self._path.open("rb") as made:
            with naming(path), path.open("wb") as file:
                for place in self._scratch.merged():
                    file.write(os.pread(made.fileno(), place.length, place.offset))
            if self._has_origins:
                with naming(origins), origins.open("wb") as file:
                    for place in self._scratch.merged():
                        file.write(os.pread(made.fileno(), place.origin_length, place.offset + place.length))


def _key(record: PressRelease) -> tuple[int, str, str, str]:
    """What the dataset is sorted by; the number as text that is sorted as numbers are."""
    day, number, language, id_ = sort_key(record.date, record.id)
    digits = str(number)
    return day, f"{len(digits):03d}{digits}", language, id_
