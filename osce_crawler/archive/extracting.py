"""Records of releases from local pages, without a crawl."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from osce_crawler.addresses import canonical, host_of, is_of_site, nid_of
from osce_crawler.archive.at_hand import NO_NUMBER, AtHand, PageAtHand, Reader
from osce_crawler.archive.folder import META, SavedPageError
from osce_crawler.dataset.build import record_of_group, sort_key
from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading
from osce_crawler.records.release import id_of
from osce_crawler.records.validating import NoRecordError

_Record = TypeVar("_Record", PressRelease, NavigationEntry)


@dataclass(slots=True)
class Extraction(Generic[_Record]):
    """What was read: records, and a line for each page that gave none."""

    records: list[_Record] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Paths that are no pages, or lack what the user has to say of them; the others were read."""
    lost: list[str] = field(default_factory=list)
    """Records lost to a fault of ours."""


def extract(paths: Iterable[Path], url: str | None = None) -> Extraction[PressRelease]:
    """The records of all these pages, joined with the rows of the lists among them, in whatever order.

    Raises SavedPageError for a path that does not exist, and where none holds a page.
    """
    extracting = _Extracting()
    at_hand = AtHand(paths, url)
    for page in at_hand.pages:
        try:
            extracting.read(page)
        except SavedPageError as fault:
            at_hand.faults.append(str(fault))
    extracting.read_again()
    at_hand.check(used=extracting.used)
    extracting.extraction.faults = at_hand.faults
    return extracting.finished()


class _Extracting:
    """Two passes: pages by themselves, then those that a list's row calls releases."""

    def __init__(self) -> None:
        self.extraction: Extraction[PressRelease] = Extraction()
        self.used = 0
        self._reader = Reader()
        self._groups: dict[str, list[Observation]] = {}
        self._others: list[tuple[PageAtHand, str]] = []

    def read(self, page: PageAtHand) -> None:
        reading = self._reader.read(page)
        self.used += 1
        if not page.has_meta:
            self.extraction.remarks.append(
                f"{page.path}: no {META} beside it, so retrieved_at is the file's modification time"
            )
        if reading.printed is None:
            self._others.append((page, _what_it_is(page, reading)))
        else:
            self._keep(page, reading)

    def read_again(self) -> None:
        """Read the pages anew that were no releases by themselves; say what the others are."""
        for page, said in self._others:
            again = self._reader.read_again(page)
            if again is not None and again.printed is not None:
                self._keep(page, again)
            else:
                self.extraction.remarks.append(said)

    def _keep(self, page: PageAtHand, reading: Reading) -> None:
        assert reading.printed is not None
        if not is_of_site(page.url):
            self.extraction.remarks.append(f"{page.name}: a release, but off-site: {host_of(page.url)}")
            return
        if nid_of(page.url) is None:
            self.extraction.remarks.append(f"{page.name}: a release, but {NO_NUMBER}")
            return
        try:
            seen = Observation(canonical(page.url), reading.printed, reading.generation, page.retrieved_at)
            id_ = id_of(seen)
        except NoRecordError as fault:
            self.extraction.lost.append(str(fault))
            return
        self._groups.setdefault(id_, []).append(seen)

    def finished(self) -> Extraction[PressRelease]:
        """The records in the order of the dataset."""
        for group in self._groups.values():
            try:
                self.extraction.records.append(record_of_group(group, self._reader.rows))
            except NoRecordError as fault:
                self.extraction.lost.append(str(fault))
        self.extraction.records.sort(key=lambda record: sort_key(record.date, record.id))
        return self.extraction


def _what_it_is(page: PageAtHand, reading: Reading) -> str:
    return f"{page.name}: {reading.kind} ({'; '.join(reading.evidence)})"
