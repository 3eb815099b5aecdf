"""JSON Lines: one object a line, on disk as soon as it is written."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import jsonlines
import msgspec

_encoder = msgspec.json.Encoder()
# Valid in JSON, but line ends to many readers of lines.
_LINE_ENDS = (("\u2028", b"\\u2028"), ("\u2029", b"\\u2029"), ("\u0085", b"\\u0085"))


def encode(value: Any) -> bytes:
    """The value as one line of JSON in UTF-8: keys in the order of the class, no line end inside.

    Raises UnicodeEncodeError for text that is not Unicode (a lone surrogate).
    """
    line = _encoder.encode(value)
    for character, escape in _LINE_ENDS:
        raw = character.encode()
        if raw in line:
            line = line.replace(raw, escape)
    return line


class JsonLines:
    """Appends lines to a file; a line is handed to the system before `write` returns."""

    def __init__(self, path: Path) -> None:
        # Unbuffered: what was reported as written survives the death of the process.
        self._file = path.open("ab", buffering=0)
        self._writer = jsonlines.Writer(self._file, dumps=encode)

    def write(self, value: Any) -> None:
        """Write one object. Raises OSError if the disk does not take it."""
        self._writer.write(value)

    def close(self) -> None:
        self._writer.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
