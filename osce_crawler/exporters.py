"""JSON of ours; JSON Lines: one object a line, on disk as soon as it is written."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import jsonlines
import msgspec

from osce_crawler.disk import append_whole, name_file, naming, opened

_encoder = msgspec.json.Encoder()
LINE_ENDS = "\u2028\u2029\u0085"
"""Valid in JSON, but line ends to many readers of lines: they are written as escapes."""
_ESCAPES = [(character.encode(), b"\\u%04x" % ord(character)) for character in LINE_ENDS]
_BLOCK = 1 << 16
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for a line that is none of ours: no JSON, another type, no UTF-8, nested too deep."""


def encode(value: Any) -> bytes:
    """The value as one line of JSON in UTF-8: keys in the order of the class, no line end inside.

    Raises UnicodeEncodeError for text that is not Unicode (a lone surrogate).
    """
    line = _encoder.encode(value)
    if line.isascii():
        return line
    for raw, escape in _ESCAPES:
        # A single byte is found at a tenth of the cost of several, and hardly any line holds it.
        if raw[-1] in line and raw in line:
            line = line.replace(raw, escape)
    return line


def encode_indented(value: Any) -> bytes:
    """The value as a file of JSON that people open as well: a line a key."""
    return msgspec.json.format(_encoder.encode(value), indent=2) + b"\n"


class _WholeLines:
    """Hands a file whole lines in single writes; a line that the disk takes only in part is taken back."""

    def __init__(self, path: Path) -> None:
        # Unbuffered: what was reported as written survives the death of the process.
        self._file = path.open("r+b" if path.exists() and path.is_file() else "ab", buffering=0)
        self.torn = _drop_torn_line(self._file.fileno())
        self.end = os.lseek(self._file.fileno(), 0, os.SEEK_END) if self._file.seekable() else 0
        self._waiting = b""

    def write(self, piece: bytes) -> int:
        self._waiting += piece
        if piece == b"\n":
            line, self._waiting = self._waiting, b""
            self.end = append_whole(self._file.fileno(), memoryview(line), self.end)
        return len(piece)

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _drop_torn_line(file: int) -> bool:
    """Cut the file behind its last line end; true if there was anything behind it."""
    size = end = os.fstat(file).st_size
    while end:
        start = max(0, end - _BLOCK)
        cut = os.pread(file, end - start, start).rfind(b"\n")
        if cut >= 0:
            end = start + cut + 1
            break
        end = start
    if end < size:
        os.ftruncate(file, end)
    return end < size


class JsonLines:
    """Appends lines to a file; a line is handed to the system before `write` returns.

    A file whose last line is torn, as a power cut leaves it, loses that line when it is opened (`torn`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _WholeLines(path)
        self._writer = jsonlines.Writer(cast("Any", self._file), dumps=encode)
        self._synced = self._file.end

    @property
    def torn(self) -> bool:
        """Whether a torn line was dropped."""
        return self._file.torn

    @property
    def end(self) -> int:
        """Where the next line will begin, in bytes."""
        return self._file.end

    def write(self, value: Any) -> None:
        """Write one object. Raises OSError, which names the file, if the disk does not take it.

        Nothing of it stays then.
        """
        try:
            self._writer.write(value)
        except OSError as error:
            name_file(error, self.path)
            raise

    def sync(self) -> None:
        """See on disk what was written since the last time. Raises OSError."""
        if self._synced != self._file.end:
            with naming(self.path):
                self._file.sync()
            self._synced = self._file.end

    def close(self) -> None:
        self._writer.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def lines_with_offsets(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each whole line with its offset in bytes; none where there is no file. A torn last line is left out."""
    if not path.exists():
        return
    offset = 0
    with opened(path) as lines:
        for line in lines:
            if line.endswith(b"\n"):
                yield offset, line
            offset += len(line)
