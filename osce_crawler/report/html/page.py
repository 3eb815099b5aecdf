"""The page itself: one file that asks nobody for anything."""

import base64
import gzip
import hashlib
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import polars as pl
from markupsafe import Markup

from osce_crawler import __version__
from osce_crawler.dataset import freshness
from osce_crawler.dataset.datapackage import RELEASES, schema_of
from osce_crawler.dataset.frames import Dataset
from osce_crawler.report.html import charts, listing
from osce_crawler.report.html.assets import asset
from osce_crawler.report.html.reading import Shown, shown_of
from osce_crawler.report.html.sections import Section, sections_of

_SCRIPTS = ("table.js", "charts.js", "page.js")


def page_of(dataset: Dataset, vega: str) -> bytes:
    """The HTML page of a dataset; the same dataset gives the same bytes. Raises DatasetError.

    `vega`: the script that draws the charts.
    """
    scripts = [vega, *map(asset, _SCRIPTS)]
    shown = shown_of(dataset)
    sections = sections_of(shown)
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        asset("page.html")
    )
    return template.render(
        title="OSCE press releases",
        lead=_lead(shown.releases),
        facts=_facts(shown),
        sections=sections,
        filters=listing.FILTERS,
        columns=listing.COLUMNS,
        policy=_policy(scripts),
        style=Markup(asset("page.css")),  # noqa: S704
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        data=_packed(shown, sections),
        version=__version__,
    ).encode()


def _lead(releases: pl.DataFrame) -> str:
    if releases.is_empty():
        return "The dataset holds no release."
    number = f"{len(releases):,} release{'s' if len(releases) > 1 else ''}"
    days = releases["date"].drop_nulls().sort().to_list()
    languages = releases["language"].n_unique()
    spoken = f"in {languages} languages" if languages > 1 else "in one language"
    if not days:
        return f"{number}, {spoken}, none with a date."
    span = f"from {days[0]} to {days[-1]}" if days[0] < days[-1] else f"of {days[0]}"
    return f"{number}, {spoken}, {span}."


def _facts(shown: Shown) -> list[tuple[str, str]]:
    """How good and how new the dataset is."""
    facts = _of_crawl(shown.described_in) if shown.described_in else []
    if len(shown.releases):
        facts.append(("With a warning", f"{shown.tally.warned:,}"))
        facts.append(("Gone from the site", f"{shown.tally.filled['gone_on']:,}"))
    return facts


def _of_crawl(folder: Path) -> list[tuple[str, str]]:
    complete_at = freshness.last_success(folder).get(RELEASES)
    return [
        ("Last complete crawl", f"{complete_at:%Y-%m-%d %H:%M} UTC" if complete_at else "none is recorded"),
        ("Schema", schema_of(folder)),
    ]


def _packed(shown: Shown, sections: list[Section]) -> str:
    """What the scripts show, as base64: no word of the site can end the element that holds it."""
    data: dict[str, Any] = {
        "config": charts.CONFIG,
        "charts": {section.id: section.spec for section in sections if section.spec},
        "table": listing.packed(shown),
    }
    return base64.b64encode(gzip.compress(msgspec.json.encode(data), mtime=0)).decode()


def _policy(scripts: list[str]) -> str:
    """A Content-Security-Policy: these scripts and no others, and no request to anywhere."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
