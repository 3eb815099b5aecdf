"""What the charts and small tables of the page show, counted from its frames.

Releases are counted once for each name, however often they print it.
"""

import polars as pl

from osce_crawler.dataset.changes import EARLIER

_RELEASES = pl.len().cast(pl.Int64).alias("releases")
_DISTINCT = pl.col("release").n_unique().cast(pl.Int64).alias("releases")
_YEAR = pl.col("date").dt.year().alias("year")


def months(releases: pl.DataFrame) -> pl.DataFrame:
    """Releases a `month` and `type`; those without a date are left out."""
    return (
        releases.drop_nulls("date")
        .group_by("type", month=pl.col("date").dt.truncate("1mo"))
        .agg(_RELEASES)
        .select("month", "type", "releases")
        .sort("month", "type")
    )


def types_by_year(releases: pl.DataFrame) -> pl.DataFrame:
    """Releases a `year` and `type`; those without a date are left out."""
    return releases.drop_nulls("date").group_by(_YEAR, "type").agg(_RELEASES).sort("year", "type")


def languages(releases: pl.DataFrame) -> pl.DataFrame:
    """Releases a `language`, the most frequent first."""
    return releases.group_by("language").agg(_RELEASES).sort("releases", "language", descending=[True, False])


def names_by_year(entries: pl.DataFrame, releases: pl.DataFrame, most: int) -> pl.DataFrame:
    """Releases a `name` and `year`, for the `most` frequent names, the most frequent first.

    `entries`: one row a release and source or topic. What has an id is counted by it, and has the name that
    its newest release gives it.
    """
    dated = entries.join(releases.select("date", release="id"), on="release").drop_nulls("date")
    keyed = dated.with_columns(pl.coalesce("id", "name").alias("key")).sort("date", maintain_order=True)
    total = (
        keyed.group_by("key")
        .agg(pl.col("name").last(), pl.col("release").n_unique().alias("in_all"))
        .sort("in_all", "name", "key", descending=[True, False, False])
        .head(most)
    )
    return (
        keyed.select("release", "key", _YEAR)
        .join(total, on="key", how="inner")
        .group_by("name", "year")
        .agg(_DISTINCT, pl.col("in_all").max())
        .sort("in_all", "name", "year", descending=[True, False, False])
    )


def years(found: pl.DataFrame) -> tuple[int, int]:
    """The first and the last `year`."""
    said: list[int] = found["year"].to_list()
    return min(said), max(said)


def places(entries: pl.DataFrame) -> pl.DataFrame:
    """Releases a place on the map: `name`, `country`, `latitude`, `longitude`; the most frequent first."""
    return (
        entries.drop_nulls(["latitude", "longitude"])
        .group_by(pl.coalesce("id", "name").alias("key"))
        .agg(pl.col("name", "country", "latitude", "longitude").first(), _DISTINCT)
        .sort("releases", "name", "key", descending=[True, False, False])
        .drop("key")
    )


def runs(changes: pl.DataFrame, most: int) -> pl.DataFrame:
    """What the last `most` runs did to releases, newest first: `added`, `changed`, `reread`, `gone`,
    `earlier`.

    `changed`: the page prints something else; `reread`: only our reading of it changed; `earlier`: an older
    capture of a web archive printed something else.
    """
    is_ours = pl.col("change") == "changed"
    return (
        changes.filter(pl.col("dataset") == "press_releases")
        .group_by("run")
        .agg(
            pl.col("at").min(),
            (pl.col("change") == "added").sum().alias("added"),
            (is_ours & (pl.col("cause") == "site")).sum().alias("changed"),
            (is_ours & (pl.col("cause") == "reread")).sum().alias("reread"),
            (pl.col("change") == "gone").sum().alias("gone"),
            (pl.col("change") == EARLIER).sum().alias(EARLIER),
        )
        .sort("at", "run", descending=True)
        .head(most)
    )
