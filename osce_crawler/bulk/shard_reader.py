"""Reads the pages of a shard one after the other: the one function that every worker runs."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from osce_crawler.addresses import canonical, host_of, is_of_site
from osce_crawler.archive.at_hand import PageAtHand, page_among
from osce_crawler.archive.contents import MOST_NAMED, first_of
from osce_crawler.archive.folder import META, SavedPageError
from osce_crawler.archive.observing import NoItemError, observation_of
from osce_crawler.archive.saved import Worth, worth_of
from osce_crawler.archive.warc import ArchivedPage, Faults, stream
from osce_crawler.bulk.captures import Account, Capture, Line, place_of, write_captures
from osce_crawler.dataset.rows import item_key
from osce_crawler.pages.reading import Reading
from osce_crawler.report.showing import shown


def read_archive(archive: Path, target: Path) -> None:
    """Read all pages of a WARC or WET file; what was read of them is in `target` then. Raises OSError."""
    write_captures(target, _lines_of(archive))


def read_pages(pages: Iterable[PageAtHand], target: Path) -> None:
    """The same for pages that lie in files of their own."""
    write_captures(target, map(capture_of, pages))


def _lines_of(archive: Path) -> Iterator[Line]:
    left_out = _LeftOut(archive)
    try:
        for found in stream(archive):
            if found.url and not is_of_site(found.url):
                left_out.off_site(found.url)
            elif isinstance(found, ArchivedPage):
                yield capture_of(page_among(found, archive))
            else:
                left_out.faults.add(str(found))
    except SavedPageError as fault:
        left_out.faults.add(str(fault))
    yield left_out.account()


class _LeftOut:
    """What of an archive gives no capture: most of what is kept of the whole web is of other sites."""

    def __init__(self, archive: Path) -> None:
        self.faults = Faults(archive)
        self._archive = archive
        self._off_site = 0
        self._hosts: dict[str, None] = {}

    def off_site(self, url: str) -> None:
        self._off_site += 1
        if len(self._hosts) <= MOST_NAMED:
            self._hosts[host_of(url)] = None

    def account(self) -> Account:
        named = first_of([*self._hosts])
        records = "record" if self._off_site == 1 else "records"
        remark = f"{self._archive}: {self._off_site} {records} of other sites not read ({named})"
        return Account([*map(shown, self.faults.lines())], [shown(remark)] if self._off_site else [])


def capture_of(page: PageAtHand, row_type: str | None = None) -> Capture:
    """What the page is and prints. `row_type`: the type that the row of a list prints for its address."""
    place, address = place_of(page), canonical(page.url) if page.url else ""
    if page.is_alone:
        # Whoever names a page wants that very one, whatever else has its address.
        address = f"{address} {page.path}"
    try:
        reading = page.read(row_type)
    except SavedPageError as fault:
        return Capture(shown(address), place, Worth.NO_PAGE, "fault", shown(fault))
    capture = Capture(shown(address), place, worth_of(place.status, reading), "other")
    if not page.has_meta:
        capture.note = shown(
            f"{page.path}: no {META} beside it, so retrieved_at is the file's modification time"
        )
    capture.rows = reading.listing.rows
    capture.item = item_key(page.url)
    if reading.printed is None:
        capture.words = shown(f"{page.name}: {reading.kind} ({'; '.join(reading.evidence)})")
    else:
        _take_release(capture, page, reading)
    return capture


def _take_release(capture: Capture, page: PageAtHand, reading: Reading) -> None:
    try:
        capture.observation = observation_of(page, reading)
    except NoItemError as error:
        capture.outcome, capture.words = "settled", shown(error)
    else:
        capture.outcome, capture.item = "release", item_key(capture.observation.url)
