"""Reads WARC files: which answers they hold and where, and each answer again from its place."""

import logging
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import DummyStatsCollector
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from osce_crawler.archive.folder import SavedPageError, is_page_address, page_moment
from osce_crawler.archive.warc_records import (
    LONGEST_HEAD,
    NoWarcError,
    TornError,
    record_at,
    records,
    stated_length,
)
from osce_crawler.pages.document import Page
from osce_crawler.settings import DOWNLOAD_MAXSIZE

# No page that a crawl takes is longer, packed or not; a record may hold its headers besides.
_LARGEST_BODY = DOWNLOAD_MAXSIZE
_LARGEST_RECORD = _LARGEST_BODY + 2**20
_NOT_MODIFIED = 304
_MOST_FAULTS = 20
_LONGEST_CONTENT_TYPE = 1000
_WRONG_LENGTH = "shorter than it says, or longer than any page"
_STATUS = re.compile("[1-5][0-9]{2}")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HTTP = re.compile(rb"^WARC-Type:[ \t]*(?:response|request|revisit)", re.IGNORECASE | re.MULTILINE)
_loader = ArcWarcRecordLoader(verify_http=False)
# warcio would print addresses with the control characters in them.
logging.getLogger("warcio").setLevel(logging.ERROR)

_Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An answer in a WARC file: what it is and where it lies; headers and body are read when asked for."""

    file: Path
    offset: int
    url: str
    status: int
    content_type: str | None
    retrieved_at: str

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers; of one that is repeated, the last. Raises SavedPageError."""
        return dict(_answer_at(self.file, self.offset)[0])

    def page(self) -> Page:
        """The page as it came. Raises SavedPageError if it cannot be read."""
        return Page(self.url, self.body(), self.content_type, self.status)

    def body(self) -> bytes:
        """The body, unpacked. Raises SavedPageError."""
        pairs, body = _answer_at(self.file, self.offset)
        encodings = [value for name, value in pairs if name.lower() == "content-encoding"]
        try:
            return _unpacked(body, encodings) if encodings and body else body
        except IgnoreRequest:
            why = f"longer than {_LARGEST_BODY >> 20} MiB"
        except Exception as error:  # each way of packing has errors of its own
            why = str(error)
        raise SavedPageError(f"{self.file}, byte {self.offset}: cannot be decompressed ({why})")


def is_warc(path: Path) -> bool:
    """Whether this is the name of a WARC file, or of one that holds pages as text (WET)."""
    return path.name.endswith((".warc", ".warc.gz", ".wet", ".wet.gz"))


class _NoHeadError(ValueError):
    """What should be a record does not begin as one."""


def pages_in(path: Path) -> tuple[ArchivedPage, ...]:
    """The answers in this file, in their order; one that only says "not modified" is no page.

    A file that a killed process left torn is read up to there. Raises SavedPageError for what is no WARC
    file or cannot be read.
    """
    return _read(path)[0]


def faults_in(path: Path) -> tuple[str, ...]:
    """What of this file could not be read: a line for each record, of very many for the first ones.

    Raises SavedPageError as `pages_in`.
    """
    return _read(path)[1]


_Content = tuple[tuple[ArchivedPage, ...], tuple[str, ...]]


def _read(path: Path) -> _Content:
    try:
        stat = path.stat()
        if not (path.is_file() or path.is_dir()):
            raise SavedPageError(f"{path}: not a regular file")
        return _read_once(path, (stat.st_size, stat.st_mtime_ns))
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except NoWarcError as error:
        raise SavedPageError(f"{path}: {error}") from None


@lru_cache(maxsize=4096)
def _read_once(path: Path, _state: tuple[int, int]) -> _Content:
    """A file that did not change is passed through once a process, however many ask for it."""
    found: list[ArchivedPage] = []
    faults = _Faults(path)
    with path.open("rb") as file:
        try:
            for offset, piece in records(file, _LARGEST_RECORD):
                if (page := _page_or_fault(path, offset, piece, faults)) is not None:
                    found.append(page)
        except TornError as torn:
            faults.add(f"{torn}; the {len(found)} answers before it are read")
    return tuple(found), faults.lines()


