"""The charts of the page, as Vega-Lite specifications made by Altair.

Their colours are variables of the page's style sheet, so that one drawing serves light, dark and paper.
"""

import json
from bisect import bisect_right
from typing import Any

import altair as alt
import polars as pl

from osce_crawler.report.html.assets import asset
from osce_crawler.report.html.counts import years

# In Vega-Lite's own words; page.js gives it to every chart.
CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "aria": False,  # the page describes each chart, and has its numbers as a table
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--ink)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--ink)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "symbolStrokeColor": "transparent",
        "labelLimit": 0,
    },
}
_KINDS = [f"var(--kind-{number})" for number in range(1, 11)]
_HEAT = [f"var(--heat-{number})" for number in range(1, 7)]
_ROW = 19
_ROUND = [digit * 10**power for power in range(7) for digit in (1, 2, 5)]
_NARROW = "containerSize()[0] < 600"
# Names of a left axis leave room for the chart on a telephone.
_NAMES = alt.Axis(
    labelLimit=alt.ExprRef(f"{_NARROW} ? 140 : 330"),
    labelExpr=f"{_NARROW} ? replace(datum.label, /^OSCE /, '') : datum.label",
    title=None,
    domain=False,
    ticks=False,
)
_YEARS = alt.Axis(
    labelAngle=0, labelOverlap="greedy", labelSeparation=8, title=None, domain=False, ticks=False
)
# There are no half releases.
_WHOLE = alt.Axis(tickMinStep=1, labelExpr="datum.value % 1 ? '' : format(datum.value, ',')")
_COUNT = "releases:Q"


def months(counts: pl.DataFrame) -> dict[str, Any]:
    """Stacked bars: releases a month by type. A click in the legend brings one type out."""
    kinds = (
        counts.group_by("type")
        .agg(pl.col("releases").sum())
        .sort("releases", "type", descending=[True, False])
    )
    types = kinds["type"].to_list()
    ranked = kinds.select("type").with_row_index("rank")
    by_month = counts.join(ranked, on="type").with_columns(pl.col("month").cast(pl.String))
    chosen = alt.selection_point(fields=["type"], bind="legend", name="type")
    chart: alt.Chart = (
        _chart(by_month, height=300)
        .mark_bar(binSpacing=0)
        .encode(
            # A day is read as UTC: local time would move the first of a month into the month before.
            x=alt.X("utcyearmonth(month):T", title=None, axis=_months_axis(counts)),
            y=alt.Y("sum(releases):Q", title="Releases a month", axis=_WHOLE),
            color=alt.Color(
                "type:N",
                sort=types,
                scale=alt.Scale(domain=types, range=_KINDS[: len(types)]),
                legend=alt.Legend(orient="top", title=None, columns=alt.ExprRef(f"{_NARROW} ? 2 : 5")),
            ),
            order=alt.Order("rank:O"),
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
            tooltip=[
                alt.Tooltip("utcyearmonth(month):T", title="Month", format="%B %Y"),
                alt.Tooltip("type:N", title="Type"),
                alt.Tooltip("sum(releases):Q", title="Releases", format=","),
            ],
        )
        .add_params(chosen)
    )
    return _spec(chart)


def _months_axis(counts: pl.DataFrame) -> alt.Axis:
    """Years alone, unless there are so few that months have room."""
    if counts["month"].dt.year().n_unique() > 3:
        return alt.Axis(grid=False, labelOverlap="greedy", labelSeparation=8, format="%Y", tickCount="year")
    return alt.Axis(grid=False, labelOverlap="greedy", labelSeparation=8, format="%b %Y", tickCount="month")


def dots(counts: pl.DataFrame, what: str) -> dict[str, Any]:
    """A row a name, a dot a year, the larger the more releases."""
    chart: alt.Chart = (
        _chart(counts, height=(_ROW + 3) * counts["name"].n_unique())
        .mark_circle(color="var(--accent)", opacity=0.85)
        .encode(
            **_rows_and_years(counts),
            size=alt.Size(
                _COUNT,
                scale=alt.Scale(domain=[0, _most(counts)], range=[3, _area_of_a_year(counts)]),
                legend=_sizes(counts, "Releases a year"),
            ),
            tooltip=_tooltip(what),
        )
    )
    return _spec(chart)


def _area_of_a_year(counts: pl.DataFrame) -> alt.ExprRef:
    """The largest dot that has room between its neighbours."""
    first, last = years(counts)
    names = f"({_NARROW} ? 160 : 360)"
    return alt.ExprRef(f"0.7 * pow(clamp((containerSize()[0] - {names}) / {last - first + 1}, 3, 18), 2)")


