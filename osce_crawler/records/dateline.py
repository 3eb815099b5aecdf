"""The dateline of a release, separated from the text that follows it, and its day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from osce_crawler.grammar.datelines import opening_dateline
from osce_crawler.normalise import dates


@dataclass(frozen=True, slots=True)
class FoundDateline:
    """What the dateline prints, and what its date means."""

    verbatim: str | None = None
    place: str = ""
    date: str | None = None
    """As printed."""
    day: dt.date | None = None
    """Null where the date is printed in part only, or is no day of the calendar."""
    warnings: tuple[str, ...] = ()
    """Of reading the date."""

    def prints(self, day: dt.date) -> bool | None:
        """Whether its date is this day, or this day without a year; null where it prints no day."""
        if self.day is not None:
            return self.day == day
        found = dates.day_and_month(self.date) if self.date else None
        return None if found is None else found == (day.day, day.month)


def find_dateline(paragraphs: Sequence[str], latest: dt.date) -> FoundDateline:
    """The dateline of this text. `latest`: no printed date can be later."""
    found = opening_dateline(paragraphs)
    if found is None:
        return FoundDateline()
    read = dates.read_date(found.date or "", latest=latest)
    return FoundDateline(found.verbatim, found.place, found.date, read.day, read.warnings)
