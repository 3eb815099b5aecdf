"""The command `osce-crawler`: thin, one clear line for each fault."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osce_crawler import __version__

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
    "--limit", type=click.IntRange(min=1), metavar="N", help="At most so many items.  [default: all]"
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
    told = json.loads((folder / "report.json").read_bytes()) if (folder / "report.json").exists() else None
    sys.exit(print_summary(folder, told, spiders or SPIDERS, _EXITS))


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

    if url is not None and (len(paths) != 1 or not url.startswith(("http://", "https://"))):
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
    for remark in extraction.remarks:
        click.echo(remark, err=True)
    if output is None:
        sys.stdout.buffer.write(lines)


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


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run the command; a wrong use gives one line on standard error and exit code 2."""
    try:
        sys.exit(osce_crawler.main(arguments, prog_name="osce-crawler", standalone_mode=False))
    except click.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        click.echo(f"osce-crawler: {error.format_message()}", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_FAILED)
