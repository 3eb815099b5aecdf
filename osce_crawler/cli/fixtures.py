"""`osce-crawler fixtures`: list, check, capture."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.exits import REFUSED

if TYPE_CHECKING:
    from osce_crawler.archive.fixtures import Check


@click.group()
def fixtures() -> None:
    """Test fixtures: saved pages with the records expected of them."""


_FOLDER = click.option("--folder", type=FilePath(), default=Path("fixtures"), help="Folder of the fixtures.")


def _checked(folder: Path) -> "list[Check]":
    from osce_crawler.archive.fixtures import check  # noqa: PLC0415
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415

    try:
        return list(check(folder))
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None


@fixtures.command("list")
@_FOLDER
def list_fixtures(folder: Path) -> None:
    """List the fixtures: kind, reviewed or not, records, address."""
    for one in _checked(folder):
        click.echo(f"{one.kind:<15} {'reviewed' if one.reviewed else 'NOT REVIEWED':<13} {one.url}")


@fixtures.command("check")
@_FOLDER
def check_fixtures(folder: Path) -> None:
    """Read all fixtures again and show differences by page and field. Exits 4 if there are any."""
    checks = _checked(folder)
    different = [one for one in checks if one.differences]
    for one in different:
        click.echo(f"{one.url}\n  {one.folder}")
        for difference in one.differences:
            click.echo(f"    {difference}")
    click.echo(f"{len(checks)} fixtures, {len(different)} differ")
    sys.exit(REFUSED if different else 0)


@fixtures.command("capture")
@click.argument("page", metavar="URL|FILE")
@click.option("--url", help="URL of the page, if it is a file.")
@click.option("--note", default="", help="What the page is a fixture for.")
@click.option(
    "--contact",
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
    click.echo(f"{saved}: review expected.json, correct it where it is wrong, then set reviewed to true")
