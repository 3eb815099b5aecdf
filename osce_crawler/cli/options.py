"""Options and parameter types that several commands share."""

import datetime as dt
import math
import os
import re
from pathlib import Path
from typing import Any

import click

SPIDERS = ("press_releases", "navigation")
_UNITS = {"h": "hours", "d": "days"}
_DAY = 86400


class FilePath(click.Path):
    """The path of a file or folder. An empty one, as an unset variable leaves it, does not mean `.`."""

    def __init__(self, *, exists: bool = False, dir_okay: bool = True) -> None:
        super().__init__(exists=exists, dir_okay=dir_okay, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if not str(value).strip():
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


class Count(click.ParamType[int]):
    """A number of things, from 1 on."""

    name = "count"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if re.fullmatch(r"0*[1-9][0-9]{0,8}", value) is None:
            self.fail(f"{value!r} is not a whole number from 1 to 999999999", param, ctx)
        return int(value)


class Seconds(click.ParamType[float]):
    """A time in seconds, at most a day."""

    name = "seconds"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0 <= seconds <= _DAY:
            self.fail(f"{value!r} is not a number of seconds from 0 to {_DAY}", param, ctx)
        return seconds


class Day(click.ParamType[str]):
    """A day, not in the future, as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            self.fail(f"{value!r} is not a day: use YYYY-MM-DD", param, ctx)
        if day > dt.datetime.now(dt.UTC).date():
            self.fail(f"{value} is in the future", param, ctx)
        return day.isoformat()


class Age(click.ParamType[dt.timedelta]):
    """A time as a number of hours, `36h` or `36`, or of days, `2d`."""

    name = "age"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> dt.timedelta:
        found = re.fullmatch(r"(\d{1,6})([hd]?)", value)
        if found is None:
            self.fail(f"{value!r} is not a duration: use hours or days, as 36h or 2d", param, ctx)
        return dt.timedelta(**{_UNITS[found[2] or "h"]: int(found[1])})


class Contact(click.ParamType[str]):
    """Who runs a crawl, in characters that a header may hold."""

    name = "contact"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.isprintable():
            self.fail(f"{value!r} holds a character that no header may hold", param, ctx)
        return value


def _checked_spiders(
    _context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    if unknown := [name for name in names if name not in SPIDERS]:
        raise click.UsageError(f"unknown spider {unknown[0]!r}: choose from {', '.join(SPIDERS)}")
    return names


OUTPUT_OPTION = click.option(
    "--output", type=FilePath(), default=Path("output"), help="Folder of the datasets and runs."
)

SPIDERS_ARGUMENT = click.argument(
    "spiders", nargs=-1, metavar="[press_releases|navigation]...", callback=_checked_spiders
)


def existing(output: Path) -> Path:
    """The output folder. Raises UsageError where there is none."""
    if not output.is_dir():
        raise click.UsageError(f"{output}: no such folder")
    return output
