"""The record of one item, seen once or in several ways: a crawl, a replay and `extract` make it here."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from osce_crawler.addresses import OLDER_HOSTS, host_of
from osce_crawler.dataset.merge import joined, merged, remembered
from osce_crawler.dataset.rows import KeptRows, Rows
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import Language, record_of
from osce_crawler.records.validating import NoRecordError

_Made = TypeVar("_Made")


class Invalid(NamedTuple):
    """A page that gives no valid record."""

    page: Observation
    why: str

    def __str__(self) -> str:
        return f"{self.page.url} of {self.page.retrieved_at}: {self.why}"


def record_of_group(
    group: Sequence[Observation],
    rows: Rows | KeptRows,
    before: PressRelease | None = None,
    known: PressRelease | None = None,
    language: Language | None = None,
) -> PressRelease:
    """The record that is published of these pages of one item.

    `before`: the published one; `known`: the record of the captures before these; `language`: that of the
    only page, where it is known. Raises NoRecordError, naming the fault.
    """
    own = before.url if before is not None else ""
    observation = group[0] if len(group) == 1 else merged([*group], own)
    printed_in = rows.of(observation)
    observation = joined(observation, printed_in)
    for one in (known, before):
        if one is not None and not printed_in and _may_lack(observation, one):
            observation = remembered(observation, one)
    return record_of(observation, language)  # what is joined adds nothing to title and text


def why_outside(record: PressRelease, since: dt.date | None) -> str | None:
    """Why the item is older than the range that was asked for; null if it is not, or has no date."""
    if since is None or record.date is None or record.date >= since:
        return None
    return f"{record.date} lies before {since}"


def _may_lack(observation: Observation, before: PressRelease) -> bool:
    """Whether the page alone may say less than before: of the second generation, or merged with it."""
    return observation.generation < 3 or any(
        host_of(url) in OLDER_HOSTS for url in (before.url, *before.other_urls)
    )


def of_valid_pages(
    group: Sequence[Observation], make: Callable[[Sequence[Observation]], _Made]
) -> tuple[_Made | None, list[Invalid]]:
    """What is made of these pages of one item; and those that had to be left out, or all if none is.

    `make` raises NoRecordError where they give no valid record together: it gets those that are valid alone.
    """
    try:
        return make(group), []
    except NoRecordError as fault:
        why = str(fault)
    faults = [fault_alone(page) for page in group]
    invalid = [Invalid(page, fault) for page, fault in zip(group, faults, strict=True) if fault]
    valid = [page for page, fault in zip(group, faults, strict=True) if not fault]
    if invalid and valid:
        try:
            return make(valid), invalid
        except NoRecordError as fault:
            why = str(fault)
    return None, invalid + [Invalid(page, why) for page in valid]


def fault_alone(page: Observation) -> str | None:
    """Why this page alone gives no valid record; null if it gives one."""
    try:
        record_of(page)
    except NoRecordError as fault:
        return str(fault)
    return None
