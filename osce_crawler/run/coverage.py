"""What a run covered of the site, of saved pages or of a web archive, and of the published records."""

import datetime as dt
from collections.abc import Iterator, Set
from functools import cached_property
from pathlib import Path

from osce_crawler.archive.capture_account import CaptureAccount, account_of
from osce_crawler.outcomes import FRAMES, GONE, UNFINISHED
from osce_crawler.run.from_archive import hosts_of
from osce_crawler.run.state import RunState


class Coverage:
    """What one spider's part of a run covered, as its outcomes say it."""

    def __init__(self, run: RunState) -> None:
        self._run = run
        self._settings = run.settings

    @property
    def complete(self) -> bool:
        """Whether every address listed was fetched, or explained."""
        unfinished = self._run.spider.outcomes.unfinished(saved=self._run.saved, captured=self.is_of_archive)
        is_lacking = self.captures is not None and self.captures.is_lacking
        return not (self.faults or unfinished or self.not_replayed or is_lacking)

    @cached_property
    def captures(self) -> CaptureAccount | None:
        """What a web archive gave; null for a run that is of none."""
        if not self.is_of_archive:
            return None
        hosts, most = hosts_of(self._settings), self._settings.getfloat("MISSING_CAPTURES")
        outcomes = self._run.spider.outcomes.by_url
        return account_of(self._settings["FROM_ARCHIVE"], hosts, self._run.folder.path, outcomes, most)

    @property
    def faults(self) -> list[str]:
        """What of the saved pages cannot be used, and faults of ours."""
        return [*self._run.spider.saved_faults, *self._run.faults]

    @property
    def is_of_archive(self) -> bool:
        """Whether what was read are captures of a web archive."""
        return self._run.spider.is_of_archive

    @property
    def gone(self) -> Iterator[str]:
        """Records whose own addresses are gone; what another address says of itself says nothing of them."""
        outcomes, memory = self._run.spider.outcomes.by_url, self._run.spider.memory
        gone = (memory.record_at(url) for url, seen in outcomes.items() if seen.why in GONE)
        return (id_ for id_ in gone if id_ is not None)

    def is_vacant(self, url: str) -> bool:
        """Whether the page of a record is gone, or out of reach of this run."""
        spider = self._run.spider
        if self._run.saved:
            return not self.is_reread
        seen = spider.outcomes.by_url.get(url)
        return not spider.is_on_site(url) or (seen is not None and seen.why in GONE)

    @cached_property
    def not_replayed(self) -> Set[str]:
        """Published records whose saved pages are there, and read as releases no longer: they stay."""
        return self.known(UNFINISHED).keys() if self._run.saved and not self.is_of_archive else set()

    @cached_property
    def is_reread(self) -> bool:
        """Whether the pages that are read were kept by runs of this very folder."""
        if not self._run.saved:
            return False
        saved = Path(self._settings["SAVED_PAGES"]).resolve()
        return saved.is_relative_to((self._run.output / "runs").resolve())

    @property
    def is_bounded(self) -> bool:
        """Whether this run was asked for a part of the site only."""
        return bool(self._settings.getint("ITEM_LIMIT") or self._settings["SINCE"])

    @property
    def today(self) -> dt.date:
        """The day on which the run began."""
        return dt.date.fromisoformat(self._run.started_at[:10])

    @property
    def since(self) -> dt.date | None:
        """The first publishing day that is wanted."""
        since = self._settings["SINCE"]
        return dt.date.fromisoformat(since) if since else None

    def known(self, whys: Set[str]) -> dict[str, str]:
        """Published records whose addresses ended in one of these ways: an address of each, by id."""
        id_of = self._run.spider.memory.id_of
        addresses = (url for why in sorted(whys) for url in self.reasons.get(why, ()))
        return {id_: url for url in addresses if (id_ := id_of(url)) is not None}

    @cached_property
    def reasons(self) -> dict[str, list[str]]:
        """The addresses that ended in each way, frames aside."""
        reasons: dict[str, list[str]] = {}
        for url, seen in self._run.spider.outcomes.by_url.items():
            if seen.why not in FRAMES:
                reasons.setdefault(seen.why, []).append(url)
        return reasons
