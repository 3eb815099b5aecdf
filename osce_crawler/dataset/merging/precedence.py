"""Variants of one record: which of them goes first, and the one record that they make together."""

import copy
import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from osce_crawler.addresses import OLDER_HOSTS, host_of
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease
from osce_crawler.records.content_hash import hash_of_record
from osce_crawler.records.dateline import find_dateline

_Rank = tuple[bool, str, tuple[int, ...], bytes, str]


@dataclass(frozen=True)
class Variant:
    """A record as one reading of one page gave it, without what is kept of the item as a whole."""

    record: PressRelease

    @classmethod
    def of(cls, record: PressRelease) -> "Variant":
        """The variant that this record is, whatever its dataset knows of the item besides."""
        plain = copy.copy(record)
        plain.other_urls, plain.gone_on, plain.first_seen = [], None, record.retrieved_at
        return cls(plain)

    @cached_property
    def rank(self) -> _Rank:
        """The newer generation first, then the later reading, by the newer reader; else the bytes decide."""
        version = tuple(int(part) for part in re.findall(r"\d{1,9}", self.record.extractor))
        said = replace(self.record, last_changed=self.record.retrieved_at)
        return *self.moment, version, encode(said), self.record.last_changed

    @cached_property
    def moment(self) -> tuple[bool, str]:
        """What counts before all else: whether it is of the newer generation, and when it was read."""
        return host_of(self.record.url) not in OLDER_HOSTS, self.record.retrieved_at

    @property
    def page(self) -> tuple[str, str, str]:
        """What one and the same reading of a page has in common, whatever each dataset made of it."""
        return self.record.url, self.record.retrieved_at, self.record.content_hash

    def changed_on(self, moment: str) -> "Variant":
        """The same with this `last_changed`."""
        return Variant(replace(self.record, last_changed=moment))


@dataclass(frozen=True)
class _Facts:
    """Keys that belong together: all of them come from one variant."""

    keys: tuple[str, ...]
    warnings: frozenset[str] = frozenset()
    """What these facts warn of."""
    weight: Callable[[PressRelease], int] = field(kw_only=True)
    """0: the variant does not have them; of two that have them the heavier one goes first."""


def _listed(key: str, *warnings: str) -> _Facts:
    return _Facts((key,), frozenset(warnings), weight=lambda record: bool(getattr(record, key)))


_TYPE = _Facts(
    ("content_type", "content_type_printed"),
    frozenset({"unknown_content_type"}),
    weight=lambda record: record.content_type_printed is not None or record.content_type != "other",
)
_DATE = _Facts(
    ("date", "date_evidence", "date_printed"),
    frozenset(
        {
            *("date_ambiguous", "date_from_dateline", "date_out_of_bounds", "date_range", "date_unreadable"),
            *("several_dates", "weekday_differs", "no_date"),
        }
    ),
    weight=lambda record: 2 if record.date is not None else bool(record.date_printed),
)
# The dateline opens the text: a text without one has none.
_TEXT = _Facts(
    ("body", "dateline", "dateline_date"),
    frozenset({"no_body", "text_uncertain", "language_from_page", "language_unknown"}),
    weight=lambda record: bool(record.body),
)
_PLACES = _listed("places", "unknown_place", "place_ambiguous", "place_misspelt")
_TRANSLATIONS = _listed("translations")
_ALL = (
    _TYPE,
    _DATE,
    _TEXT,
    _PLACES,
    _listed("sources", "unknown_source"),
    _listed("fields_of_work", "unknown_field_of_work"),
    _listed("links"),
    _listed("documents"),
    _listed("images"),
    _listed("contacts"),
    _TRANSLATIONS,
)
_OF_DATE_AND_TEXT = frozenset({"date_differs_from_dateline", "dateline_year_from_date"})
_OF_PLACES_AND_TEXT = frozenset({"place_differs_from_dateline"})
_OF_BOTH_PAGES = frozenset({"encoding_repaired"})
_OF_FACTS = frozenset[str]().union(*(facts.warnings for facts in _ALL))
_NOT_OF_THE_FIRST = _OF_FACTS | _OF_DATE_AND_TEXT | _OF_PLACES_AND_TEXT | _OF_BOTH_PAGES


class Joined(NamedTuple):
    """The record of several variants, and those that a later join needs: no other one ever counts again."""

    record: PressRelease
    variants: list[Variant]
    """The first of them gave whatever it has, others of its language what it lacks."""


