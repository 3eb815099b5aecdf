"""The dataset of a past day: today's, with every later line of `changes.jsonl` undone, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.dataset.changes import RUN_DATA, Change, read_changes
from osce_crawler.dataset.earlier import in_todays_keys
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.strict import checked, strict_record
from osce_crawler.disk import opened
from osce_crawler.exporters import encode
from osce_crawler.items import NavigationEntry, Record

_Row = dict[str, Any]
# changes.jsonl has no history of these: in a row that was undone they are unknown.
_UNKNOWN = RUN_DATA - {"first_seen"}


class _Mark(msgspec.Struct):
    id: str


_mark = msgspec.json.Decoder(_Mark).decode


@dataclass(slots=True)
class History:
    """What `changes.jsonl` says of one dataset, by the day on which a run found it."""

    path: Path
    kind: type[Record]
    until: dict[int, Change] = field(default_factory=dict)
    """Changes up to the end of the day (UTC), by line."""
    after: dict[int, Change] = field(default_factory=dict)
    """Changes after it, by line."""

    @property
    def has_begun(self) -> bool:
        """Whether the dataset was there on that day; one without any change ever is empty on every day."""
        return bool(self.until) or not self.after

    def ids(self) -> set[str]:
        """The rows that were there at the end of the day."""
        found = set()
        for change in self.until.values():
            if change.change == "added":
                found.add(change.id)
            elif change.change == "gone" and self.kind is NavigationEntry:
                found.discard(change.id)
        return found

    def added_again(self) -> tuple[str, str] | None:
        """Day and id of the last release that was added anew after that day; null where none was."""
        there = {change.id for change in self.until.values() if change.change == "added"}
        again = [
            (change.at[:10], change.id)
            for change in self.after.values()
            if change.change == "added" and change.id in there and self.kind is not NavigationEntry
        ]
        return max(again, default=None)


def history(path: Path, dataset: str, kind: type[Record], day: str) -> History:
    """What this `changes.jsonl` says of the dataset. `day`: YYYY-MM-DD. Raises DatasetError and OSError."""
    found = History(path, kind)
    for number, change in enumerate(read_changes(path), start=1):
        if change.dataset == dataset:
            (found.until if change.at[:10] <= day else found.after)[number] = change
    return found


def rebuilt(file: Path, past: History) -> bytes:
    """The lines of this published file as they were, in no order.

    Of a row that a later run changed, `last_changed`, `retrieved_at` and `extractor` are null. Raises
    DatasetError, naming file and line, where the history does not lead to the file as it is; and OSError.
    """
    if not past.has_begun:
        first = next(iter(past.after.values()))
        raise DatasetError(f"{past.path}: the history of {file.name} begins on {first.at[:10]}")
    if again := past.added_again():
        day, id_ = again
        raise DatasetError(
            f"{past.path}: {id_} was added again on {day}, as where datasets were merged or a "
            "lost record was read again: no earlier day can be rebuilt"
        )
    rows: dict[str, _Row] = {}
    touched, untouched, kept = {change.id for change in past.after.values()}, set(), []
    for line in _lines(checked(file, past.kind)):
        id_ = _mark(line).id
        if id_ in touched:
            rows[id_] = msgspec.json.decode(line)
        else:
            untouched.add(id_)
            kept.append(line)
    kept += _undone(rows, past)
    if lost := past.ids() - untouched - rows.keys():
        raise DatasetError(f"{past.path}: does not say when {min(lost)} left {file.name}")
    return b"".join(kept)


def _lines(published: Path | bytes) -> Iterator[bytes]:
    with BytesIO(published) if isinstance(published, bytes) else opened(published) as lines:
        yield from lines


def _undone(rows: dict[str, _Row], past: History) -> Iterator[bytes]:
    """The lines of these rows, once all later changes are taken back from them."""
    changed = set()
    for number, change in reversed(past.after.items()):
        try:
            _take_back(change, rows, is_menu=past.kind is NavigationEntry)
        except _MisfitError as misfit:
            raise DatasetError(f"{past.path}, line {number}: {misfit}") from None
        if change.change == "changed":
            changed.add(change.id)
        elif change.change == "added":
            changed.discard(change.id)  # what was there before it was another row
    for id_, row in rows.items():
        try:
            record = strict_record(row, past.kind)
        except msgspec.ValidationError as error:
            raise DatasetError(f"{past.path}: {id_} as it was is not a record: {error}") from None
        if id_ in changed:
            for key in _UNKNOWN.intersection(row):
                setattr(record, key, None)
        yield encode(record) + b"\n"


class _MisfitError(Exception):
    """A change that does not lead to what is there now."""


def _take_back(change: Change, rows: dict[str, _Row], *, is_menu: bool) -> None:
    before = in_todays_keys({found.key: found.from_ for found in change.keys})
    if change.change == "added":
        rows.pop(change.id, None)
    elif is_menu and change.change == "gone":
        if change.id in rows:
            raise _MisfitError(f"{change.id} is gone, and is in the dataset: a change is missing")
        if not before:
            raise _MisfitError(f"does not say what {change.id} was before it was gone")
        rows[change.id] = before
    else:
        _fit(change, rows.get(change.id))
        rows[change.id].update(before)


def _fit(change: Change, row: _Row | None) -> None:
    if row is None:
        raise _MisfitError(f"{change.id} changed and is not in the dataset")
    after = in_todays_keys({found.key: found.to for found in change.keys})
    if other := [key for key, value in after.items() if key in row and row[key] != value]:
        raise _MisfitError(f"{other[0]!r} of {change.id} is another today: a change is missing")
