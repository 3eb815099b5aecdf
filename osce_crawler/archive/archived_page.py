"""A page in a WARC file: what is known of it, and where its body is read when it is asked for."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.warc_bodies import LARGEST_BODY, body_of
from osce_crawler.archive.warc_records import Record, record_at
from osce_crawler.disk import opened
from osce_crawler.pages.document import Page

LARGEST_RECORD = LARGEST_BODY + 2**20
"""A record may hold its headers besides its body."""

_Pairs = tuple[tuple[str, str], ...]
_Answer = tuple[_Pairs, bytes]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An answer in a WARC file: what it is and where it lies; headers and body are read when asked for."""

    file: Path
    offset: int
    url: str
    status: int
    content_type: str | None
    retrieved_at: str
    original: int | None = None
    """Of an answer that was kept as the same as one before: the offset of that one, which holds the body."""
    has_own_head: bool = True
    """Whether the headers are those of this record, not of the original."""
    _at_hand: _Answer | None = field(default=None, compare=False, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers; of one that is repeated, the last. Raises SavedPageError."""
        return dict(self._answer_in(self.offset if self.has_own_head else self._place_of_body())[0])

    def page(self) -> Page:
        """The page as it came. Raises SavedPageError if it cannot be read."""
        return Page(self.url, self.body(), self.content_type, self.status)

    def body(self) -> bytes:
        """The body, unpacked. Raises SavedPageError."""
        pairs, kept = self._answer_in(self._place_of_body())
        try:
            return body_of(kept, pairs)
        except ValueError as error:
            raise SavedPageError(f"{self.file}, byte {self.offset}: {error}") from None

    def without_body(self) -> "ArchivedPage":
        """The same page, which takes its body from the file when it is asked for it."""
        return replace(self, _at_hand=None)

    def _place_of_body(self) -> int:
        return self.offset if self.original is None else self.original

    def _answer_in(self, offset: int) -> _Answer:
        if self._at_hand is not None and offset == self._place_of_body():
            return self._at_hand
        return _answer_at(self.file, offset)


def _answer_at(path: Path, offset: int) -> _Answer:
    try:
        record = record_again(path, offset)
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise SavedPageError(f"{path}, byte {offset}: the file has changed ({error})") from None
    return record.http.to_tuples() if record.http is not None else (), record.body


# One page is asked for its headers and its body, one after the other.
@lru_cache(maxsize=1)
def record_again(path: Path, offset: int) -> Record:
    """The record at this place of a file that was passed through before. Raises OSError, ValueError."""
    with opened(path) as file:
        return record_at(file, offset, LARGEST_RECORD)
