"""An item as one dataset knows it, or several together."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from osce_crawler.dataset.merging.precedence import Joined, Variant, differing_keys, joined
from osce_crawler.dataset.read import decoded
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease


class Sight(msgspec.Struct, frozen=True):
    """What was known of an item at one address of its own, under one id."""

    id: str
    url: str
    first_seen: str
    retrieved_at: str
    gone_on: dt.date | None

    def with_other(self, other: "Sight") -> "Sight":
        """Both together, of one id and address: a page that was read later than it was gone is back."""
        read = max(self.retrieved_at, other.retrieved_at)
        gone = _latest([self.gone_on, other.gone_on])
        return Sight(
            self.id,
            self.url,
            min(self.first_seen, other.first_seen),
            read,
            gone if gone and gone.isoformat() >= read[:10] else None,
        )


class Origin(msgspec.Struct):
    """A line of `merged.jsonl`: what of an item a later merge must know, and its record does not hold."""

    id: str
    record: str
    """The digest of the record's line: where a run wrote another since, this line is outdated."""
    seen_as: Annotated[list[Sight], msgspec.Meta(min_length=1)]
    variants: list[PressRelease] = msgspec.field(name="readings", default_factory=list)
    """Those that the record was made of, and those of other languages; none where it is the only one."""

    def is_of(self, line: bytes, record: PressRelease) -> bool:
        """Whether it is about this published line as it is today."""
        ids = {one.id for one in self.seen_as}
        urls = {one.url for one in self.seen_as}
        return self.record == digest(line) and all(
            one.id in ids and one.url in urls for one in (record, *self.variants)
        )

    def fills(self, record: PressRelease) -> bool:
        """Whether this record, of which it is, has what the variant that goes first lacks."""
        return bool(self.variants and differing_keys([Variant(record), Variant(self.variants[0])]))


class _OriginLine(Origin):
    variants: list[msgspec.Raw] = msgspec.field(name="readings", default_factory=list)  # type: ignore[assignment]


_decode = msgspec.json.Decoder(_OriginLine).decode


def origin_of(line: bytes) -> Origin:
    """What this line of `merged.jsonl` says. Raises msgspec.DecodeError for what is none."""
    said = _decode(line)
    return Origin(
        said.id, said.record, said.seen_as, [decoded(bytes(one), PressRelease) for one in said.variants]
    )


@dataclass
class Item:
    """An item: where and as what it was seen, and the variants of its record."""

    sights: dict[tuple[str, str], Sight]
    """By id and address."""
    addresses: set[str]
    inputs: set[int]
    """The datasets that have it, by number."""
    variants: dict[tuple[object, ...], Variant] = field(default_factory=dict)
    """By rank: the same variant is there once."""

    @classmethod
    def of(cls, line: bytes, record: PressRelease, dataset: int, origin: Origin | None = None) -> "Item":
        """The item of this published line. `dataset`: the number of the dataset."""
        own = Sight(record.id, record.url, record.first_seen, record.retrieved_at, record.gone_on)
        sights, records = [own], [record]
        if origin is not None and origin.is_of(line, record):
            sights, records = origin.seen_as, origin.variants or records
        return cls(
            {(one.id, one.url): one for one in sights},
            {record.url, *record.other_urls},
            {dataset},
            {one.rank: one for one in map(Variant.of, records)},
        )

    @property
    def id(self) -> str:
        """The id of the variant that goes first."""
        return max(self.variants.values(), key=lambda one: one.rank).record.id

    def is_of(self, other: "Item") -> bool:
        """Whether both, of one number, are one item: of one id, or read at one address."""
        ids, urls = zip(*self.sights, strict=True)
        return any(id_ in ids or url in urls for id_, url in other.sights)

    def take(self, other: "Item") -> None:
        """Add what the other one knows."""
        for key, sight in other.sights.items():
            known = self.sights.get(key)
            self.sights[key] = sight if known is None else known.with_other(sight)
        self.addresses |= other.addresses
        self.inputs |= other.inputs
        self.variants |= other.variants

    def published(self) -> tuple[PressRelease, Origin | None]:
        """The item's record, and what is to be kept beside it, if anything is."""
        made = joined(self.variants.values())
        record = self._record(made)
        is_variant = len(made.variants) == 1 and Variant.of(record) == made.variants[0]
        if is_variant and len(self.sights) == 1:
            return record, None
        return record, Origin(
            record.id,
            digest(encode(record) + b"\n"),
            [self.sights[key] for key in sorted(self.sights)],
            [] if is_variant else [one.record for one in made.variants],
        )

    def _record(self, made: Joined) -> PressRelease:
        record = made.record
        sights = self.sights.values()
        record.other_urls = sorted(self.addresses - {record.url})
        record.first_seen = min(one.first_seen for one in sights)
        record.gone_on = self._gone_on(record.url)
        return record

    def _gone_on(self, url: str) -> dt.date | None:
        """The day on which the page of this address was found gone, if it was not read later."""
        own = [one for one in self.sights.values() if one.url == url]
        gone, read = _latest(one.gone_on for one in own), max(one.retrieved_at for one in own)
        return gone if gone and gone.isoformat() >= read[:10] else None


def parted(items: Sequence[Item]) -> list[Item]:
    """These items of one number, those that are the same as one, by id."""
    found: list[Item] = []
    for item in items:
        others = []
        for one in found:
            if one.is_of(item):
                item.take(one)
            else:
                others.append(one)
        found = [*others, item]
    return sorted(found, key=lambda item: item.id)


def digest(line: bytes) -> str:
    """The digest of a line, with its line end."""
    return f"sha256:{hashlib.sha256(line).hexdigest()}"


def _latest(days: Iterable[dt.date | None]) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)
