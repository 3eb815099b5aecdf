"""What a worker is asked to do, in a form that goes to any process: paths, and a few words back."""

import os
from pathlib import Path

import msgspec

from osce_crawler.bulk.chunk_records import Made, make_records
from osce_crawler.bulk.shard_reader import read_archive


class ReadArchive(msgspec.Struct, tag=True, frozen=True):
    """Read all pages of a WARC or WET file."""

    file: bytes
    target: bytes

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return os.fsdecode(self.file)

    def paths(self) -> set[Path]:
        """What the process that performs it must see: files, and folders to write in."""
        return {_path(self.file).absolute(), _path(self.target).absolute().parent}


class MakeRecords(msgspec.Struct, tag=True, frozen=True):
    """Make the records of a chunk of groups."""

    chunk: bytes
    folder: bytes
    target: bytes

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return os.fsdecode(self.chunk)

    def paths(self) -> set[Path]:
        """What the process that performs it must see: files, and folders to write in."""
        return {_path(self.chunk).absolute(), _path(self.folder).absolute()}


Task = ReadArchive | MakeRecords


def perform(task: Task) -> Made:
    """Do it. Raises OSError. Done twice, it gives the same."""
    if isinstance(task, ReadArchive):
        read_archive(_path(task.file), _path(task.target))
        return Made()
    return make_records(_path(task.chunk), _path(task.folder), _path(task.target))


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))
