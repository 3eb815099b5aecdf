"""Datasets as they are published, checked and read.

For analysts, with the extra `analysis`: `from osce_crawler import dataset; ds = dataset.load("output")`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from osce_crawler.dataset.extra import ExtraMissingError, analysis_libraries
from osce_crawler.dataset.read import DatasetError

if TYPE_CHECKING:
    from osce_crawler.dataset.frames import Dataset

__all__ = ["DatasetError", "ExtraMissingError", "load"]


def load(path: str | Path) -> "Dataset":
    """The dataset in this output folder, or in this `.jsonl` file, as polars data frames.

    See `osce_crawler.dataset.frames.Dataset`. Raises DatasetError where there is no dataset that this version
    can read, and ExtraMissingError, an ImportError, where polars is not installed.
    """
    with analysis_libraries():
        from osce_crawler.dataset.frames import Dataset  # noqa: PLC0415
    return Dataset(Path(path))
