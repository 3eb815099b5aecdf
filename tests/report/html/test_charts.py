"""The charts as Vega-Lite: what cannot be seen in a browser's pixels."""

import datetime as dt

import polars as pl
import pytest

from osce_crawler.report.html import charts


def counted(*releases: int) -> pl.DataFrame:
    """A name with so many releases in years one after the other."""
    return pl.DataFrame(
        {
            "name": ["Elections"] * len(releases),
            "year": [*range(2001, 2001 + len(releases))],
            "releases": releases,
        }
    )


@pytest.mark.parametrize(
    ("releases", "bands"),
    [
        ((1,), ["1", "2 or more"]),
        ((7, 7), ["1 to 7", "8 or more"]),
        ((1, 2, 2, 3), ["1", "2 or more"]),
        ((1, 5, 10, 20, 50, 200), ["1 to 4", "5 to 9", "10 to 19", "20 to 49", "50 to 199", "200 or more"]),
        ((1500, 90_000), ["1 to 99,999", "100,000 or more"]),
    ],
)
def test_colours_part_the_counts_at_round_numbers_and_the_least_has_one(
    releases: tuple[int, ...], bands: list[str]
) -> None:
    scale = charts.heat(counted(*releases), "Field of work")["encoding"]["color"]["scale"]
    assert scale["domain"] == bands
    assert len(set(scale["range"])) == len(bands)


def test_years_without_a_release_have_their_place() -> None:
    gap = pl.DataFrame({"name": ["A", "A"], "year": [2001, 2005], "releases": [1, 1]})
    assert charts.dots(gap, "Source")["encoding"]["x"]["scale"]["domain"] == [2001, 2002, 2003, 2004, 2005]


def test_a_month_is_read_as_utc_so_that_it_is_the_same_month_everywhere() -> None:
    months = pl.DataFrame({"month": [dt.date(2014, 1, 1)], "type": ["News"], "releases": [1]})
    spec = charts.months(months)
    ((row,),) = spec["datasets"].values()
    assert row["month"] == "2014-01-01"
    assert spec["encoding"]["x"]["timeUnit"] == "utcyearmonth"


def test_no_colour_of_a_chart_is_fixed_so_that_light_and_dark_and_paper_each_have_their_own() -> None:
    drawn = str([charts.heat(counted(1, 5), "x"), charts.dots(counted(1, 5), "x"), charts.CONFIG])
    assert "#" not in drawn
