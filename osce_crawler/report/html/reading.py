"""What the page needs of a dataset, read record by record: whole frames of 35,000 releases take 1.5 GB."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from osce_crawler.dataset.datapackage import RELEASES
from osce_crawler.dataset.files import CHANGES
from osce_crawler.dataset.frames import Dataset
from osce_crawler.dataset.read import read_releases
from osce_crawler.dataset.tally import Tally
from osce_crawler.items import Place, PressRelease
from osce_crawler.report.html import names

_RELEASES = {
    "id": pl.String,
    "url": pl.String,
    "code": pl.String,
    "language": pl.String,
    "type": pl.String,
    "title": pl.String,
    "date": pl.Date,
    "gone_on": pl.Date,
}
_NAMES = {"release": pl.String, "id": pl.String, "name": pl.String}
_PLACES = _NAMES | {"country": pl.String, "latitude": pl.Float64, "longitude": pl.Float64}
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Some columns of the releases and of their entries, in words for people, and the history.

    `releases` has the language's `code` beside its name. `sources`, `fields_of_work` and `places` have one
    row a release and entry: the release's id in `release`, the entry's own in `id`. `changes` is null where
    there is no history. `described_in` is the folder whose `datapackage.json` is about them, if there is one.
    `tally` counts how full the releases are, and their warnings.
    """

    described_in: Path | None
    releases: pl.DataFrame
    sources: pl.DataFrame
    fields_of_work: pl.DataFrame
    places: pl.DataFrame
    changes: pl.DataFrame | None
    tally: Tally


def shown_of(dataset: Dataset) -> Shown:
    """Read the dataset. Raises DatasetError, naming file, line and fault."""
    tally = Tally()
    releases: list[_Row] = []
    sources: list[_Row] = []
    topics: list[_Row] = []
    places: list[_Row] = []
    for record in read_releases(dataset.file(RELEASES)):
        tally.add(record)
        releases.append(_release(record))
        sources.extend((record.id, source.id, source.name) for source in record.sources)
        topics.extend((record.id, topic.id, topic.name) for topic in record.fields_of_work)
        places.extend(map(partial(_place, record.id), record.places))
    return Shown(
        dataset.described_in,
        pl.DataFrame(releases, schema=_RELEASES, orient="row"),
        pl.DataFrame(sources, schema=_NAMES, orient="row"),
        pl.DataFrame(topics, schema=_NAMES, orient="row"),
        pl.DataFrame(places, schema=_PLACES, orient="row"),
        dataset.changes if CHANGES in dataset.files else None,
        tally,
    )


def _release(record: PressRelease) -> _Row:
    return (
        record.id,
        record.url,
        record.language,
        names.of_language(record.language),
        names.of_code(record.content_type),
        record.title,
        record.date,
        record.gone_on,
    )


def _place(release: str, place: Place) -> _Row:
    country = names.of_countries().get(place.country, place.country) if place.country else None
    return release, place.id, place.name, country, place.latitude, place.longitude
