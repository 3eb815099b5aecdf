"""From the items of a run as they came to the records of a dataset, never more than one of them in memory."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from sys import intern
from typing import IO, Literal

import msgspec

from osce_crawler.addresses import captured
from osce_crawler.dataset.captures import Noted, Seen, in_line, newest_of_each_address, past_of, says_the_same
from osce_crawler.dataset.carry import carry_gone, carry_history, language_of_old
from osce_crawler.dataset.changes import EARLIER, Cause, Change, KeyChange, cause_of, differences
from osce_crawler.dataset.doubtful import CUT_OFF, believed_among, doubt_of, good_among, passed_over
from osce_crawler.dataset.earlier_items import in_todays_form
from osce_crawler.dataset.index import Entry, Index
from osce_crawler.dataset.item_record import Invalid, of_valid_pages, record_of_group
from osce_crawler.dataset.merge import merged
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.dataset.tally import Tally
from osce_crawler.dataset.unknown_labels import UnknownLabels
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN, encode, lines_with_offsets
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.validating import NoRecordError

# So many addresses are named where records would be lost.
_EXAMPLES = 3


class Kept(msgspec.Struct):
    """A line of a run's items: what the page printed, and the id of its record as the page alone gives it."""

    id: str
    observation: Observation


class _Place(msgspec.Struct):
    url: str
    retrieved_at: str
    cut_off: bool = False


class _Mark(msgspec.Struct):
    """What is read of such a line to know whose it is."""

    id: str
    observation: _Place


_decode_kept = msgspec.json.Decoder(Kept).decode


def kept_items(path: Path) -> Iterator[Kept]:
    """Every line that is whole and in a form that can be read; the pages of the others are read again."""
    for _, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield _decode_kept(in_todays_form(line))


def _marks(path: Path) -> Iterator[tuple[int, _Mark]]:
    """Offset and identity of every line that has them."""
    decode = msgspec.json.Decoder(_Mark).decode
    for offset, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield offset, decode(in_todays_form(line))


@dataclass
class Assembled:
    """What a run makes of a dataset, before it is published."""

    tally: Tally
    """Of the dataset as it would be published."""
    fresh: Tally = field(default_factory=Tally)
    """Of the records that this run read."""
    labels: UnknownLabels = field(default_factory=UnknownLabels)
    """On the pages that this run read."""
    changes: Counter[str] = field(default_factory=Counter)
    """`added`, `changed`, `reread`, `gone`, `earlier`."""
    from_other_pages: set[str] = field(default_factory=set)
    """Records that a saved page gave in the place of a page that was read before."""
    invalid: list[Invalid] = field(default_factory=list)
    """Pages of which no valid record could be made."""
    passed_over: dict[str, str] = field(default_factory=dict)
    """Captures that give nothing of a record, by name, and why."""
    lost: list[str] = field(default_factory=list)
    """Addresses of records that were published and would be no longer: the first few."""
    lost_count: int = 0

    @property
    def made(self) -> int:
        """How many records this run read."""
        return self.fresh.records


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What an assembly must know of the run whose items it takes in."""

    run: str
    at: str
    """When it began; UTC."""
    is_replay: bool = False
    """Whether the pages were saved before, so that one of the same moment is the same."""
    is_reread: bool = False
    """Whether the pages were kept by runs of this very dataset, which may know later ones."""
    bounded_before: Container[str] = ()
    """Records that a run with bounds made, without all that lists print of them."""
    never_crawled: Container[str] = ()
    """Records that no crawl has read on the site as they are."""
    added_before: Mapping[str, str] = field(default_factory=dict)
    """Records that were published once and lost with a damaged file, and when each was first found."""
    is_vacant: Callable[[str], bool] = lambda _: True
    """Whether another address may take the place of a record's own one although that one was not read."""
    noted: Mapping[str, Noted] | None = None
    """Where the pages are all captures of a web archive: what earlier runs wrote down of contents, by id."""


