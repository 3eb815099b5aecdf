"""Merges the datasets of several folders into a new one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, ORIGINS, RELEASES, of_origins, resource_of
from osce_crawler.dataset.files import CHANGES
from osce_crawler.dataset.merging.description import crawl_of
from osce_crawler.dataset.merging.history import write_history
from osce_crawler.dataset.merging.inputs import Input
from osce_crawler.dataset.merging.menus import merged_menus, write_menus
from osce_crawler.dataset.merging.releases import Account, MergedReleases
from osce_crawler.dataset.merging.scratch import Scratch
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.disk import naming


@dataclass
class Merged:
    """What was merged."""

    folders: list[Path]
    releases: Account | None = None
    menus: Counter[str] = field(default_factory=Counter)
    """Entries of the menu of each site."""


def merge(folders: Sequence[Path], into: Path, work: Path) -> Merged:
    """Write the dataset that these make together, the same in any order.

    `into`: an empty folder; `work`: one for this merge's own files. Raises DatasetError, in one line that
    names the file, where a dataset is damaged or of a newer version, and OSError.
    """
    inputs = [Input(folder) for folder in folders]
    result, tallies = Merged([*folders]), dict[str, Tally]()
    with Scratch(work / "merge.sqlite") as scratch:
        if _having(inputs, RELEASES):
            releases = MergedReleases(inputs, work, scratch)
            releases.write(into / f"{RELEASES}.jsonl", into / ORIGINS)
            result.releases, tallies[RELEASES] = releases.account, releases.tally
        if _having(inputs, NAVIGATION):
            menu = merged_menus(inputs)
            with naming(into / f"{NAVIGATION}.jsonl"):
                write_menus(menu, into / f"{NAVIGATION}.jsonl")
            result.menus, tallies[NAVIGATION] = Counter(entry.site for entry in menu), tally_of(menu)
        write_history([one.files[CHANGES] for one in inputs], into / f"{CHANGES}.jsonl", scratch)
    _describe(inputs, tallies, into)
    return result


def _having(inputs: Sequence[Input], dataset: str) -> list[Input]:
    return [one for one in inputs if dataset in one.files]


def _describe(inputs: Sequence[Input], tallies: Mapping[str, Tally], into: Path) -> None:
    """Write `datapackage.json` and `croissant.json`."""
    resources = []
    for dataset, tally in tallies.items():
        path = into / f"{dataset}.jsonl"
        found = verified(path, KINDS[dataset])
        if faults := [*found.invalid, *(f"{id_!r} is there twice" for id_ in found.twice)]:
            raise DatasetError(f"{path.name} of these together would not be valid: {faults[0]}")
        crawl = crawl_of(one.resources.get(path.name, {}) for one in _having(inputs, dataset))
        resource = resource_of(dataset, tally, crawl, found)
        if dataset == RELEASES and (into / ORIGINS).exists():
            resource |= of_origins(into / ORIGINS)
        resources.append(resource)
    with naming(into):
        (into / datapackage.FILE).write_bytes(datapackage.package_of(resources))
        (into / croissant.FILE).write_bytes(croissant.croissant_of(resources))
