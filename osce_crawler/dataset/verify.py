"""Reads a dataset back from the disk as its users will: every line a valid record, every id once."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN
from osce_crawler.items import Record


@dataclass(slots=True)
class Verified:
    """What was found in the file."""

    rows: int = 0
    size: int = 0
    """Bytes."""
    digest: str = ""
    """SHA-256, in hexadecimal."""
    oldest: dt.date | None = None
    newest: dt.date | None = None
    """The first and the last publishing day."""
    invalid: list[str] = field(default_factory=list)
    """Line and fault of each line that is no valid record."""
    twice: list[str] = field(default_factory=list)
    """Ids of more than one line."""


def verified(path: Path, kind: type[Record]) -> Verified:
    """Read the file once. Raises OSError if it cannot be read."""
    found, digest, ids = Verified(), hashlib.sha256(), set[str]()
    decode = msgspec.json.Decoder(kind).decode
    with opened(path) as file:
        for number, line in enumerate(file, start=1):
            digest.update(line)
            found.rows += 1
            found.size += len(line)
            try:
                record = decode(line)
            except BROKEN as error:
                found.invalid.append(f"line {number}: {error}")
                continue
            _span(found, getattr(record, "date", None))
            id_ = record.id
            if id_ in ids and id_ not in found.twice:
                found.twice.append(id_)
            ids.add(id_)
    found.digest = digest.hexdigest()
    return found


def _span(found: Verified, day: dt.date | None) -> None:
    if day is not None:
        found.oldest = min(found.oldest or day, day)
        found.newest = max(found.newest or day, day)
