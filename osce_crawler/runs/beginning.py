"""How a run begins: alone in its output folder, once what an earlier run left half done is finished."""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec
from filelock import FileLock
from scrapy.settings import BaseSettings

from osce_crawler.exporters import BROKEN
from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.runs.folder import Asked, OutputError, RunFolder, begin, lock
from osce_crawler.runs.publishing import put_all_in_place, remove, stagings
from osce_crawler.runs.report import tell

# One run at a time in a process, too; the lock lives as long as this.
_held: dict[Path, FileLock] = {}


def asked_for(settings: BaseSettings, spiders: tuple[str, ...]) -> Asked:
    """What the settings ask a run of these spiders for."""
    return Asked(
        spiders=spiders,
        sites=tuple(settings["START_SITES"]),
        saved=settings["SAVED_PAGES"],
        full=settings.getbool("FULL"),
        since=settings["SINCE"],
        limit=settings.getint("ITEM_LIMIT"),
    )


def begun(output: Path, asked: Asked, *, accepting: bool = False) -> RunFolder:
    """The folder of the run that begins now. `accepting`: one that was refused by checks is taken up, too.

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
            tell(RunFolder(output, path.name), put_all_in_place(output, staging))
            remove(staging)
        for staging in abandoned:
            remove(staging)


class _Crawl(msgspec.Struct):
    """What later runs build on; what else is said is for readers."""

    read_through: list[str] = []
    complete_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None


class _Resource(msgspec.Struct):
    name: str
    path: Literal["press_releases.jsonl", "navigation.jsonl"]
    crawl: _Crawl = msgspec.field(default_factory=_Crawl)


class _Package(msgspec.Struct):
    resources: list[_Resource]
    schema_version: str = SCHEMA_VERSION


def package(output: Path) -> dict[str, Any]:
    """The published `datapackage.json`; empty where there is none that can be read: it is made anew then."""
    with suppress(OSError, *BROKEN):
        content = (output / "datapackage.json").read_bytes()
        msgspec.json.decode(content, type=_Package)
        found: dict[str, Any] = msgspec.json.decode(content)
        return found
    return {}


def schema_of(output: Path) -> str:
    """The version of the schema in which the datasets of this folder were written."""
    return str(package(output).get("schema_version", SCHEMA_VERSION))


def _check_schema(output: Path) -> None:
    """Datasets of an older version are read and rewritten; those of a newer one are not touched."""
    found = schema_of(output)
    if _numbers(found) > _numbers(SCHEMA_VERSION):
        raise OutputError(
            f"{output}: its datasets have schema version {found}, this program knows {SCHEMA_VERSION}:"
            " install the newer program"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
