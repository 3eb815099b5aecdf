"""Files on a disk: only regular ones are read, they are written whole or not at all, a full disk is named."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

NO_FILE = "not a file"


def opened(path: Path, piece: int = 1 << 20) -> BufferedReader:
    """The regular file, to be read from its start. Raises OSError, which names it, for anything else.

    `piece`: so many bytes of it are held at a time.

    A named pipe would never end, nor would some devices.
    """
    file = open(path, "rb", buffering=piece, opener=_regular)  # noqa: SIM115
    return cast("BufferedReader", file)


def content_of(path: Path) -> bytes:
    """What the regular file holds. Raises OSError."""
    with opened(path) as file:
        return file.read()


def is_in_the_way(path: Path) -> bool:
    """Whether something other than a file has this name."""
    return path.exists() and not path.is_file()


def _regular(path: str, flags: int) -> int:
    # Does not wait until somebody writes into a named pipe.
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, NO_FILE, str(path))
    return descriptor


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an OSError of what is done inside name this file: one of a write names none by itself."""
    try:
        yield
    except OSError as error:
        name_file(error, path)
        raise


def name_file(error: OSError, path: Path) -> None:
    """Have the error name this file, where it names none."""
    if error.filename is None:
        error.filename = str(path)


def fault_of(error: OSError, otherwise: Path | str) -> str:
    """The error in words: file and fault. `otherwise`: what is named where it names no file."""
    return f"{error.filename or otherwise}: {error.strerror or error}"


def write_whole(path: Path, content: bytes) -> None:
    """Write the file as `written_whole` does. Raises OSError."""
    with written_whole(path) as file:
        file.write(content)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write beside this place: it is seen on disk and put there at the end, or removed on an error.

    A link is followed; a device or a pipe, which has no place to take, is written to as it is. Raises
    OSError, which names the path.
    """
    with naming(path):
        if is_in_the_way(path):
            with path.open("wb") as device:
                yield device
            return
        place = path.resolve()
        temporary = place.with_name(f".{place.name}.new")
        try:
            with temporary.open("wb") as file:
                yield file
            put_in_place(temporary, place)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def append_whole(file: int, piece: memoryview, end: int) -> int:
    """Write at the end of an open file, behind its last `end` bytes; returns where it ends then.

    Of what the disk takes only in part nothing stays. Raises OSError.
    """
    left, size = piece, len(piece)
    try:
        while left:
            left = left[os.write(file, left) :]
    except OSError:
        os.ftruncate(file, end)
        os.lseek(file, end, os.SEEK_SET)
        raise
    finally:
        left.release()
    return end + size


def move_whole(made: Path, path: Path) -> None:
    """Put a finished file of the same disk in its place, as `write_whole` does with its content."""
    if is_in_the_way(path):
        with naming(path), opened(made) as content, path.open("wb", buffering=0) as device:
            shutil.copyfileobj(content, device)
        return
    with naming(path):
        put_in_place(made, path.resolve())


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file its name; after this a power cut leaves the old file or the new one."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def put_folder_in_place(temporary: Path, path: Path) -> None:
    """The same for a folder of finished files: it takes no other's place but that of an empty one."""
    for file in temporary.iterdir():
        with file.open("rb") as one:
            os.fsync(one.fileno())
    sync_folder(temporary)
    try:
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See the names in this folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
