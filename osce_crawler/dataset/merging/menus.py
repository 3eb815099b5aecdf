"""The menus of several datasets as one."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from osce_crawler.dataset.build_menus import menu_in_order
from osce_crawler.dataset.datapackage import NAVIGATION
from osce_crawler.dataset.merging.inputs import Input, whole_lines
from osce_crawler.dataset.read import DatasetError, decoded
from osce_crawler.exporters import encode
from osce_crawler.items import NavigationEntry, keys

_Menu = list[NavigationEntry]


def merged_menus(inputs: Sequence[Input]) -> _Menu:
    """For each site the menu that was read last, whole: no entry of an older one comes back.

    Raises DatasetError, naming file and line, and OSError.
    """
    newest: dict[str, _Menu] = {}
    for one in inputs:
        if NAVIGATION in one.files:
            for site, menu in _menus(one.files[NAVIGATION]):
                newest[site] = max(newest.get(site, menu), menu, key=_rank)
    return [entry for site in sorted(newest) for entry in newest[site]]


def _menus(path: Path) -> Iterator[tuple[str, _Menu]]:
    entries = dict[str, NavigationEntry]()
    lines = dict[str, int]()
    for number, _, _, entry in whole_lines(path, lambda line: decoded(line, NavigationEntry)):
        if entry.id in entries:
            raise DatasetError(
                f"{path}, line {number}: {entry.id!r} is the id of line {lines[entry.id]} as well"
            )
        entries[entry.id], lines[entry.id] = entry, number
    for site, menu in groupby(menu_in_order(entries.values()), key=attrgetter("site")):
        yield site, [*menu]


def _rank(menu: _Menu) -> tuple[str, int, bytes]:
    """The later one first; of two of one moment the one that says more, then the bytes decide."""
    said = sum(bool(getattr(entry, key)) for entry in menu for key in keys(NavigationEntry))
    return max(entry.retrieved_at for entry in menu), said, msgspec.json.encode(menu)


def write_menus(menu: _Menu, path: Path) -> None:
    """Write the dataset."""
    path.write_bytes(b"".join(encode(entry) + b"\n" for entry in menu))
