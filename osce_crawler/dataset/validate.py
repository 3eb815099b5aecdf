"""Checks published files, and files of others: schema, uniqueness, order, and the digests described."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.damage import faults_beside
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, ORIGINS, RELEASES
from osce_crawler.dataset.dictionary import columns_of
from osce_crawler.dataset.expectations import Expected, expectations
from osce_crawler.dataset.files import CHANGES, LONGEST_LINE, DatasetFile, files_of
from osce_crawler.dataset.line_form import (
    Found,
    faults_of_characters,
    faults_of_form,
    faults_of_line,
    faults_of_moments,
)
from osce_crawler.dataset.merging.item import origin_of
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.strict import strict_decoder
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN, encode


class Fault(NamedTuple):
    """One thing that is wrong."""

    path: Path
    line: int | None
    key: str | None
    what: str

    def __str__(self) -> str:
        where = [
            str(self.path),
            *([f"line {self.line}"] if self.line else []),
            *([self.key] if self.key else []),
        ]
        return f"{', '.join(where)}: {self.what}"


class Counted(NamedTuple):
    """A file that was read to its end."""

    path: Path
    lines: int
    compared: bool
    """Whether a description of its size and digest was there."""


def validate(path: Path) -> Iterator[Fault | Counted]:
    """What is wrong with an output folder or a file, as it is found, and after each file its size in lines.

    Raises DatasetError where there is no dataset, and OSError.
    """
    files = files_of(path)
    if path.is_dir() and (origins := path / ORIGINS).exists():
        files.append(DatasetFile(origins, ORIGINS))
    folder = path if path.is_dir() else path.parent
    described = expectations(folder)
    yield from (Fault(folder / name, None, None, what) for name, what in described.faults)
    if (path / "runs").is_dir():  # an output folder, and no copy of its datasets
        named = {folder / name for name, _ in described.faults}
        yield from (Fault(one, None, None, what) for one, what in faults_beside(path) if one not in named)
    for file in files:
        yield from _Checking(file, described.of_files.get(file.path.name, [])).faults()
    if path.is_dir():
        for name in sorted(described.of_files.keys() - {file.path.name for file in files}):
            yield Fault(folder / name, None, None, "is described, but is not there")


_PLACES: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    RELEASES: lambda record: sort_key(record.date, record.id),
    NAVIGATION: lambda entry: (entry.site, entry.position),
}
_ORDERS = {
    RELEASES: "by date, newest first, then nid, then language",
    NAVIGATION: "by site, then position",
}


class _Checking:
    """One reading of one file."""

    def __init__(self, file: DatasetFile, expected: Sequence[Expected]) -> None:
        self.path, self.dataset, self.expected = file.path, file.dataset, expected
        self.rows = 0
        self._lines_of_ids: dict[str, int] = {}
        self._before: Any = None
        columns = columns_of(KINDS[file.dataset]) if file.dataset in KINDS else ()
        self._moments = [column.name for column in columns if column.type == "datetime"]

    def faults(self) -> Iterator[Fault | Counted]:
        """Each fault of the file, line by line, then how many lines were read. Raises OSError."""
        digest = hashlib.sha256()
        decode = _decoder(self.dataset)
        with opened(self.path) as file:
            while line := file.readline(LONGEST_LINE):
                self.rows += 1
                if len(line) == LONGEST_LINE:
                    yield Fault(self.path, self.rows, None, f"is longer than {LONGEST_LINE >> 20} MiB")
                    return
                digest.update(line)
                try:
                    record = decode(line)
                except BROKEN as error:
                    yield from self._faults(faults_of_line(line, error))
                    continue
                if self.dataset != ORIGINS:
                    yield from self._faults(self._form(line, record))
                yield from self._faults(faults_of_characters(line))
                if self.dataset in KINDS:
                    yield from self._faults(self._out_of_place(record))
        yield from self._differing(digest.hexdigest())
        yield Counted(self.path, self.rows, bool(self.expected))

    def _faults(self, found: Iterator[Found]) -> Iterator[Fault]:
        return (Fault(self.path, self.rows, key, what) for key, what in found)

    def _form(self, line: bytes, record: Any) -> Iterator[Found]:
        """What is written otherwise than published records are, each key once."""
        moments = dict(faults_of_moments(record, self._moments))
        yield from moments.items()
        if encode(record) + b"\n" != line:
            yield from (found for found in faults_of_form(line, record) if found[0] not in moments)

    def _out_of_place(self, record: Any) -> Iterator[Found]:
        """Whether the id is another line's, and whether the line belongs before the one above it."""
        first = self._lines_of_ids.setdefault(record.id, self.rows)
        if first != self.rows:
            yield "id", f"{record.id!r} is the id of line {first} as well"
        place = _PLACES[self.dataset](record)
        if self._before is not None and place < self._before:
            yield None, f"{record.id!r} belongs further up: lines are sorted {_ORDERS[self.dataset]}"
        self._before = place

    def _differing(self, digest: str) -> Iterator[Fault]:
        for one in self.expected:
            if one.rows not in {None, self.rows}:
                yield Fault(
                    self.path, None, None, f"has {self.rows} lines, {one.description} says {one.rows}"
                )
            if one.digest != digest:
                yield Fault(
                    self.path, None, None, f"its SHA-256 is {digest}, {one.description} says {one.digest}"
                )


def _decoder(dataset: str) -> Callable[[bytes], Any]:
    if dataset == ORIGINS:
        return origin_of
    return _decode_change if dataset == CHANGES else strict_decoder(KINDS[dataset])


_decode_change = msgspec.json.Decoder(Change).decode
