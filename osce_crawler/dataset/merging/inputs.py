"""The datasets that are merged: checked first, then open until the end."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from osce_crawler.dataset import croissant
from osce_crawler.dataset.damage import damage_of, damage_of_origins, faults_beside
from osce_crawler.dataset.datapackage import KINDS, ORIGINS, RELEASES, refuse_newer, resources_in
from osce_crawler.dataset.files import files_of
from osce_crawler.dataset.merging.item import Item, Origin, origin_of
from osce_crawler.dataset.merging.scratch import RecordAt, Scratch
from osce_crawler.dataset.read import DatasetError, decoded, decoded_lines
from osce_crawler.disk import opened
from osce_crawler.items import PressRelease

_Said = TypeVar("_Said")


class Input:
    """One of the datasets."""

    def __init__(self, folder: Path) -> None:
        """Raises DatasetError, in one line, where the folder holds no dataset that is whole."""
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise DatasetError(f"{folder}: a file; name the folder of a dataset")
        self.files = {file.dataset: file.path for file in files_of(folder)}
        """`press_releases`, `navigation` and `changes`, those that are there."""
        refuse_newer(folder)
        if fault := _fault_in(folder):
            raise DatasetError(fault)
        self.resources: dict[str, dict[str, Any]] = resources_in(folder)
        """What its `datapackage.json` says of each file."""


def _fault_in(folder: Path) -> str | None:
    """The first thing that is wrong with the dataset."""
    found = (said for dataset in KINDS if (said := damage_of(folder, dataset)))
    # croissant.json says nothing that is needed here.
    beside = (f"{path}: {what}" for path, what in faults_beside(folder) if path.name != croissant.FILE)
    return next(found, None) or next(beside, None) or damage_of_origins(folder)


def whole_lines(path: Path, decode: Callable[[bytes], _Said]) -> Iterator[tuple[int, int, bytes, _Said]]:
    """Number, offset, line and what it says. Raises DatasetError, naming file and line, and OSError."""
    for number, (offset, line, said) in enumerate(decoded_lines(path, decode), start=1):
        if not line.endswith(b"\n"):
            raise DatasetError(f"{path}, line {number}: is torn off: its line end is missing")
        yield number, offset, line, said


class Releases:
    """The releases of all inputs, number by number, one of them in memory at a time."""

    def __init__(self, inputs: Sequence[Input], scratch: Scratch, stack: ExitStack) -> None:
        """Raises DatasetError, naming file and line, and OSError."""
        self.counts = [0 for _ in inputs]
        """How many records each input has."""
        self._scratch = scratch
        self._files: dict[int, int] = {}
        self._origins: dict[int, tuple[Path, int]] = {}
        for number, one in enumerate(inputs):
            if RELEASES in one.files:
                self._files[number] = _open(one.files[RELEASES], stack)
                self._find_records(number, one.files[RELEASES])
            path = one.folder / ORIGINS
            if path.exists():
                self._origins[number] = path, _open(path, stack)
                for _, offset, line, origin in whole_lines(path, origin_of):
                    scratch.add_origin(number, origin.id, offset, len(line))

    def _find_records(self, input: int, path: Path) -> None:  # noqa: A002
        for number, offset, line, record in whole_lines(path, lambda line: decoded(line, PressRelease)):
            place = RecordAt(input, record.id, number, offset, len(line))
            first = self._scratch.add_record(record.id.partition("-")[0], place)
            if first is not None:
                raise DatasetError(f"{path}, line {number}: {record.id!r} is the id of line {first} as well")
            self.counts[input] += 1

    def of_each_number(self) -> Iterator[list[Item]]:
        """What the inputs know of the items of a number, an item for each record."""
        for places in self._scratch.records():
            yield [self._at(place) for place in places]

    def _at(self, place: RecordAt) -> Item:
        line = os.pread(self._files[place.input], place.length, place.offset)
        return Item.of(line, decoded(line, PressRelease), place.input, self._origin(place))

    def _origin(self, place: RecordAt) -> Origin | None:
        found = self._scratch.origin(place.input, place.id)
        if found is None:
            return None
        offset, length = found
        return origin_of(os.pread(self._origins[place.input][1], length, offset))


def _open(path: Path, stack: ExitStack) -> int:
    return stack.enter_context(opened(path)).fileno()
