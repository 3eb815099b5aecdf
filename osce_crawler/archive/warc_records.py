"""Splits a WARC file into its records, each a gzip member or not packed, and says where it breaks."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK = 1 << 16
LONGEST_HEAD = 1 << 18
"""No head of a record, and none of its answer, is longer."""
# No file is so large that its size has more digits.
_MOST_DIGITS = 18
_GZIP, _PLAIN = b"\x1f\x8b", b"WARC/"


class NoWarcError(ValueError):
    """The file is no WARC file that can be read record by record; the message says what it is."""


class TornError(ValueError):
    """The file ends, or breaks, within the record that begins at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"torn at byte {offset}")
        self.offset = offset


def records(file: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    """Each record with its offset, of longer ones so many bytes. Raises NoWarcError, TornError."""
    head = file.read(len(_PLAIN))
    file.seek(0)
    if _GZIP.startswith(head[:2]):
        yield from _members(file, largest)
    elif _PLAIN.startswith(head):
        yield from _plain(file, largest)
    else:
        raise NoWarcError(f"not a WARC file (begins with {head!r})")


def record_at(file: BinaryIO, offset: int, largest: int) -> bytes:
    """The record at this offset of a file that was passed through before. Raises TornError."""
    file.seek(offset)
    packed = file.read(2) == _GZIP
    file.seek(offset)
    return next((piece for _, piece in (_members if packed else _plain)(file, largest)), b"")


def _members(file: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    start, waiting = file.tell(), file.read(_BLOCK)
    if not waiting:
        raise TornError(start)
    while waiting:
        piece, waiting = _member(file, waiting, start, largest)
        yield start, piece
        start = file.tell() - len(waiting)
        waiting = waiting or file.read(_BLOCK)


def _member(file: BinaryIO, waiting: bytes, start: int, largest: int) -> tuple[bytes, bytes]:
    """One member unpacked, and what was read behind it. A member counts once its checksum was met."""
    unpacker = zlib.decompressobj(wbits=31)
    piece = bytearray()
    while not unpacker.eof:
        if not waiting:
            raise TornError(start)
        try:
            part = unpacker.decompress(waiting)
        except zlib.error:
            raise TornError(start) from None
        piece += part[: largest - len(piece)]
        waiting = unpacker.unused_data if unpacker.eof else file.read(_BLOCK)
    return bytes(piece), waiting


def _plain(file: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    while line := file.readline(LONGEST_HEAD):
        if line.strip():
            start = file.tell() - len(line)
            head = _head(file, line, start)
            length = _length(head, start)
            body = file.read(min(length, largest))
            file.seek(length - len(body), 1)
            # Two line ends close a record: a file that stops before them may lack more.
            if len(body) < min(length, largest) or file.read(4) != b"\r\n\r\n":
                raise TornError(start)
            yield start, head + body


def _head(file: BinaryIO, line: bytes, start: int) -> bytes:
    if not line.startswith(_PLAIN):
        raise TornError(start)
    head = bytearray(line)
    while line.strip():
        line = file.readline(LONGEST_HEAD)
        head += line
        if not line or len(head) > LONGEST_HEAD:
            raise TornError(start)
    return bytes(head)


def _length(head: bytes, start: int) -> int:
    length = stated_length(head)
    if length is None:
        raise TornError(start)
    return length


def stated_length(head: bytes) -> int | None:
    """The length that the head of a record states; null where it states none that a file can have."""
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        value = value.strip()
        if name.strip().lower() == b"content-length" and value.isdigit() and len(value) <= _MOST_DIGITS:
            return int(value)
    return None
