"""Lists the captures of a web archive, by the CDX server API or Common Crawl's index.

docs/operators.md, "Web archives", says what is asked for.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from osce_crawler.addresses import is_address, refusal_of
from osce_crawler.archive.captures import Capture, Kind, fault_in
from osce_crawler.archive.conversation import Answer, Conversation, Question

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
_MOST_SHOWN = 80
# No address that is asked for is longer, and no other field.
_LONGEST_TEXT = 2**13
_NO_CAPTURES = re.compile(r"\bno captures\b", re.IGNORECASE)

_Row = dict[str, Any]


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
class Listing:
    """What came of it."""

    kind: Kind | None = None
    """Null where the index has no captures, or gave no answer."""
    captures: int = 0
    faults: list[str] = field(default_factory=list)
    """What could not be listed: with any the list is incomplete."""
    remarks: list[str] = field(default_factory=list)


class _Page(NamedTuple):
    """One answer of an index."""

    rows: list[_Row]
    form: str
    """`arrays`, `objects`, or empty where there are no captures."""
    resume_key: str | None = None
    broken: int = 0
    first_broken: str = ""


class _FailedError(Exception):
    """A page of the index could not be had; the message says why."""

    def __init__(self, why: str, *, is_no_index: bool = False) -> None:
        super().__init__(why)
        self.is_no_index = is_no_index


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


def listing(query: Query, keep: Callable[[Capture], None]) -> Conversation[Listing]:
    """List what the index has; `keep` is handed each capture. Raises NoIndexError."""
    listed = Listing()
    taken = _Taken(query, listed, keep)
    try:
        yield from _list(query, taken)
    except _FailedError as failed:
        if failed.is_no_index and listed.kind is None:
            raise NoIndexError(f"{query.index}: {failed}") from None
        listed.faults.append(f"{query.index}: {failed}")
    if taken.broken:
        listed.remarks.append(
            f"{query.index}: {taken.broken} entries are no captures of web pages,"
            f" the first: {taken.first_broken}"
        )
    return listed


class _Taken:
    """Turns the rows of an index into captures, and counts what is none."""

    def __init__(self, query: Query, listed: Listing, keep: Callable[[Capture], None]) -> None:
        self.listed = listed
        self.broken = 0
        self.first_broken = ""
        self._query = query
        self._keep = keep
        self._at = ""

    def as_kind(self, kind: Kind) -> None:
        """Know how this archive gives its captures. Raises NoIndexError."""
        self.listed.kind = kind
        self._at = captures_at(self._query, kind)

    def rows(self, page: _Page) -> None:
        """Keep the captures of this page. Raises _FailedError where it has entries, and none is a capture."""
        before = self.listed.captures
        self._miss(page.broken, page.first_broken)
        for row in page.rows:
            capture = self._capture(row)
            if capture is None or fault_in(capture):
                self._miss(1, "" if self.broken else json.dumps(row, ensure_ascii=False))
            else:
                self.listed.captures += 1
                self._keep(capture)
        if self.listed.captures == before and (page.rows or page.broken):
            raise _FailedError("a page of the index has entries, and none is a capture of a web page")

    def _miss(self, number: int, first: str) -> None:
        if number and not self.broken:
            self.first_broken = _short(first)
        self.broken += number

    def _capture(self, row: _Row) -> Capture | None:
        url, timestamp = _text(row, "url", "original"), _text(row, "timestamp")
        kind = self.listed.kind
        assert kind is not None
        if url is None or timestamp is None:
            return None
        offset, length, at = None, None, f"{self._at}{timestamp}id_/{url}"
        if kind is Kind.COMMON_CRAWL:
            offset, length = _number(row, "offset"), _number(row, "length")
            at = f"{self._at}{_text(row, 'filename') or ''}"
            if offset is None or length is None:
                return None
        return Capture(
            url, timestamp, kind, at, _number(row, "status", "statuscode"), _text(row, "mime", "mimetype"),
            _text(row, "digest"), _text(row, "truncated"), offset, length,
        )  # fmt: skip


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


def _list(query: Query, taken: _Taken) -> Conversation[None]:
    first = yield from _read(query, {"limit": "1"})
    if not first.rows:
        if first.broken:
            raise _FailedError(
                f"{first.broken} entries, none a capture: {first.first_broken}", is_no_index=True
            )
        return
    kind = _kind_of(first)
    if query.kind is not None and query.kind is not kind:
        if not {query.kind, kind} <= {Kind.PYWB, Kind.COMMON_CRAWL}:
            raise NoIndexError(f"{query.index}: answers as a {kind} index does, not as {query.kind}")
        kind = query.kind
    taken.as_kind(kind)
    if kind is Kind.WAYBACK:
        yield from _resumed(query, taken)
        return
    pages = yield from _number_of_pages(query)
    yield from (_paged(query, taken, pages) if pages is not None else _sliced(query, taken))


def _kind_of(page: _Page) -> Kind:
    if page.form == "arrays":
        return Kind.WAYBACK
    filename = _text(page.rows[0], "filename") or ""
    return Kind.COMMON_CRAWL if filename.startswith("crawl-data/") else Kind.PYWB


def _resumed(query: Query, taken: _Taken) -> Conversation[None]:
    """As the Wayback Machine goes on: from the key that closes each page but the last."""
    parameters = {"limit": str(_ROWS), "showResumeKey": "true"}
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        page = yield from _read(query, parameters)
        taken.rows(page)
        if page.resume_key is None:
            return
        if page.resume_key in seen or not page.rows:
            raise _FailedError(f"the index leads in a circle: it repeats {_short(page.resume_key)}")
        seen.add(page.resume_key)
        parameters["resumeKey"] = page.resume_key
    raise _FailedError(_OVER_BUDGET)


def _number_of_pages(query: Query) -> Conversation[int | None]:
    """How many pages the index has; null where it knows no pages, as one of plain files."""
    page = yield from _read(query, {"showNumPages": "true", "limit": "1", "pageSize": str(_BLOCKS)})
    number = page.rows[0].get("pages") if page.rows else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _paged(query: Query, taken: _Taken, pages: int) -> Conversation[None]:
    """As Common Crawl's index goes on: by the number of the page."""
    before: list[_Row] = []
    for number in range(min(pages, _MOST_PAGES)):
        page = yield from _read(query, {"page": str(number), "pageSize": str(_BLOCKS)})
        if page.rows and page.rows == before:
            raise _FailedError(f"page {number} repeats the one before")
        taken.rows(page)
        before = page.rows
    if pages > _MOST_PAGES:
        raise _FailedError(_OVER_BUDGET)


