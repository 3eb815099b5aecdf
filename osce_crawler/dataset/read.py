"""The reader of published datasets: records as they stand in the file, one by one."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from osce_crawler.items import PressRelease


class DatasetError(ValueError):
    """A dataset cannot be read; the message names file, line and fault."""


def read_releases(path: Path) -> Iterator[PressRelease]:
    """The records of a `press_releases.jsonl`; none where there is no such file. Raises DatasetError."""
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(PressRelease)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError as error:
                raise DatasetError(f"{path}, line {number}: {error}") from None
