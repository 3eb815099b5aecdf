"""Names the file that a disk does not take."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an OSError of what is done inside name this file: one of a write names none by itself."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def fault_of(error: OSError, otherwise: Path | str) -> str:
    """The error in words: file and fault. `otherwise`: what is named where it names no file."""
    return f"{error.filename or otherwise}: {error.strerror or error}"
