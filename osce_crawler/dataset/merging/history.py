"""The histories of several datasets as one: every line once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from osce_crawler.dataset.datapackage import hash_of
from osce_crawler.dataset.merging.inputs import whole_lines
from osce_crawler.dataset.merging.scratch import Scratch
from osce_crawler.disk import naming, opened


class _Mark(msgspec.Struct):
    """What lines of any kind of change are sorted by."""

    at: str
    run: str
    dataset: str
    id: str


def write_history(histories: Sequence[Path], path: Path, scratch: Scratch) -> None:
    """Write all lines, each as it is: by moment and run, within a run by dataset, id and the line itself.

    One history, and several that are the same, stay as they are. Raises DatasetError, naming file and line,
    and OSError.
    """
    # Runs write the lines of one run in the order in which they found them.
    different = [*{hash_of(each): each for each in histories if each.stat().st_size}.values()]
    for each in histories:
        scratch.add_changes(_rows(each))
    with naming(path), path.open("wb") as file:
        if len(different) == 1:
            with opened(different[0]) as lines:
                file.writelines(lines)
        else:
            file.writelines(scratch.changes())


def _rows(path: Path) -> Iterator[tuple[str, str, str, str, bytes]]:
    for _, _, line, mark in whole_lines(path, msgspec.json.Decoder(_Mark).decode):
        yield mark.at, mark.run, mark.dataset, mark.id, line
