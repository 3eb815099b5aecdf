"""Output folders as a run publishes them, without the run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, RELEASES
from osce_crawler.dataset.tally import tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import NavigationEntry, PressRelease, Record

MOMENT = "2026-11-24T10:00:00Z"
_CRAWL = {"started_at": MOMENT, "finished_at": MOMENT, "changed_at": MOMENT, "complete": True}


def write(path: Path, records: Sequence[Record]) -> Path:
    """A file of these records, a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(encode(record) + b"\n" for record in records))
    return path


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
