"""What is asked for again: what is new, what may have changed, and what could not be fetched before."""

import datetime as dt
from collections.abc import Iterator
from typing import Self

from scrapy.settings import BaseSettings

from osce_crawler.addresses import canonical
from osce_crawler.outcomes import ASKED_ANEW, EMITTED, KNOWN, OUTSIDE, Memory, Outcome
from osce_crawler.records.dating import listed_day


class Revisit:
    """The days for which a run asks again for what it knows; without any knowledge it asks for everything."""

    def __init__(
        self,
        memory: Memory | None = None,
        *,
        since: dt.date | None = None,
        changing_from: dt.date = dt.date.min,
        is_full: bool = False,
    ) -> None:
        """`since`: the first day that is wanted; `changing_from`: releases from this day on may still change;
        `is_full`: everything is asked for, whatever is known.
        """
        self.memory = memory if memory is not None else Memory()
        self.since = since
        self.is_full = is_full
        self._changing_from = changing_from

    @classmethod
    def from_settings(cls, settings: BaseSettings, memory: Memory, today: dt.date) -> Self:
        """By SINCE, REVISIT_DAYS and FULL; of saved pages every one is read, whatever is known of it.

        Raises ValueError where SINCE is no day, or REVISIT_DAYS no number.
        """
        return cls(
            memory,
            since=dt.date.fromisoformat(settings["SINCE"]) if settings["SINCE"] else None,
            changing_from=today - dt.timedelta(days=settings.getint("REVISIT_DAYS")),
            is_full=settings.getbool("FULL") or bool(settings["SAVED_PAGES"]),
        )

    def why_not(self, url: str, day: dt.date | None, lastmod: str | None) -> str | None:
        """Why the item is not asked for; null if it is.

        `day`: the one that a list prints; `lastmod`: a sitemap's word for when the page changed last.
        """
        changed = day or listed_day(lastmod)
        if self.since and changed and changed < self.since:
            return OUTSIDE
        seen = None if self.is_full else self.memory.of(url)
        if seen is None or seen.why in ASKED_ANEW or seen.bounded or _has_moved(seen, lastmod):
            return None
        if self.memory.is_gone(url):
            return None  # such pages leave the lists: one that is still listed may be back
        if seen.why == EMITTED:
            return None if self._may_change(self.memory.day_of(seen)) else KNOWN
        return None if day and self._may_change(day) else KNOWN

    def is_behind(self, url: str, day: dt.date | None, *, known: bool) -> bool:
        """Whether a list that holds nothing but such items need not be read on.

        `known`: whether what lies behind known items is also known.
        """
        if self.since and day and day < self.since:
            return True
        seen = self.memory.of(url) if known and not self.is_full else None
        if seen is None:
            return False
        day = day or self.memory.day_of(seen)
        return day is not None and not self._may_change(day)

    def conditions(self, url: str) -> dict[str, str] | None:
        """The headers that ask whether a known record's page changed; null where nothing is known."""
        seen = None if self.is_full else self.memory.of(url)
        if seen is None or seen.why != EMITTED or seen.bounded or canonical(seen.url) != url:
            return None
        if self.memory.is_gone(url):
            return None
        marks = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
        return {name: value for name, value in marks.items() if value} or None

    def unlisted(self) -> Iterator[str]:
        """Addresses to be asked for even if nothing lists them any more."""
        if self.since is None:
            for seen in self.memory.records():
                if self.is_full or self._may_change(self.memory.day_of(seen)):
                    yield seen.url
        # What failed before may fail again, and too often in a row ends the crawl of its host.
        for seen in self.memory.pending():
            yield seen.url

    def _may_change(self, day: dt.date | None) -> bool:
        """Whether a release of this day, or of no known day, may still change."""
        return day is None or day >= self._changing_from


def _has_moved(seen: Outcome, lastmod: str | None) -> bool:
    return lastmod is not None and seen.lastmod is not None and lastmod != seen.lastmod