def heat(counts: pl.DataFrame, what: str) -> dict[str, Any]:
    """A row a name, a field a year, the stronger its colour the more releases."""
    steps = _sixths(counts)
    bands = [_band(*pair) for pair in zip([1, *steps], [*steps, None], strict=True)]
    colours = [_HEAT[round(place * (len(_HEAT) - 1) / len(steps))] for place in range(len(bands))]
    banded = counts.with_columns(
        pl.Series("band", [bands[bisect_right(steps, number)] for number in counts["releases"]])
    )
    chart: alt.Chart = (
        _chart(banded, height=_ROW * counts["name"].n_unique())
        .mark_rect(stroke="var(--paper)")
        .encode(
            **_rows_and_years(counts),
            color=alt.Color(
                "band:O",
                sort=bands,
                scale=alt.Scale(domain=bands, range=colours),
                legend=alt.Legend(
                    orient="top",
                    title="Releases a year",
                    symbolType="square",
                    columns=alt.ExprRef(f"{_NARROW} ? 2 : 6"),
                ),
            ),
            tooltip=_tooltip(what),
        )
    )
    return _spec(chart)


def _band(first: int, beyond: int | None) -> str:
    """The counts from the first to the one before `beyond`, in words."""
    if beyond is None:
        return f"{first:,} or more"
    return f"{first:,}" if first + 1 == beyond else f"{first:,} to {beyond - 1:,}"


def world(counts: pl.DataFrame) -> dict[str, Any]:
    """Dots on a map of countries; its signal `region` is `osce` (Europe and Central Asia) or `world`."""
    region = alt.param(name="region", value="osce")
    chart = (
        alt.layer(_countries().add_params(region), _places(counts))
        .properties(width="container", height="container")
        .project(
            type="equalEarth",
            rotate=[-30, 0, 0],
            center=alt.ExprRef("region == 'world' ? [0, 0] : [9, 48]"),
            scale=alt.ExprRef(
                "region == 'world' ? min(width / 5.6, height / 2.8) : min(width / 1.2, height / 0.68)"
            ),
            translate=alt.ExprRef("[width / 2, height / 2]"),
        )
    )
    return _spec(chart)


def _countries() -> alt.Chart:
    chart: alt.Chart = alt.Chart(
        alt.InlineData(values=_outline(), format=alt.TopoDataFormat(type="topojson", feature="countries"))
    ).mark_geoshape(fill="var(--land)", stroke="var(--paper)", strokeWidth=0.6)
    return chart


def _places(counts: pl.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=counts.to_dicts()))
        .mark_circle(color="var(--accent)", opacity=0.7, stroke="var(--paper)", strokeWidth=0.6)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                _COUNT,
                scale=alt.Scale(domain=[0, _most(counts)], range=[12, 900]),
                legend=_sizes(counts, "Releases"),
            ),
            order=alt.Order("releases:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("name:N", title="Place"),
                alt.Tooltip("country:N", title="Country"),
                alt.Tooltip(_COUNT, title="Releases", format=","),
            ],
        )
    )
    return chart


def languages(counts: pl.DataFrame) -> dict[str, Any]:
    """A bar a language."""
    chart: alt.Chart = (
        _chart(counts, height=(_ROW + 5) * len(counts))
        .mark_bar(color="var(--accent)")
        .encode(
            x=alt.X(_COUNT, title="Releases", axis=_WHOLE),
            y=alt.Y("language:N", sort=None, axis=_NAMES),
            tooltip=[
                alt.Tooltip("language:N", title="Language"),
                alt.Tooltip(_COUNT, title="Releases", format=","),
            ],
        )
    )
    return _spec(chart)


def _chart(counts: pl.DataFrame, *, height: int) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=counts.to_dicts())).properties(width="container", height=height)


def _rows_and_years(counts: pl.DataFrame) -> dict[str, Any]:
    first, last = years(counts)
    return {
        "x": alt.X("year:O", scale=alt.Scale(domain=[*range(first, last + 1)]), axis=_YEARS),
        "y": alt.Y("name:N", sort=None, axis=_NAMES),
    }


def _sizes(counts: pl.DataFrame, title: str) -> alt.Legend:
    """A legend of dots, the larger the more releases."""
    return alt.Legend(
        orient="top", title=title, symbolFillColor="var(--accent)", format="d", values=_steps(counts)
    )


def _tooltip(what: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=what),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip(_COUNT, title="Releases", format=","),
    ]


def _most(counts: pl.DataFrame) -> int:
    said: list[int] = counts["releases"].to_list()
    return max(said)


def _spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _steps(counts: pl.DataFrame) -> list[int]:
    """At most four round numbers up to the largest count; at least one."""
    steps = [number for number in _ROUND if number <= _most(counts)]
    return sorted({steps[round(place * (len(steps) - 1) / 3)] for place in range(4)})


def _sixths(counts: pl.DataFrame) -> list[int]:
    """At most five round numbers that part the counts into groups about as large; at least one.

    All are above the least count, so that no group is empty.
    """
    said = counts["releases"].sort().to_list()
    parts = [said[len(said) * sixth // 6] for sixth in range(1, 6)]
    nearest = {min(_ROUND, key=lambda number: abs(number - part)) for part in parts}
    return sorted(number for number in nearest if number > said[0]) or [said[0] + 1]


def _outline() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("countries-110m.json"))
    return found
