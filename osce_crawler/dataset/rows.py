"""The rows of lists that were read, found by their items."""

import os
from pathlib import Path
from typing import Protocol

import msgspec

from osce_crawler.addresses import language_prefix, nid_of
from osce_crawler.exporters import BROKEN, JsonLines, lines_with_offsets
from osce_crawler.pages.listing import Row


class Addressed(Protocol):
    """An item with its addresses."""

    @property
    def url(self) -> str: ...
    @property
    def other_urls(self) -> list[str]: ...


class _Address(msgspec.Struct):
    url: str


class Rows:
    """Rows in memory, by language prefix and nid, whatever the address."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}

    def keep(self, row: Row) -> None:
        """File the row; one that leads to no item is of no use."""
        if key := item_key(row.url):
            self._rows.setdefault(key, []).append(row)

    def of(self, observation: Addressed) -> list[Row]:
        """The rows of the item, in the order in which they were read."""
        return [row for key in _keys(observation) for row in self._rows.get(key, ())]


class KeptRows:
    """Rows on disk, found in the same way; a row that lists repeat is kept once.

    Rows that a cut-off run has left are found too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = JsonLines(path)
        self._reader = os.open(path, os.O_RDONLY)
        self._decode = msgspec.json.Decoder(Row).decode
        # For each item, the offsets of its rows.
        self._offsets: dict[str, tuple[int, ...]] = {}
        address = msgspec.json.Decoder(_Address)
        for offset, line in lines_with_offsets(path):
            try:
                self._file(address.decode(line).url, offset)
            except BROKEN:
                continue

    def keep(self, row: Row) -> None:
        """Write the row, unless it was written before. Raises OSError."""
        if any(row == other for other in self._of(row.url)):
            return
        offset = self._lines.end
        self._lines.write(row)
        self._file(row.url, offset)

    def of(self, observation: Addressed) -> list[Row]:
        """The rows of the item, in the order in which they were read."""
        if not self._offsets:
            return []
        return [self._read(offset) for key in _keys(observation) for offset in self._offsets.get(key, ())]

    @property
    def torn(self) -> bool:
        """Whether a torn line was dropped."""
        return self._lines.torn

    def sync(self) -> None:
        self._lines.sync()

    def close(self) -> None:
        self._lines.close()
        os.close(self._reader)

    def _of(self, url: str) -> list[Row]:
        return [self._read(offset) for offset in self._offsets.get(item_key(url) or "", ())]

    def _file(self, url: str, offset: int) -> None:
        if key := item_key(url):
            self._offsets[key] = (*self._offsets.get(key, ()), offset)

    def _read(self, offset: int) -> Row:
        line = b""
        while not line.endswith(b"\n"):
            piece = os.pread(self._reader, 1 << 11, offset + len(line))
            head, end, _ = piece.partition(b"\n")
            line += head + end
        return self._decode(line)


def _keys(observation: Addressed) -> dict[str, None]:
    addresses = (observation.url, *observation.other_urls)
    return dict.fromkeys(key for url in addresses if (key := item_key(url)))


def item_key(url: str) -> str | None:
    """What rows are filed under: language prefix and nid; null for an address that is no item's."""
    nid = nid_of(url)
    return f"{language_prefix(url) or ''}/{nid}" if nid else None
