"""Lists the captures of a web archive, by the CDX server API or Common Crawl's index.

docs/operators.md, "Web archives", says what is asked for.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from osce_crawler.addresses import is_address, refusal_of
from osce_crawler.archive.capture_list import Capture, Kind, fault_in
from osce_crawler.archive.cdx_response import CdxPage, CdxRow, FailedError, number_in, page_of, short, text_in
from osce_crawler.archive.exchange import Exchange, Request
from osce_crawler.moments import lies_ahead

COMMON_CRAWL_FILES = "https://data.commoncrawl.org/"
"""Where the files lie that Common Crawl's index names."""
# So many captures are asked for at a time: some megabytes of JSON.
_ROWS = 10_000
# Of a paged index, blocks of 3,000 captures a page.
_BLOCKS = 2
# An index that names ever new pages has no end.
_MOST_PAGES = 1_000
# Each page is asked for once more where it cannot be read.
_TRIES = 2
# What addresses of an index end with, and what those of its captures have in its place.
_REPLAYS = (("/cdx/search/cdx", "/web/"), ("/cdx/search", "/web/"), ("/cdx", "/"), ("-cdx", "/"))
_FIRST_DAY = datetime(1990, 1, 1, tzinfo=UTC)
_STAMP = "%Y%m%d%H%M%S"


class NoIndexError(ValueError):
    """The address is no index of captures, or not of the kind that was stated; the message says why."""


class MatchError(ValueError):
    """The pattern of addresses cannot be asked for; the message says why."""


class Match(NamedTuple):
    """Which addresses are wanted, in the words of the API."""

    url: str
    type: str
    """`exact`, `prefix` or `domain`."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of an index."""

    index: str
    match: Match
    since: str | None = None
    """The first day, YYYY-MM-DD; with `until` both are in."""
    until: str | None = None
    kind: Kind | None = None
    """As stated; null where the answer shall say it."""
    captures_at: str | None = None
    """What captures are asked for at, where it does not follow from the index."""


@dataclass(slots=True)
class Listed:
    """The result of a listing."""

    kind: Kind | None = None
    """Null where the index has no captures, or gave no answer."""
    captures: int = 0
    faults: list[str] = field(default_factory=list)
    """What could not be listed: with any the list is incomplete."""
    remarks: list[str] = field(default_factory=list)


def match_of(pattern: str) -> Match:
    """`osce.org/press-releases/*`: all addresses that begin so; `*.osce.org`: a host and those below it;
    without an asterisk: this address. Raises MatchError.
    """
    if pattern.startswith("*."):
        match = Match(pattern[2:], "domain")
        is_sound = "/" not in match.url.rstrip("/")
    elif pattern.endswith("*"):
        match = Match(pattern[:-1], "prefix")
        is_sound = "/" in match.url.rpartition("://")[2]
    else:
        match = Match(pattern, "exact")
        is_sound = True
    address = match.url if "://" in match.url else f"http://{match.url}"
    if "*" in match.url or not is_sound or not is_address(address) or refusal_of(address):
        raise MatchError(
            f"{pattern!r} is no pattern: use osce.org/press-releases/* (all that begins so), *.osce.org (with"
            " hosts below it), or one address"
        )
    return match


def listing(query: Query, keep: Callable[[Capture], None]) -> Exchange[Listed]:
    """List what the index has; `keep` is handed each capture. Raises NoIndexError."""
    reader = _RowReader(query, keep)
    try:
        yield from _list(query, reader)
    except FailedError as failed:
        if failed.is_no_index and reader.kind is None:
            raise NoIndexError(f"{query.index}: {failed}") from None
        reader.lack(str(failed))
    return Listed(reader.kind, reader.captures, reader.faults, reader.remarks)


