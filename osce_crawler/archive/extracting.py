"""Records from pages at hand, without a crawl: saved pages, files, a page saved as text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler.addresses import canonical, is_address, nid_of
from osce_crawler.archive.folder import BODY, META, SavedPageError, read_saved
from osce_crawler.archive.saved import Saved, saved_pages
from osce_crawler.archive.warc import is_warc
from osce_crawler.items import PressRelease
from osce_crawler.moments import changed_at
from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page, read_text
from osce_crawler.records.release import made_of
from osce_crawler.records.validating import NoRecordError
from osce_crawler.runs.assembling import Kept, place_of, record_of_group
from osce_crawler.runs.rows import Rows


@dataclass(slots=True)
class Extraction:
    """What was read: records, a line for each page that gave none, and records lost to a fault of ours."""

    records: list[PressRelease] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Had:
    """A page at hand, read."""

    url: str
    reading: Reading
    retrieved_at: str


def extract(paths: Iterable[Path], url: str | None = None) -> Extraction:
    """The records of all these pages, joined with the rows of the lists among them.

    Raises SavedPageError for a path that holds no page.
    """
    extraction, rows = Extraction(), Rows()
    groups: dict[str, list[Kept]] = {}
    for path in paths:
        for had in _pages_at(path, url, extraction):
            for row in had.reading.listing.rows:
                rows.keep(row)
            if (one := _kept(had, extraction)) is not None:
                groups.setdefault(one.record.id, []).append(one)
    for group in groups.values():
        try:
            extraction.records.append(record_of_group(group, rows))
        except NoRecordError as fault:
            extraction.lost.append(str(fault))
    extraction.records.sort(key=lambda record: place_of(record.date, record.id))
    return extraction


def readings_at(path: Path, url: str | None) -> Iterator[tuple[str, Reading]]:
    """Every page at a path with its address. Raises SavedPageError like `extract`."""
    for had in _pages_at(path, url, Extraction()):
        yield had.url, had.reading


def _kept(had: _Had, extraction: Extraction) -> Kept | None:
    reading = had.reading
    if reading.printed is None:
        extraction.remarks.append(f"{had.url}: {reading.kind} ({'; '.join(reading.evidence)})")
        return None
    if nid_of(had.url) is None:
        extraction.remarks.append(f"{had.url}: a release, but its address ends with no nid")
        return None
    try:
        made = made_of(Observation(canonical(had.url), reading.printed, reading.generation, had.retrieved_at))
    except NoRecordError as fault:
        extraction.lost.append(str(fault))
        return None
    return Kept(made.observation, made.record)


def _pages_at(path: Path, url: str | None, extraction: Extraction) -> Iterator[_Had]:
    if not path.exists():
        raise SavedPageError(f"{path}: no such file or folder")
    if path.is_dir() and (path / META).exists():
        yield _saved(read_saved(path))
    elif path.is_dir() or is_warc(path):
        yield from map(_saved, saved_pages(path))
    elif url is None and path.name == BODY and (path.parent / META).exists():
        yield _saved(read_saved(path.parent))
    else:
        yield _file(path, url, extraction)


def _saved(saved: Saved) -> _Had:
    return _Had(saved.url, read_page(saved.page()), saved.retrieved_at)


def _file(path: Path, url: str | None, extraction: Extraction) -> _Had:
    """A file on its own says neither whence nor when; the user says whence, the file's own time when."""
    try:
        body = path.read_bytes()
        changed = changed_at(path)
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    reading = read_page(Page(url or "", body))
    address = url or _own_address(reading)
    if reading.kind in {Kind.NOT_HTML, Kind.UNREADABLE}:
        reading = _text(path, body, address or "")
    elif address and not url:
        reading = read_page(Page(address, body))
    if url and reading.printed is not None and nid_of(url) is None:
        raise SavedPageError(f"{url}: an item's address ends with its number, and this one does not")
    if not address:
        raise SavedPageError(f"{path}: the page does not say its address: give it with --url")
    extraction.remarks.append(f"{path}: no {META} beside it, so that retrieved_at is the file's own time")
    return _Had(address, reading, changed)


def _text(path: Path, body: bytes, url: str) -> Reading:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SavedPageError(f"{path}: neither HTML nor the text of a page") from None
    reading = read_text(Page(url, body), text)
    if reading.printed is None:
        raise SavedPageError(f"{path}: neither HTML nor the text of a page: {reading.evidence[0]}")
    return reading


def _own_address(reading: Reading) -> str | None:
    """The address that the page itself names as its canonical one."""
    document: Document | None = reading.document
    if document is None:
        return None
    links = (e.get("href") for e in document.root.iter("link") if e.get("rel") == "canonical")
    address = next(links, None) or document.meta("og:url")
    return address if address and is_address(address) else None
