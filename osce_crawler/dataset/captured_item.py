"""One item as captures of a web archive give it: its record, and what is to be written down of its past."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from osce_crawler.dataset.captures import Noted, Seen, in_line, newest_of_each_address, past_of, says_the_same
from osce_crawler.dataset.carry import carry_gone
from osce_crawler.dataset.changes import Cause, KeyChange
from osce_crawler.dataset.doubtful import PassedOver, believed_among, doubt_of, good_among, passed_over
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.item_record import Invalid, of_valid_pages, record_of_group
from osce_crawler.dataset.kept_items import kept_items
from osce_crawler.dataset.merge import merged
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.validating import NoRecordError

Finish = Callable[[Sequence[Observation], PressRelease], PressRelease]
"""Gives the record of these pages its id, and the history of the published one."""


@dataclass(frozen=True, slots=True)
class CapturedItem:
    """The item, with what its captures said."""

    record: PressRelease
    """Of the newest good captures; the published one where that is newer."""
    before: PressRelease | None
    """The published one."""
    stays: bool
    """Whether the published one stays, but for its moments."""
    captures: Sequence[Observation]
    """All that are at hand."""
    said: list[Seen]
    """What captures that follow one another said, the newest first, and the record before them."""
    passed_over: list[PassedOver]
    """Captures that are not believed."""

    def with_past(self, cause: Cause, noted: Noted) -> tuple[Cause, list[list[KeyChange]]]:
        """Give the record its moments; returns why it is another, and the older contents to be written down.

        `cause`: why it would be another had a crawl read it; `noted`: what is written down already.
        """
        record, before = self.record, self.before
        moments = {one.retrieved_at for one in self.captures}
        if before is not None and is_among(before, self.captures):
            if cause == "site" or before.last_changed in moments:
                record.last_changed = record.retrieved_at  # captures say it anew
            cause = "reread"  # what differs between captures is in the lines of their past
        elif before is not None and cause == "site":
            if says_the_same(Seen(record), Seen(before)):
                cause, record.last_changed = "reread", before.last_changed
            else:
                noted = noted.with_replaced(before)
        past = past_of(self.said, noted, record.last_changed, moments)
        record.first_seen = min(record.first_seen, *moments)
        record.last_changed = past.last_changed
        return cause, past.earlier


def item_of_captures(
    captures: Sequence[Observation], rows: KeptRows, before: PressRelease | None, finish: Finish
) -> tuple[CapturedItem | None, list[Invalid]]:
    """The item of these captures; null where they give no record and none was published.

    Beside it those that give no valid record.
    """
    made, invalid = of_valid_pages(captures, lambda pages: _newest(pages, rows, before, finish))
    left_out = [one.page for one in invalid]
    valid = [one for one in captures if one not in left_out]
    if made is not None:
        record, said, believed = made
    elif before is not None:
        record = replace(before)
        believed = good_among(valid)
        line = in_line(believed, record.url, older_than=record.retrieved_at)
        said = _said(line, rows, _addresses(captures))
    else:
        return None, invalid
    if not said or said[0].moment != record.retrieved_at:
        said.insert(0, Seen(record))
    stays = made is None
    return CapturedItem(record, before, stays, captures, said, passed_over(valid, believed)), invalid


def _newest(
    captures: Sequence[Observation], rows: KeptRows, before: PressRelease | None, finish: Finish
) -> tuple[PressRelease, list[Seen], list[Observation]] | None:
    """The record of the newest captures, what they all say, and which are believed.

    Null where the published one is better. Raises NoRecordError.
    """
    believed = believed_among(captures)
    newest = newest_of_each_address(believed)
    if before is None or is_among(before, captures):
        best = merged(newest)
    else:
        best = merged(newest, before.url)
        is_worse = best.retrieved_at < before.retrieved_at or (doubt_of(best) and before.body)
        if is_worse or not has_own(newest, before):
            return None
    addresses = _addresses(captures)
    best.other_urls = sorted({*best.other_urls, *addresses} - {best.url})
    said = _said(in_line(believed, best.url), rows, addresses)
    known = next((one.record for one in said if one.moment < best.retrieved_at), None)
    is_doubtful = before is not None and any(is_among(before, [one]) for one in captures if doubt_of(one))
    record = finish([best], record_of_group([best], rows, None if is_doubtful else before, known))
    if before is not None:
        carry_gone(record, before)
    return record, said, believed


def _said(line: Sequence[Observation], rows: KeptRows, addresses: list[str]) -> list[Seen]:
    """What crawls at the moments of these captures would have made of them, the newest first.

    `addresses`: all of the item.
    """
    said: list[Seen] = []
    for one in reversed(line):
        with suppress(NoRecordError):
            record = record_of_group([one], rows, known=said[0].record if said else None)
            said.insert(0, Seen(replace(record, other_urls=addresses), (one.url, one.generation)))
    return said


def _addresses(captures: Iterable[Observation]) -> list[str]:
    return sorted({one.url for one in captures})


def has_own(pages: Sequence[Observation], before: PressRelease) -> bool:
    """Whether one of these was read at the record's own address, or where that one redirects to."""
    return any(before.url in {one.url, *one.other_urls} for one in pages)


def is_among(before: PressRelease, pages: Iterable[Observation]) -> bool:
    """Whether one of these pages gave the published record, which then has no say beside them."""
    return any((before.url, before.retrieved_at) == (one.url, one.retrieved_at) for one in pages)


def languages_of(items: Path, published: Index) -> dict[str, str]:
    """The language of which captures count, by address: the published one, else that of the newest good one.

    `items`: the items of the run. A published id stays: where its own page is taken for another language
    today, the captures in that language count.
    """
    newest: dict[str, tuple[bool, bool, str, str]] = {}
    own_pages: dict[str, str] = {}
    for kept in kept_items(items):
        one, language = kept.observation, kept.id.partition("-")[2]
        if one.url not in newest and (id_ := published.by_address.get(one.url)):
            own_pages[one.url] = published.record(id_).retrieved_at
        is_own_page = own_pages.get(one.url) == one.retrieved_at
        seen = (is_own_page, not doubt_of(one), one.retrieved_at, language)
        newest[one.url] = max(seen, newest.get(one.url, seen))
    return {
        url: language if is_own_page or url not in own_pages else published.by_address[url].partition("-")[2]
        for url, (is_own_page, _, _, language) in newest.items()
    }
