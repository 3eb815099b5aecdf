"""The histories of several datasets as one: every line, and every content that was replaced, once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from osce_crawler.dataset.changes import EARLIER, KeyChange
from osce_crawler.dataset.datapackage import hash_of
from osce_crawler.dataset.merging.inputs import whole_lines
from osce_crawler.dataset.merging.scratch import ChangeLine, Replaced, Scratch
from osce_crawler.disk import naming, opened


class _Mark(msgspec.Struct):
    """What lines of any kind of change are sorted by, and by what those of one content are known."""

    at: str
    run: str
    dataset: str
    id: str
    change: str = ""
    cause: str = ""
    keys: msgspec.Raw = msgspec.Raw(b"[]")


_keys_of = msgspec.json.Decoder(list[KeyChange]).decode


def write_history(histories: Sequence[Path], path: Path, scratch: Scratch) -> None:
    """Write all lines, each as it is: by moment and run, within a run by dataset, id and the line itself.

    One content that was replaced has one line. Where a crawl saw it change, the lines of captures just
    before and after say the same, and are left out; of two lines of one capture the one with the nearer
    next capture stays. One history, and several that are the same, stay as they are.

    Raises DatasetError, naming file and line, and OSError.
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
            scratch.drop_repeated_contents()
            file.writelines(scratch.changes())


def _rows(path: Path) -> Iterator[tuple[ChangeLine, Replaced | None]]:
    for _, _, line, mark in whole_lines(path, msgspec.json.Decoder(_Mark).decode):
        yield ChangeLine(mark.at, mark.run, mark.dataset, mark.id, line), _replaced(mark)


def _replaced(mark: _Mark) -> Replaced | None:
    """The content that this line says was replaced; null where it says so of none."""
    if mark.change != EARLIER and (mark.change, mark.cause) != ("changed", "site"):
        return None
    try:
        keys = {one.key: (one.from_, one.to) for one in _keys_of(mark.keys)}
    except msgspec.DecodeError:
        return None
    digest, _ = keys.get("content_hash", (None, None))
    captured, until = keys.get("retrieved_at", (None, None)) if mark.change == EARLIER else ("", mark.at)
    if not (isinstance(digest, str) and isinstance(captured, str) and isinstance(until, str)):
        return None
    return Replaced(digest, captured, until)
