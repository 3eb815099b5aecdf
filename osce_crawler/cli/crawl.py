"""`osce-crawler crawl`."""

import math
import sys
from pathlib import Path
from typing import Any

import click

from osce_crawler.cli.options import OUTPUT_OPTION, SPIDERS, SPIDERS_ARGUMENT, Day


@click.command()
@SPIDERS_ARGUMENT
@click.option(
    "--saved",
    type=click.Path(path_type=Path),
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
@OUTPUT_OPTION
@click.option("--full", "FULL", is_flag=True, help="Fetch everything again, also from the older site.")
@click.option(
    "--since", "SINCE", type=Day(), metavar="YYYY-MM-DD", help="Only releases published on or after this day."
)
@click.option(
    "--limit",
    "ITEM_LIMIT",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most N releases, for a trial.  [default: all]",
)
@click.option(
    "--delay",
    "DOWNLOAD_DELAY",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Delay between two requests to a host.  [default: 1; 0 for saved pages]",
)
@click.option(
    "--contact",
    "CONTACT",
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
    type=click.Path(path_type=Path, dir_okay=False),
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
    from osce_crawler.run import process  # noqa: PLC0415  Scrapy loads slowly

    _check_crawl(saved, metrics, settings)
    try:
        folder, report = process.crawl(spiders or SPIDERS, saved, output, settings)
    except process.CrawlError as error:
        raise click.UsageError(str(error)) from None
    from osce_crawler.report.summary import print_summary  # noqa: PLC0415  takes memory that the crawl may need

    try:
        print_summary(folder, report)
    except OSError as error:  # of the run nothing failed
        click.echo(f"osce-crawler: standard output: {error.strerror}", err=True)
    if metrics is not None:
        from osce_crawler.report.metrics import write_metrics  # noqa: PLC0415

        write_metrics(metrics, output, report)
    sys.exit(report["exit_code"])


def _check_crawl(saved: Path | None, metrics: Path | None, settings: dict[str, Any]) -> None:
    """Refuse what is wrong before anything is fetched."""
    from osce_crawler.dataset import checks  # noqa: PLC0415

    if saved is not None and settings["START_SITES"]:
        raise click.UsageError("--saved replays saved pages, --site crawls a site: give one of them")
    if saved is not None and settings["KEEP_PAGES"]:
        raise click.UsageError("--keep-pages keeps the responses of a site: saved pages are kept already")
    if settings["DOWNLOAD_DELAY"] is not None and not math.isfinite(settings["DOWNLOAD_DELAY"]):
        raise click.UsageError("--delay takes a number of seconds")
    for name in settings["ACCEPT"]:
        if name not in checks.names():
            raise click.UsageError(f"unknown check {name!r}: choose from {', '.join(checks.names())}")
    if metrics is not None:
        try:
            metrics.parent.mkdir(parents=True, exist_ok=True)
            metrics.open("ab").close()
        except OSError as error:
            raise click.UsageError(f"{metrics}: cannot be written ({error.strerror})") from None
