"""Local pages, wherever they lie: saved pages, folders of them, WARC files, files on their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from osce_crawler.addresses import is_address, nid_of
from osce_crawler.archive.contents import Contents, contents_of
from osce_crawler.archive.folder import (
    BODY,
    META,
    SavedPage,
    SavedPageError,
    bytes_of,
    is_there,
    past_moment,
    read_saved,
)
from osce_crawler.archive.saved import Saved, saved_in
from osce_crawler.archive.warc import holds_warc, is_warc
from osce_crawler.dataset.rows import Rows
from osce_crawler.moments import changed_at
from osce_crawler.pages.document import Page
from osce_crawler.pages.listing import release_type
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.pages.text_page import read_page_or_text


class Holder(Protocol):
    """What holds a page."""

    def page(self) -> Page:
        """The page as it came. Raises SavedPageError."""


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A page's body in a file, with what is known of it besides."""

    path: Path
    url: str
    content_type: str | None = None
    status: int = 200

    def page(self) -> Page:
        """The page as it came. Raises SavedPageError."""
        return Page(self.url, bytes_of(self.path), self.content_type, self.status)


@dataclass(frozen=True, slots=True)
class PageAtHand:
    """A local page; its body is read when it is asked for."""

    url: str
    """Empty where neither the page nor the user says it."""
    path: Path
    retrieved_at: str
    holder: Holder
    is_alone: bool
    """Whether the user named this very page, not a folder or an archive that holds it."""
    has_meta: bool = True
    other_urls: list[str] = field(default_factory=list, hash=False)
    """None: one local page has one address."""

    @property
    def name(self) -> str:
        """How the page is called in messages."""
        return self.url or str(self.path)

    def files(self) -> Iterator[Path]:
        """The files that hold it."""
        is_saved = isinstance(self.holder, SavedPage)
        yield from (self.path / META, self.path / BODY) if is_saved else [self.path]

    def body(self) -> Page:
        """The page as it came. Raises SavedPageError."""
        return self.holder.page()

    def read(self, row_type: str | None = None) -> Reading:
        """What the page is and prints. Raises SavedPageError where it is no page, or lacks its address."""
        reading = read_page_or_text(self.body(), row_type)
        if not self.has_meta:
            self._check(reading)
        return reading

    def _check(self, reading: Reading) -> None:
        if reading.kind is Kind.NOT_HTML:
            raise SavedPageError(f"{self.path}: neither HTML nor the text of a page ({reading.evidence[0]})")
        if reading.printed is not None and not self.url:
            raise SavedPageError(f"{self.path}: {NO_ADDRESS}")
        if reading.printed is not None and nid_of(self.url) is None:
            raise SavedPageError(f"{self.url}: {NO_NUMBER}")


NO_NUMBER = (
    "not an item's URL: it must end with 3 to 9 digits that are not a year, or with /node/ and a number"
)
NO_ADDRESS = "the page names no canonical URL: give it with --url"


class LocalPaths:
    """What lies at some paths, looked for once."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        """What cannot be used of the paths."""
        self.remarks: list[str] = []
        """What is not read of them."""
        self._found: list[PageAtHand | Contents] = []

    def look_through(self, paths: Iterable[Path], url: str | None) -> None:
        """Take what lies there. `url`: the address of a file that says none.

        Raises SavedPageError for a path that does not exist: that is known before anything is read.
        """
        paths = [*paths]
        for path in paths:
            if not is_there(path):
                raise SavedPageError(f"{path}: no such file or folder")
        for path in paths:
            try:
                self._look_at(path, url)
            except SavedPageError as fault:
                self.faults.append(str(fault))

    def _look_at(self, path: Path, url: str | None) -> None:
        contents = contents_of(path) if path.is_dir() or is_warc(path) else Contents(path)
        with contents.telling_of_others(self.remarks):
            found = page_named(path, url) or contents
            self._found.append(found)
            self.take(found)

    def take(self, found: PageAtHand | Contents) -> None:
        """Take in what one of the paths names. Raises SavedPageError."""
        raise NotImplementedError

    def files(self) -> Iterator[Path]:
        """Every file that is read."""
        return (file for found in self._found for file in found.files())


class AtHand(LocalPaths):
    """All pages at the paths."""

    def __init__(self, paths: Iterable[Path], url: str | None) -> None:
        """Raises SavedPageError for a path that does not exist."""
        super().__init__()
        self.pages: list[PageAtHand] = []
        self.look_through(paths, url)

    def take(self, found: PageAtHand | Contents) -> None:
        if isinstance(found, PageAtHand):
            self.pages.append(found)
        else:
            self.pages += (page_among(saved, found.path) for saved in saved_in(found, self.faults))

    def check(self, *, used: int) -> None:
        """Raises SavedPageError where there are faults and nothing could be used."""
        if self.faults and not used:
            raise SavedPageError("; ".join(self.faults))


class Reader:
    """Reads local pages, each with what the rows of all lists among them print."""

    def __init__(self) -> None:
        self.rows = Rows()

    def read(self, page: PageAtHand) -> Reading:
        """The page by itself; the rows that it prints are kept. Raises SavedPageError."""
        reading = page.read()
        for row in reading.listing.rows:
            self.rows.keep(row)
        return reading

    def read_again(self, page: PageAtHand) -> Reading | None:
        """The page as a list's row makes it be read, once all are read; null where no row says its type."""
        types = (release_type(row) for row in self.rows.of(page)) if page.url else ()
        row_type = next(filter(None, types), None)
        return page.read(row_type) if row_type is not None else None


def page_named(path: Path, url: str | None) -> PageAtHand | None:
    """The page that the path itself names; null where it names many: a folder or an archive of them.

    `url`: the address of a file that says none. Raises SavedPageError.
    """
    if path.is_dir() and is_there(path / META):
        return _saved(read_saved(path), path, is_alone=True)
    if path.is_dir() or is_warc(path):
        return None
    if url is None and path.name == BODY and is_there(path.parent / META):
        return _saved(read_saved(path.parent), path.parent, is_alone=True)
    return _file(path, url)


def page_among(saved: Saved, path: Path) -> PageAtHand:
    """One of the pages of the folder or archive at this path."""
    return _saved(saved, path, is_alone=False)


def _saved(saved: Saved, path: Path, *, is_alone: bool) -> PageAtHand:
    return PageAtHand(saved.url, path, saved.retrieved_at, saved, is_alone)


def _file(path: Path, url: str | None) -> PageAtHand:
    """A file on its own says neither whence nor when; the user says whence, the file's own time when."""
    if holds_warc(path):
        said = "a WARC file by its content: give it a name that ends with .warc or .warc.gz"
        raise SavedPageError(f"{path}: {said}")
    address = url or _own_address(BodyFile(path, "").page()) or ""
    try:
        changed = changed_at(path)
        past_moment(changed)
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise SavedPageError(f"{path}: its modification time is {error}: {changed}") from None
    return PageAtHand(address, path, changed, BodyFile(path, address), is_alone=True, has_meta=False)


def _own_address(page: Page) -> str | None:
    """The address that the page itself names as its canonical one."""
    document = read_page(page).document
    if document is None:
        return None
    links = (e.get("href") for e in document.root.iter("link") if e.get("rel") == "canonical")
    address = next(links, None) or document.meta("og:url")
    return address if address and is_address(address) else None
