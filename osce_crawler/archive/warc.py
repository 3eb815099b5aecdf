"""Reads WARC files: which answers they hold and where, and each answer again from its place."""

import datetime as dt
import logging
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.statscollectors import DummyStatsCollector
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from osce_crawler.addresses import is_address
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.warc_records import NoWarcError, TornError, record_at, records
from osce_crawler.moments import FORMAT
from osce_crawler.pages.document import Page
from osce_crawler.settings import DOWNLOAD_MAXSIZE

# No page that a crawl takes is longer, packed or not; a record may hold its headers besides.
_LARGEST_BODY = DOWNLOAD_MAXSIZE
_LARGEST_RECORD = _LARGEST_BODY + 2**20
_NOT_MODIFIED = 304
_loader = ArcWarcRecordLoader(verify_http=False)
logger = logging.getLogger(__name__)

Pairs = list[tuple[str, str]]


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
        except Exception as error:  # each way of packing has errors of its own
            raise SavedPageError(
                f"{self.file}, byte {self.offset}: cannot be decompressed ({error})"
            ) from None


def is_warc(path: Path) -> bool:
    """Whether this is the name of a WARC file, or of one that holds pages as text (WET)."""
    return path.name.endswith((".warc", ".warc.gz", ".wet", ".wet.gz"))


def pages_in(path: Path) -> tuple[ArchivedPage, ...]:
    """The answers in this file, in their order; one that only says "not modified" is no page.

    A file that a killed process left torn is read up to there; see `torn_end`. Raises SavedPageError for what
    is no WARC file or cannot be read.
    """
    return _content(path).pages


def torn_end(path: Path) -> str | None:
    """Where the file is torn, and how much of it is read; null if it is whole. Raises SavedPageError."""
    return _content(path).torn


def _content(path: Path) -> "_Content":
    try:
        stat = path.stat()
        if not (path.is_file() or path.is_dir()):
            raise SavedPageError(f"{path}: not a regular file")
        return _read(path, (stat.st_size, stat.st_mtime_ns))
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except NoWarcError as error:
        raise SavedPageError(f"{path}: {error}") from None


class _Content(NamedTuple):
    """What a file holds, and where it is torn."""

    pages: tuple[ArchivedPage, ...]
    torn: str | None = None


@lru_cache(maxsize=4096)
def _read(path: Path, _state: tuple[int, int]) -> _Content:
    """A file that did not change is passed through once a process, however many ask for it."""
    found: list[ArchivedPage] = []
    with path.open("rb") as file:
        try:
            for offset, piece in records(file, _LARGEST_RECORD):
                if (page := _page(path, offset, piece)) is not None:
                    found.append(page)
        except TornError as torn:
            said = f"{path}: {torn}; the {len(found)} answers before it are read"
            logger.warning(said)
            return _Content(tuple(found), said)
    return _Content(tuple(found))


def _page(path: Path, offset: int, piece: bytes) -> ArchivedPage | None:
    """The answer in this record; null for a record of another type, or one that cannot be read."""
    try:
        record, _ = _parsed(piece)
        if record.rec_type == "conversion":
            return _text(path, offset, record)
        if record.rec_type != "response" or record.http_headers is None:
            return None
        return _answer(path, offset, record)
    except NoWarcError:
        raise
    except ValueError as error:
        if offset == 0:
            raise NoWarcError(f"not a WARC file (its first record: {error})") from None
        logger.warning("%s: the record at byte %d is left out (%s)", path, offset, error)
        return None


def _answer(path: Path, offset: int, record: ArcWarcRecord) -> ArchivedPage | None:
    http, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    status = int(http.get_statuscode())
    if not is_address(url) or not 100 <= status <= 599:
        raise ValueError(f"status {status} of {url[:200]!r}")
    if status == _NOT_MODIFIED:
        return None
    return ArchivedPage(path, offset, url, status, http.get_header("Content-Type"), moment)


def _text(path: Path, offset: int, record: ArcWarcRecord) -> ArchivedPage:
    """A page kept as its text: in UTF-8, whatever it came in."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    if not is_address(url):
        raise ValueError(f"text of {url[:200]!r}")
    return ArchivedPage(path, offset, url, 200, "text/plain; charset=utf-8", moment)


def _parsed(piece: bytes) -> tuple[ArcWarcRecord, bytes]:
    """The record and the body of its answer. Raises NoWarcError, ValueError."""
    stream = BytesIO(piece)
    try:
        record = _loader.parse_record_stream(stream, known_format="warc")
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError):
        raise ValueError("it has no head") from None
    body: bytes = record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 1):
        raise ValueError("shorter than it says, or longer than any page")
    if stream.read(5).strip():
        raise NoWarcError("compressed as a whole, not record by record: use `warcio recompress`")
    http = record.http_headers
    if http is not None and (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(BytesIO(body)).read()
    return record, body


def _moment(printed: str) -> str:
    """WARC 1.1 allows fractions of seconds, which no record of ours has."""
    moment = printed[:19] + "Z"
    dt.datetime.strptime(moment, FORMAT)  # noqa: DTZ007  the Z is the zone
    return moment


# One page is asked for its headers and its body, one after the other.
@lru_cache(maxsize=1)
def _answer_at(path: Path, offset: int) -> tuple[Pairs, bytes]:
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
    limits = {"DOWNLOAD_MAXSIZE": _LARGEST_BODY, "DOWNLOAD_WARNSIZE": 0}
    crawler = Crawler(Spider, limits)
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware(crawler=crawler)
