"""Files on a disk: written whole or not at all, and named where it does not take them."""

import os
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


def write_whole(path: Path, content: bytes) -> None:
    """Write the file beside its place, see it on disk, then put it there.

    A link is followed; a device or a pipe, which has no place to take, is written to as it is.
    """
    if path.exists() and not path.is_file():
        with naming(path), path.open("wb", buffering=0) as device:
            device.write(content)
        return
    place = path.resolve()
    temporary = place.with_name(f".{place.name}.new")
    with naming(path):
        try:
            temporary.write_bytes(content)
            put_in_place(temporary, place)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file its name; after this a power cut leaves the old file or the new one."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See the names in this folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
