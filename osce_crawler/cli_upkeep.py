"""Commands for those who keep the reader right: fixtures, vocabulary, check-site."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.exits import REFUSED

if TYPE_CHECKING:
    from osce_crawler.archive.fixtures import Check


@click.group()
def fixtures() -> None:
    """Saved pages and the records expected of them."""


_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("fixtures"), help="Folder of the fixtures."
)


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
    """Read all fixtures again and show what differs, by page and field. Exits 4 if anything does."""
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
@click.option("--url", help="Address of the page, where it is a file.")
@click.option("--note", default="", help="What the page is a fixture for.")
@click.option(
    "--contact", envvar="OSCE_CRAWLER_CONTACT", help="Who asks: needed for a page of the live site."
)
@_FOLDER
def capture_fixture(page: str, url: str | None, note: str, contact: str | None, folder: Path) -> None:
    """Save a page as a fixture; its expected record waits for a person's review."""
    from osce_crawler.archive import capturing  # noqa: PLC0415

    try:
        saved = capturing.capture(page, url, note, contact, folder)
    except capturing.CaptureError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{saved}: read it, correct expected.json where it is wrong, then set reviewed to true")


@click.group()
def vocabulary() -> None:
    """The controlled words: sources, fields of work, countries, places, meetings and the rest."""


@vocabulary.command("list")
@click.argument("table", required=False)
def list_vocabulary(table: str | None) -> None:
    """List the entries of a table, or without a name the tables."""
    from osce_crawler.vocabulary import checking, showing  # noqa: PLC0415

    if table is not None and table not in checking.TABLES:
        raise click.UsageError(f"no table is named {table!r}: there are {', '.join(checking.TABLES)}")
    _echo(showing.lines_of_entries(table) if table else showing.lines_of_tables())


@vocabulary.command("show")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
def show_words(words: tuple[str, ...]) -> None:
    """Show what each printed word means in any table. Exits 4 if a word is unknown.

    Of an unknown word the entries with names most like it are shown. A name with spaces is one word if it
    stands in quotation marks.
    """
    from osce_crawler.vocabulary import showing  # noqa: PLC0415

    shown = [showing.lines_of_meanings(word) for word in words]
    _echo(line for lines, _ in shown for line in lines)
    sys.exit(0 if all(known for _, known in shown) else REFUSED)


@vocabulary.command("check")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A navigation.jsonl: compare the tables with the site's menu.",
)
def check_vocabulary(against: Path | None) -> None:
    """Load every table; exits 2 at a bad row, which is named.

    With --against the entries of the site's menu that the tables lack are listed, and those of the tables
    that the menu no longer has; exits 4 if there are any, 0 if there are none.
    """
    from osce_crawler.dataset.read import DatasetError, read_menu  # noqa: PLC0415
    from osce_crawler.vocabulary import checking, showing  # noqa: PLC0415

    try:
        menu = list(read_menu(against)) if against is not None else None
    except (DatasetError, OSError) as error:
        raise click.UsageError(str(error)) from None
    _echo(showing.lines_of_tables())
    if menu is None:
        return
    differences = checking.compare_with_menu(menu)
    click.echo()
    _echo(showing.lines_of_differences(differences))
    sys.exit(REFUSED if differences.unknown or differences.gone else 0)


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@click.command("check-site")
@click.option("--site", metavar="URL", default="https://www.osce.org/", help="Root of the site to look at.")
@click.option("--contact", envvar="OSCE_CRAWLER_CONTACT", help="Who asks: needed for the live site.")
@click.option(
    "--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Pause between requests.  [default: 1]"
)
def check_site(site: str, contact: str | None, delay: float | None) -> None:
    """Read a handful of known pages and say which fields still read right. Exits 0 only if all do, else 4."""
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
            click.echo(page)
        click.echo(f"  {'ok   ' if finding.right else 'WRONG'} {finding.what:<22} {finding.found}")
    wrong = sum(not finding.right for finding in found)
    click.echo(f"{len(found) - wrong} of {len(found)} read right")
    sys.exit(REFUSED if wrong else 0)
