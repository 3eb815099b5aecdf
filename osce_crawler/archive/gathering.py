"""Fetches captures into a WARC file, each with one line of account."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum

from osce_crawler.archive.came import LONGEST_RECORD, Came, Led, Nothing, of_file, of_replay, what_it_is
from osce_crawler.archive.capture_file import CaptureFile
from osce_crawler.archive.captures import Capture, timestamp_of
from osce_crawler.archive.conversation import Conversation, Question

# An archive may lead from one capture to another; further it is not followed.
_MOST_LEADS = 2
# What may be a page; an index does not know the type of a revisit.
_PAGES = {"text/html", "application/xhtml+xml", "text/plain", "unk", "warc/revisit", "no-type"}


class Fate(StrEnum):
    """How a listed capture ended."""

    FETCHED = "fetched"
    HERE = "in the file already"
    EXPLAINED = "explained"
    FAILED = "failed"
    """Not for good: the same command may fetch it."""


Told = Callable[[Capture, Fate, str], None]
"""Is told of each capture how it ended, and why, in words."""


def gathering(
    captures: Iterable[Capture], file: CaptureFile, told: Told, *, collapse: bool = False
) -> Conversation[Counter[Fate]]:
    """Fetch the captures that the file lacks, in their order; returns how many ended how. Raises OSError.

    `collapse`: of captures of one address in a row that have one digest only the first is fetched.
    """
    account: Counter[Fate] = Counter()
    before: Capture | None = None
    for capture in captures:
        if file.has(capture.url, capture.timestamp):
            fate, why = Fate.HERE, ""
        elif collapse and before is not None and _is_same(before, capture):
            fate, why = Fate.EXPLAINED, f"same content as the capture of {before.timestamp}"
        elif why := _why_not(capture):
            fate = Fate.EXPLAINED
        else:
            fate, why = yield from _fetched(capture, file)
        if fate in {Fate.FETCHED, Fate.HERE} and not why:
            before = capture
        account[fate] += 1
        told(capture, fate, why)
    file.sync()
    return account


def _is_same(before: Capture, capture: Capture) -> bool:
    """Whether both hold the same, by the index's word."""
    return before.url == capture.url and before.digest is not None and before.digest == capture.digest


def _why_not(capture: Capture) -> str:
    """Why the index's word alone says that there is no page; empty where there may be one."""
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


def _fetched(capture: Capture, file: CaptureFile) -> Conversation[tuple[Fate, str]]:
    if capture.offset is not None and capture.length is not None:
        question = Question(capture.at, as_it_came=True, part=(capture.offset, capture.length))
        came: Came | Led | Nothing = of_file(capture, (yield question))
    else:
        came = yield from _replayed(capture)
    if isinstance(came, Nothing):
        return (Fate.EXPLAINED if came.is_final else Fate.FAILED), came.why
    assert isinstance(came, Came)
    is_other = came.moment != capture.moment
    other = f"the archive gives the capture of {came.moment} in its place"
    if is_other and file.has(came.url, timestamp_of(came.moment)):
        return Fate.EXPLAINED, f"{other}, which is in the file"
    file.write(came)
    return Fate.FETCHED, other if is_other else ""


def _replayed(capture: Capture) -> Conversation[Came | Nothing]:
    at = capture.at
    for _ in range(_MOST_LEADS + 1):
        came = of_replay(capture, (yield Question(at, as_it_came=True)))
        if not isinstance(came, Led):
            return came
        at = came.at
    return Nothing("the archive leads from capture to capture")
