"""`osce-crawler check-site`."""

import sys

import click

from osce_crawler.cli.options import Contact, Seconds
from osce_crawler.exits import REFUSED
from osce_crawler.report.showing import echo


@click.command("check-site")
@click.option("--site", metavar="URL", default="https://www.osce.org/", help="Root URL of the site to check.")
@click.option(
    "--contact",
    type=Contact(),
    metavar="TEXT",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Your e-mail address or web page; the live site needs it.",
)
@click.option("--delay", type=Seconds(), metavar="SECONDS", help="Delay between requests.  [default: 1]")
def check_site(site: str, contact: str | None, delay: float | None) -> None:
    """Fetch a few known pages and check that every field still reads right. Exits 4 if any does not."""
    from osce_crawler.archive import site_check  # noqa: PLC0415
    from osce_crawler.archive.fetching import FetchError, fetch  # noqa: PLC0415

    try:
        found = list(site_check.findings(fetch(site_check.addresses(site), contact, delay)))
    except FetchError as error:
        raise click.UsageError(str(error)) from None
    page = ""
    for finding in found:
        if finding.page != page:
            page = finding.page
            echo(page)
        echo(f"  {'ok   ' if finding.right else 'WRONG'} {finding.what:<22} {finding.found}")
    wrong = sum(not finding.right for finding in found)
    echo(f"{len(found) - wrong} of {len(found)} read right")
    sys.exit(REFUSED if wrong else 0)
