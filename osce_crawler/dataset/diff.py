"""What sets two datasets apart: records that were added, are gone, or say something else, key by key."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal

import msgspec

from osce_crawler.dataset.changes import KeyChange, differences
from osce_crawler.dataset.datapackage import KINDS, refuse_newer
from osce_crawler.dataset.files import files_of
from osce_crawler.dataset.read import DatasetError, decoded, decoded_lines
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN
from osce_crawler.items import Record


class Difference(msgspec.Struct):
    """One record that is not the same in both, in the words of `changes.jsonl`."""

    dataset: str
    id: str
    change: Literal["added", "gone", "changed"]
    keys: list[KeyChange] = []
    """For `changed`: each key with its value before and after."""


def diff(old: Path, new: Path) -> Iterator[Difference]:
    """The differences of two output folders or files, in the order of the new one; what is gone comes last.

    Moments and versions of reading make no difference, nor does the order of lines or keys. A dataset that
    only one of two folders has is all added, or all gone. Raises DatasetError, naming file and line, and
    OSError.
    """
    before, after = _files(old), _files(new)
    datasets = [name for name in KINDS if name in before or name in after]
    if not (old.is_dir() and new.is_dir()):
        datasets = [name for name in datasets if name in before and name in after]
        if not datasets:
            raise DatasetError(f"{old} and {new} have no dataset in common")
    return (one for name in datasets for one in _differences(name, before.get(name), after.get(name)))


def _files(path: Path) -> dict[str, Path]:
    refuse_newer(path if path.is_dir() else path.parent)
    return {file.dataset: file.path for file in files_of(path) if file.dataset in KINDS}


def _differences(dataset: str, old: Path | None, new: Path | None) -> Iterator[Difference]:
    with ExitStack() as stack:
        before = _Lines(old, stack) if old is not None else None
        after = _Lines(new, stack) if new is not None else None
        for id_ in after.places if after else ():
            if before is None or id_ not in before.places:
                yield Difference(dataset, id_, "added")
            elif after and (keys := _changed_keys(before, after, id_, KINDS[dataset])):
                yield Difference(dataset, id_, "changed", keys)
        for id_ in before.places if before else ():
            if after is None or id_ not in after.places:
                yield Difference(dataset, id_, "gone")


class _Lines:
    """The lines of a file by id; only where they are is held in memory."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        """Raises DatasetError for a line that is none of ours, or has the id of another."""
        self.path = path
        self.places: dict[str, tuple[int, int, int]] = {}
        """By id the offset of its line, its length and its number."""
        decode = msgspec.json.Decoder(_Id).decode
        for number, (offset, line, found) in enumerate(decoded_lines(path, decode), start=1):
            if found.id in self.places:
                first = self.places[found.id][2]
                raise DatasetError(f"{path}, line {number}: {found.id!r} is the id of line {first} as well")
            self.places[found.id] = offset, len(line), number
        self._file: IO[bytes] = stack.enter_context(opened(path))

    def line(self, id_: str) -> bytes:
        offset, length, _ = self.places[id_]
        self._file.seek(offset)
        return self._file.read(length)

    def record(self, id_: str, kind: type[Record]) -> Record:
        try:
            return decoded(self.line(id_), kind)
        except BROKEN as error:
            raise DatasetError(f"{self.path}, line {self.places[id_][2]}: {error}") from None


class _Id(msgspec.Struct):
    id: str


def _changed_keys(before: _Lines, after: _Lines, id_: str, kind: type[Record]) -> list[KeyChange]:
    if before.line(id_) == after.line(id_):
        return []
    return differences(before.record(id_, kind), after.record(id_, kind))
