"""Small datasets that say different things of the same items, and their merge."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from osce_crawler.dataset.build_menus import menu_in_order
from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.merging.folders import merge
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.read import read_releases
from osce_crawler.items import NavigationEntry, PressRelease
from tests.dataset.packages import publish, write

FILES = ("press_releases.jsonl", "navigation.jsonl", "changes.jsonl", "merged.jsonl", "datapackage.json")


def dataset(
    folder: Path,
    releases: Sequence[PressRelease] = (),
    menu: Sequence[NavigationEntry] = (),
    changes: Sequence[Change] = (),
) -> Path:
    """An output folder with these records, in order, and this history."""
    folder.mkdir(parents=True)
    ordered = sorted(releases, key=lambda record: sort_key(record.date, record.id))
    publish(folder, ordered, menu_in_order(menu))
    write(folder / "changes.jsonl", changes)
    return folder


def merged(*folders: Path, into: Path) -> Path:
    """The folder of their merge."""
    into.mkdir(parents=True)
    with TemporaryDirectory() as work:
        merge(folders, into, Path(work))
    return into


def content(folder: Path) -> dict[str, bytes]:
    """What its files hold, those that are there."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def records(folder: Path) -> dict[str, PressRelease]:
    """Its releases by id."""
    return {record.id: record for record in read_releases(folder / "press_releases.jsonl")}


def origins(folder: Path) -> Iterator[dict[str, object]]:
    """The lines of its `merged.jsonl`."""
    path = folder / "merged.jsonl"
    for line in path.read_bytes().splitlines() if path.exists() else ():
        yield msgspec.json.decode(line)
