"""Mementos (RFC 7089): the answer as it was captured, by replay or from its record, or why there is none."""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.parse import urljoin

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from osce_crawler.addresses import host_of, is_another_item
from osce_crawler.archive.capture_list import Capture, Kind
from osce_crawler.archive.exchange import BLOCKED, Response
from osce_crawler.archive.folder import page_moment
from osce_crawler.moments import FORMAT, lies_ahead
from osce_crawler.politeness.failures import status_in_words
from osce_crawler.settings import DOWNLOAD_MAXSIZE

LONGEST_RECORD = DOWNLOAD_MAXSIZE + 2**20
"""No record of a page is longer, packed or not: the page, and its headers."""
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_ORIGINAL = re.compile(r";\s*rel\s*=\s*(?:\"(?:[^\"]*\s)?original(?:\s[^\"]*)?\"|original\b)", re.IGNORECASE)
_BLOCKED = {401, 403, 451}
_GONE = {404, 410, 416}
_REPLAY = re.compile(r"/([0-9]{14})(?:[a-z]{2}_)?/(https?:/.+)$")
_SPELLING = re.compile(r"^https?://(?:www\.)?|(?<=[a-z]):(?:80|443)(?=/|$)", re.IGNORECASE)
_PREFIX = "x-archive-orig-"
# What archives that put no prefix before a header add of their own, and what belongs to the transfer.
_OF_THE_ARCHIVE = {
    *("memento-datetime", "content-location", "date", "server", "connection", "keep-alive", "content-length"),
    *("transfer-encoding", "via", "preference-applied"),
}
# The Wayback Machine puts its prefix before all but these.
_NOT_PREFIXED = {"content-type", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture as the archive gave it: with the moment, the status and the headers of then."""

    url: str
    moment: str
    headers: list[tuple[str, str]]
    body: bytes
    status: int = 200


@dataclass(frozen=True, slots=True)
class NoMemento:
    """No page came."""

    why: str
    is_final: bool = True
    """Whether asking again would change nothing."""
    is_missing: bool = False
    """Whether the archive's index lists what the archive has not got."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The archive leads to another of its captures of the page, at this address."""

    at: str


def from_replay(capture: Capture, response: Response) -> Memento | Redirect | NoMemento:
    """What a replay (`<timestamp>id_/`) gave; RFC 7089 says which capture that is."""
    if response.fault:
        return NoMemento(response.fault, response.is_final)
    stated = response.header("memento-datetime")
    if (redirect := _redirect(capture, response, is_capture=bool(stated))) is not None:
        return redirect
    return _of_memento(capture, response, stated) if stated else _of_no_capture(capture, response)


def from_range(capture: Capture, response: Response) -> Memento | NoMemento:
    """What the part of a file gave in which the record lies."""
    assert capture.offset is not None
    assert capture.length is not None
    if response.fault:
        return NoMemento(response.fault, response.is_final)
    if response.status == 200:
        return NoMemento("the server ignores Range and sends the whole file", is_final=False)
    if response.status != 206:
        return _of_status(response.status)
    part = f"bytes {capture.offset}-{capture.offset + capture.length - 1}/"
    if not response.header("content-range").startswith(part) or len(response.body) != capture.length:
        return NoMemento(
            f"another part of the file came: {response.header('content-range')[:60]!r},"
            f" {len(response.body)} bytes in place of {capture.length}",
            is_final=False,
        )
    try:
        return _of_record(capture, _first_record(response.body))
    except (ValueError, OSError, zlib.error) as error:
        return NoMemento(f"no record lies there: {error}", is_missing=True)


def what_it_is(status: int) -> str:
    """What a capture with this status is, as one is that is no page."""
    return f"redirect capture (HTTP {status})" if 300 <= status < 400 else f"error capture (HTTP {status})"


def _of_memento(capture: Capture, response: Response, stated: str) -> Memento | NoMemento:
    """What the archive kept, at the moment that it states."""
    try:
        moment = page_moment(parsedate_to_datetime(stated).astimezone(UTC).strftime(FORMAT))
    except (ValueError, OverflowError):
        return NoMemento(f"its Memento-Datetime is no date: {stated[:40]!r}", is_final=False)
    if lies_ahead(moment):
        return NoMemento(f"its Memento-Datetime is in the future: {moment}")
    if response.status != 200:
        return NoMemento(what_it_is(response.status))
    if other := _another_item(capture, response):
        return NoMemento(f"another page came: the archive calls it {other[:200]}")
    if missing := _cut_off(response):
        return NoMemento(f"truncated when it was captured: {missing}")
    return Memento(capture.url, moment, _original(capture.kind, response.headers), response.body)


def _another_item(capture: Capture, response: Response) -> str:
    """The address of which the archive calls this a capture, where it is another item's; else empty."""
    links = ", ".join(value for name, value in response.headers if name.lower() == "link")
    originals = (url for url, said in _LINK.findall(links) if _ORIGINAL.search(said))
    return next((url for url in originals if is_another_item(url, capture.url)), "")


def _redirect(capture: Capture, response: Response, *, is_capture: bool) -> Redirect | None:
    """Where a redirect of the archive leads; null where that is none of its captures of the page.

    `is_capture`: the redirect may be the captured page's own, as from http to https.
    """
    at = _location(capture, response)
    found = _REPLAY.search(at)
    if found is None or host_of(at) != host_of(capture.at):
        return None
    one, other = (found[2], capture.url) if is_capture else (_page_key(found[2]), _page_key(capture.url))
    return Redirect(f"{at[: found.start()]}/{found[1]}id_/{found[2]}") if one == other else None


def _page_key(url: str) -> str:
    """One key for the spellings of an address that an index does not tell apart."""
    return _SPELLING.sub("", url).rstrip("/").lower()


def _location(capture: Capture, response: Response) -> str:
    location = response.header("location") if 300 <= response.status < 400 else ""
    try:
        return urljoin(capture.at, location) if location else ""
    except ValueError:
        return location


def _of_no_capture(capture: Capture, response: Response) -> NoMemento:
    """An answer of the archive itself."""
    if location := _location(capture, response):
        return NoMemento(f"led elsewhere: {location[:200]}", is_missing=True)
    if response.status == 200:
        return NoMemento("a page of the archive came, no capture (no Memento-Datetime)", is_final=False)
    if response.excluded:
        return NoMemento(f"{BLOCKED} ({response.excluded[:100]})")
    return _of_status(response.status)


def _of_status(status: int) -> NoMemento:
    if status in _GONE:
        return NoMemento(f"not archived (HTTP {status})", is_missing=True)
    if status in _BLOCKED:
        return NoMemento(f"{BLOCKED} ({status_in_words(status)})", is_final=False)
    return NoMemento(status_in_words(status), is_final=False)


def _cut_off(response: Response) -> str:
    """How much of the page was captured where that is not all; empty where it is, or cannot be known."""
    stated = response.header(f"{_PREFIX}content-length")
    is_as_packed = response.header(f"{_PREFIX}content-encoding") == response.header("content-encoding")
    if not is_as_packed or not re.fullmatch("[0-9]{1,15}", stated) or len(response.body) >= int(stated):
        return ""
    return f"{len(response.body)} of {stated} bytes"


def _original(kind: Kind, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of the page when it was captured, without those of the archive."""
    original = []
    for name, value in headers:
        plain = name.lower()
        if plain.startswith(_PREFIX) and plain != f"{_PREFIX}content-encoding":
            original.append((name[len(_PREFIX) :], value))
        elif plain in _NOT_PREFIXED or (kind is Kind.PYWB and not _is_of_archive(plain, value)):
            original.append((name, value))
    return original


def _is_of_archive(name: str, value: str) -> bool:
    return (
        name in _OF_THE_ARCHIVE or name.startswith(_PREFIX) or (name == "link" and 'rel="timegate"' in value)
    )


def _first_record(packed: bytes) -> WarcRecord:
    """The record of one gzip member. Raises ValueError, OSError, zlib.error."""
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(packed, LONGEST_RECORD)
    if not unpacker.eof:
        raise ValueError(
            "longer than any page" if len(plain) >= LONGEST_RECORD else "its gzip member is torn"
        )
    # Its address and date are looked at, whatever its type.
    record = next(iter(ArchiveIterator(BytesIO(plain), parse_http=False)), None)
    if record is None or record.content_length > len(plain):
        raise ValueError("not WARC, or its length is wrong")
    return record


def _of_record(capture: Capture, record: WarcRecord) -> Memento | NoMemento:
    head = {name.lower(): value for name, value in record.headers.astuples()}
    # Older writers of WARC put the address in angle brackets.
    url, date = head.get("warc-target-uri", "").strip("<>"), head.get("warc-date", "")
    if url != capture.url or date[:19] != capture.moment[:19]:
        return NoMemento(f"another record lies there: {url[:200]!r} of {date[:20]}", is_missing=True)
    if why := _why_no_answer(record, head):
        return NoMemento(why)
    record.parse_http(auto_decode="transfer")
    http, body = record.http_headers, record.reader.read()
    if http is None or http.status_code is None:
        return NoMemento("its record holds no answer of HTTP")
    if http.status_code != 200:
        return NoMemento(what_it_is(http.status_code))
    return Memento(
        capture.url, capture.moment, [(name, _one_line(value)) for name, value in http.astuples()], body
    )


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _why_no_answer(record: WarcRecord, head: dict[str, str]) -> str:
    """Why the record holds no answer of the site, as its head says; empty where it does."""
    if record.record_type is WarcRecordType.revisit:
        return f"revisit: its content is that of {head.get('warc-refers-to-date', 'an earlier one')[:40]}"
    if record.record_type is not WarcRecordType.response:
        return "its record is no answer of the site"
    if "warc-truncated" in head:
        return f"truncated when it was captured: {head['warc-truncated'][:40]}"
    return ""
