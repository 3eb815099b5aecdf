"""The WARC file into which captures are fetched: what it holds already, and where it goes on."""

import fcntl
import os
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Self

from osce_crawler import __version__
from osce_crawler.archive.capture_list import timestamp_of
from osce_crawler.archive.memento import LONGEST_RECORD, Memento
from osce_crawler.archive.warc_file import WarcFile
from osce_crawler.archive.warc_records import PLAIN, BrokenRecord, NoWarcError, Record, TornError, records
from osce_crawler.disk import fault_of, is_in_the_way, opened

_SOFTWARE = "osce-crawler/"
_IS_OURS = f"software: {_SOFTWARE}".encode()
_FOREIGN = "not written by `archive fetch`: choose another name"
_GZIP = b"\x1f\x8b\x08"
# So often, in seconds, what was written is seen on disk: a power cut costs no more than this.
_SYNC = 1.0


class CaptureFileError(ValueError):
    """The file cannot take captures; the message names it and says why."""


class CaptureFile:
    """A new file, or one of an earlier fetch that goes on; a record torn at its end is dropped.

    Captures are known by address and second. Raises CaptureFileError, OSError.
    """

    def __init__(self, path: Path, about: Mapping[str, str]) -> None:
        if not path.name.endswith(".warc.gz"):
            raise CaptureFileError(f"{path}: captures are written as .warc.gz: name the file so")
        self._path, self._about = path, about
        self._held = _held(path)
        self._known = array("Q")
        self._new: set[int] = set()
        self._synced = monotonic()
        self._end = self._read(path)
        # One that goes on gets no second head unless there is something to write.
        self._file = None if self._end else self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        self._held.close()

    def has(self, url: str, timestamp: str) -> bool:
        """Whether the capture is in the file."""
        key = _key(url, timestamp)
        at = bisect_left(self._known, key)
        return key in self._new or (at < len(self._known) and self._known[at] == key)

    def write(self, memento: Memento) -> None:
        """Keep the capture. Raises OSError; nothing of it stays then."""
        if self._file is None:
            self._file = self._open()
        self._file.write(memento.url, memento.status, memento.headers, memento.body, memento.moment)
        self._new.add(_key(memento.url, timestamp_of(memento.moment)))
        if monotonic() - self._synced > _SYNC:
            self.sync()

    def sync(self) -> None:
        """See on disk what was written. Raises OSError."""
        if self._file is not None:
            self._file.sync()
        self._synced = monotonic()

    def _open(self) -> WarcFile:
        return WarcFile(self._path, {"software": f"{_SOFTWARE}{__version__}", **self._about}, self._end)

    def _read(self, path: Path) -> int:
        """Learn what the file holds; returns where it ends, a torn record aside."""
        keys = array("Q")
        try:
            with opened(path) as file:
                for record in _ours(file, path):
                    if isinstance(record, Record) and record.type == "response":
                        keys.append(_key(record.url, timestamp_of(record.head.get("WARC-Date") or "")))
                end = file.seek(0, os.SEEK_END)
        except TornError as torn:
            end = torn.offset
            _check_nothing_behind(path, end)
        except OSError as error:
            raise CaptureFileError(fault_of(error, path)) from None
        self._known = array("Q", sorted(keys))
        return end


def _held(path: Path) -> BinaryIO:
    """The file, which is there from now on, for this command alone. Raises CaptureFileError."""
    if is_in_the_way(path):
        raise CaptureFileError(f"{path}: not a file")
    try:
        file = path.open("ab")
    except OSError as error:
        raise CaptureFileError(fault_of(error, path)) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CaptureFileError(f"{path}: another command writes to it") from None
    return file


def _key(url: str, timestamp: str) -> int:
    return int.from_bytes(blake2b(f"{timestamp} {url}".encode(), digest_size=8).digest())


def _ours(file: BinaryIO, path: Path) -> Iterator[Record | BrokenRecord]:
    """The records of a file that an earlier fetch began. Raises CaptureFileError, TornError."""
    found = records(file, LONGEST_RECORD)
    try:
        first = next(found, None)
        if not (isinstance(first, Record) and first.type == "warcinfo" and _IS_OURS in first.body):
            raise CaptureFileError(f"{path}: {_FOREIGN}")
        yield from found
    except NoWarcError:
        raise CaptureFileError(f"{path}: {_FOREIGN}") from None


def _check_nothing_behind(path: Path, end: int) -> None:
    """Raises CaptureFileError where records follow a torn one: nothing that can be read is dropped."""
    with opened(path) as file:
        file.seek(end)
        rest = file.read(2 * LONGEST_RECORD)
        more = file.read(1)
    if end == 0 and rest and not _begins_record(rest, 0):
        raise CaptureFileError(f"{path}: {_FOREIGN}")
    if more or any(_begins_record(rest, at) for at in _members(rest, 1)):
        raise CaptureFileError(f"{path}: damaged at byte {end}, with records behind: move it away")


def _members(rest: bytes, start: int) -> Iterator[int]:
    """Where a gzip member may begin."""
    while (start := rest.find(_GZIP, start)) >= 0:
        yield start
        start += 1


def _begins_record(rest: bytes, at: int) -> bool:
    """Whether a packed record begins there, be it torn."""
    try:
        plain = zlib.decompressobj(wbits=31).decompress(rest[at : at + 1024], len(PLAIN))
    except zlib.error:
        return False
    return plain == PLAIN[: len(plain)] and (at == 0 or bool(plain))
