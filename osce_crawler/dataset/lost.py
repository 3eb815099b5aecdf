"""What a run still knows of records that a damaged file lost: that they were published, and since when."""

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from osce_crawler.dataset.datapackage import NAVIGATION, RELEASES
from osce_crawler.exporters import BROKEN, lines_with_offsets

CHANGES, SEEN = "changes.jsonl", "seen.jsonl"

_Line = TypeVar("_Line", bound=msgspec.Struct)


class _Change(msgspec.Struct):
    dataset: str
    id: str
    change: str
    at: str
    run: str


class _Seen(msgspec.Struct):
    id: str


class _Observed(msgspec.Struct):
    generation: int
    retrieved_at: str


class _Item(msgspec.Struct):
    id: str
    observation: _Observed


def known_ids(output: Path, dataset: str) -> set[str]:
    """The records that earlier runs published, by `changes.jsonl` and `seen.jsonl`. Raises OSError."""
    found = set[str]()
    for line in _readable(output / CHANGES, _Change):
        if line.dataset == dataset:
            if line.change == "gone" and dataset == NAVIGATION:  # a release that is gone stays in the dataset
                found.discard(line.id)
            else:
                found.add(line.id)
    if dataset == RELEASES:
        found.update(line.id for line in _readable(output / SEEN, _Seen))
    return found


def first_seen(output: Path, dataset: str, kept: Container[str], at: str) -> dict[str, str]:
    """When each record that earlier runs published was first seen, without those that were `kept`.

    To the second where the run that added it still has its folder; else the start of that run, and `at` where
    not even that is known. Raises OSError.
    """
    found = dict.fromkeys((id_ for id_ in known_ids(output, dataset) if id_ not in kept), at)
    runs: dict[str, set[str]] = {}
    for line in _readable(output / CHANGES, _Change):
        if line.dataset == dataset and line.change == "added" and found.get(line.id) == at:
            found[line.id] = line.at
            runs.setdefault(line.run, set()).add(line.id)
    folders = {path.name: path for path in (output / "runs").glob("*")}
    for run, ids in runs.items():
        if run in folders:
            found |= _read_at(folders[run] / f"{dataset}.items.jsonl", ids)
    return found


def _read_at(items: Path, ids: Container[str]) -> Mapping[str, str]:
    """When the run read each of these; of several pages of one item the one that its record was made of."""
    found: dict[str, _Observed] = {}
    for line in _readable(items, _Item):
        if line.id in ids:
            before = found.setdefault(line.id, line.observation)
            found[line.id] = max(before, line.observation, key=lambda one: (one.generation, one.retrieved_at))
    return {id_: one.retrieved_at for id_, one in found.items()}


def _readable(path: Path, kind: type[_Line]) -> Iterator[_Line]:
    """The lines that can be read; none where there is no file."""
    decode = msgspec.json.Decoder(kind).decode
    if not path.is_file():
        return
    for _, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield decode(line)
