"""What stands in an output folder: its runs, when it was last sure, and what may be removed."""

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from osce_crawler.runs.beginning import package
from osce_crawler.runs.folder import RunFolder, run_folders
from osce_crawler.runs.report import COMPLETE, INCOMPLETE, INTERRUPTED, UNCHANGED

# A run so ended has nothing that is not in the datasets.
_PUBLISHED = frozenset({COMPLETE, UNCHANGED, INCOMPLETE})
_REMOVED = ".removed-"


@dataclass(frozen=True, slots=True)
class Standing:
    """A run as its folder tells of it."""

    run: str
    path: Path
    state: str
    """That of its report; `interrupted` where it was cut off before it told any."""
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


def standings(output: Path) -> list[Standing]:
    """The runs of this output folder, the newest first."""
    return [_standing(path) for path in sorted(run_folders(output), reverse=True)]


def _standing(path: Path) -> Standing:
    folder = RunFolder(path.parent.parent, path.name)
    told, beginning = folder.report() or {}, folder.beginning()
    parts = told.get("spiders", [])
    return Standing(
        path.name,
        path,
        told.get("state", INTERRUPTED),
        beginning.begun[0] if beginning else told.get("started_at", ""),
        sum(part.get("records", 0) for part in parts),
        sum(sum(part.get("changes", {}).values()) for part in parts),
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        any(path.glob("pages-*.warc.gz")),
    )


def lines_of(runs: Iterable[Standing]) -> Iterator[str]:
    """A table of runs, for people."""
    yield f"{'run':<22} {'state':<18} {'records':>8} {'changes':>8} {'MB':>8}  pages"
    for one in runs:
        size = f"{one.bytes / 1e6:.1f}"
        pages = "kept" if one.keeps_pages else ""
        yield f"{one.run:<22} {one.state:<18} {one.records:>8} {one.changes:>8} {size:>8}  {pages}".rstrip()


def prunable(output: Path, keep: int, *, with_pages: bool) -> list[Standing]:
    """All but the newest `keep` runs, without those that hold what is nowhere else.

    That is what is not published, and kept pages unless `with_pages` gives them up.
    """
    behind = standings(output)[keep:]
    return [one for one in behind if one.is_published and (with_pages or not one.keeps_pages)]


def remove_runs(runs: Sequence[Standing]) -> None:
    """Remove these folders; one that is removed only in part is no run any more. Raises OSError."""
    for one in runs:
        shutil.rmtree(one.path.rename(one.path.with_name(_REMOVED + one.run)))


def last_success(output: Path) -> dict[str, dt.datetime | None]:
    """For each published dataset the moment at which a run last was complete or unchanged."""
    found: dict[str, dt.datetime | None] = {}
    for resource in package(output).get("resources", []):
        said = resource.get("crawl", {}).get("complete_at")
        found[resource["name"].replace("-", "_")] = dt.datetime.fromisoformat(said) if said else None
    return found


def too_old(
    moments: Mapping[str, dt.datetime | None], wanted: Sequence[str], most: dt.timedelta, now: dt.datetime
) -> list[str]:
    """For each dataset that had no success for so long, or never, a line that says it."""
    lines = []
    for name in wanted or [*moments] or ["press_releases"]:
        moment = moments.get(name)
        if moment is None:
            lines.append(f"{name}: no run was ever complete")
        elif now - moment > most:
            lines.append(f"{name}: the last complete run ended at {_told(moment)}, {_age(now - moment)} ago")
        elif moment > now + dt.timedelta(hours=1):
            lines.append(f"{name}: the last complete run ended at {_told(moment)}, which is still to come")
    return lines


def lines_of_status(moments: Mapping[str, dt.datetime | None], now: dt.datetime) -> Iterator[str]:
    """When each dataset was last sure."""
    for name, moment in moments.items():
        if moment is not None:
            yield f"{name}: complete at {_told(moment)}, {_age(now - moment)} ago"


def _told(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _age(time: dt.timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
