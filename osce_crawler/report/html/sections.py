"""The sections of the page: a heading, a sentence, a chart, and the numbers behind it as a table."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from osce_crawler.dataset.tally import Tally
from osce_crawler.items import WARNINGS
from osce_crawler.report.html import charts, counts
from osce_crawler.report.html.reading import Shown

_SOURCES, _FIELDS, _PLACES, _RUNS = 20, 30, 100, 12


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first cell of a row names it."""

    head: list[str]
    rows: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """`spec` is the chart in Vega-Lite, null where there is nothing to draw; `chart` describes it."""

    id: str
    title: str
    text: str
    table: Table
    chart: str = ""
    spec: dict[str, Any] | None = None


def sections_of(shown: Shown) -> list[Section]:
    """All sections but the table of releases, in the order of the page."""
    releases, tally = shown.releases, shown.tally
    return [
        _months(releases),
        _sources(counts.names_by_year(shown.sources, releases, _SOURCES)),
        _fields(counts.names_by_year(shown.fields_of_work, releases, _FIELDS)),
        _places(counts.places(shown.places)),
        _languages(counts.languages(releases)),
        _fill_rates(tally),
        _warnings(tally),
        _runs(shown.changes),
    ]


def _months(releases: pl.DataFrame) -> Section:
    months, years = counts.months(releases), counts.types_by_year(releases)
    title, undated = "Releases a month", releases["date"].null_count()
    if months.is_empty():
        return Section("months", title, "No release has a date.", Table([]))
    text = f"By type, {_span(years)}. A click on a type in the legend brings it out."
    if undated:
        text += f" {undated:,} {'release' if undated == 1 else 'releases'} without a date "
        text += "is left out." if undated == 1 else "are left out."
    return Section(
        "months",
        title,
        text,
        _matrix(years, "year", "type", "Year"),
        f"Stacked bars: releases a month by type, {_span(years)}. The numbers follow as a table.",
        charts.months(months),
    )


def _sources(found: pl.DataFrame) -> Section:
    title = "Sources over time"
    if found.is_empty():
        return Section("sources", title, "No release with a date names a source.", Table([]))
    words = f"Dots: releases by source and year, {_span(found)}. The numbers follow as a table."
    spec = charts.dots(found, "Source")
    return Section(
        "sources", title, _chosen(found, _SOURCES), _matrix(found, "name", "year", "Source"), words, spec
    )


def _fields(found: pl.DataFrame) -> Section:
    title = "Fields of work by year"
    if found.is_empty():
        return Section("fields", title, "No release with a date names a field of work.", Table([]))
    words = f"Heat map: releases by field of work and year, {_span(found)}. The numbers follow as a table."
    spec = charts.heat(found, "Field of work")
    return Section(
        "fields", title, _chosen(found, _FIELDS), _matrix(found, "name", "year", "Field of work"), words, spec
    )


def _chosen(found: pl.DataFrame, most: int) -> str:
    number = found["name"].n_unique()
    if number == 1:
        return "One is named."
    shown = f"The {number} named most" if number == most else f"All {number} that are named"
    return f"{shown}; a release that names several counts for each."


def _span(found: pl.DataFrame) -> str:
    first, last = counts.years(found)
    return f"{first} to {last}" if first < last else str(first)


def _places(found: pl.DataFrame) -> Section:
    title = "Places"
    if found.is_empty():
        return Section("places", title, "No release names a place that is known.", Table([]))
    number = f"{len(found):,} places that" if len(found) > 1 else "One place that"
    text = f"{number} releases come from: the place printed, else the one of the dateline."
    shown = found.head(_PLACES).select("name", "country", "releases")
    if len(found) > _PLACES:
        text += f" The table has the {_PLACES} most frequent."
    return Section(
        "places",
        title,
        text,
        Table(["Place", "Country", "Releases"], [[*row] for row in shown.iter_rows()]),
        "Map: a dot a place, the larger the more releases. The most frequent follow as a table.",
        charts.world(found),
    )


def _languages(found: pl.DataFrame) -> Section:
    title = "Languages"
    if found.is_empty():
        return Section("languages", title, "There is no release.", Table([]))
    rows = [[name, number] for name, number in found.iter_rows()]
    return Section(
        "languages",
        title,
        "Of the texts: a release in two languages counts twice.",
        Table(["Language", "Releases"], rows),
        "Bars: releases a language. The numbers follow as a table.",
        charts.languages(found),
    )


def _fill_rates(tally: Tally) -> Section:
    text = (
        "In how many releases a key is neither null nor empty." if tally.records else "There is no release."
    )
    rows = [[key, tally.filled[key], f"{rate:.1%}"] for key, rate in tally.fill_rates().items()]
    return Section("filled", "How full it is", text, Table(["Key", "Releases", "Share"], rows))


def _warnings(tally: Tally) -> Section:
    found = tally.warnings.most_common()
    text = "What a reader of a release should know." if found else "No release has a warning."
    rows = [[code, WARNINGS.get(code, "").replace("`", ""), number] for code, number in found]
    return Section("warnings", "Warnings", text, Table(["Warning", "Meaning", "Releases"], rows))


def _runs(changes: pl.DataFrame | None) -> Section:
    title = "What the last runs changed"
    found = None if changes is None else counts.runs(changes, _RUNS)
    if found is None or found.is_empty():
        return Section("runs", title, "No run has changed a release yet.", Table([]))
    rows = [[f"{at:%Y-%m-%d %H:%M}", *numbers] for _, at, *numbers in found.iter_rows()]
    return Section(
        "runs",
        title,
        "Releases by run, newest first (UTC). Changed: the page prints something else. Read anew: only our "
        "reading of it changed. Earlier: older contents, from captures of a web archive.",
        Table(["Run", "Added", "Changed", "Read anew", "Gone", "Earlier"], rows),
    )


def _matrix(found: pl.DataFrame, row: str, column: str, corner: str) -> Table:
    """The releases of each row and column; the rows in the order of the frame, the columns in their own."""
    columns = found[column].unique().sort().to_list()
    wide = found.pivot(column, index=row, values="releases", aggregate_function="sum", maintain_order=True)
    wide = wide.select(row, *map(str, columns)).fill_null(0)
    return Table([corner, *map(str, columns)], [[str(name), *numbers] for name, *numbers in wide.iter_rows()])
