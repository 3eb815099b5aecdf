"""Output folders as a run publishes them, without the run."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, RELEASES
from osce_crawler.dataset.files import CHANGES
from osce_crawler.dataset.tally import tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import NavigationEntry, PressRelease

MOMENT = "2026-11-24T10:00:00Z"
_CRAWL = {"started_at": MOMENT, "finished_at": MOMENT, "changed_at": MOMENT, "complete": True}


def write(path: Path, lines: Iterable[Any]) -> Path:
    """A file of these records or changes, a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(encode(record) + b"\n" for record in lines))
    return path


def written(
    folder: Path,
    releases: Iterable[PressRelease] | None = None,
    menu: Iterable[NavigationEntry] | None = None,
    changes: Iterable[Change] | None = None,
) -> Path:
    """An output folder with these files and no descriptions; a file that is None is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in {RELEASES: releases, NAVIGATION: menu, CHANGES: changes}.items():
        if lines is not None:
            write(folder / f"{name}.jsonl", lines)
    return folder


def publish(
    output: Path, releases: Sequence[PressRelease], menu: Sequence[NavigationEntry]
) -> dict[str, Any]:
    """Both datasets with their descriptions; returns the content of `datapackage.json`."""
    resources = []
    for dataset, records in ((RELEASES, releases), (NAVIGATION, menu)):
        found = verified(write(output / f"{dataset}.jsonl", records), KINDS[dataset])
        resources.append(datapackage.resource_of(dataset, tally_of(records), _CRAWL, found))
    package = datapackage.package_of(resources)
    (output / datapackage.FILE).write_bytes(package)
    (output / croissant.FILE).write_bytes(croissant.croissant_of(resources))
    said: dict[str, Any] = msgspec.json.decode(package)
    return said
