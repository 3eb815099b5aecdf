"""What the captures of one item in a web archive say of its past.

1. The record is made as from saved pages: of each address the newest capture, merged.
2. Its past is one line of captures, the newest first: those of the record's own address; before the first of
   them those of the address that was captured last, if all of them are older; and so on. Two addresses that a
   site serves at the same time are one item in two forms, and never each other's past.
3. Two captures of one address in one generation of templates say the same if their digests are equal. Else a
   template may say the same in other words: a text is another only if its title, its day or its words are.
   That also holds between a capture and a record that was published before.
4. What an unbroken run of captures says is one content. It is written down once, by its newest capture.
5. Where a newer capture takes the place of one that an earlier run found, the site did not change: the record
   is reread, and the older content is written down as if both had been found at once.
"""

import re
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import msgspec

from osce_crawler.dataset.changes import EARLIER, Change, KeyChange, differences
from osce_crawler.exporters import BROKEN, lines_with_offsets
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation

# What every generation prints of an item, whatever else its templates show.
_OF_THE_TEXT = ("title", "date", "body")
# Facts about the address, the reading and the site, and none of what the page says.
_NOT_SAID = frozenset({"id", "nid", "url", "other_urls", "translations", "warnings", "gone_on"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an item said at one time."""

    record: PressRelease
    template: tuple[str, int] | None = None
    """Address and generation of the page; null for a record that was published before."""

    @property
    def moment(self) -> str:
        return self.record.retrieved_at


@dataclass(slots=True)
class Noted:
    """What `changes.jsonl` says of the contents of one item."""

    captures: set[str] = field(default_factory=set)
    """The moments of captures that have a line."""
    replaced: dict[str, str] = field(default_factory=dict)
    """The digests of contents that a run replaced, and a moment at which the item said so: when that run
    began, or when the record was read."""

    def with_replaced(self, before: PressRelease) -> "Noted":
        """The same with the content of this record, which a capture replaces."""
        return Noted(self.captures, self.replaced | {before.content_hash: before.retrieved_at})


@dataclass(frozen=True, slots=True)
class Past:
    """What captures add to the history of a record."""

    last_changed: str
    """Since when captures, one after the other, say what the record says."""
    earlier: list[list[KeyChange]]
    """The contents before it that are not yet written down, the newest first."""


def noted_in(path: Path) -> dict[str, Noted]:
    """What the readable lines of this `changes.jsonl` say of releases, by id. Raises OSError."""
    found: dict[str, Noted] = {}
    decode = msgspec.json.Decoder(Change).decode
    for _, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            _note(decode(line), found)
    return found


def _note(change: Change, found: dict[str, Noted]) -> None:
    before = {one.key: one.from_ for one in change.keys}
    if change.change == EARLIER and "retrieved_at" in before:
        found.setdefault(change.id, Noted()).captures.add(before["retrieved_at"])
    elif change.change == "changed" and change.cause == "site" and "content_hash" in before:
        found.setdefault(change.id, Noted()).replaced[before["content_hash"]] = change.at


def newest_of_each_address(captures: Iterable[Observation]) -> list[Observation]:
    """Of each address the newest capture; several of one moment are one page that was led to."""
    newest: dict[str, list[Observation]] = {}
    for one in captures:
        group = newest.setdefault(one.url, [one])
        if one.retrieved_at > group[0].retrieved_at:
            newest[one.url] = [one]
        elif one is not group[0] and one.retrieved_at == group[0].retrieved_at and one not in group:
            group.append(one)
    return [one for group in newest.values() for one in group]


def in_line(captures: Sequence[Observation], own: str, *, older_than: str | None = None) -> list[Observation]:
    """The captures that follow one another, the newest first: see above.

    `own`: the record's address; `older_than`: only captures from before this moment.
    """
    addresses: dict[str, dict[str, Observation]] = {}
    for one in captures:
        if older_than is None or one.retrieved_at < older_than:
            addresses.setdefault(one.url, {}).setdefault(one.retrieved_at, one)
    line: list[Observation] = []
    url: str | None = own if own in addresses else _captured_last(addresses)
    while url is not None:
        group = addresses.pop(url)
        line += [group[moment] for moment in sorted(group, reverse=True)]
        start = line[-1].retrieved_at
        addresses = {other: group for other, group in addresses.items() if max(group) < start}
        url = _captured_last(addresses)
    return line


def _captured_last(addresses: dict[str, dict[str, Observation]]) -> str | None:
    return max(addresses, key=lambda url: (max(addresses[url]), url), default=None)


def past_of(line: Sequence[Seen], noted: Noted, last_changed: str, at_hand: Set[str] = frozenset()) -> Past:
    """What these say, the newest first; the first of them says what the record says.

    `last_changed`: of the record, for all that was known without captures. `at_hand`: the moments of all
    captures, also of those that are no past of the item.
    """
    contents = _contents(line)
    said, moments = {one.record.content_hash for one in line}, at_hand | {one.moment for one in line}
    # At these moments, of which no capture is at hand, the item said something else.
    other = [*noted.captures - moments, *(at for digest, at in noted.replaced.items() if digest not in said)]
    since = min(
        (one.moment for one in contents[0] if one.moment > max(other, default="")), default=last_changed
    )
    is_refuted = len(contents) > 1 and contents[1][0].moment >= last_changed
    return Past(
        since if is_refuted else min(since, last_changed),
        [
            _difference(newer[-1], older[0])
            for newer, older in pairwise(contents)
            if not any(_is_noted(one, noted) for one in older)
        ],
    )


def _is_noted(seen: Seen, noted: Noted) -> bool:
    return seen.moment in noted.captures or seen.record.content_hash in noted.replaced


def _contents(line: Sequence[Seen]) -> list[list[Seen]]:
    """The line, parted where the item says something else."""
    contents = [[line[0]]]
    for newer, older in pairwise(line):
        if says_the_same(newer, older):
            contents[-1].append(older)
        else:
            contents.append([older])
    return contents


def says_the_same(newer: Seen, older: Seen) -> bool:
    """Whether what differs is at most the template: see above."""
    if newer.record.content_hash == older.record.content_hash:
        return True
    return not _is_of_one_template(newer, older) and not _differing_texts(newer.record, older.record)


def _is_of_one_template(newer: Seen, older: Seen) -> bool:
    return newer.template is not None and newer.template == older.template


def _differing_texts(newer: PressRelease, older: PressRelease) -> list[str]:
    return [key for key in _OF_THE_TEXT if _differs(getattr(newer, key), getattr(older, key))]


def _differs(newer: object, older: object) -> bool:
    """Whether both say something, and not the same: spaces, marks and capitals are the template's."""
    if isinstance(newer, str) and isinstance(older, str):
        return _WORD.findall(newer.casefold()) != _WORD.findall(older.casefold())
    return newer is not None and older is not None and newer != older


def _difference(newer: Seen, older: Seen) -> list[KeyChange]:
    """What the older one said otherwise, and when it was captured."""
    keys = {found.key for found in differences(older.record, newer.record)} - _NOT_SAID
    if not _is_of_one_template(newer, older):
        keys &= {*_differing_texts(newer.record, older.record), "content_hash"}
    found = [found for found in differences(older.record, newer.record) if found.key in keys]
    return [*found, KeyChange("retrieved_at", older.moment, newer.moment)]