def _sliced(query: Query, taken: _Taken) -> Conversation[None]:
    """From an index without pages: where an answer is as long as it may be, in two halves of the time."""
    waiting = [_bounds(query)]
    for _ in range(_MOST_PAGES):
        start, end = waiting.pop()
        stamps = {"from": start.strftime(_STAMP), "to": end.strftime(_STAMP)}
        page = yield from _read(query, {"limit": str(_ROWS), **stamps})
        if len(page.rows) + page.broken < _ROWS or start >= end:
            taken.rows(page)
        else:
            middle = start + timedelta(seconds=(end - start) // timedelta(seconds=2))
            waiting += [(middle + timedelta(seconds=1), end), (start, middle)]
        if len(page.rows) >= _ROWS and start >= end:
            taken.listed.faults.append(
                f"{query.index}: more than {_ROWS} captures at {stamps['from']}: the rest is not listed"
            )
        if not waiting:
            return
    raise _FailedError(_OVER_BUDGET)


_OVER_BUDGET = f"over the budget of {_MOST_PAGES} pages: ask for less at a time, with --since and --until"


def _bounds(query: Query) -> tuple[datetime, datetime]:
    since = datetime.fromisoformat(query.since).replace(tzinfo=UTC) if query.since else _FIRST_DAY
    until = datetime.fromisoformat(query.until).replace(tzinfo=UTC) if query.until else datetime.now(UTC)
    return since, until.replace(hour=23, minute=59, second=59, microsecond=0)


def _read(query: Query, parameters: dict[str, str]) -> Conversation[_Page]:
    """One page of the index. Raises _FailedError."""
    question = Question(_address(query, parameters))
    why = ""
    for _ in range(_TRIES):
        answer = yield question
        if answer.fault:
            raise _FailedError(answer.fault)
        try:
            return _page_of(answer)
        except ValueError as error:
            why = str(error)
    raise _FailedError(why, is_no_index=True)


def _address(query: Query, parameters: dict[str, str]) -> str:
    wanted = {"url": query.match.url, "matchType": query.match.type, "output": "json"}
    if query.since:
        wanted["from"] = f"{query.since.replace('-', '')}000000"
    if query.until:
        wanted["to"] = f"{query.until.replace('-', '')}235959"
    joint = "&" if urlsplit(query.index).query else "?"
    return f"{query.index}{joint}{urlencode(wanted | parameters)}"


def _page_of(answer: Answer) -> _Page:
    """The rows of the answer. Raises ValueError, with what it is."""
    text = answer.body.decode("utf-8", errors="replace").strip()
    if answer.status == 404 and _NO_CAPTURES.search(_message(text)):
        return _Page([], "")
    if answer.status != 200:
        raise _FailedError(
            f"HTTP {answer.status}{_after_colon(_message(text))}", is_no_index=answer.status in {400, 404}
        )
    if not text:
        return _Page([], "")
    if text.startswith("["):
        return _arrays(text)
    if text.startswith("{"):
        return _objects(text)
    raise ValueError(f"no index of captures: its answer begins with {_short(text)!r}")


def _arrays(text: str) -> _Page:
    """A JSON array of arrays, the first with the names of the others; behind an empty one a resume key."""
    try:
        arrays = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"its answer is torn, or no JSON: it ends with {text[-40:]!r}") from None
    if arrays and all(isinstance(one, dict) and "cdx-api" in one for one in arrays):
        raise ValueError(f"a list of {len(arrays)} indexes: name one of them, as {arrays[0]['cdx-api']}")
    if not all(isinstance(one, list) for one in arrays):
        raise ValueError(f"not an array of arrays: {_short(text)!r}")
    names, rows = (arrays[0], arrays[1:]) if arrays else ([], [])
    resume_key = None
    if len(rows) >= 2 and not rows[-2] and len(rows[-1]) == 1:
        resume_key, rows = str(rows[-1][0]), rows[:-2]
    good = [dict(zip(map(str, names), row, strict=True)) for row in rows if len(row) == len(names)]
    bad = [row for row in rows if len(row) != len(names)]
    return _Page(good, "arrays", resume_key, len(bad), json.dumps(bad[0]) if bad else "")


