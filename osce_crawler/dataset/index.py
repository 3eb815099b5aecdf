"""The offset of each record in a published file, so that no record is held in memory."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import msgspec

from osce_crawler.dataset.read import DatasetError, decoded
from osce_crawler.exporters import BROKEN, lines_with_offsets
from osce_crawler.items import PressRelease


class _Mark(msgspec.Struct):
    """What is read of a record to find it again."""

    id: str
    url: str
    date: dt.date | None
    first_seen: str
    warnings: list[str] = []
    gone_on: dt.date | None = None


class Entry(msgspec.Struct, gc=False):
    """Place of a record: bytes from the start of the file, bytes of the line; and its day."""

    offset: int
    length: int
    day: dt.date | None
    """The publishing day."""


class Index:
    """The records of a `press_releases.jsonl` by id. Raises DatasetError, naming file and line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.by_address: dict[str, str] = {}
        self.first_seen: dict[str, dt.date] = {}
        """Of records without a date: the day on which each was first read."""
        self.without_text: set[str] = set()
        """Records of which no text was read."""
        self.gone: set[str] = set()
        """Records whose pages were found gone."""
        decode = msgspec.json.Decoder(_Mark).decode
        for number, (offset, line) in enumerate(lines_with_offsets(path), start=1):
            try:
                mark = decode(line)
                if mark.date is None:
                    self.first_seen[mark.id] = dt.date.fromisoformat(mark.first_seen[:10])
            except (*BROKEN, ValueError) as error:
                raise DatasetError(f"{path}, line {number}: {error}") from None
            self.entries[mark.id] = Entry(offset, len(line), mark.date)
            self.by_address[mark.url] = mark.id
            if "no_body" in mark.warnings:
                self.without_text.add(mark.id)
            if mark.gone_on is not None:
                self.gone.add(mark.id)
        self._file = os.open(path, os.O_RDONLY) if path.exists() else None

    def __len__(self) -> int:
        return len(self.entries)

    def line(self, id: str) -> bytes:  # noqa: A002
        """The line of this record, with its line end."""
        assert self._file is not None
        entry = self.entries[id]
        return os.pread(self._file, entry.length, entry.offset)

    def record(self, id: str) -> PressRelease:  # noqa: A002
        """The record. Raises DatasetError."""
        try:
            return decoded(self.line(id), PressRelease)
        except BROKEN as error:
            raise DatasetError(f"{self.path}, {id}: {error}") from None

    def days(self) -> Mapping[str, dt.date]:
        """For each id the publishing day; where there is none, the day on which it was first read."""
        return _Days(self)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Days(Mapping[str, dt.date]):
    """A view of the index: the day of each record."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __getitem__(self, id: str) -> dt.date:  # noqa: A002
        return self._index.entries[id].day or self._index.first_seen[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.entries)

    def __len__(self) -> int:
        return len(self._index.entries)