def joined(variants: Collection[Variant]) -> Joined:
    """The record that these make together, in whatever order they come, and however often one comes.

    It is of the language of the first variant. Those of another language give it nothing; they are kept, as
    a newer one of theirs may come and go first.
    """
    by_language: dict[str, list[Variant]] = {}
    for one in variants:
        by_language.setdefault(one.record.language, []).append(one)
    found = [_of_one_language(each) for each in by_language.values()]
    first = max(found, key=lambda made: made.variants[0].rank)
    return Joined(first.record, _in_order(one for made in found for one in made.variants))


def _of_one_language(variants: Collection[Variant]) -> Joined:
    """The record that these make together.

    Each group of facts is that of the first variant that has it. So what is left out of `variants` could not
    give a fact beside any other one.
    """
    settled = _with_the_oldest_change(variants)
    first = settled[0]
    givers = {facts: _giver(facts, settled) or first for facts in _ALL}
    # A page of the newest moment may go first once a newer reader has read it: then its oldest change counts.
    newest = {one.page: one for one in reversed(settled) if one.moment == first.moment}
    used = {one.rank: one for one in (*newest.values(), *givers.values())}
    record = copy.copy(first.record)
    if any(giver is not first for giver in givers.values()):
        _fill(record, first, givers)
    return Joined(record, _in_order(used.values()))


def _with_the_oldest_change(variants: Collection[Variant]) -> list[Variant]:
    """These in order, each once, with the oldest `last_changed` that is known of its page.

    Who knows more of the past knows it better. One that was read before the newest never gives its own: it
    is left out, so that it makes no difference.
    """
    newest = max(one.moment for one in variants)
    oldest: dict[tuple[str, str, str], str] = {}
    for one in variants:
        if one.moment == newest:
            oldest[one.page] = min(oldest.get(one.page, one.record.last_changed), one.record.last_changed)
    settled = (one.changed_on(oldest.get(one.page, one.record.retrieved_at)) for one in variants)
    return _in_order({one.rank: one for one in settled}.values())


def _in_order(variants: Iterable[Variant]) -> list[Variant]:
    return sorted(variants, key=lambda one: one.rank, reverse=True)


def _giver(facts: _Facts, variants: Iterable[Variant]) -> Variant | None:
    having = [one for one in variants if facts.weight(one.record)]
    return max(having, key=lambda one: (facts.weight(one.record), one.rank), default=None)


def _fill(record: PressRelease, first: Variant, givers: Mapping[_Facts, Variant]) -> None:
    """Give the record what others printed, with what is to be warned of."""
    for facts, giver in givers.items():
        for key in facts.keys:
            setattr(record, key, getattr(giver.record, key))
    record.warnings = sorted(_warnings(first, givers))
    if any(giver is not first for facts, giver in givers.items() if facts is not _TRANSLATIONS):
        record.content_hash = _hash(record, givers.values())


def _hash(record: PressRelease, givers: Iterable[Variant]) -> str:
    """The digest of the page that prints all that the record holds, if one does; else that of the record.

    A page's own digest may be of words that no record keeps: another one would look like a change.
    """
    made = hash_of_record(record)
    same = [one for one in givers if hash_of_record(one.record) == made]
    return max(same, key=lambda one: one.rank).record.content_hash if same else made


def _warnings(first: Variant, givers: Mapping[_Facts, Variant]) -> set[str]:
    date, text, places = givers[_DATE], givers[_TEXT], givers[_PLACES]
    found = {*first.record.warnings} - _NOT_OF_THE_FIRST
    for facts, giver in givers.items():
        found |= facts.warnings.intersection(giver.record.warnings)
    for page in (first, text):
        found |= _OF_BOTH_PAGES.intersection(page.record.warnings)
    if places is text:
        found |= _OF_PLACES_AND_TEXT.intersection(text.record.warnings)
    if date is text:
        return found | _OF_DATE_AND_TEXT.intersection(text.record.warnings)
    return found | _compared(date.record.date, text.record)


def _compared(day: dt.date | None, text: PressRelease) -> set[str]:
    """What is to be warned of where the day and the text are of two variants."""
    if day is None:
        return set()
    latest = dt.date.fromisoformat(text.retrieved_at[:10]) + dt.timedelta(days=1)
    agrees = find_dateline(text.body.split("\n\n"), latest).prints(day)
    if agrees is False:
        return {"date_differs_from_dateline"}
    return {"dateline_year_from_date"} if agrees and text.dateline_date is None else set()


def differing_keys(variants: Collection[Variant]) -> list[str]:
    """The keys of which these variants say different things."""
    first, *others = (one.record for one in variants)
    printed = ["language", "title", *(key for facts in _ALL for key in facts.keys)]
    return [key for key in printed if any(getattr(one, key) != getattr(first, key) for one in others)]
