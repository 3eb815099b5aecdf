"""From the items of a run as they came to the records of a dataset, never more than one of them in memory."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

from osce_crawler.dataset.captured_item import has_own, is_among, item_of_captures, languages_of
from osce_crawler.dataset.captures import Noted
from osce_crawler.dataset.carry import carry_history, language_of_old
from osce_crawler.dataset.changes import EARLIER, Cause, Change, KeyChange, cause_of, differences
from osce_crawler.dataset.doubtful import CUT_OFF, PassedOver
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.item_record import Invalid, of_valid_pages, record_of_group, why_outside
from osce_crawler.dataset.kept_items import kept_at, marks
from osce_crawler.dataset.new_records import NewRecords
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.dataset.tally import Tally
from osce_crawler.dataset.unknown_labels import UnknownLabels
from osce_crawler.disk import opened
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease
from osce_crawler.outcomes import OUTSIDE
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import Language

# So many addresses are named where records would be lost.
_EXAMPLES = 3


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
    """`added`, `changed`, `reread`, `gone`, `earlier`; `dropped`: not among the pages of a replay."""
    from_other_pages: set[str] = field(default_factory=set)
    """Records that a saved page gave in the place of a page that was read before."""
    invalid: list[Invalid] = field(default_factory=list)
    """Pages of which no valid record could be made."""
    passed_over: list[PassedOver] = field(default_factory=list)
    """Valid pages that give nothing of a record."""
    lost: list[str] = field(default_factory=list)
    """Addresses of records that were published and would be no longer: the first few."""

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
    since: dt.date | None = None
    """The first publishing day of items that captures may add."""
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
        self._new = NewRecords(scratch / "made.jsonl")
        self._changed = self.changes.open("wb")
        self._read: set[str] = set()
        self._dropped: set[str] = set()

    def read(self, items: Path, rows: KeptRows) -> None:
        """Take in the items of the run."""
        groups: dict[str, tuple[int, ...]] = {}
        languages = languages_of(items, self.before) if self._of.noted is not None else {}
        for offset, mark in marks(items):
            nid, _, language = mark.id.partition("-")
            if language != (wanted := languages.get(mark.observation.url, language)):
                # An address that showed another language once showed another item.
                why = f"in another language ({language}) than the record of its address ({wanted})"
                page = mark.observation
                self.result.passed_over.append(PassedOver.of(page, CUT_OFF if page.cut_off else why))
                continue
            published = language_of_old(nid, mark.observation.url, self.before.by_address)
            id_ = f"{nid}-{published or language}"
            groups[id_] = (*groups.get(id_, ()), offset)
        if not groups:
            return
        with opened(items) as file:
            for id_, offsets in groups.items():
                kept = [*kept_at(file, offsets)]
                known = kept[0].language if len(kept) == 1 else None
                self._take(id_, [one.observation for one in kept], rows, known)
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
            self.result.changes["dropped"] += 1
            if len(self.result.lost) < _EXAMPLES:
                self.result.lost.append(record.url)

    def rewrite(self) -> None:
        """Bring every record that stays as it was into today's schema."""
        for id_ in self.before.entries.keys() - self._new.entries.keys() - self._dropped:
            self._new.add(self.before.record(id_))

    @property
    def differs(self) -> bool:
        """Whether the dataset, or what is written down of its past, would be another than before."""
        return bool(self._new.entries or self._dropped or self.result.changes[EARLIER])

    def newest(self, today: dt.date) -> dt.date | None:
        """The newest day of a record, none of them after today: a wrong date makes no dataset fresh."""
        before = (entry.day for id_, entry in self.before.entries.items() if id_ not in self._dropped)
        days = chain((entry.day for entry in self._new.entries.values()), before)
        return max((day for day in days if day is not None and day <= today), default=None)

    def write(self, path: Path) -> None:
        """Write the whole dataset, in order."""
        self._new.write_among(self.before, self._dropped, path)

    def close(self) -> None:
        """Close the files; `changes` can be read from here on."""
        self._new.close()
        self._changed.close()

    def _take(
        self, id_: str, group: list[Observation], rows: KeptRows, language: Language | None = None
    ) -> None:
        """`language`: that of the only page, where it is known."""
        before = self._as_before(id_)
        if self._of.noted is not None:
            self._take_captures(id_, group, rows, before)
            return
        if not group or (before is not None and self._of.is_reread and _is_older(group, before)):
            return
        if before is not None and not (has_own(group, before) or self._of.is_vacant(before.url)):
            self._read.add(id_)  # the published record is kept
            return
        if before is not None and self._of.is_replay and _takes_text_away(group, before):
            self._read.add(id_)
            self.result.fresh.add(before)  # its page was read
            self.result.passed_over += [PassedOver.of(one, CUT_OFF) for one in group]
            return
        record, invalid = of_valid_pages(
            group,
            lambda pages: self._record(
                id_, pages, record_of_group(pages, rows, before, language=language), before
            ),
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
        item, invalid = item_of_captures(
            group, rows, before, lambda pages, record: self._record(id_, pages, record, before)
        )
        self._read.add(id_)
        self.result.invalid += invalid
        if item is None:
            return
        if before is None and (why := why_outside(item.record, self._of.since)):
            self.result.fresh.remove(item.record)
            self.result.passed_over += [PassedOver.of(one, why, OUTSIDE) for one in group]
            return
        self.result.passed_over += item.passed_over
        if item.stays:
            self.result.fresh.add(item.record)  # its captures were read
        noted = (self._of.noted or {}).get(id_, Noted())
        cause, earlier = item.with_past(self._cause_of(before, item.record), noted)
        self._put(item.record, before, cause)
        if before is not None:
            self._write_moments(before, item.record)
        for keys in earlier:
            self._note(id_, EARLIER, "site", keys)

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
        self._new.add(record)
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
        self._new.add(record)
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
            self._new.add(record)

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


def _is_older(group: Sequence[Observation], before: PressRelease) -> bool:
    """Whether the site has said something else since these pages were kept."""
    return max(one.retrieved_at for one in group) < before.retrieved_at


def _takes_text_away(group: Sequence[Observation], before: PressRelease) -> bool:
    """Whether parts of other pages would replace a text that was read before."""
    return bool(before.body) and all(one.cut_off for one in group) and not is_among(before, group)


def _moments(record: PressRelease) -> tuple[str, str, str]:
    return record.first_seen, record.last_changed, record.retrieved_at
