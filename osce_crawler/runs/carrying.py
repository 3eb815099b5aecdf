"""What a new reading takes over from the dataset that was published before."""

from collections.abc import Iterable

from osce_crawler.items import PressRelease


def carried_over(
    previous: Iterable[PressRelease], records: Iterable[PressRelease], *, keep_unread: bool
) -> list[PressRelease]:
    """The new records with the history of the old ones.

    A published id stays: for the same nid and address the language of old is kept, whatever is told from
    the text today. `first_seen` is that of the first reading, `last_changed` moves only with the digest.
    With `keep_unread` the records that were not read this time stay as they were.
    """
    old = {record.id: record for record in previous}
    languages = {(record.nid, record.url): record.language for record in old.values()}
    current: dict[str, PressRelease] = {}
    for record in records:
        record.language = languages.get((record.nid, record.url), record.language)
        record.id = f"{record.nid}-{record.language}"
        if (before := old.get(record.id)) is not None:
            _take_history(record, before)
        current[record.id] = record
    unread = [record for key, record in old.items() if keep_unread and key not in current]
    return [*current.values(), *unread]


def _take_history(record: PressRelease, before: PressRelease) -> None:
    record.first_seen = min(before.first_seen, record.first_seen)
    if before.content_hash == record.content_hash:
        record.last_changed = min(before.last_changed, record.last_changed)
