"""`osce-crawler fixtures`: list, check, capture."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.options import Contact, FilePath
from osce_crawler.exits import REFUSED, USAGE
from osce_crawler.report.showing import echo

if TYPE_CHECKING:
    from osce_crawler.archive.fixtures import Check


@click.group()
def fixtures() -> None:
    """Test fixtures: saved pages with the records expected of them."""


_FOLDER = click.option("--folder", type=FilePath(), default=Path("fixtures"), help="Folder of the fixtures.")


def _checked(folder: Path) -> "tuple[list[Check], int]":
    """The fixtures, and the exit code where there is no difference; those that cannot be read are named."""
    from osce_crawler.archive.fixtures import check  # noqa: PLC0415
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415

    faults: list[str] = []
    try:
        checks = list(check(folder, faults))
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None
    for fault in faults:
        echo(f"osce-crawler: {fault}", err=True)
    return checks, USAGE if faults else 0


@fixtures.command("list")
@_FOLDER
def list_fixtures(folder: Path) -> None:
    """List the fixtures: kind, reviewed or not, records, address. Exits 2 if one cannot be read."""
    checks, code = _checked(folder)
    for one in checks:
        echo(f"{one.kind:<15} {'reviewed' if one.reviewed else 'NOT REVIEWED':<13} {one.url}")
    sys.exit(code)


@fixtures.command("check")
@_FOLDER
def check_fixtures(folder: Path) -> None:
    """Read all fixtures again and show differences by page and field.

    Exits 2 if a fixture cannot be read, else 4 if there are differences.
    """
    checks, code = _checked(folder)
    different = [one for one in checks if one.differences]
    for one in different:
        echo(one.url)
        echo(f"  {one.folder}")
        for difference in one.differences:
            for line in difference.split("\n"):
                echo(f"    {line}")
    echo(f"{len(checks)} fixtures, {len(different)} differ")
    sys.exit(code or (REFUSED if different else 0))


@fixtures.command("capture")
@click.argument("page", metavar="URL|FILE")
@click.option("--url", help="URL of the page, if it is a file.")
@click.option("--note", default="", help="What the page is a fixture for.")
@click.option(
    "--contact",
    type=Contact(),
    metavar="TEXT",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Your e-mail address or web page; the live site needs it.",
)
@_FOLDER
def capture_fixture(page: str, url: str | None, note: str, contact: str | None, folder: Path) -> None:
    """Save a page as a fixture. The tests fail until you have reviewed its expected.json."""
    from osce_crawler.archive import capturing  # noqa: PLC0415

    try:
        saved = capturing.capture(page, url, note, contact, folder)
    except capturing.CaptureError as error:
        raise click.UsageError(str(error)) from None
    echo(f"{saved}: review expected.json, correct it where it is wrong, then set reviewed to true")
