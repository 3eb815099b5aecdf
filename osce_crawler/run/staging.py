"""Replaces the files of a dataset together: all of them, or none, whenever the run is cut off."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.disk import content_of, sync_folder, write_whole

_READY = "READY"
_PREFIX = "publish-"


class _Ready(msgspec.Struct):
    """The word that all files are on disk: from here on the publication is carried through."""

    files: list[str]
    part: dict[str, Any]


class Staging:
    """The new files of a dataset, written in the run's folder until all are on disk."""

    def __init__(self, run_folder: Path, dataset: str) -> None:
        self.path = run_folder / f"{_PREFIX}{dataset}"
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir()

    def file(self, name: str) -> Path:
        """Where to write the file that gets this name in the output folder."""
        return self.path / name

    def commit(self, part: dict[str, Any]) -> None:
        """See everything on disk, then say so. `part`: this dataset's part of the report."""
        names = sorted(path.name for path in self.path.iterdir())
        for name in names:
            with (self.path / name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(self.path)
        write_whole(self.path / _READY, msgspec.json.encode(_Ready(names, part)))

    def drop(self) -> None:
        """Publish nothing."""
        shutil.rmtree(self.path, ignore_errors=True)


def put_all_in_place(output: Path, staging: Path) -> dict[str, Any]:
    """Give the committed files their names, those that have not got them yet; returns the run's part."""
    ready = msgspec.json.decode(content_of(staging / _READY), type=_Ready)
    for name in ready.files:
        with suppress(FileNotFoundError):  # moved before the run was cut off
            (staging / name).replace(output / name)
    sync_folder(output)
    return ready.part


def stagings(run_folder: Path) -> tuple[list[Path], list[Path]]:
    """The publications that were committed and not finished, and those that were never committed."""
    found = [path for path in sorted(run_folder.glob(f"{_PREFIX}*")) if path.is_dir()]
    ready = [path for path in found if (path / _READY).exists()]
    return ready, [path for path in found if path not in ready]


def remove(staging: Path) -> None:
    """Forget a publication that is finished or was never committed; its word goes first."""
    (staging / _READY).unlink(missing_ok=True)
    shutil.rmtree(staging)
