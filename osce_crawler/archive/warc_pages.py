"""Which records of a WARC file are pages, and why the others that should be are none."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from osce_crawler.archive.archived_page import ArchivedPage, record_again
from osce_crawler.archive.folder import is_page_address, page_time, past_moment
from osce_crawler.archive.warc_bodies import is_as_digested
from osce_crawler.archive.warc_records import BrokenRecord, EmptyFileError, Record, TornError

_NOT_MODIFIED = 304
_LONGEST_CONTENT_TYPE = 1000
_TEXT = "text/plain; charset=utf-8"
_NO_PAGES = {"warcinfo", "request", "metadata"}


@dataclass(frozen=True, slots=True)
class NoPage:
    """A record that should hold a page and gives none, or the place where a file breaks off."""

    file: Path
    offset: int
    why: str
    url: str = ""
    """The web address; empty where the record says none."""

    def __str__(self) -> str:
        return f"{self.file}: {self.why}"


class Pages:
    """Makes pages of the records of one file, and knows which answers came before."""

    def __init__(self, path: Path, *, has_checksums: bool) -> None:
        self._path = path
        self._has_checksums = has_checksums
        self._count = 0
        self._originals: dict[int, int] = {}

    def of(self, found: Iterator[Record | BrokenRecord]) -> Iterator[ArchivedPage | NoPage]:
        """Raises NoWarcError."""
        try:
            for record in found:
                try:
                    page = self._page(record)
                except ValueError as error:
                    why = f"the record at byte {record.offset} is left out ({error})"
                    url = record.url if isinstance(record, Record) else ""
                    yield NoPage(self._path, record.offset, why, url if is_page_address(url) else "")
                    continue
                if page is not None:
                    self._count += 1
                    yield page
        except EmptyFileError as empty:
            yield NoPage(self._path, empty.offset, str(empty))
        except TornError as torn:
            read = f"the {self._count} answers before it are read, nothing behind it"
            yield NoPage(self._path, torn.offset, f"{torn}; {read}")

    def _page(self, record: Record | BrokenRecord) -> ArchivedPage | None:
        """The page in this record; null for one of a kind that holds none. Raises ValueError."""
        if isinstance(record, BrokenRecord):
            raise ValueError(record.why)  # noqa: TRY004  not a wrong type
        if record.type in _NO_PAGES:
            return None
        if record.type == "continuation" or record.head.get("WARC-Segment-Number"):
            raise ValueError("one of several segments of a record, which are not joined")
        if record.type == "revisit":
            return self._revisit(record)
        if record.type not in _KINDS:
            raise ValueError(f"of the unknown type {record.type[:20]!r}")
        if cut := record.head.get("WARC-Truncated"):
            raise ValueError(f"truncated when it was kept: {cut[:20]!r}")
        # The checksum of a packed record says as much, and costs nothing more.
        if not self._has_checksums:
            _check_digest(record)
        page = _KINDS[record.type](self._path, record)
        if record.type == "response":
            self._originals |= dict.fromkeys(_names(record), record.offset)
        return page

    def _revisit(self, record: Record) -> ArchivedPage | None:
        """An answer that was the same as an earlier one, whose body was not kept again."""
        url, moment = _address(record), _moment(record)
        names = _names_of_original(record)
        original = next((self._originals[name] for name in names if name in self._originals), None)
        if original is None:
            raise ValueError(f"the same as an earlier answer, which is not before it in this file: {url!r}")
        page = _response(self._path, record_again(self._path, original))
        if page is None:
            return None
        page = replace(page, offset=record.offset, original=original, url=url, retrieved_at=moment)
        if record.http is None or record.http.status_code == _NOT_MODIFIED:
            return replace(page, has_own_head=False)
        return replace(page, status=_status(record), content_type=_content_type(record))


def _check_digest(record: Record) -> None:
    digest = record.head.get("WARC-Payload-Digest")
    headers = record.http.to_tuples() if record.http is not None else ()
    if digest and not is_as_digested(record.body, headers, digest):
        raise ValueError(f"its body is not the one of its WARC-Payload-Digest: {record.url[:200]!r}")


def _response(path: Path, record: Record) -> ArchivedPage | None:
    kind = (record.head.get("Content-Type") or "http").lower()
    if record.url and not _is_of_web(record) and "http" not in kind:
        return None  # the answer of a name server
    url, moment, status = _address(record), _moment(record), _status(record)
    if status == _NOT_MODIFIED:
        return None
    assert record.http is not None
    at_hand = record.http.to_tuples(), record.body
    return ArchivedPage(path, record.offset, url, status, _content_type(record), moment, _at_hand=at_hand)


def _resource(path: Path, record: Record) -> ArchivedPage | None:
    """What was kept without the answer that brought it."""
    return _without_http(path, record, record.head.get("Content-Type")) if _is_of_web(record) else None


def _conversion(path: Path, record: Record) -> ArchivedPage:
    """A page kept as its text: in UTF-8, whatever it came in."""
    kind = record.head.get("Content-Type") or _TEXT
    return _without_http(path, record, _TEXT if kind.lower().startswith("text/plain") else kind)


def _without_http(path: Path, record: Record, content_type: str | None) -> ArchivedPage:
    url, moment = _address(record), _moment(record)
    kind = (content_type or "")[:_LONGEST_CONTENT_TYPE] or None
    return ArchivedPage(path, record.offset, url, 200, kind, moment, _at_hand=((), record.body))


_KINDS = {"response": _response, "resource": _resource, "conversion": _conversion}


def _names(record: Record) -> set[int]:
    """What a later record may call this one; hashes, for a file may hold very many."""
    said = (record.head.get("WARC-Record-ID"), record.head.get("WARC-Payload-Digest"))
    return {*map(hash, filter(None, said)), hash((record.url, record.head.get("WARC-Date")))}


def _names_of_original(record: Record) -> Iterator[int]:
    """How it names the answer that it is the same as, the surest first."""
    head = record.head
    for said in (head.get("WARC-Refers-To"), head.get("WARC-Payload-Digest")):
        if said:
            yield hash(said)
    url = (head.get("WARC-Refers-To-Target-URI") or record.url).strip().strip("<>")
    yield hash((url, head.get("WARC-Refers-To-Date")))


def _is_of_web(record: Record) -> bool:
    return record.url.lower().startswith(("http:", "https:"))


def _address(record: Record) -> str:
    if not is_page_address(record.url):
        raise ValueError(f"{record.type} of {record.url[:200]!r}, which is no web address")
    return record.url


def _status(record: Record) -> int:
    status = record.http.status_code if record.http is not None else None
    if status is None or not 100 <= status <= 599:
        line = record.http.status_line if record.http is not None else ""
        raise ValueError(f"status line {(line or '')[:40]!r} of {record.url[:200]!r}")
    return status


def _content_type(record: Record) -> str | None:
    said = record.http.get("Content-Type") if record.http is not None else None
    return (said or "")[:_LONGEST_CONTENT_TYPE] or None


def _moment(record: Record) -> str:
    """When the page was kept, in UTC; WARC 1.1 allows fractions of seconds, which no record of ours has."""
    printed = (record.head.get("WARC-Date") or "").strip()
    try:
        moment = dt.datetime.fromisoformat(printed)
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
        kept = page_time(moment)
    except (ValueError, OverflowError):
        raise ValueError(f"WARC-Date is no moment of the web: {printed[:40]!r}") from None
    try:
        return past_moment(kept)
    except ValueError as error:
        raise ValueError(f"WARC-Date is {error}: {kept}, {record.url[:200]!r}") from None
