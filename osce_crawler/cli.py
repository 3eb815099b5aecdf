"""The command `osce-crawler`: thin, one clear line for each fault."""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osce_crawler import __version__
from osce_crawler.addresses import is_address
from osce_crawler.vocabulary import VocabularyError

if TYPE_CHECKING:
    from osce_crawler.archive.fixtures import Check

SPIDERS = ("press_releases", "navigation")
EXIT_FAILED, EXIT_USAGE, EXIT_INCOMPLETE, EXIT_REFUSED, EXIT_INTERRUPTED = 1, 2, 3, 4, 130
# The worst state of a run's spiders is the run's; the worst first.
_EXITS = {
    "interrupted": EXIT_INTERRUPTED,
    "failed": EXIT_FAILED,
    "refused by checks": EXIT_REFUSED,
    "incomplete": EXIT_INCOMPLETE,
    "complete": 0,
    "unchanged": 0,
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, message="%(version)s")
def osce_crawler() -> None:
    """Turn the public web site of the OSCE into datasets."""


@osce_crawler.command()
@click.argument("spiders", nargs=-1, metavar="[press_releases|navigation]...")
@click.option(
    "--saved", type=click.Path(path_type=Path), help="Read this folder of saved pages, not the site."
)
@click.option(
    "--site", "sites", multiple=True, metavar="URL", help="Read the site with this root only; repeatable."
)
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("output"), help="Folder for the datasets."
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="At most so many releases.  [default: all]"
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Pause between two requests to a host.  [default: 1; 0 for saved pages]",
)
@click.option(
    "--contact",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Who runs this crawl: an e-mail address or page, told to the site. A live crawl needs it.",
)
def crawl(  # noqa: PLR0913, PLR0917  one parameter an option
    spiders: tuple[str, ...],
    saved: Path | None,
    sites: tuple[str, ...],
    output: Path,
    limit: int | None,
    delay: float | None,
    contact: str | None,
) -> None:
    """Crawl, publish the datasets, and say what was read. Without a name both spiders run."""
    from osce_crawler.runs import crawling  # noqa: PLC0415  Scrapy loads slowly
    from osce_crawler.runs.summary import print_summary  # noqa: PLC0415

    if saved is not None and sites:
        raise click.UsageError("--saved reads a folder and --site a site: give one of them")
    if delay is not None and not math.isfinite(delay):
        raise click.UsageError("--delay takes a number of seconds")
    unknown = [name for name in spiders if name not in SPIDERS]
    if unknown:
        raise click.UsageError(f"no spider is named {unknown[0]!r}: there are {' and '.join(SPIDERS)}")
    options = {
        "START_SITES": list(sites) or None,
        "ITEM_LIMIT": limit,
        "DOWNLOAD_DELAY": delay,
        "CONTACT": contact,
    }
    try:
        folder = crawling.crawl(spiders or SPIDERS, saved, output, options)
    except crawling.CrawlError as error:
        raise click.UsageError(str(error)) from None
    sys.exit(print_summary(folder.path, folder.report(), spiders or SPIDERS, _EXITS))


@osce_crawler.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--url", metavar="URL", help="Address of a page that lies in a file on its own.")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the records, written whole or not at all.  [default: standard output]",
)
def extract(paths: tuple[Path, ...], url: str | None, output: Path | None) -> None:
    """Print the records of pages at hand: a saved page, a folder of them, a file, a page saved as text."""
    from osce_crawler.archive.extracting import extract as read  # noqa: PLC0415
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415
    from osce_crawler.archive.writing import write_whole  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415

    if url is not None and (len(paths) != 1 or paths[0].is_dir() or not is_address(url)):
        raise click.UsageError("--url takes the http(s) address of one page in one file")
    try:
        extraction = read(paths, url)
        lines = b"".join(encode(record) + b"\n" for record in extraction.records)
        if output is not None:
            write_whole(output, lines)
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{output}: cannot be written ({error.strerror})") from None
    for remark in (*extraction.remarks, *extraction.lost):
        click.echo(remark, err=True)
    if output is None:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    sys.exit(EXIT_FAILED if extraction.lost else 0)


@osce_crawler.group()
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
    sys.exit(EXIT_REFUSED if different else 0)


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


@osce_crawler.group()
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
    sys.exit(0 if all(known for _, known in shown) else EXIT_REFUSED)


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
    sys.exit(EXIT_REFUSED if differences.unknown or differences.gone else 0)


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@osce_crawler.command("check-site")
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
    sys.exit(EXIT_REFUSED if wrong else 0)


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run the command; a wrong use gives one line on standard error and exit code 2."""
    try:
        sys.exit(osce_crawler.main(arguments, prog_name="osce-crawler", standalone_mode=False))
    except click.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(EXIT_USAGE)
    except click.ClickException as error:
        click.echo(f"osce-crawler: {error.format_message()}", err=True)
        sys.exit(EXIT_USAGE)
    except VocabularyError as error:
        click.echo(f"osce-crawler: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_FAILED)
    except OSError as error:
        click.echo(f"osce-crawler: {error.filename or 'standard output'}: {error.strerror}", err=True)
        sys.exit(EXIT_FAILED)
