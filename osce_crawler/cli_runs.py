"""Commands for those who run crawls: crawl, runs, status."""

import datetime as dt
import math
import re
import sys
from pathlib import Path
from typing import Any

import click

from osce_crawler.exits import REFUSED

SPIDERS = ("press_releases", "navigation")
_UNITS = {"h": "hours", "d": "days"}

_OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), default=Path("output"), help="Folder for the datasets."
)


class Day(click.ParamType[str]):
    """A day that has come, as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: give it as YYYY-MM-DD", param, ctx)
        if day > dt.datetime.now(dt.UTC).date():
            self.fail(f"{value} is still to come", param, ctx)
        return day.isoformat()


class Age(click.ParamType[dt.timedelta]):
    """A time as a number of hours, `36h` or `36`, or of days, `2d`."""

    name = "age"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> dt.timedelta:
        found = re.fullmatch(r"(\d{1,6})([hd]?)", value)
        if found is None:
            self.fail(f"{value!r} is no time: give hours or days, as 36h or 2d", param, ctx)
        return dt.timedelta(**{_UNITS[found[2] or "h"]: int(found[1])})


def _checked_spiders(
    _context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    if unknown := [name for name in names if name not in SPIDERS]:
        raise click.UsageError(f"no spider is named {unknown[0]!r}: there are {' and '.join(SPIDERS)}")
    return names


_SPIDERS = click.argument(
    "spiders", nargs=-1, metavar="[press_releases|navigation]...", callback=_checked_spiders
)


@click.command()
@_SPIDERS
@click.option(
    "--saved",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Read saved pages, a folder or a WARC file, not the site.",
)
@click.option(
    "--site",
    "START_SITES",
    multiple=True,
    metavar="URL",
    help="Read the site with this root only; repeatable.",
)
@_OUTPUT
@click.option("--full", "FULL", is_flag=True, help="Ask for everything anew, of the older site, too.")
@click.option("--since", "SINCE", type=Day(), metavar="YYYY-MM-DD", help="Only releases from this day on.")
@click.option(
    "--limit",
    "ITEM_LIMIT",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many releases.  [default: all]",
)
@click.option(
    "--delay",
    "DOWNLOAD_DELAY",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Pause between two requests to a host.  [default: 1; 0 for saved pages]",
)
@click.option(
    "--contact",
    "CONTACT",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Who runs this crawl: an e-mail address or page, told to the site. A live crawl needs it.",
)
@click.option(
    "--keep-pages", "KEEP_PAGES", is_flag=True, help="Keep every answer in the run's folder, as WARC."
)
@click.option(
    "--accept",
    "ACCEPT",
    multiple=True,
    metavar="CHECK",
    help="Publish although this check fails; repeatable. The run that it refused is taken up.",
)
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the run's figures for Prometheus, too.",
)
def crawl(
    spiders: tuple[str, ...], saved: Path | None, output: Path, metrics: Path | None, **settings: Any
) -> None:
    """Crawl, publish the datasets, and say what was read. Without a name both spiders run.

    What was published before is not fetched again, but for the last 60 days, for which the site is asked
    whether anything changed.

    Exits 0 when the datasets are complete, 3 when something listed could not be had, 4 when a check failed
    and nothing was published, 130 when interrupted, 1 at a failure, 2 at a wrong use.
    """
    from osce_crawler.runs import crawling  # noqa: PLC0415  Scrapy loads slowly

    _check_crawl(saved, metrics, settings)
    try:
        folder = crawling.crawl(spiders or SPIDERS, saved, output, settings)
    except crawling.CrawlError as error:
        raise click.UsageError(str(error)) from None
    told = folder.report()
    assert told is not None
    from osce_crawler.runs.summary import print_summary  # noqa: PLC0415  takes room that the crawl may need

    print_summary(folder.path, told)
    if metrics is not None:
        from osce_crawler.runs.metrics import write_metrics  # noqa: PLC0415

        write_metrics(metrics, output, told)
    sys.exit(told["exit_code"])


def _check_crawl(saved: Path | None, metrics: Path | None, settings: dict[str, Any]) -> None:
    """What can be refused before anything is fetched."""
    from osce_crawler.runs import checks  # noqa: PLC0415

    if saved is not None and settings["START_SITES"]:
        raise click.UsageError("--saved reads a folder and --site a site: give one of them")
    if saved is not None and settings["KEEP_PAGES"]:
        raise click.UsageError("--keep-pages keeps what the site answers: saved pages are kept already")
    if settings["DOWNLOAD_DELAY"] is not None and not math.isfinite(settings["DOWNLOAD_DELAY"]):
        raise click.UsageError("--delay takes a number of seconds")
    for name in settings["ACCEPT"]:
        if name not in checks.names():
            raise click.UsageError(f"no check is named {name!r}: there are {', '.join(checks.names())}")
    if metrics is not None:
        try:
            metrics.parent.mkdir(parents=True, exist_ok=True)
            metrics.open("ab").close()
        except OSError as error:
            raise click.UsageError(f"{metrics}: cannot be written ({error.strerror})") from None


@click.group()
def runs() -> None:
    """The runs of an output folder."""


@runs.command("list")
@_OUTPUT
def list_runs(output: Path) -> None:
    """List the runs, the newest first: state, records, changes, size, kept pages."""
    from osce_crawler.runs import standing  # noqa: PLC0415

    for line in standing.lines_of(standing.standings(_existing(output))):
        click.echo(line)


@runs.command("show")
@click.argument("run", required=False)
@_OUTPUT
def show_run(run: str | None, output: Path) -> None:
    """Show the report of a run, without a name that of the newest."""
    from osce_crawler.runs import standing  # noqa: PLC0415

    found = standing.standings(_existing(output))
    one = next((each for each in found if run in {None, each.run}), None)
    if one is None:
        raise click.UsageError(f"{output}: no run{f' is named {run!r}' if run else ' yet'}")
    report = one.path / "report.md"
    if report.exists():
        click.echo(report.read_text("utf-8"))
    else:
        click.echo(f"run {one.run}: {one.state}, and no report: it was cut off; the next run takes it up")


@runs.command("prune")
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, metavar="N", help="Keep the newest N runs."
)
@click.option("--with-pages", is_flag=True, help="Remove kept pages, too.")
@_OUTPUT
def prune_runs(keep: int, with_pages: bool, output: Path) -> None:
    """Remove all but the newest N runs. Runs that are not published and kept pages are spared."""
    from osce_crawler.runs import standing  # noqa: PLC0415
    from osce_crawler.runs.folder import OutputError, lock  # noqa: PLC0415

    try:
        with lock(_existing(output)):
            old = standing.prunable(output, keep, with_pages=with_pages)
            standing.remove_runs(old)
    except OutputError as error:
        raise click.UsageError(str(error)) from None
    size = sum(one.bytes for one in old) / 1e6
    left = len(standing.standings(output))
    click.echo(f"runs removed: {len(old)} ({size:.1f} MB), left: {left}")


@click.command()
@_SPIDERS
@click.option("--max-age", type=Age(), required=True, metavar="TIME", help="Hours or days, as 36h or 2d.")
@_OUTPUT
def status(spiders: tuple[str, ...], max_age: dt.timedelta, output: Path) -> None:
    """Tell when the datasets were last complete. Exits 4 if that is too long ago, or never was.

    Without a name every published dataset is looked at.
    """
    from osce_crawler.runs import standing  # noqa: PLC0415

    moments, now = standing.last_success(_existing(output)), dt.datetime.now(dt.UTC)
    for line in standing.lines_of_status(moments, now):
        click.echo(line)
    late = standing.too_old(moments, spiders, max_age, now)
    for line in late:
        click.echo(line, err=True)
    sys.exit(REFUSED if late else 0)


def _existing(output: Path) -> Path:
    if not output.is_dir():
        raise click.UsageError(f"{output}: no such folder")
    return output
