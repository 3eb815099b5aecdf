"""The new lines of a run, in a file of their own until the whole dataset is written in order."""

import datetime as dt
import os
from collections.abc import Container
from itertools import chain
from pathlib import Path

from osce_crawler.dataset.index import Entry, Index
from osce_crawler.dataset.order import sort_key
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease


class NewRecords:
    """Records that are added, or take the place of published ones; none of them stays in memory."""

    def __init__(self, path: Path) -> None:
        """`path`: the file for their lines."""
        self.entries: dict[str, Entry] = {}
        """Where in that file a record's last line is, by id."""
        self._path = path
        # Buffered, and not seen on disk line by line: a run that is cut off here assembles anew.
        self._lines = path.open("wb")
        self._end = 0
        self._days: dict[dt.date, dt.date] = {}

    def add(self, record: PressRelease) -> None:
        """Write the record; of several lines of one id the last one counts."""
        line = encode(record) + b"\n"
        # Records are many and days are few: each day is kept once.
        day = self._days.setdefault(record.date, record.date) if record.date else None
        self.entries[record.id] = Entry(self._end, len(line), day)
        self._lines.write(line)
        self._end += len(line)

    def close(self) -> None:
        """Write what is still in memory to the file."""
        self._lines.close()

    def write_among(self, before: Index, left_out: Container[str], path: Path) -> None:
        """Write the whole dataset, in order: these, and the records before that none of them replaces.

        `left_out`: ids of records before that leave the dataset.
        """
        stay = (
            one for one in before.entries.items() if one[0] not in self.entries and one[0] not in left_out
        )
        keys = (sort_key(entry.day, id_) for id_, entry in chain(self.entries.items(), stay))
        with self._path.open("rb") as made, path.open("wb") as file:
            for *_, id_ in sorted(keys):
                new = self.entries.get(id_)
                file.write(os.pread(made.fileno(), new.length, new.offset) if new else before.line(id_))