class _Faults:
    """What could not be read of a file: it may hold millions of records that are none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: list[str] = []
        self._more = 0

    def add(self, fault: str) -> None:
        if len(self._first) < _MOST_FAULTS:
            self._first.append(f"{self._path}: {fault}")
        else:
            self._more += 1

    def lines(self) -> tuple[str, ...]:
        more = [f"{self._path}: {self._more} more faults"] if self._more else []
        return (*self._first, *more)


def _page_or_fault(path: Path, offset: int, piece: bytes, faults: _Faults) -> ArchivedPage | None:
    try:
        return _page(path, offset, piece)
    except ValueError as error:
        if isinstance(error, NoWarcError) and offset == 0:
            raise
        faults.add(f"the record at byte {offset} is left out ({error})")
        return None


def _page(path: Path, offset: int, piece: bytes) -> ArchivedPage | None:
    """The answer in this record; null for a record of another type. Raises NoWarcError, ValueError."""
    try:
        record, _ = _parsed(piece)
    except _NoHeadError as error:
        if offset == 0:
            raise NoWarcError(f"not a WARC file (its first record: {error})") from None
        raise
    if record.rec_type == "conversion":
        return _text(path, offset, record)
    if record.rec_type != "response" or record.http_headers is None:
        return None
    return _answer(path, offset, record)


def _answer(path: Path, offset: int, record: ArcWarcRecord) -> ArchivedPage | None:
    http, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    status = http.get_statuscode()
    if not is_page_address(url) or not _STATUS.fullmatch(status):
        raise ValueError(f"status {status[:20]!r} of {url[:200]!r}")
    if int(status) == _NOT_MODIFIED:
        return None
    content_type = (http.get_header("Content-Type") or "")[:_LONGEST_CONTENT_TYPE] or None
    return ArchivedPage(path, offset, url, int(status), content_type, moment)


def _text(path: Path, offset: int, record: ArcWarcRecord) -> ArchivedPage:
    """A page kept as its text: in UTF-8, whatever it came in."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    if not is_page_address(url):
        raise ValueError(f"text of {url[:200]!r}")
    return ArchivedPage(path, offset, url, 200, "text/plain; charset=utf-8", moment)


def _parsed(piece: bytes) -> tuple[ArcWarcRecord, bytes]:
    """The record and the body of its answer. Raises NoWarcError, ValueError."""
    _check_heads(piece)
    stream = BytesIO(piece)
    try:
        record = _loader.parse_record_stream(stream, known_format="warc")
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError):
        raise _NoHeadError("it has no head") from None
    except (AttributeError, TypeError, ArithmeticError, LookupError) as error:
        # The parser relies on what is missing here, as the address of an answer.
        raise ValueError(f"its head is broken: {error}") from None
    body: bytes = record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 1):
        raise ValueError(_WRONG_LENGTH)
    if rest := stream.read(len(b"\r\n\r\nWARC/")).strip():
        if rest != b"WARC/":
            raise ValueError(_WRONG_LENGTH)
        raise NoWarcError("compressed as a whole, not record by record: use `warcio recompress`")
    http = record.http_headers
    if http is not None and (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(BytesIO(body)).read()
    return record, body


def _check_heads(piece: bytes) -> None:
    """Refuse heads that are too long to be parsed: that takes fifty times their size. Raises ValueError."""
    end = _BLANK_LINE.search(piece, 0, LONGEST_HEAD)
    if end is None and piece.startswith(b"WARC/") and len(piece) > LONGEST_HEAD:
        raise ValueError("its head is longer than any")
    if end is None:
        raise _NoHeadError("it has no head")
    length = stated_length(piece[: end.end()])
    if length is None or length > len(piece):
        raise ValueError(_WRONG_LENGTH)
    has_answer = _HTTP.search(piece, 0, end.end()) is not None
    limit = end.end() + LONGEST_HEAD
    if has_answer and len(piece) > limit and _BLANK_LINE.search(piece, end.end(), limit) is None:
        raise ValueError("the head of its answer is longer than any")


def _moment(printed: str) -> str:
    """WARC 1.1 allows fractions of seconds, which no record of ours has."""
    try:
        return page_moment(printed[:19] + "Z")
    except ValueError as error:
        raise ValueError(f"WARC-Date is {error}: {printed[:20]!r}") from None


# One page is asked for its headers and its body, one after the other.
@lru_cache(maxsize=1)
def _answer_at(path: Path, offset: int) -> tuple[_Pairs, bytes]:
    try:
        with path.open("rb") as file:
            record, body = _parsed(record_at(file, offset, _LARGEST_RECORD))
            return record.http_headers.headers if record.http_headers is not None else [], body
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise SavedPageError(f"{path}, byte {offset}: the file has changed ({error})") from None


def _unpacked(body: bytes, encodings: list[str]) -> bytes:
    """The body as a crawl would have unpacked it, by the same code and within the same limit."""
    request = Request("https://unpacked.invalid/")
    response = Response(request.url, headers={"Content-Encoding": encodings}, body=body)
    answer = _unpacker().process_response(request, response)
    assert isinstance(answer, Response)
    return answer.body


@cache
def _unpacker() -> HttpCompressionMiddleware:
    # Scrapy would warn of the invented address; whoever reads the page names the real one.
    logging.getLogger(HttpCompressionMiddleware.__module__).setLevel(logging.ERROR)
    settings = Settings({"DOWNLOAD_MAXSIZE": _LARGEST_BODY, "DOWNLOAD_WARNSIZE": 0})
    # A second Crawler would take over the log of the one at work.
    alone = cast("Crawler", SimpleNamespace(settings=settings, signals=SignalManager()))
    alone.stats = DummyStatsCollector(alone)
    return HttpCompressionMiddleware(crawler=alone)