class _RowReader:
    """Reads captures from the rows of an index, and counts rows that are none."""

    def __init__(self, query: Query, keep: Callable[[Capture], None]) -> None:
        self.kind: Kind | None = None
        self.captures = 0
        self.faults: list[str] = []
        self._broken = 0
        self._first_broken = ""
        self._future = 0
        self._first_future = ""
        self._query = query
        self._keep = keep
        self._at = ""

    def as_kind(self, kind: Kind) -> None:
        """Know how this archive gives its captures. Raises NoIndexError."""
        self.kind = kind
        self._at = captures_at(self._query, kind)

    def lack(self, why: str) -> None:
        """Note what could not be listed."""
        self.faults.append(f"{self._query.index}: {why}")

    def read(self, page: CdxPage) -> None:
        """Keep the captures of this page. Raises FailedError where it has entries, and none is a capture."""
        before = self.captures + self._future
        self._miss(page.broken, page.first_broken)
        for row in page.rows:
            capture = self._capture(row)
            if capture is None or fault_in(capture):
                self._miss(1, "" if self._broken else json.dumps(row, ensure_ascii=False))
            elif lies_ahead(capture.moment):
                self._miss_future(capture)
            else:
                self.captures += 1
                self._keep(capture)
        if self.captures + self._future == before and (page.rows or page.broken):
            raise FailedError("a page of the index has entries, and none is a capture of a web page")

    def _miss(self, number: int, first: str) -> None:
        if number and not self._broken:
            self._first_broken = short(first)
        self._broken += number

    def _miss_future(self, capture: Capture) -> None:
        self._first_future = self._first_future or short(capture.name)
        self._future += 1

    @property
    def remarks(self) -> list[str]:
        """What is said of rows that are no captures."""
        said = [
            (self._broken, f"are no captures of web pages, the first: {self._first_broken}"),
            (self._future, f"are dated in the future, the first: {self._first_future}"),
        ]
        return [f"{self._query.index}: {count} entries {what}" for count, what in said if count]

    def _capture(self, row: CdxRow) -> Capture | None:
        url, timestamp = text_in(row, "url", "original"), text_in(row, "timestamp")
        kind = self.kind
        assert kind is not None
        if url is None or timestamp is None:
            return None
        offset, length, at = None, None, f"{self._at}{timestamp}id_/{url}"
        if kind is Kind.COMMON_CRAWL:
            offset, length = number_in(row, "offset"), number_in(row, "length")
            at = f"{self._at}{text_in(row, 'filename') or ''}"
            if offset is None or length is None:
                return None
        status, mime = number_in(row, "status", "statuscode"), text_in(row, "mime", "mimetype")
        digest, truncated = text_in(row, "digest"), text_in(row, "truncated")
        return Capture(url, timestamp, kind, at, status, mime, digest, truncated, offset, length)


def captures_at(query: Query, kind: Kind) -> str:
    """What the addresses of captures begin with. Raises NoIndexError where it does not follow."""
    if query.captures_at is not None:
        return query.captures_at.rstrip("/") + "/"
    if kind is Kind.COMMON_CRAWL:
        return COMMON_CRAWL_FILES
    path = urlsplit(query.index).path.rstrip("/")
    for end, instead in _REPLAYS:
        if path.endswith(end):
            return urljoin(query.index, path.removesuffix(end) + instead)
    raise NoIndexError(
        f"{query.index}: the address of its captures does not follow from that of its index: give --captures"
    )


def _list(query: Query, reader: _RowReader) -> Exchange[None]:
    # Without days: of an index in pages this looks at the first one alone.
    first = yield from _read(replace(query, since=None, until=None), {"limit": "1"})
    if not first.rows:
        if first.broken:
            raise FailedError(
                f"{first.broken} entries, none a capture: {first.first_broken}", is_no_index=True
            )
        return
    kind = _kind_of(first)
    if query.kind is not None and query.kind is not kind:
        if not {query.kind, kind} <= {Kind.PYWB, Kind.COMMON_CRAWL}:
            raise NoIndexError(f"{query.index}: answers as a {kind} index does, not as {query.kind}")
        kind = query.kind
    reader.as_kind(kind)
    if kind is Kind.WAYBACK:
        yield from _list_by_resume_key(query, reader)
        return
    pages = yield from _number_of_pages(query)
    yield from (_list_by_page(query, reader, pages) if pages is not None else _list_by_time(query, reader))


