"""The records of a WARC file in their order, read by fastwarc, each with its place and whole.

By itself fastwarc 2.0.1 says nothing where a file is cut within a record, and stops at an empty gzip member
as if the file ended there. It takes a length that is no number, or whose name is in small letters, for 0, and
reads over the end of a member whose record claims to be longer. Where it bears lines that end without a
carriage return, it passes over records behind bytes that belong to none.

So a record counts only once its size comes to where the one behind it begins, or is what its gzip member
says. From the first that does not, and for the last of each file, this module splits the file itself: gzip
members by zlib, which checks their sums, and records that are not packed by their lengths. So it does where a
record is asked for by its place.
"""

import os
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord

_BLOCK = 1 << 16
LONGEST_HEAD = 1 << 18
"""No head of a record, and none of its answer, is longer."""
# No file is so large that its size has more digits.
_LENGTH = re.compile("[0-9]{1,18}")
GZIP = b"\x1f\x8b"
"""How a packed record begins, whose checksum is met when it is read."""
PLAIN = b"WARC/"
"""How one begins that is not packed."""
_ARC = b"filedesc:"
_BLANK_LINE = {True: re.compile(rb"\r\n\r\n"), False: re.compile(rb"\r?\n\r?\n")}
"""What ends a head, by whether its first line ends with a carriage return."""
_LENGTH_IN_HEAD = re.compile(
    rb"^Content-Length[ \t]*:\s*([0-9]{1,18})[ \t\r]*$", re.IGNORECASE | re.MULTILINE
)
_NAME_OF_LENGTH = re.compile(rb"^Content-Length", re.IGNORECASE | re.MULTILINE)
# Two line ends close a record: a file that stops before them may lack more.
_CLOSED = re.compile(rb"(?:\r?\n){2}|(?:(?:\r?\n)?|\s{4})(?=WARC/)")
_ANSWERS = {"response", "revisit"}
_PAYLOADS = {*_ANSWERS, "resource", "conversion", "warcinfo"}
_WRONG_LENGTH = "shorter than it says, or longer than any page"
_UNSUPPORTED = {
    _ARC: "an ARC file, which is not supported: `warcio recompress` makes a WARC file of it",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard, which is not supported: unpack it with `zstd -d`",
    b"\x04\x22\x4d\x18": "compressed with LZ4, which is not supported: unpack it with `lz4 -d`",
}


class NoWarcError(ValueError):
    """The file is no WARC file that can be read record by record; the message says what it is."""