class Assembly:
    """The records of a run, joined with its rows, and with the history of the dataset that was published."""

    def __init__(self, scratch: Path, before: Index, tally: Tally, of: RunFacts) -> None:
        """`scratch`: a folder for this assembly's files; `tally`: of the dataset before, changed here."""
        self.before = before
        self.result = Assembled(tally)
        self.changes = scratch / "changes.jsonl"
        self._of = of
        self._made = scratch / "made.jsonl"
        # Buffered, and not seen on disk line by line: a run that is cut off here assembles anew.
        self._lines, self._changed = self._made.open("wb"), self.changes.open("wb")
        self._end = 0
        # The offset of a record's new line in the file of new lines.
        self._new: dict[str, Entry] = {}
        self._days: dict[dt.date, dt.date] = {}
        self._read: set[str] = set()
        self._dropped: set[str] = set()

    def read(self, items: Path, rows: KeptRows) -> None:
        """Take in the items of the run."""
        groups: dict[str, tuple[int, ...]] = {}
        languages = _languages(items, self.before.by_address) if self._of.noted is not None else {}
        for offset, mark in _marks(items):
            nid, _, language = mark.id.partition("-")
            if language != (wanted := languages.get(mark.observation.url, language)):
                # An address that showed another language once showed another item.
                other = f"in another language ({language}) than the record of its address ({wanted})"
                name = captured(mark.observation.url, mark.observation.retrieved_at)
                self.result.passed_over[name] = CUT_OFF if mark.observation.cut_off else other
                continue
            published = language_of_old(nid, mark.observation.url, self.before.by_address)
            id_ = f"{nid}-{published or language}"
            groups[id_] = (*groups.get(id_, ()), offset)
        if not groups:
            return
        with opened(items) as file:
            for id_, offsets in groups.items():
                self._take(id_, [*_observations_at(file, offsets)], rows)
                groups[id_] = ()  # there are as many as items

    def mark_gone(self, ids: Iterable[str], day: dt.date) -> None:
        """Note of these records that the site has them no more; those that were read after all stay."""
        for id_ in ids:
            if id_ in self._read or id_ not in self.before.entries:
                continue
            old, record = self.before.record(id_), self.before.record(id_)
            if old.gone_on is None:
                record.gone_on = day
                self._replace(old, record, "gone", "site")

    def drop_unread(self, *, but: Set[str]) -> None:
        """Leave out what this run did not read, but these: a replay gives what was saved and no more."""
        for id_ in [one for one in self.before.entries if one not in self._read and one not in but]:
            record = self.before.record(id_)
            self.result.tally.remove(record)
            self._dropped.add(id_)
            self.result.lost_count += 1
            if len(self.result.lost) < _EXAMPLES:
                self.result.lost.append(record.url)

    def rewrite(self) -> None:
        """Bring every record that stays as it was into today's schema."""
        for id_ in self.before.entries.keys() - self._new.keys() - self._dropped:
            self._write(self.before.record(id_))

    @property
    def differs(self) -> bool:
        """Whether the dataset, or what is written down of its past, would be another than before."""
        return bool(self._new or self._dropped or self.result.changes[EARLIER])

    def newest(self, today: dt.date) -> dt.date | None:
        """The newest day of a record, none of them after today: a wrong date makes no dataset fresh."""
        before = (entry.day for id_, entry in self.before.entries.items() if id_ not in self._dropped)
        days = chain((entry.day for entry in self._new.values()), before)
        return max((day for day in days if day is not None and day <= today), default=None)

    def write(self, path: Path) -> None:
        """Write the whole dataset, in order."""
        with self._made.open("rb") as made, path.open("wb") as file:
            for *_, id_ in sorted(self._order()):
                place = self._new.get(id_)
                file.write(
                    os.pread(made.fileno(), place.length, place.offset) if place else self.before.line(id_)
                )

    def close(self) -> None:
        """Close the files; `changes` can be read from here on."""
        self._lines.close()
        self._changed.close()

    def _take(self, id_: str, group: list[Observation], rows: KeptRows) -> None:
        before = self._as_before(id_)
        if self._of.noted is not None:
            self._take_captures(id_, group, rows, before)
            return
        if not group or (before is not None and self._of.is_reread and _is_older(group, before)):
            return
        if before is not None and not (_has_own(group, before) or self._of.is_vacant(before.url)):
            self._read.add(id_)  # the published record is kept
            return
        if before is not None and self._of.is_replay and _takes_text_away(group, before):
            self._read.add(id_)
            self.result.fresh.add(before)  # its page was read
            self.result.passed_over |= {one.url: CUT_OFF for one in group}
            return
        record, invalid = of_valid_pages(
            group, lambda pages: self._record(id_, pages, record_of_group(pages, rows, before), before)
        )
        self._read.add(id_)
        self.result.invalid += invalid
        if record is not None:
            self._put(record, before, self._cause_of(before, record))
            if before is not None and not self._of.is_replay and id_ in self._of.never_crawled:
                self._write_moments(before, record)

    def _take_captures(
        self, id_: str, group: list[Observation], rows: KeptRows, before: PressRelease | None
    ) -> None:
        """The record of the newest captures, or the published one if newer, with what older ones add."""
        made, invalid = of_valid_pages(group, lambda pages: self._of_captures(id_, pages, rows, before))
        self._read.add(id_)
        self.result.invalid += invalid
        record, said = made or (None, [])
        left_out = [one.page for one in invalid]
        valid = [one for one in group if one not in left_out]
        believed = believed_among(valid) if record is not None else good_among(valid)
        if record is None:
            if before is None:
                return
            record = self.before.record(id_)
            self.result.fresh.add(record)  # its captures were read
            said = _said(in_line(believed, record.url, older_than=record.retrieved_at), rows)
        if not said or said[0].moment != record.retrieved_at:
            said.insert(0, Seen(record))
        cause, noted = self._cause_of(before, record), (self._of.noted or {}).get(id_, Noted())
        if before is not None and cause == "site":
            if _is_among(before, group):
                cause = "reread"  # what differs between captures is in the lines of their past
                record.last_changed = record.retrieved_at
            elif says_the_same(Seen(record), Seen(before)):
                cause, record.last_changed = "reread", before.last_changed
            else:
                noted = noted.with_replaced(before)
        past = past_of(said, noted, record.last_changed, {one.retrieved_at for one in group})
        record.first_seen = min(record.first_seen, *(one.retrieved_at for one in group))
        record.last_changed = past.last_changed
        self._put(record, before, cause)
        if before is not None:
            self._write_moments(before, record)
        for keys in past.earlier:
            self._note(id_, EARLIER, "site", keys)
        self.result.passed_over |= passed_over(valid, believed)

    def _of_captures(
        self, id_: str, group: Sequence[Observation], rows: KeptRows, before: PressRelease | None
    ) -> tuple[PressRelease | None, list[Seen]]:
        """The record of the newest captures, unless the published one is better; and what they all say.

        Raises NoRecordError.
        """
        believed = believed_among(group)
        newest = newest_of_each_address(believed)
        if before is None or _is_among(before, group):
            best = merged(newest)
        else:
            best = merged(newest, before.url)
            is_worse = best.retrieved_at < before.retrieved_at or (doubt_of(best) and before.body)
            if is_worse or not _has_own(newest, before):
                return None, []
        best.other_urls = sorted({*best.other_urls, *(one.url for one in group)} - {best.url})
        said = _said(in_line(believed, best.url), rows)
        known = next((one.record for one in said if one.moment < best.retrieved_at), None)
        record = self._record(id_, [best], record_of_group([best], rows, before, known), before)
        if before is not None:
            carry_gone(record, before)
        return record, said

    def _as_before(self, id_: str) -> PressRelease | None:
        return self.before.record(id_) if id_ in self.before.entries else None

    def _record(
        self, id_: str, pages: Sequence[Observation], record: PressRelease, before: PressRelease | None
    ) -> PressRelease:
        """The record of these pages, with the history of the one before."""
        for one in pages:
            self.result.labels.add(one.printed.unknown_labels, one.url)
        record.id, record.language = id_, id_.partition("-")[2]
        if before is not None:
            carry_history(record, before, replayed=self._of.is_replay)
        elif since := self._of.added_before.get(id_):
            record.first_seen = min(since, record.first_seen)
        self.result.fresh.add(record)
        return record

    def _put(self, record: PressRelease, before: PressRelease | None, cause: Cause) -> None:
        """Take the record into the dataset, in the place of the one before. `cause`: why it is another."""
        if before is not None:
            self._replace(before, record, "changed", cause)
            return
        self.result.tally.add(record)
        self._write(record)
        self._note(record.id, "added", cause)

    def _replace(
        self, before: PressRelease, record: PressRelease, change: Literal["changed", "gone"], cause: Cause
    ) -> None:
        """Put the record in the place of the one before, unless it says the same."""
        found = differences(before, record)
        if not found:
            return
        self.result.tally.remove(before)
        self.result.tally.add(record)
        self._write(record)
        self._note(record.id, change, cause, found)
        if self._of.is_replay and record.retrieved_at != before.retrieved_at:
            self.result.from_other_pages.add(record.id)

    def _cause_of(self, before: PressRelease | None, record: PressRelease) -> Cause:
        """The site did not change where lists add what a run with bounds did not ask them for.

        A page that is back is news.
        """
        if before is None:
            return "reread" if record.id in self._of.added_before else "site"
        if before.gone_on is not None and not self._of.is_replay:
            return "site"
        if (
            before.id in self._of.bounded_before
            and before.title == record.title
            and before.body == record.body
        ):
            return "reread"
        return cause_of(before, record, replayed=self._of.is_replay)

    def _write_moments(self, before: PressRelease, record: PressRelease) -> None:
        """Write the record although it says the same: what is known is when it was read."""
        if not differences(before, record) and _moments(before) != _moments(record):
            self._write(record)

    def _write(self, record: PressRelease) -> None:
        self._append(record.id, encode(record) + b"\n", record.date)

    def _append(self, id_: str, line: bytes, day: dt.date | None) -> None:
        # Records are many and days are few: each day is kept once.
        day = self._days.setdefault(day, day) if day else None
        self._new[id_] = Entry(self._end, len(line), day)
        self._lines.write(line)
        self._end += len(line)

    def _note(
        self,
        id_: str,
        change: Literal["added", "changed", "gone", "earlier"],
        cause: Cause,
        found: Sequence[KeyChange] = (),
    ) -> None:
        line = Change(self._of.run, self._of.at, "press_releases", id_, change, cause, found)
        self._changed.write(encode(line) + b"\n")
        self.result.changes["reread" if cause == "reread" else change] += 1

    def _order(self) -> Iterator[tuple[int, int, str, str]]:
        for id_, entry in self._new.items():
            yield sort_key(entry.day, id_)
        for id_ in self.before.entries.keys() - self._new.keys() - self._dropped:
            yield sort_key(self.before.entries[id_].day, id_)


