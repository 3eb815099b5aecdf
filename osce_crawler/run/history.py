"""The runs of an output folder, and which of them may be removed."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osce_crawler.archive.saved import CAPTURES
from osce_crawler.dataset.damage import damage_of, damage_of_origins, faults_beside
from osce_crawler.dataset.datapackage import KINDS, RELEASES
from osce_crawler.disk import naming
from osce_crawler.report.report import COMPLETE, INCOMPLETE, INTERRUPTED, UNCHANGED
from osce_crawler.run.folder import RunFolder, run_at_work, runs_in_order
from osce_crawler.run.staging import stagings

# A run so ended has nothing that is not in the datasets.
_PUBLISHED = frozenset({COMPLETE, UNCHANGED, INCOMPLETE})
RUNNING = "running"
"""The state of a run that is at work."""
_REMOVED = ".removed-"


@dataclass(frozen=True, slots=True)
class RunOverview:
    """A run in one line."""

    run: str
    path: Path
    state: str
    """That of its report; `running` while it is at work, `interrupted` where it was cut off before."""
    started_at: str
    records: int
    changes: int
    bytes: int
    """What the folder takes on disk."""
    keeps_pages: bool

    @property
    def is_published(self) -> bool:
        """Whether everything that it read is in the datasets."""
        return self.state in _PUBLISHED


def overviews(output: Path) -> list[RunOverview]:
    """The runs of this output folder, the newest first."""
    at_work = run_at_work(output)
    return [_overview(folder, at_work) for folder in reversed(runs_in_order(output))]


def _overview(folder: RunFolder, at_work: str | None) -> RunOverview:
    path = folder.path
    report, beginning = folder.report() or {}, folder.beginning()
    parts = report.get("spiders", [])
    return RunOverview(
        path.name,
        path,
        RUNNING if path.name == at_work else report.get("state", INTERRUPTED),
        beginning.begun[0] if beginning else report.get("started_at", ""),
        sum(part.get("records", 0) for part in parts),
        sum(sum(part.get("changes", {}).values()) for part in parts),
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        any(any(path.glob(f"{kind}*.warc.gz")) for kind in ("pages-", CAPTURES)),
    )


def datasets_asked_for(output: Path) -> list[str]:
    """The datasets that a run of this folder was asked for: those that it should hold."""
    asked = {
        name
        for folder in runs_in_order(output)
        if (said := folder.beginning())
        for name in said.asked.spiders
    }
    return [name for name in KINDS if name in asked]


def last_report(output: Path) -> dict[str, Any] | None:
    """The report of the newest run that has one."""
    return next((said for folder in reversed(runs_in_order(output)) if (said := folder.report())), None)


def damage_at_rest(output: Path, datasets: Iterable[str]) -> list[str]:
    """What is wrong with these published datasets and the files beside them, a line each.

    Nothing while a run is replacing them.
    """
    datasets = [*datasets]
    if not any(_damage(output, datasets)) or _is_being_replaced(output):
        return []
    return [*_damage(output, datasets)]  # a run may have replaced them between the two looks


def _damage(output: Path, datasets: Sequence[str]) -> Iterator[str]:
    found = [said for name in datasets if (said := damage_of(output, name))]
    yield from found
    if RELEASES in datasets and (said := damage_of_origins(output)):
        yield said
    for path, what in faults_beside(output):
        if not any(said.startswith(f"{path}: ") for said in found):
            yield f"{path}: {what}"


def _is_being_replaced(output: Path) -> bool:
    """Whether a run is putting new files in place."""
    return any(stagings(folder.path)[0] for folder in runs_in_order(output))


def lines_of(runs: Iterable[RunOverview]) -> Iterator[str]:
    """A table of runs, for people."""
    yield f"{'run':<22} {'state':<18} {'records':>8} {'changes':>8} {'MB':>8}  pages"
    for one in runs:
        size = f"{one.bytes / 1e6:.1f}"
        pages = "kept" if one.keeps_pages else ""
        yield f"{one.run:<22} {one.state:<18} {one.records:>8} {one.changes:>8} {size:>8}  {pages}".rstrip()


def prunable(output: Path, keep: int, *, with_pages: bool) -> list[RunOverview]:
    """All but the newest `keep` runs, without those that hold what is nowhere else.

    That is what is not published, kept pages unless `with_pages` gives them up, and a run that is only linked
    here: somebody put it elsewhere.
    """
    behind = [one for one in overviews(output)[keep:] if not one.path.is_symlink()]
    return [one for one in behind if one.is_published and (with_pages or not one.keeps_pages)]


def remove_runs(runs: Sequence[RunOverview]) -> None:
    """Remove these folders; one that is removed only in part is no run any more. Raises OSError."""
    for one in runs:
        with naming(one.path):
            shutil.rmtree(one.path.rename(one.path.with_name(_REMOVED + one.run)))
