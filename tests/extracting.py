"""Records of pages at hand, as `extract` makes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from osce_crawler.archive import extracting_menus
from osce_crawler.archive.at_hand import AtHand
from osce_crawler.bulk.extracting import Extraction
from osce_crawler.bulk.runners import Here
from osce_crawler.bulk.shards import Plan
from osce_crawler.items import PressRelease

_decode = msgspec.json.Decoder(PressRelease).decode


@dataclass(frozen=True)
class Extracted:
    """What an extraction gave."""

    records: list[PressRelease]
    remarks: list[str]
    faults: list[str]


def extract(paths: Iterable[Path], url: str | None = None) -> Extracted:
    """The records of all these pages, made in this process. Raises SavedPageError."""
    with (
        TemporaryDirectory() as folder,
        Extraction(Plan(paths, url), Path(folder)) as found,
    ):
        found.read(Here(), lambda *_: None)
        records = [_decode(line) for line in found.records.read_bytes().splitlines()]
        assert [*found.lost()] == []
        return Extracted(records, [*found.remarks()], [*found.faults()])


def extract_menus(paths: Iterable[Path], url: str | None = None) -> extracting_menus.Extraction:
    """The menus of all these pages. Raises SavedPageError."""
    return extracting_menus.extract_menus(AtHand(paths, url))