def sort_key(day: dt.date | None, id_: str) -> tuple[int, int, str, str]:
    """What records are sorted by: newest first, without a date last; nid as a number; language."""
    nid, _, language = id_.partition("-")
    return -day.toordinal() if day else 1, int(nid), intern(language), id_


def _has_own(group: Sequence[Observation], before: PressRelease) -> bool:
    """Whether one of these was read at the record's own address, or where that one redirects to."""
    return any(before.url in {one.url, *one.other_urls} for one in group)


def _is_older(group: Sequence[Observation], before: PressRelease) -> bool:
    """Whether the site has said something else since these pages were kept."""
    return max(one.retrieved_at for one in group) < before.retrieved_at


def _is_among(before: PressRelease, captures: Iterable[Observation]) -> bool:
    """Whether one of these captures gave the published record, which then has no say beside them."""
    return any((before.url, before.retrieved_at) == (one.url, one.retrieved_at) for one in captures)


def _takes_text_away(group: Sequence[Observation], before: PressRelease) -> bool:
    """Whether parts of other pages would replace a text that was read before."""
    return bool(before.body) and all(one.cut_off for one in group) and not _is_among(before, group)


def _said(line: Sequence[Observation], rows: KeptRows) -> list[Seen]:
    """What crawls at the moments of these captures would have made of them, the newest first."""
    said: list[Seen] = []
    for one in reversed(line):
        with suppress(NoRecordError):
            record = record_of_group([one], rows, known=said[0].record if said else None)
            said.insert(0, Seen(record, (one.url, one.generation)))
    return said


def _moments(record: PressRelease) -> tuple[str, str, str]:
    return record.first_seen, record.last_changed, record.retrieved_at


def _languages(items: Path, published: Mapping[str, str]) -> dict[str, str]:
    """The language of the captures at each address: the published one, else that of the newest good one.

    `published`: the ids of published records by their addresses.
    """
    newest: dict[str, tuple[bool, bool, str, str]] = {}
    for kept in kept_items(items):
        one, language = kept.observation, kept.id.partition("-")[2]
        seen = (not doubt_of(one), kept.id == published.get(one.url), one.retrieved_at, language)
        newest[one.url] = max(seen, newest.get(one.url, seen))
    return {url: language for url, (*_, language) in newest.items()}


def _observations_at(file: IO[bytes], offsets: Iterable[int]) -> Iterator[Observation]:
    """What was observed, as these lines have it; one in no form that can be read was observed again."""
    for offset in offsets:
        file.seek(offset)
        with suppress(*BROKEN):
            yield _decode_kept(in_todays_form(file.readline())).observation
