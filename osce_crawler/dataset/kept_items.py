"""The items of a run as they came, a line each: read once for whose they are, and again for what they say."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from osce_crawler.dataset.earlier_items import in_todays_form
from osce_crawler.exporters import BROKEN, lines_with_offsets
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import Language


class Kept(msgspec.Struct):
    """A line of a run's items: what the page printed, and the id of its record as the page alone gives it."""

    id: str
    observation: Observation
    doubts: tuple[str, ...] | None = None
    """Warnings of how its language was found; null where nothing says so."""

    @property
    def language(self) -> Language | None:
        """The language of the page, where it need not be found again."""
        return Language(self.id.partition("-")[2], self.doubts) if self.doubts is not None else None


class Place(msgspec.Struct):
    """Where and when a page was read."""

    url: str
    retrieved_at: str
    other_urls: list[str] = []
    cut_off: bool = False


class Mark(msgspec.Struct):
    """What is read of such a line to know whose it is."""

    id: str
    observation: Place


_decode_kept = msgspec.json.Decoder(Kept).decode


def kept_items(path: Path) -> Iterator[Kept]:
    """Every line that is whole and in a form that can be read; the pages of the others are read again."""
    for _, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield _decode_kept(in_todays_form(line))


def marks(path: Path) -> Iterator[tuple[int, Mark]]:
    """Offset and identity of every line that has them."""
    decode = msgspec.json.Decoder(Mark).decode
    for offset, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield offset, decode(in_todays_form(line))


def kept_at(file: IO[bytes], offsets: Iterable[int]) -> Iterator[Kept]:
    """What these lines hold; the page of one in no form that can be read was read again."""
    for offset in offsets:
        file.seek(offset)
        with suppress(*BROKEN):
            yield _decode_kept(in_todays_form(file.readline()))
