"""What a new reading takes over from the record that was published before."""

from collections.abc import Mapping

from osce_crawler.dataset.changes import cause_of
from osce_crawler.items import PressRelease


def language_of_old(nid: str, url: str, by_address: Mapping[str, str]) -> str | None:
    """The language under which this number was published at this address, whatever its text is taken for
    today: a published id stays. `by_address`: the ids of published records by their addresses.
    """
    id_ = by_address.get(url)
    old, _, language = (id_ or "").partition("-")
    return language if old == nid else None


def carry_history(record: PressRelease, before: PressRelease, *, replayed: bool) -> None:
    """Keep when the item was first seen and last changed, and which addresses ever gave it.

    `last_changed` moves only with the digest, and never for a saved page of the same moment: that page was
    read anew. Neither moment goes back if the clock does.
    """
    record.first_seen = min(before.first_seen, record.first_seen)
    same = cause_of(before, record, replayed=replayed) == "reread"
    record.last_changed = before.last_changed if same else max(before.last_changed, record.retrieved_at)
    record.other_urls = sorted({before.url, *before.other_urls, *record.other_urls} - {record.url})


def carry_gone(record: PressRelease, before: PressRelease) -> None:
    """Keep that the page was found gone, where it was captured no later."""
    if before.gone_on is not None and record.retrieved_at[:10] <= before.gone_on.isoformat():
        record.gone_on = before.gone_on
