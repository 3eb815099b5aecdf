"""Reads WARC and WET files: each page in turn, or which pages a file holds and each again from its place."""

import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from osce_crawler.archive.archived_page import LARGEST_RECORD, ArchivedPage
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.warc_pages import NoPage, Pages
from osce_crawler.archive.warc_records import GZIP, PLAIN, NoWarcError, records
from osce_crawler.disk import opened

_MOST_FAULTS = 20
_SUFFIXES = tuple(
    kind + packed for kind in (".warc", ".wet", ".arc") for packed in ("", ".gz", ".zst", ".lz4")
)


class Faults:
    """What of a file gives no page: the first ones in words, for it may hold millions; the others counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: list[str] = []
        self._more = 0

    def add(self, why: str) -> None:
        """Take in one more."""
        if len(self._first) < _MOST_FAULTS:
            self._first.append(why)
        else:
            self._more += 1

    def lines(self) -> list[str]:
        """A line for each of the first ones, and one for all others."""
        return [*self._first, *([f"{self._path}: {self._more} more faults"] if self._more else [])]


def is_warc(path: Path) -> bool:
    """Whether this is the name of a WARC file, of one that holds pages as text (WET), or of an ARC file."""
    return path.name.lower().endswith(_SUFFIXES)


def holds_warc(path: Path) -> bool:
    """Whether a file under any name begins as a WARC file, packed or not."""
    try:
        with opened(path) as file:
            begin = file.peek()
        if begin.startswith(GZIP):
            begin = zlib.decompressobj(wbits=31).decompress(begin, len(PLAIN))
    except (OSError, zlib.error):
        return False
    return begin.startswith(PLAIN)


def stream(path: Path) -> Iterator[ArchivedPage | NoPage]:
    """The file's pages in their order, with their bodies at hand, and what gives no page though it should.

    Requests, metadata and what was not asked from a web address hold no pages; so does an answer that only
    says "not modified". Raises SavedPageError for what is no WARC file or cannot be read.
    """
    try:
        with opened(path) as file:
            has_checksums = file.peek().startswith(GZIP)
            yield from Pages(path, has_checksums=has_checksums).of(records(file, LARGEST_RECORD))
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except NoWarcError as error:
        raise SavedPageError(f"{path}: {error}") from None


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
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    return _read_once(path, (stat.st_size, stat.st_mtime_ns))


@lru_cache(maxsize=4096)
def _read_once(path: Path, _state: tuple[int, int]) -> _Content:
    """A file that did not change is passed through once a process, however many ask for it."""
    found: list[ArchivedPage] = []
    faults = Faults(path)
    for one in stream(path):
        if isinstance(one, ArchivedPage):
            found.append(one.without_body())
        else:
            faults.add(str(one))
    return tuple(found), tuple(faults.lines())
