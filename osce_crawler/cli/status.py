"""`osce-crawler status`."""

import datetime as dt
import sys
from pathlib import Path

import click

from osce_crawler.cli.options import OUTPUT_OPTION, SPIDERS_ARGUMENT, Age, existing
from osce_crawler.exits import REFUSED
from osce_crawler.report.showing import echo


@click.command()
@SPIDERS_ARGUMENT
@click.option("--max-age", type=Age(), required=True, metavar="TIME", help="Hours or days, as 36h or 2d.")
@OUTPUT_OPTION
def status(spiders: tuple[str, ...], max_age: dt.timedelta, output: Path) -> None:
    """Show when the datasets were last complete. Exits 4 if that was longer ago than --max-age, or never.

    Without a name every published dataset is checked. Runs with --limit or --since do not count.
    """
    from osce_crawler.dataset import freshness  # noqa: PLC0415

    moments, now = freshness.last_success(existing(output)), dt.datetime.now(dt.UTC)
    for line in freshness.lines_of_status(moments, now):
        echo(line)
    late = freshness.too_old(moments, spiders, max_age, now)
    for line in late:
        echo(line, err=True)
    sys.exit(REFUSED if late else 0)
