"""Captures as web archives list them, a JSON line each: what was kept when, and where to ask for it."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from osce_crawler.addresses import is_address
from osce_crawler.archive.folder import is_page_address, page_moment
from osce_crawler.disk import fault_of, opened

# No line of ours is longer: two addresses, each percent-encoded, and a digest.
_LONGEST_LINE = 1 << 16


class Kind(StrEnum):
    """How an archive speaks: its index, and the way in which it gives its captures."""

    WAYBACK = "wayback"
    PYWB = "pywb"
    COMMON_CRAWL = "commoncrawl"


class CaptureListError(ValueError):
    """A list of captures cannot be used; the message names file, line and fault."""


class Capture(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page as an archive kept it once."""

    url: str
    """The address that was captured."""
    timestamp: str
    """When, as archives write it: `YYYYMMDDhhmmss`, in UTC."""
    kind: Kind
    at: str
    """The address to ask for: of its replay, or of the file that holds its record."""
    status: int | None = None
    """As captured; null where the index does not say, as of a revisit."""
    mime: str | None = None
    digest: str | None = None
    """Of its content: two captures with the same one hold the same."""
    truncated: str | None = None
    """Why the capture is only a part of the page, in the words of Common Crawl."""
    offset: int | None = None
    """Where its record begins in the file at `at`; of replayed captures null, as `length`."""
    length: int | None = None

    @property
    def moment(self) -> str:
        """When it was captured. Raises ValueError for what is no timestamp."""
        return moment_of(self.timestamp)

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return f"{self.timestamp} {self.url}"


def moment_of(timestamp: str) -> str:
    """The timestamp of an archive as every file of ours writes moments. Raises ValueError."""
    if len(timestamp) != 14 or not (timestamp.isascii() and timestamp.isdigit()):
        raise ValueError("not YYYYMMDDhhmmss")
    day, time = timestamp[:8], timestamp[8:]
    return page_moment(f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z")


def timestamp_of(moment: str) -> str:
    """A moment of ours as archives write it."""
    return "".join(filter(str.isdigit, moment))


def fault_in(capture: Capture) -> str:
    """What is wrong with the capture; empty for one that can be asked for."""
    if not is_page_address(capture.url):
        return "its url is not an http(s) address"
    # What is captured may hold an @; the host that is asked may not.
    if not is_address(capture.at) or "@" in urlsplit(capture.at).netloc:
        return "its at is not an http(s) address"
    if not _has_place(capture):
        return "its offset and length name no part of a file"
    try:
        capture.moment  # noqa: B018  raises for what is none
    except ValueError as error:
        return f"its timestamp is {error}"
    return ""


def _has_place(capture: Capture) -> bool:
    """Whether it says which part of a file holds it, where one does."""
    offset, length = capture.offset, capture.length
    if offset is None or length is None:
        return offset is length and capture.kind is not Kind.COMMON_CRAWL
    return offset >= 0 and length > 0


def line_of(capture: Capture) -> bytes:
    """The capture as a line of a list, without the line's end."""
    return msgspec.json.encode(capture)


def captures_in(path: Path) -> Iterator[Capture]:
    """The captures of a list, one in memory at a time. Raises CaptureListError."""
    decoder = msgspec.json.Decoder(Capture)
    try:
        with opened(path) as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                if line.strip():
                    yield _decoded(decoder, line, f"{path}, line {number}")
    except OSError as error:
        raise CaptureListError(fault_of(error, path)) from None


def _decoded(decoder: "msgspec.json.Decoder[Capture]", line: bytes, place: str) -> Capture:
    try:
        capture = decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CaptureListError(f"{place}: not a capture of `archive list`: {error}") from None
    if fault := fault_in(capture):
        raise CaptureListError(f"{place}: {fault}")
    return capture
