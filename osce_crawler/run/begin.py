"""How a run starts: it locks the output folder, finishes committed publications, and resumes or begins."""

from pathlib import Path

from filelock import FileLock
from scrapy.settings import BaseSettings

from osce_crawler.dataset.datapackage import refuse_newer
from osce_crawler.dataset.read import DatasetError
from osce_crawler.report.showing import shown
from osce_crawler.run.folder import Asked, OutputError, RunFolder, begin, lock
from osce_crawler.run.staging import put_all_in_place, remove, stagings

# One run at a time, also within a process; the lock lives as long as this.
_held: dict[Path, FileLock] = {}


def asked_for(settings: BaseSettings, spiders: tuple[str, ...]) -> Asked:
    """What the settings ask a run of these spiders for."""
    return Asked(
        spiders=spiders,
        sites=tuple(settings["START_SITES"]),
        # For people only, as a replay is never resumed.
        saved=shown(saved) if (saved := settings["SAVED_PAGES"]) and not settings["FROM_ARCHIVE"] else None,
        full=settings.getbool("FULL"),
        since=settings["SINCE"],
        archive=settings["FROM_ARCHIVE"],
        limit=int(limit) if (limit := str(settings["ITEM_LIMIT"])).isdecimal() else 0,
    )


def start_or_resume(output: Path, asked: Asked, *, accepting: bool = False) -> RunFolder:
    """The folder of the run that begins now. `accepting`: also resumes one that was refused by checks.

    Raises OutputError if the output folder cannot be used.
    """
    _held[output.resolve()] = lock(output)
    _check_schema(output)
    carry_through(output)
    return begin(output, asked, accepting=accepting)


def carry_through(output: Path) -> None:
    """Finish publications that were committed, and forget those that were not."""
    for path in sorted((output / "runs").glob("*")):
        ready, abandoned = stagings(path)
        for staging in ready:
            RunFolder(output, path.name).add_part(put_all_in_place(output, staging))
            remove(staging)
        for staging in abandoned:
            remove(staging)


def _check_schema(output: Path) -> None:
    """Datasets of an older version are read and rewritten; those of a newer one are not touched."""
    try:
        refuse_newer(output)
    except DatasetError as error:
        raise OutputError(str(error)) from None
