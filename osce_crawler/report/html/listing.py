"""The rows of the page's table, packed: what repeats is a number into a list of words."""

from typing import Any

import polars as pl

from osce_crawler.report.html.reading import Shown

# What the page offers to filter by, and the columns of the table; each with its label.
FILTERS = {
    "year": "Year",
    "type": "Type",
    "source": "Source",
    "field": "Field of work",
    "country": "Country",
    "language": "Language",
}
COLUMNS = {
    "day": "Date",
    "title": "Title",
    "type": "Type",
    "source": "Source",
    "field": "Field of work",
    "country": "Country",
    "language": "Language",
}


def packed(shown: Shown) -> dict[str, Any]:
    """The releases in their order, as table.js unpacks them.

    A list a column: `title`; `day` in days since 1970, or null; `url` as numbers into `words.url`, its
    beginnings, and `tail`, its ends; `type` and `language` as numbers into their `words`; `source`, `field`
    and `country` as lists of such numbers. `codes` has the codes of the languages, in the order of their
    words; `gone` a pair of row and day for each page that was found gone.
    """
    releases = shown.releases
    start = pl.col("url").str.extract(r"^(.*/)", 1).fill_null("").alias("start")
    addresses = releases.select(start, tail=pl.col("url").str.strip_prefix(start))
    starts, url = _coded(addresses["start"])
    types, kind = _coded(releases["type"])
    languages, language = _coded(releases["language"])
    bodies, source = _coded_lists(releases, shown.sources.select("release", "name"))
    topics, field = _coded_lists(releases, shown.fields_of_work.select("release", "name"))
    countries, country = _coded_lists(releases, shown.places.select("release", name="country"))
    return {
        "title": releases["title"].to_list(),
        "day": releases["date"].cast(pl.Int32).to_list(),
        "tail": addresses["tail"].to_list(),
        "gone": releases.with_row_index("row")
        .drop_nulls("gone_on")
        .select("row", pl.col("gone_on").cast(pl.String))
        .rows(),
        "codes": releases.group_by("language").agg(pl.col("code").first()).sort("language")["code"].to_list(),
        "words": {
            "url": starts,
            "type": types,
            "language": languages,
            "source": bodies,
            "field": topics,
            "country": countries,
        },
        "url": url,
        "type": kind,
        "language": language,
        "source": source,
        "field": field,
        "country": country,
    }


def _coded(column: pl.Series) -> tuple[list[str], list[int]]:
    """The words of a column in order, and for each row the number of its word."""
    words = column.unique().sort()
    return words.to_list(), column.replace_strict(
        words, pl.int_range(len(words), eager=True), return_dtype=pl.Int32
    ).to_list()


def _coded_lists(releases: pl.DataFrame, entries: pl.DataFrame) -> tuple[list[str], list[list[int]]]:
    """The names of the entries in order, and for each release the numbers of its own, each once."""
    named = entries.drop_nulls("name").unique(maintain_order=True)
    words, codes = _coded(named["name"])
    numbered = named.select("release", code=pl.Series(codes, dtype=pl.Int32))
    lists = numbered.group_by("release", maintain_order=True).all()
    joined = releases.select(release="id").join(lists, on="release", how="left", maintain_order="left")
    return words, joined["code"].fill_null(pl.lit([], dtype=pl.List(pl.Int32))).to_list()
