"""`osce-crawler crawl`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osce_crawler.cli.options import (
    OUTPUT_OPTION,
    SPIDERS,
    SPIDERS_ARGUMENT,
    Contact,
    Count,
    Day,
    FilePath,
    Seconds,
)
from osce_crawler.disk import fault_of
from osce_crawler.exits import FAILED
from osce_crawler.report.showing import echo

if TYPE_CHECKING:
    from osce_crawler.report.metrics import MetricsFile


@click.command()
@SPIDERS_ARGUMENT
@click.option(
    "--saved",
    type=FilePath(),
    metavar="PATH",
    help="Replay saved pages, a folder or a WARC file; no request is sent.",
)
@click.option(
    "--site",
    "START_SITES",
    multiple=True,
    metavar="URL",
    help="Crawl only the site with this root URL; repeatable.",
)
@click.option(
    "--from-archive",
    "FROM_ARCHIVE",
    metavar="URL",
    help="Read the site's captures in the web archive with this index, as https://web.archive.org/cdx/search/cdx.",
)
@click.option(
    "--captures",
    "CAPTURES_AT",
    metavar="URL",
    help="Where the addresses of its captures begin.  [default: follows from --from-archive]",
)
@OUTPUT_OPTION
@click.option("--full", "FULL", is_flag=True, help="Fetch everything again, also from the older site.")
@click.option(
    "--since", "SINCE", type=Day(), metavar="YYYY-MM-DD", help="Only releases published on or after this day."
)
@click.option(
    "--limit",
    "ITEM_LIMIT",
    type=Count(),
    metavar="N",
    help="At most N releases, for a trial.  [default: all]",
)
@click.option(
    "--delay",
    "DOWNLOAD_DELAY",
    type=Seconds(),
    metavar="SECONDS",
    help="Delay between two requests to a host.  [default: 1; 0 for saved pages]",
)
@click.option(
    "--contact",
    "CONTACT",
    type=Contact(),
    metavar="TEXT",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Your e-mail address or web page, sent in the user agent. A live crawl needs it.",
)
@click.option(
    "--keep-pages", "KEEP_PAGES", is_flag=True, help="Keep every response in the run's folder, as WARC."
)
@click.option(
    "--accept",
    "ACCEPT",
    multiple=True,
    metavar="CHECK",
    help="Publish although this check fails; repeatable. Resumes the run that it refused.",
)
@click.option(
    "--metrics",
    type=FilePath(dir_okay=False),
    metavar="FILE",
    help="Also write the run's metrics, for the Prometheus textfile collector.",
)
def crawl(
    spiders: tuple[str, ...], saved: Path | None, output: Path, metrics: Path | None, **settings: Any
) -> None:
    """Crawl, check and publish the datasets. Without a name both spiders run.

    The same command resumes a run that was interrupted or failed. Incremental: of published releases only
    those of the last 60 days are requested again, to see whether they changed.

    Exit codes: 0 complete or unchanged, 3 incomplete (something listed could not be fetched), 4 refused by
    checks (nothing published), 130 interrupted, 1 failed, 2 wrong usage.
    """
    from osce_crawler.run import history, process  # noqa: PLC0415  Scrapy loads slowly

    _check_crawl(saved, settings)
    if settings["FROM_ARCHIVE"] is not None:
        spiders = _of_archive(spiders, saved, settings)
    elif settings["CAPTURES_AT"] is not None:
        raise click.UsageError("--captures says where the captures of --from-archive lie: give that as well")
    file = _metrics_file(metrics, output) if metrics is not None else None

    def begun() -> None:
        if file is not None:
            with _told():
                file.begin(history.datasets_asked_for(output), history.last_report(output))

    try:
        folder, report = process.crawl(spiders or SPIDERS, saved, output, settings, begun)
    except process.CrawlError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        _exit_of_full_disk(error, output)
        raise
    from osce_crawler.report.summary import print_summary  # noqa: PLC0415  takes memory that the crawl may need

    if file is not None:
        with _told():
            file.end(history.datasets_asked_for(output), report)
    with _told():
        print_summary(folder, report)
    sys.exit(report["exit_code"])


@contextmanager
def _told() -> Iterator[None]:
    """Say on standard error what a disk or a closed terminal does not take: of the run nothing failed."""
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            echo(f"osce-crawler: {fault_of(error, 'standard output')}", err=True)


def _exit_of_full_disk(error: OSError, output: Path) -> None:
    """Say it as a run would that began; any other error is left to the caller."""
    from osce_crawler.report.headline import not_begun  # noqa: PLC0415

    if said := not_begun(error, fault_of(error, output)):
        for line in said:
            echo(line)
        sys.exit(FAILED)


def _metrics_file(path: Path, output: Path) -> "MetricsFile":
    from osce_crawler.report.metrics import MetricsError, MetricsFile  # noqa: PLC0415

    try:
        return MetricsFile(path, output)
    except MetricsError as error:
        raise click.UsageError(str(error)) from None


def _of_archive(spiders: tuple[str, ...], saved: Path | None, settings: dict[str, Any]) -> tuple[str, ...]:
    """The spiders that read captures. Raises UsageError for what does not go with them."""
    for option, name in (("--from-archive", "FROM_ARCHIVE"), ("--captures", "CAPTURES_AT")):
        if settings[name] == "":
            raise click.UsageError(f"{option}: '' is not an http(s) URL")
    if saved is not None or settings["KEEP_PAGES"]:
        other = "--saved" if saved is not None else "--keep-pages"
        raise click.UsageError(f"--from-archive and {other}: give one of them; captures are kept in any case")
    if "navigation" in spiders:
        raise click.UsageError("--from-archive reads releases: the menu of the past is no dataset")
    return ("press_releases",)


def _check_crawl(saved: Path | None, settings: dict[str, Any]) -> None:
    """Refuse what is wrong before anything is fetched."""
    from osce_crawler.dataset import checks  # noqa: PLC0415

    if saved is not None and settings["START_SITES"]:
        raise click.UsageError("--saved replays saved pages, --site crawls a site: give one of them")
    if saved is not None and settings["KEEP_PAGES"]:
        raise click.UsageError("--keep-pages keeps the responses of a site: saved pages are kept already")
    for name in settings["ACCEPT"]:
        if name not in checks.names():
            raise click.UsageError(f"unknown check {name!r}: choose from {', '.join(checks.names())}")
