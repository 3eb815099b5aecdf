"""`osce-crawler dataset merge`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.cli.placing import new_folder_for
from osce_crawler.disk import naming
from osce_crawler.report.showing import echo

if TYPE_CHECKING:
    from osce_crawler.dataset.merging.folders import Merged
    from osce_crawler.dataset.merging.releases import Account


@click.command("merge")
@click.argument("paths", type=FilePath(), nargs=-1, required=True, metavar="PATH PATH...")
@click.option(
    "-o",
    "--output",
    type=FilePath(),
    required=True,
    metavar="OUT",
    help="The folder to write: a new or an empty one.",
)
def merge_datasets(paths: tuple[Path, ...], output: Path) -> None:
    """Merge datasets of several runs, machines or archives into a new one.

    PATH is an output folder. One item is one record: www.osce.org goes before d6.web.osce.org, then the page
    read later; what only another page prints is added. Of each site the newest menu is taken whole.
    changes.jsonl has the lines of all. Neither the order of the datasets nor merging one again changes the
    result. OUT is written whole or not at all.

    Exit codes: 0 merged, 2 wrong usage or a damaged dataset, 130 interrupted, 1 failed.
    """
    from osce_crawler.dataset.merging.folders import merge  # noqa: PLC0415

    _check(paths, output)
    with naming(output), new_folder_for(output) as (folder, work):
        merged = merge(paths, folder, work)
    for line in _lines(merged):
        echo(line)
    echo(f"written to {output}")


def _check(paths: Sequence[Path], output: Path) -> None:
    """Raises UsageError where these are not folders to be merged, or one of them is in use."""
    from osce_crawler.run.folder import is_in_use  # noqa: PLC0415

    if len(paths) < 2:
        raise click.UsageError("name at least two datasets to merge")
    seen: dict[Path, Path] = {}
    for path in paths:
        if other := seen.get(path.resolve()):
            raise click.UsageError(f"{path}: the same folder as {other}")
        seen[path.resolve()] = path
        if output.resolve() == path.resolve():
            raise click.UsageError(f"{output}: one of the datasets to merge; name a new folder")
        if output.resolve().is_relative_to(path.resolve()):
            raise click.UsageError(f"{output}: lies in {path}, which is to be merged; name a new folder")
    for path in (output, *paths):
        if is_in_use(path):
            raise click.UsageError(f"{path}: a run is using this folder: wait until it has ended")


def _lines(merged: "Merged") -> Iterator[str]:
    if merged.releases is not None:
        yield from _of_releases(merged.releases, merged.folders)
    if merged.menus:
        sites = ", ".join(f"{site} {entries:,}" for site, entries in merged.menus.items())
        count = sum(merged.menus.values())
        yield f"navigation: {count:,} {'entry' if count == 1 else 'entries'}: {sites}"


def _of_releases(account: "Account", folders: Sequence[Path]) -> Iterator[str]:
    counts = account.counts
    yield f"press_releases: {counts['records']:,} records"
    for folder, read in zip(folders, account.read, strict=True):
        yield f"  {read:>9,} in {folder}"
    yield f"  {counts['shared']:>9,} in several of them"
    yield f"  {counts['filled']:>9,} filled with what another page prints"
    yield f"  {counts['differing']:>9,} read differently"
    for one in account.conflicts:
        yield f"            {one.id}: {', '.join(one.keys)}: {one.url} of {one.retrieved_at} goes first"
    if more := counts["differing"] - len(account.conflicts):
        yield f"            and {more:,} more"