class TornError(ValueError):
    """The file ends, or breaks, within the record that begins at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"torn at byte {offset}")
        self.offset = offset


class EmptyFileError(TornError):
    """The file holds nothing, as one whose writer was killed before its first record."""

    def __init__(self) -> None:
        super().__init__(0)
        self.args = ("the file is empty",)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that lies whole in its file."""

    offset: int
    type: str
    """In lower case; empty where it says none."""
    url: str
    head: HeaderMap
    http: HeaderMap | None
    """The head of the answer, where it holds one of a web address."""
    body: bytes
    """As it was kept, behind the head of the answer; nothing of a request, or of what is said of records."""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be read, and why; those behind it can."""

    offset: int
    why: str


class _NoHeadError(ValueError):
    """What should be a record does not begin as one."""


def records(file: BinaryIO, largest: int) -> Iterator[Record | BrokenRecord]:
    """Each record of the file, but for the bodies of those with more bytes than `largest`.

    Raises NoWarcError, and TornError where nothing further can be read.
    """
    _check_format(file.read(len(_ARC)))
    file.seek(0)
    start = yield from _by_fastwarc(file, largest)
    yield from _one_by_one(file, start, largest)


def record_at(file: BinaryIO, offset: int, largest: int) -> Record:
    """The record at this offset of a file that was passed through before. Raises ValueError."""
    found = next(_one_by_one(file, offset, largest), None)
    if not isinstance(found, Record):
        raise ValueError(found.why if found else _WRONG_LENGTH)  # noqa: TRY004  the file's fault
    return found


def _check_format(begin: bytes) -> None:
    _check_support(begin)
    begin = begin.lstrip(b"\r\n")
    if not (GZIP.startswith(begin[:2]) or PLAIN.startswith(begin[: len(PLAIN)])):
        raise NoWarcError(f"not a WARC file (begins with {begin[: len(PLAIN)]!r})")


def _check_support(begin: bytes) -> None:
    for magic, said in _UNSUPPORTED.items():
        if begin.startswith(magic):
            raise NoWarcError(said)


def _by_fastwarc(file: BinaryIO, largest: int) -> Generator[Record | BrokenRecord, None, int]:
    """The records that are certain to be whole; returns the offset of the first that is not."""
    is_packed = file.read(len(GZIP)) == GZIP
    file.seek(0)
    start, waiting, size = 0, None, 0
    try:
        for record in ArchiveIterator(file, parse_http=False, max_header_len=LONGEST_HEAD):
            end = record.stream_pos  # of the record before
            if waiting is None and end != 0:
                break
            if waiting is not None:
                if end <= start or size != (_unpacked_size(file, end) if is_packed else end - start):
                    break
                yield waiting
            start = end
            size = _size(record)
            waiting = _read(start, record, largest)
    except (OSError, ValueError):
        pass
    return start


def _unpacked_size(file: BinaryIO, end: int) -> int:
    """What the gzip member that ends here says of its size."""
    return int.from_bytes(os.pread(file.fileno(), 4, end - 4), "little")


def _size(record: WarcRecord) -> int:
    """The bytes of the record in the usual form. Raises ValueError where its head is written otherwise.

    Of lines without a carriage return fastwarc makes one, and reads on into the next record.
    """
    head = record.headers
    lines = [name + b": " + value for name, value in head.items_bytes()]
    text = b"\r\n".join([head.status_line_bytes or b"", *lines, b"", b""])
    if not text.count(b"\n") == text.count(b"\r") == len(lines) + 2:
        raise ValueError("lines without a carriage return")
    return len(text) + record.content_length + len(b"\r\n\r\n")


def _parsed_alone(piece: bytes) -> WarcRecord:
    """The record at the start of these bytes, whose lines may lack a carriage return.

    Raises OSError, ValueError.
    """
    in_its_case = BytesIO(_NAME_OF_LENGTH.sub(b"Content-Length", piece, count=1))
    found = ArchiveIterator(
        in_its_case,
        parse_http=False,
        quirks_mode=not _has_carriage_return(piece),
        max_header_len=LONGEST_HEAD,
        stream_detect=False,
    )
    record = next(found, None)
    if record is None:
        raise _NoHeadError("it has no head")
    return record


def _read(offset: int, record: WarcRecord, largest: int) -> Record | BrokenRecord:
    """Raises OSError, ValueError for what is no whole record."""
    head = record.headers
    stated = (head.get("Content-Length") or "").strip()
    if not _LENGTH.fullmatch(stated) or int(stated) != record.content_length:
        raise ValueError(_WRONG_LENGTH)
    if int(stated) > largest:
        return BrokenRecord(offset, _WRONG_LENGTH)
    type_ = (head.get("WARC-Type") or "").strip().lower()
    url = (head.get("WARC-Target-URI") or "").strip()
    if url.startswith("<") and url.endswith(">"):  # as wget writes it
        url = url[1:-1]
    if type_ not in _PAYLOADS:
        return Record(offset, type_, url, head, None, b"")
    http = _http(record) if type_ in _ANSWERS and url.lower().startswith(("http:", "https:")) else None
    body = record.reader.read(largest)
    if len(body) != record.content_length:
        raise ValueError(_WRONG_LENGTH)
    return Record(offset, type_, url, head, http, body)


def _http(record: WarcRecord) -> HeaderMap | None:
    if not record.content_length:
        return None
    record.is_http = True
    record.parse_http(quirks_mode=True, max_header_len=LONGEST_HEAD)
    return record.http_headers


def _one_by_one(file: BinaryIO, start: int, largest: int) -> Iterator[Record | BrokenRecord]:
    file.seek(start)
    begin = file.read(len(GZIP))
    if not begin:
        raise TornError(start) if start else EmptyFileError
    file.seek(start)
    for offset, piece in (_members if begin == GZIP else _plain)(file, largest):
        try:
            yield _read_piece(offset, piece, largest)
        except NoWarcError as error:
            if offset == 0:
                raise
            yield BrokenRecord(offset, str(error))
        except (OSError, ValueError) as error:
            yield BrokenRecord(offset, str(error))


def _read_piece(offset: int, piece: bytes, largest: int) -> Record | BrokenRecord:
    try:
        _check_piece(piece)
    except _NoHeadError as error:
        if offset == 0:
            _check_support(piece[: len(_ARC)])
            raise NoWarcError(f"not a WARC file (its first record: {error})") from None
        raise
    return _read(offset, _parsed_alone(piece), largest)


def _check_piece(piece: bytes) -> None:
    """Raises ValueError unless it is one record and nothing else."""
    end = _BLANK_LINE[_has_carriage_return(piece)].search(piece, 0, LONGEST_HEAD)
    if end is None and piece.startswith(PLAIN) and len(piece) > LONGEST_HEAD:
        raise ValueError("its head is longer than any")
    if end is None or not piece.startswith(PLAIN):
        raise _NoHeadError("it has no head")
    length = _length_in(piece[: end.end()])
    if length is None or length > len(piece):
        raise ValueError(_WRONG_LENGTH)
    if rest := piece[end.end() + length :][: len(b"\r\n\r\nWARC/")].strip():
        if rest != PLAIN:
            raise ValueError(_WRONG_LENGTH)
        raise NoWarcError("compressed as a whole, not record by record: use `warcio recompress`")


def _members(file: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    start, waiting = file.tell(), file.read(_BLOCK)
    while waiting:
        piece, waiting = _member(file, waiting, start, largest + 2 * LONGEST_HEAD)
        if not piece or piece.strip():  # empty lines alone hide nothing
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
            length = _length_in(head)
            if length is None:
                raise TornError(start)
            body = file.read(min(length, largest))
            file.seek(length - len(body), 1)
            end, behind = file.tell(), file.read(len(b"\r\n\r\nWARC/"))
            closed = _CLOSED.match(behind)
            if len(body) < min(length, largest) or closed is None:
                raise TornError(start)
            file.seek(end + closed.end())
            yield start, head + body


def _head(file: BinaryIO, line: bytes, start: int) -> bytes:
    if not line.startswith(PLAIN):
        raise TornError(start)
    head = bytearray(line)
    blank_line = _BLANK_LINE[_has_carriage_return(line)]
    while not blank_line.search(head, max(0, len(head) - len(line) - 3)):
        line = file.readline(LONGEST_HEAD)
        head += line
        if not line or len(head) > LONGEST_HEAD:
            raise TornError(start)
    return bytes(head)


def _has_carriage_return(head: bytes) -> bool:
    """Whether the first line ends with one."""
    return head[: head.find(b"\n")].endswith(b"\r")


def _length_in(head: bytes) -> int | None:
    """The length that the head of a record states; null where it states none that a file can have."""
    stated = _LENGTH_IN_HEAD.search(head)
    return int(stated[1]) if stated else None
