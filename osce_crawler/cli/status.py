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

    Also exits 4 if a published file is missing or damaged. Without a name every dataset is checked that is
    published or that a run in the folder was asked for. Runs with --limit or --since do not count.
    """
    from osce_crawler.dataset import datapackage, freshness  # noqa: PLC0415
    from osce_crawler.run import history  # noqa: PLC0415

    expected = history.datasets_asked_for(existing(output))
    moments, now = freshness.last_success(output, expected), dt.datetime.now(dt.UTC)
    for line in freshness.lines_of_status(moments, now):
        echo(line)
    damage = history.damage_at_rest(output, spiders or [*moments])
    # Without the description nobody knows when a dataset was complete.
    is_known = not damage or datapackage.fault_in(output) is None
    late = (
        freshness.too_old(moments, spiders, max_age, now, freshness.of_archives(output)) if is_known else []
    )
    for line in [*late, *damage]:
        echo(line, err=True)
    sys.exit(REFUSED if late or damage else 0)
