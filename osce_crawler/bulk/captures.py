"""What was read of each page of a shard, kept in one file: a line a capture, and one of what is broken."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal
from uuid import uuid4

import msgspec

from osce_crawler.archive.archived_page import ArchivedPage
from osce_crawler.archive.at_hand import BodyFile, PageAtHand
from osce_crawler.archive.folder import BODY, SavedPage
from osce_crawler.archive.saved import Saved
from osce_crawler.disk import naming, opened, put_in_place
from osce_crawler.exporters import encode
from osce_crawler.pages.listing import Row
from osce_crawler.pages.observation import Observation

Outcome = Literal["release", "other", "settled", "fault"]
"""`other`: the row of a list may still say that it is a release; `settled`: none can."""


class Place(msgspec.Struct, frozen=True):
    """Where a page lies, and what is known of it, so that any process can read it again."""

    file: bytes
    """As the system has the path: a name may be in no encoding."""
    url: str
    status: int
    content_type: str | None
    retrieved_at: str
    has_meta: bool
    offset: int | None = None
    """Of its record in a WARC file."""
    original: int | None = None
    """Of the record there that holds its body, where that is another one."""

    def page_at_hand(self) -> PageAtHand:
        """The page, to be read again."""
        path = Path(os.fsdecode(self.file))
        return PageAtHand(
            self.url, path, self.retrieved_at, self._holder(path), not self.has_meta, self.has_meta
        )

    def _holder(self, path: Path) -> ArchivedPage | BodyFile:
        if self.offset is None:
            return BodyFile(path, self.url, self.content_type, self.status)
        said = self.url, self.status, self.content_type, self.retrieved_at
        return ArchivedPage(path, self.offset, *said, self.original)


def place_of(page: PageAtHand) -> Place:
    """Where this page lies."""
    holder = page.holder
    if isinstance(holder, ArchivedPage):
        return _place(page, holder.file, holder, holder.offset, holder.original)
    if isinstance(holder, SavedPage):
        return _place(page, holder.folder / BODY, holder)
    assert isinstance(holder, BodyFile)
    return _place(page, holder.path, holder)


def _place(page: PageAtHand, file: Path, of: Saved | BodyFile, *offsets: int | None) -> Place:
    return Place(
        os.fsencode(file),
        page.url,
        of.status,
        of.content_type,
        page.retrieved_at,
        page.has_meta,
        *offsets,
    )


class Capture(msgspec.Struct, tag=True, omit_defaults=True):
    """A page as it was captured once, read."""

    address: str
    """What it is one of several captures of."""
    place: Place
    worth: int
    """How much it says, as in `archive.saved.Worth`."""
    outcome: Outcome
    words: str = ""
    """Why it gives no record."""
    note: str = ""
    """What is said of it in any case."""
    item: str | None = None
    """What the rows of lists know it by."""
    observation: Observation | None = None
    """Of a release."""
    rows: list[Row] = []


class Account(msgspec.Struct, tag=True):
    """What of a shard gives no capture."""

    faults: list[str]
    remarks: list[str]


Line = Capture | Account


def write_captures(target: Path, lines: Iterable[Line]) -> None:
    """Write the file whole or not at all; several processes may do so at once. Raises OSError."""
    temporary = target.with_name(f".{target.name}.{uuid4().hex}")
    with naming(target):
        try:
            with temporary.open("wb") as file:
                file.writelines(encode(line) + b"\n" for line in lines)
            put_in_place(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


_decode = msgspec.json.Decoder(Capture).decode


class Captures:
    """The files of captures in a folder, each capture read from its place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def at(self, file: str, spans: Iterable[tuple[int, int]]) -> Iterator[Capture]:
        """The captures of one file with these offsets and lengths. Raises OSError."""
        with opened(self._folder / file) as lines:
            for offset, length in spans:
                yield _decode(os.pread(lines.fileno(), length, offset))
