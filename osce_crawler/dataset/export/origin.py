"""What an export says of the dataset that it was made from: what it is, of when, and how to cite it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from osce_crawler.dataset.datapackage import described, package

_OF_THE_FILES = {"$schema", "name", "resources"}


def origin_of(folder: Path | None, without: Collection[str]) -> dict[str, Any]:
    """What `datapackage.json` of this folder says of all its files. `without`: keys that were left out.

    Without a folder, or a description in it, what is so of every dataset.
    """
    said = (package(folder) if folder else {}) or described([])
    of_all = {name: value for name, value in said.items() if name not in _OF_THE_FILES}
    return of_all | {"without": sorted({*without})}


def about(origin: Mapping[str, Any]) -> pl.DataFrame:
    """The same as a table."""
    rows = [(name, value) for name, value in origin.items() if isinstance(value, str)]
    rows += [("without", key) for key in origin["without"]]
    return pl.DataFrame(rows, schema={"about": pl.String, "text": pl.String}, orient="row")
