"""What earlier runs know of the site's items: the ground on which a run asks for less."""

import datetime as dt
from collections.abc import Container, Iterable, Mapping

from osce_crawler.addresses import key_of
from osce_crawler.ledger import ASKED_ANEW, EMITTED, OTHER_KINDS, Seen


class Memory:
    """Items by their keys, as they were last seen."""

    def __init__(
        self,
        seen: Iterable[Seen] = (),
        days: Mapping[str, dt.date] | None = None,
        read_through: Iterable[str] = (),
        without_text: Container[str] = (),
    ) -> None:
        """`days`: for each record's id its publishing day, or the day on which it was first seen.

        `read_through`: the roots whose lists were once read to their end, so that what lies behind known
        items is known too. `without_text`: records of which no text was read.
        """
        self._at: dict[str, Seen] = {}
        self._seen: dict[str, Seen] = {}
        for one in seen:
            if key := key_of(one.url):
                self._at[one.url] = self._seen[key] = one
        self._days = days or {}
        self._without_text = without_text
        self.read_through = frozenset(read_through)

    def at(self, url: str) -> Seen | None:
        """What is known of this very address."""
        return self._at.get(url)

    def of(self, url: str) -> Seen | None:
        """What is known of the item at this address, whichever of its addresses this is."""
        key = key_of(url)
        return self._seen.get(key) if key else None

    def day_of(self, seen: Seen) -> dt.date | None:
        """The day of the record that the item gave; null if it gave none."""
        return self._days.get(seen.id) if seen.why == EMITTED and seen.id else None

    def records(self) -> Iterable[Seen]:
        """Items that gave a record."""
        return (seen for seen in self._seen.values() if seen.why == EMITTED and seen.id in self._days)

    def of_bounded_runs(self) -> set[str]:
        """The ids of records that were read by runs with bounds only."""
        return {seen.id for seen in self._seen.values() if seen.bounded and seen.id is not None}

    def pending(self) -> Iterable[Seen]:
        """Items that could not be read: to be asked for again, whether listed again or not."""
        return (seen for seen in self._seen.values() if seen.why in ASKED_ANEW)

    def record_of(self, url: str) -> str | None:
        """The id of the record that the item at this address gave in an earlier run; null if it gave none."""
        seen = self.of(url)
        return seen.id if seen is not None else None

    def had_text(self, url: str) -> bool:
        """Whether the item at this address gave a record with a text in an earlier run."""
        id_ = self.record_of(url)
        return id_ is not None and id_ not in self._without_text

    def was_another_kind(self, url: str) -> bool:
        """Whether the address was a page of a known kind that is no release."""
        seen = self.of(url)
        return seen is not None and seen.why in OTHER_KINDS

    def __len__(self) -> int:
        return len(self._seen)
