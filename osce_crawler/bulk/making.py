"""Makes the records of a chunk of groups: what every worker runs once all shards were read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from osce_crawler.bulk.captures import Capture, Captures
from osce_crawler.bulk.index import Again, Group, Member
from osce_crawler.bulk.reading import capture_of
from osce_crawler.dataset.build import record_of_group, sort_key
from osce_crawler.dataset.rows import Rows
from osce_crawler.disk import opened, write_whole
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import id_of
from osce_crawler.records.validating import NoRecordError
from osce_crawler.report.showing import shown


class Made(msgspec.Struct):
    """What became of a chunk besides its records."""

    again: list[Again] = []
    lost: list[str] = []
    """Records lost to a fault of ours."""


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

    def records_of(self, group: Group) -> Iterator[PressRelease]:
        rows = Rows()
        for row in group.rows:
            rows.keep(row)
        for observations in self._by_id(group.members):
            try:
                yield record_of_group(observations, rows)
            except NoRecordError as fault:
                self.made.lost.append(shown(fault))

    def _by_id(self, members: Iterable[Member]) -> Iterable[list[Observation]]:
        seen = [one for member in members if (one := self._read(member).observation) is not None]
        if len(seen) == 1:
            return [seen]
        found: dict[str, list[Observation]] = {}
        for one in seen:
            found.setdefault(id_of(one), []).append(one)
        return found.values()

    def _read(self, member: Member) -> Capture:
        (capture,) = self._captures.at(member.file, [(member.at, member.length)])
        if member.row_type is None:
            return capture
        again = capture_of(capture.place.page_at_hand(), member.row_type)
        if again.outcome != "other":
            self.made.again.append(Again(member.shard, member.at, again.outcome, again.words))
        return again
