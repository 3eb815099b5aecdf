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
    help="Read saved pages, a folder or a WARC file, not the site.",
)
@click.option(
    "--site",
    "START_SITES",
    multiple=True,
    metavar="URL",
    help="Read the site with this root only; repeatable.",
)
@OUTPUT_OPTION
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
    from osce_crawler.run import process  # noqa: PLC0415  Scrapy loads slowly

    _check_crawl(saved, metrics, settings)
    try:
        folder = process.crawl(spiders or SPIDERS, saved, output, settings)
    except process.CrawlError as error:
        raise click.UsageError(str(error)) from None
    told = folder.report()
    assert told is not None
    from osce_crawler.report.summary import print_summary  # noqa: PLC0415  takes room that the crawl may need

    print_summary(folder.path, told)
    if metrics is not None:
        from osce_crawler.report.metrics import write_metrics  # noqa: PLC0415

        write_metrics(metrics, output, told)
    sys.exit(told["exit_code"])


def _check_crawl(saved: Path | None, metrics: Path | None, settings: dict[str, Any]) -> None:
    """What can be refused before anything is fetched."""
    from osce_crawler.dataset import checks  # noqa: PLC0415

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
