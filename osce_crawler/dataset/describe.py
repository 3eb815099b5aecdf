"""What is in a dataset: how many records of what, how far back, how full, how good."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.dataset.changes import read_changes
from osce_crawler.dataset.datapackage import NAVIGATION, RELEASES, package, refuse_newer
from osce_crawler.dataset.files import CHANGES, DatasetFile, files_of
from osce_crawler.dataset.read import read_menu, read_releases
from osce_crawler.dataset.tally import Tally
from osce_crawler.items import PressRelease, Record


class Description(msgspec.Struct):
    """What was counted in one file."""

    path: str
    dataset: str
    records: int
    bytes: int
    by: dict[str, dict[str, int]]
    """Records by year, type and so on; a record with two sources counts for both."""
    oldest: str | None = None
    """Of releases the first publishing day, of changes the moment of the first run."""
    newest: str | None = None
    fill_rates: dict[str, float] = {}
    """For each key, the share of records in which it is neither null nor empty."""
    warnings: dict[str, int] = {}
    """Records by code of warning."""
    warned: int = 0
    """Records with a warning."""
    unknown: int = 0
    """Records with a name that the vocabulary lacks."""
    crawl: dict[str, Any] | None = None
    """What `datapackage.json` says of the last crawl; null where it does not describe this file."""


class Described(msgspec.Struct):
    """Each file, and the versions that made them, null where no `datapackage.json` says so."""

    datasets: list[Description]
    schema_version: str | None
    extractor: str | None
    vocabulary: str | None
    citation: str | None


def describe(path: Path) -> Described:
    """Count what an output folder, or a file, holds.

    Raises DatasetError, naming file and line, and OSError.
    """
    files = files_of(path)
    refuse_newer(path if path.is_dir() else path.parent)
    said = package(files[0].path.parent)
    resources = {each["path"]: each for each in said.get("resources", [])}
    return Described(
        [_described(file, resources.get(file.path.name, {})) for file in files],
        *(said.get(key) for key in ("schema_version", "extractor", "vocabulary", "citation")),
    )


def _described(file: DatasetFile, resource: Mapping[str, Any]) -> Description:
    found = Description(str(file.path), file.dataset, 0, file.path.stat().st_size, {})
    if file.dataset == CHANGES:
        _count_changes(found, file.path)
    else:
        read = read_releases if file.dataset == RELEASES else read_menu
        _count_records(found, read(file.path))
    # The description is not about a file that was changed since.
    if resource.get("bytes") == found.bytes and resource.get("rows") == found.records:
        found.crawl = resource.get("crawl")
    return found


_Facet = Callable[[Any], Iterable[str]]
_FACETS: dict[str, dict[str, _Facet]] = {
    RELEASES: {
        "year": lambda one: (f"{one.date.year:04}",) if one.date else (),
        "type": lambda one: (one.content_type,),
        "language": lambda one: (one.language,),
        "source": lambda one: {source.name for source in one.sources},
        "field_of_work": lambda one: {field.name for field in one.fields_of_work},
        "country": lambda one: {place.country for place in one.places if place.country},
    },
    NAVIGATION: {
        "site": lambda one: (one.site,),
        "kind": lambda one: (one.kind,),
        "language": lambda one: (one.language,) if one.language else (),
        "country": lambda one: (one.country,) if one.country else (),
    },
    CHANGES: {
        "dataset": lambda one: (one.dataset,),
        "change": lambda one: (one.change,),
        "cause": lambda one: (one.cause,),
    },
}


class _Counts:
    """Counts the lines of a file by each of its facets."""

    def __init__(self, dataset: str) -> None:
        self._facets = {name: (of, Counter[str]()) for name, of in _FACETS[dataset].items()}

    def add(self, line: Any) -> None:
        for of, counter in self._facets.values():
            counter.update(of(line))

    def by_facet(self) -> dict[str, dict[str, int]]:
        """Years in their order; of all others the most frequent first."""
        return {
            name: dict(sorted(counter.items(), key=_by_name if name == "year" else _by_count))
            for name, (_, counter) in self._facets.items()
        }


def _by_name(counted: tuple[str, int]) -> str:
    return counted[0]


def _by_count(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _count_records(found: Description, records: Iterable[Record]) -> None:
    tally, counts = Tally(), _Counts(found.dataset)
    oldest: dt.date | None = None
    for record in records:
        tally.add(record)
        counts.add(record)
        if isinstance(record, PressRelease) and record.date is not None:
            oldest = min(oldest or record.date, record.date)
    quality = tally.quality()
    found.records, found.by = quality.records, counts.by_facet()
    found.oldest = oldest.isoformat() if oldest else None
    found.newest = tally.newest.isoformat() if tally.newest else None
    found.fill_rates, found.warnings = quality.fill_rates, quality.warnings
    found.warned, found.unknown = quality.warned, quality.unknown


def _count_changes(found: Description, path: Path) -> None:
    counts = _Counts(CHANGES)
    for change in read_changes(path):
        counts.add(change)
        found.records += 1
        found.oldest = min(found.oldest or change.at, change.at)
        found.newest = max(found.newest or change.at, change.at)
    found.by = counts.by_facet()
