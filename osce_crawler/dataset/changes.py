"""The history of a dataset: for each published run what was added, changed or found gone, and why."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from osce_crawler.dataset.read import decoded_lines
from osce_crawler.items import Moment, NavigationEntry, PressRelease, Record, keys

# Facts about the reading and not about the item: a difference in these alone is no change.
RUN_DATA = frozenset({"first_seen", "last_changed", "retrieved_at", "extractor"})

Cause = Literal["site", "reread"]
EARLIER: Final = "earlier"
"""The change of a line that changes nothing: what an older capture of a web archive printed."""


class KeyChange(msgspec.Struct, rename={"from_": "from"}):
    """A key with its value before and after."""

    key: str
    from_: Any
    to: Any


class Change(msgspec.Struct):
    """A line of `changes.jsonl`."""

    run: str
    at: Moment
    """When the run began that found it; UTC."""
    dataset: str
    id: str
    change: Literal["added", "changed", "gone", "earlier"]
    cause: Cause
    """`site`: the page prints something else; `reread`: our reading of it changed, other captures are at
    hand, or we had lost it."""
    keys: Sequence[KeyChange] = ()


def read_changes(path: Path) -> Iterator[Change]:
    """The lines of a `changes.jsonl`. Raises DatasetError, naming file and line, and OSError."""
    for _, _, change in decoded_lines(path, msgspec.json.Decoder(Change).decode):
        yield change


_COMPARED = {
    kind: tuple(key for key in keys(kind) if key not in RUN_DATA) for kind in (PressRelease, NavigationEntry)
}


def differences(before: Record, after: Record) -> list[KeyChange]:
    """The keys that differ, without those about the reading alone."""
    return [
        KeyChange(key, old, new)
        for key in _COMPARED[type(after)]
        if (old := getattr(before, key)) != (new := getattr(after, key))
    ]


def whole(before: Record) -> list[KeyChange]:
    """Every key of a row that leaves the dataset, so that the history can bring it back."""
    return [KeyChange(key, getattr(before, key), None) for key in keys(type(before))]


def is_same_page(before: PressRelease, after: PressRelease, *, replayed: bool) -> bool:
    """Whether both were read from one page: the saved page of one moment cannot have changed."""
    return replayed and before.retrieved_at == after.retrieved_at


def cause_of(before: PressRelease, after: PressRelease, *, replayed: bool) -> Cause:
    """Whether the site or our reading changed."""
    same = before.content_hash == after.content_hash or is_same_page(before, after, replayed=replayed)
    return "reread" if same else "site"
