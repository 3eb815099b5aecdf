"""From the items of a run as they came to the records of a dataset."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from scrapy.exceptions import DropItem

from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.pages.listing import Row
from osce_crawler.pages.release import Sighting
from osce_crawler.pipelines import record_of
from osce_crawler.runs.merging import Rows, merged


class Kept(msgspec.Struct):
    """A line of a run's items: what the page printed, and the record made of it at once."""

    sighting: Sighting
    record: PressRelease


def assembled(kept: Iterable[Kept], rows: Rows) -> Iterator[PressRelease | DropItem]:
    """One record an id, joined with rows of lists and other sightings; a fault in place of a bad record."""
    groups: dict[str, list[Kept]] = {}
    for one in kept:
        groups.setdefault(one.record.id, []).append(one)
    for group in groups.values():
        yield _record(group, rows)


def _record(group: list[Kept], rows: Rows) -> PressRelease | DropItem:
    sighting = group[0].sighting if len(group) == 1 else merged([one.sighting for one in group])
    joined = rows.joined(sighting)
    if joined is group[0].sighting:
        return group[0].record
    try:
        return record_of(joined)
    except DropItem as fault:
        return fault


def in_order(records: Iterable[PressRelease]) -> list[PressRelease]:
    """Newest first, without a date last; then by nid as a number, then by language."""
    return sorted(
        records,
        key=lambda record: (
            -(record.date.toordinal()) if record.date else 1,
            int(record.nid),
            record.language,
        ),
    )


def menu_in_order(entries: Iterable[NavigationEntry]) -> list[NavigationEntry]:
    """By site, then as the menu stands."""
    return sorted(entries, key=lambda entry: (entry.site, entry.position))


def read_lines(
    path: Path, kind: type[msgspec.Struct] | type[NavigationEntry] | type[Row]
) -> Iterator[object]:
    """The objects of a run's file, in the order in which they came; none where there is no file."""
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)
