"""Makes the records of a chunk of groups: what every worker runs once all shards were read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from osce_crawler.bulk.captures import Capture, Captures
from osce_crawler.bulk.index import Again, Group, Member
from osce_crawler.bulk.shard_reader import capture_of
from osce_crawler.dataset.item_record import Invalid, fault_alone, of_valid_pages, record_of_group
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.rows import Rows
from osce_crawler.disk import opened, write_whole
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import id_of
from osce_crawler.report.showing import shown


class Made(msgspec.Struct):
    """What became of a chunk besides its records."""

    again: list[Again] = []
    lost: list[str] = []
    """Pages that give no valid record: a fault of ours."""


def make_records(chunk: Path, folder: Path, target: Path) -> Made:
    """Write the records of the groups in the file `chunk` to `target`, in the dataset's order.

    `folder`: where the files of captures lie. Raises OSError.
    """
    making = _Making(Captures(folder))
    decode = msgspec.json.Decoder(Group).decode
    with opened(chunk) as lines:
        records = [record for line in lines for record in making.records_of(decode(line))]
    records.sort(key=lambda record: sort_key(record.date, record.id))
    write_whole(target, b"".join(encode(record) + b"\n" for record in records))
    return making.made


class _Making:
    def __init__(self, captures: Captures) -> None:
        self.made = Made()
        self._captures = captures

    def records_of(self, group: Group) -> list[PressRelease]:
        rows = Rows()
        for row in group.rows:
            rows.keep(row)
        read = [(member, page) for member in group.members if (page := self._read(member).observation)]
        records, invalid = _records_of([page for _, page in read], rows)
        if invalid and any(member.others for member, _ in read):
            found = [one for member, page in read for one in self._best_valid(member, page)]
            records, invalid = _records_of([one for one in found if isinstance(one, Observation)], rows)
            invalid = [*(one for one in found if isinstance(one, Invalid)), *invalid]
        self.made.lost += map(shown, invalid)
        return records

    def _best_valid(self, member: Member, page: Observation) -> Iterator[Invalid | Observation]:
        """The best capture of the address that is valid alone, behind those that are not."""
        others = (self._read(one).observation for one in member.others)
        for capture in filter(None, chain([page], others)):
            if (why := fault_alone(capture)) is None:
                yield capture
                return
            yield Invalid(capture, why)

    def _read(self, member: Member) -> Capture:
        (capture,) = self._captures.at(member.file, [(member.at, member.length)])
        if member.row_type is None:
            return capture
        again = capture_of(capture.place.page_at_hand(), member.row_type)
        if again.outcome != "other":
            self.made.again.append(Again(member.shard, member.at, again.outcome, again.words))
        return again


def _records_of(pages: Sequence[Observation], rows: Rows) -> tuple[list[PressRelease], list[Invalid]]:
    """The records of these pages of one nid, and the pages that had to be left out."""
    records: list[PressRelease] = []
    invalid: list[Invalid] = []
    for group in _by_id(pages):
        record, left_out = of_valid_pages(group, lambda valid: record_of_group(valid, rows))
        records += [record] if record is not None else []
        invalid += left_out
    return records, invalid


def _by_id(pages: Sequence[Observation]) -> Iterable[Sequence[Observation]]:
    if len(pages) == 1:
        return [pages]
    found: dict[str, list[Observation]] = {}
    for page in pages:
        found.setdefault(id_of(page), []).append(page)
    return found.values()
