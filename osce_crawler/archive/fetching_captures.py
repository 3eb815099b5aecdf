"""Fetches captures into a WARC file, each with one line of account."""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from enum import StrEnum
from typing import NamedTuple

from osce_crawler.archive.capture_file import CaptureFile
from osce_crawler.archive.capture_list import Capture, timestamp_of
from osce_crawler.archive.exchange import Exchange, Request
from osce_crawler.archive.memento import (
    LONGEST_RECORD,
    Memento,
    NoMemento,
    Redirect,
    from_range,
    from_replay,
    what_it_is,
)
from osce_crawler.archive.warc_bodies import body_of
from osce_crawler.moments import lies_ahead

# An archive may lead from one capture to another; further it is not followed.
_MOST_LEADS = 2
# What may be a page; an index does not know the type of a revisit.
_PAGES = {"text/html", "application/xhtml+xml", "text/plain", "unk", "warc/revisit", "no-type"}


class FetchOutcome(StrEnum):
    """How a listed capture ended."""

    FETCHED = "fetched"
    HERE = "in the file already"
    EXPLAINED = "explained"
    MISSING = "missing"
    """The index lists it, and the archive has not got it."""
    FAILED = "failed"
    """Not for good: the same command may fetch it."""


class Ending(NamedTuple):
    """How a listed capture ended, and why."""

    outcome: FetchOutcome
    why: str = ""
    """In words."""
    given: str = ""
    """The moment of the capture that the archive gave in its place, which is held now."""
    is_damaged: bool = False
    """Whether it came, and cannot be unpacked."""


Tell = Callable[[Capture, Ending], None]
"""Called for each capture with how it ended."""


def fetch_listed(
    captures: Iterable[Capture],
    file: CaptureFile,
    tell: Tell,
    *,
    collapse: bool = False,
    elsewhere: Container[tuple[str, str]] = (),
) -> Exchange[Counter[FetchOutcome]]:
    """Fetch the captures that the file lacks, in their order; returns how many ended how. Raises OSError.

    `collapse`: of captures of one address in a row that have one digest only the first is fetched;
    `elsewhere`: address and moment of captures in other files, which are not written if they come again.
    """
    account: Counter[FetchOutcome] = Counter()
    before: Capture | None = None
    for capture in captures:
        if file.has(capture.url, capture.timestamp):
            ending = Ending(FetchOutcome.HERE)
        elif collapse and before is not None and _is_same(before, capture):
            ending = Ending(FetchOutcome.EXPLAINED, f"same content as the capture of {before.timestamp}")
        elif why := _why_not(capture):
            ending = Ending(FetchOutcome.EXPLAINED, why)
        else:
            ending = yield from _fetched(capture, file, elsewhere)
        if ending.outcome in {FetchOutcome.FETCHED, FetchOutcome.HERE} and not ending.why:
            before = capture
        account[ending.outcome] += 1
        tell(capture, ending)
    file.sync()
    return account


def _is_same(before: Capture, capture: Capture) -> bool:
    """Whether both hold the same, by the index's word."""
    return before.url == capture.url and before.digest is not None and before.digest == capture.digest


def _why_not(capture: Capture) -> str:
    """Why the index's word alone says that there is no page; empty where there may be one."""
    if lies_ahead(capture.moment):
        return f"dated in the future: {capture.moment}"
    if capture.status not in {None, 200}:
        assert capture.status is not None
        return what_it_is(capture.status)
    if capture.mime is not None and capture.mime.partition(";")[0].strip().lower() not in _PAGES:
        return f"not a page ({capture.mime})"
    if capture.truncated:
        return f"truncated when it was captured: {capture.truncated}"
    if capture.length is not None and capture.length > LONGEST_RECORD:
        return f"longer than any page ({capture.length} bytes)"
    return ""


def _fetched(capture: Capture, file: CaptureFile, elsewhere: Container[tuple[str, str]]) -> Exchange[Ending]:
    if capture.offset is not None and capture.length is not None:
        request = Request(capture.at, as_it_came=True, part=(capture.offset, capture.length))
        memento: Memento | Redirect | NoMemento = from_range(capture, (yield request))
    else:
        memento = yield from _replayed(capture)
    if isinstance(memento, NoMemento):
        return Ending(_ended(memento), memento.why)
    assert isinstance(memento, Memento)
    try:
        body_of(memento.body, memento.headers)
    except ValueError as error:
        return Ending(FetchOutcome.EXPLAINED, f"damaged when it was captured: {error}", is_damaged=True)
    if memento.moment == capture.moment:
        file.write(memento)
        return Ending(FetchOutcome.FETCHED)
    return _in_its_place(memento, file, elsewhere)


def _in_its_place(memento: Memento, file: CaptureFile, elsewhere: Container[tuple[str, str]]) -> Ending:
    """Keep another capture than was asked for, once."""
    why = f"the archive gives the capture of {memento.moment} in its place"
    if file.has(memento.url, timestamp_of(memento.moment)):
        return Ending(FetchOutcome.EXPLAINED, f"{why}, which is in the file", memento.moment)
    if (memento.url, memento.moment) in elsewhere:
        return Ending(FetchOutcome.EXPLAINED, f"{why}, which an earlier run fetched", memento.moment)
    file.write(memento)
    return Ending(FetchOutcome.FETCHED, why, memento.moment)


def _ended(without: NoMemento) -> FetchOutcome:
    if without.is_missing:
        return FetchOutcome.MISSING
    return FetchOutcome.EXPLAINED if without.is_final else FetchOutcome.FAILED


def _replayed(capture: Capture) -> Exchange[Memento | NoMemento]:
    at = capture.at
    for _ in range(_MOST_LEADS + 1):
        memento = from_replay(capture, (yield Request(at, as_it_came=True)))
        if not isinstance(memento, Redirect):
            return memento
        at = memento.at
    return NoMemento("the archive leads from capture to capture", is_missing=True)