def _kind_of(page: CdxPage) -> Kind:
    if page.form == "arrays":
        return Kind.WAYBACK
    filename = text_in(page.rows[0], "filename") or ""
    return Kind.COMMON_CRAWL if filename.startswith("crawl-data/") else Kind.PYWB


def _list_by_resume_key(query: Query, reader: _RowReader) -> Exchange[None]:
    """As the Wayback Machine goes on: from the key that closes each page but the last."""
    parameters = {"limit": str(_ROWS), "showResumeKey": "true"}
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        page = yield from _read(query, parameters)
        reader.read(page)
        if page.resume_key is None:
            return
        if page.resume_key in seen or not page.rows:
            raise FailedError(f"the index leads in a circle: it repeats {short(page.resume_key)}")
        seen.add(page.resume_key)
        parameters["resumeKey"] = page.resume_key
    raise FailedError(_OVER_BUDGET)


def _number_of_pages(query: Query) -> Exchange[int | None]:
    """How many pages the index has; null where it knows no pages, as one of plain files."""
    page = yield from _read(query, {"showNumPages": "true", "limit": "1", "pageSize": str(_BLOCKS)})
    number = page.rows[0].get("pages") if page.rows else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _list_by_page(query: Query, reader: _RowReader, pages: int) -> Exchange[None]:
    """As Common Crawl's index goes on: by the number of the page."""
    before: list[CdxRow] = []
    for number in range(min(pages, _MOST_PAGES)):
        page = yield from _read(query, {"page": str(number), "pageSize": str(_BLOCKS)})
        if page.rows and page.rows == before:
            raise FailedError(f"page {number} repeats the one before")
        reader.read(page)
        before = page.rows
    if pages > _MOST_PAGES:
        raise FailedError(_OVER_BUDGET)


def _list_by_time(query: Query, reader: _RowReader) -> Exchange[None]:
    """From an index without pages: where an answer is as long as it may be, in two halves of the time."""
    waiting = [_bounds(query)]
    for _ in range(_MOST_PAGES):
        start, end = waiting.pop()
        stamps = {"from": start.strftime(_STAMP), "to": end.strftime(_STAMP)}
        page = yield from _read(query, {"limit": str(_ROWS), **stamps})
        if len(page.rows) + page.broken < _ROWS or start >= end:
            reader.read(page)
        else:
            middle = start + timedelta(seconds=(end - start) // timedelta(seconds=2))
            waiting += [(middle + timedelta(seconds=1), end), (start, middle)]
        if len(page.rows) >= _ROWS and start >= end:
            reader.lack(f"more than {_ROWS} captures at {stamps['from']}: the rest is not listed")
        if not waiting:
            return
    raise FailedError(_OVER_BUDGET)


_OVER_BUDGET = f"over the budget of {_MOST_PAGES} pages: ask for less at a time, with --since and --until"


def _bounds(query: Query) -> tuple[datetime, datetime]:
    since = datetime.fromisoformat(query.since).replace(tzinfo=UTC) if query.since else _FIRST_DAY
    until = datetime.fromisoformat(query.until).replace(tzinfo=UTC) if query.until else datetime.now(UTC)
    return since, until.replace(hour=23, minute=59, second=59, microsecond=0)


def _read(query: Query, parameters: dict[str, str]) -> Exchange[CdxPage]:
    """One page of the index. Raises FailedError."""
    request = Request(_address(query, parameters))
    why = ""
    for _ in range(_TRIES):
        response = yield request
        if response.fault:
            raise FailedError(response.fault)
        try:
            return page_of(response)
        except ValueError as error:
            why = str(error)
    raise FailedError(why, is_no_index=True)


def _address(query: Query, parameters: dict[str, str]) -> str:
    wanted = {"url": query.match.url, "matchType": query.match.type, "output": "json"}
    if query.since:
        wanted["from"] = f"{query.since.replace('-', '')}000000"
    if query.until:
        wanted["to"] = f"{query.until.replace('-', '')}235959"
    joint = "&" if urlsplit(query.index).query else "?"
    return f"{query.index}{joint}{urlencode(wanted | parameters)}"