def _objects(text: str) -> _Page:
    """JSON Lines, an object a capture."""
    good: list[_Row] = []
    bad = 0
    first_bad = ""
    for line in _lines(text):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            good.append(row)
        else:
            first_bad = first_bad or line
            bad += 1
    if len(good) == 1 and set(good[0]) <= {"message", "error", "errors", "access", "access_status"}:
        raise ValueError(f"its answer is {_short(text)!r}")
    return _Page(good, "objects", None, bad, _short(first_bad))


def _lines(text: str) -> Iterator[str]:
    # Not splitlines: JSON allows separators of lines within strings.
    return (line for line in text.split("\n") if line.strip())


def _message(text: str) -> str:
    """What a server says of an error, as JSON or in plain words."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and "message" in said:
        return _short(str(said["message"]))
    return "" if text.startswith("<") else _short(text)


def _after_colon(words: str) -> str:
    return f": {words}" if words else ""


def _short(text: str) -> str:
    line = " ".join(text[: 4 * _MOST_SHOWN].split())
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"


def _text(row: _Row, *names: str) -> str | None:
    """The first of these that the row has; null where it is no text, or the dash of CDX."""
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str) or value in {"", "-"}:
        return None
    return value if len(value) <= _LONGEST_TEXT and value.isprintable() else None


def _number(row: _Row, *names: str) -> int | None:
    value = next((row[name] for name in names if name in row), None)
    text = str(value)
    return int(text) if re.fullmatch("[0-9]{1,15}", text) else None
