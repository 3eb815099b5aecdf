"""Files that are written whole or not at all."""

import os
from pathlib import Path

from osce_crawler.disk import naming


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
