"""The files that a path on the command line means: an output folder, or one file of its kind."""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, RELEASES
from osce_crawler.dataset.read import DatasetError
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN

CHANGES = "changes"
NAMES = (*KINDS, CHANGES)
LONGEST_LINE = 1 << 26
"""No record is near so long, in bytes: a file with such a line is no dataset, and is not held in memory."""


class DatasetFile(NamedTuple):
    """A file of JSON Lines, and what its lines are."""

    path: Path
    dataset: str
    """`press_releases`, `navigation` or `changes`."""


def files_of(path: Path) -> list[DatasetFile]:
    """The dataset files of an output folder, or the one file. Raises DatasetError where there is none."""
    if path.is_dir():
        found = [DatasetFile(file, name) for name in NAMES if (file := path / f"{name}.jsonl").is_file()]
        if not any(file.dataset in KINDS for file in found):
            raise DatasetError(f"{path}: no {RELEASES}.jsonl and no {NAVIGATION}.jsonl in this folder")
        return found
    if not path.is_file():
        raise DatasetError(f"{path}: {'not a file' if path.exists() else 'no such file or folder'}")
    return [DatasetFile(path, path.stem if path.stem in NAMES else _dataset_of(path))]


def _dataset_of(path: Path) -> str:
    """What the first line of a file of another name looks like; a release where it is nothing of ours."""
    with opened(path) as lines:
        try:
            keys = msgspec.json.decode(lines.readline(LONGEST_LINE), type=dict[str, Any]).keys()
        except BROKEN:
            return RELEASES
    return NAVIGATION if "menu_page" in keys else CHANGES if {"run", "change"} <= keys else RELEASES
