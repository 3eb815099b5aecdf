"""The reader of published datasets: records as they stand in the file, one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from osce_crawler.items import NavigationEntry, PressRelease

_Kind = TypeVar("_Kind", PressRelease, NavigationEntry)


class DatasetError(ValueError):
    """A dataset cannot be read; the message names file, line and fault."""


def read_releases(path: Path) -> Iterator[PressRelease]:
    """The records of a `press_releases.jsonl`; none where there is no such file. Raises DatasetError."""
    return _read(path, PressRelease)


def read_menu(path: Path) -> Iterator[NavigationEntry]:
    """The records of a `navigation.jsonl`; none where there is no such file. Raises DatasetError."""
    return _read(path, NavigationEntry)


def _read(path: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError as error:
                raise DatasetError(f"{path}, line {number}: {error}") from None
