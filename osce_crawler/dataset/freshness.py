"""When each published dataset was last complete."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from osce_crawler.dataset.datapackage import resources_in
from osce_crawler.moments import FORMAT


def last_success(output: Path, expected: Iterable[str] = ()) -> dict[str, dt.datetime | None]:
    """For each dataset the moment at which a run last was complete or unchanged; null for never.

    `expected`: datasets that the folder should hold, published or not.
    """
    found: dict[str, dt.datetime | None] = dict.fromkeys(expected)
    for path, resource in resources_in(output).items():
        said = resource.get("crawl", {}).get("complete_at")
        found[path.removesuffix(".jsonl")] = dt.datetime.fromisoformat(said) if said else None
    return found


def of_archives(output: Path) -> dict[str, dt.datetime]:
    """For each dataset that has one, the moment at which a run from a web archive last was complete."""
    said = {
        path.removesuffix(".jsonl"): resource.get("crawl", {}).get("archive_complete_at")
        for path, resource in resources_in(output).items()
    }
    return {name: dt.datetime.fromisoformat(moment) for name, moment in said.items() if moment}


def too_old(
    moments: Mapping[str, dt.datetime | None],
    wanted: Sequence[str],
    most: dt.timedelta,
    now: dt.datetime,
    archives: Mapping[str, dt.datetime] = {},
) -> list[str]:
    """A line for each dataset that was not complete for so long, or never.

    `archives`: when runs from a web archive were complete, which say nothing of the site.
    """
    lines = []
    for name in wanted or [*moments] or ["press_releases"]:
        moment = moments.get(name)
        if moment is None:
            lines.append(f"{name}: {_never(archives.get(name))}")
        elif now - moment > most:
            lines.append(
                f"{name}: the last complete run ended at {_written(moment)}, {_age(now - moment)} ago"
            )
        elif moment > now + dt.timedelta(hours=1):
            lines.append(f"{name}: the last complete run ended at {_written(moment)}, which is in the future")
    return lines


def lines_of_status(moments: Mapping[str, dt.datetime | None], now: dt.datetime) -> Iterator[str]:
    """When each dataset was last complete."""
    for name, moment in moments.items():
        if moment is not None:
            yield f"{name}: complete at {_written(moment)}, {_age(now - moment)} ago"


def _never(of_archive: dt.datetime | None) -> str:
    if of_archive is None:
        return "no run was ever complete"
    return f"no crawl was ever complete; a run from a web archive was, at {_written(of_archive)}"


def _written(moment: dt.datetime) -> str:
    return moment.strftime(FORMAT)


def _age(time: dt.timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
