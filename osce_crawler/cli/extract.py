"""`osce-crawler extract`: records of local pages, without a crawl."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osce_crawler.addresses import refusal_of
from osce_crawler.cli.options import FilePath
from osce_crawler.cli.streams import was_closed
from osce_crawler.exits import FAILED, USAGE
from osce_crawler.report.showing import echo

if TYPE_CHECKING:
    from osce_crawler.archive.extracting import Extraction
    from osce_crawler.items import NavigationEntry, PressRelease

_NAVIGATION = "navigation"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=FilePath(), metavar="PATH...")
@click.option("--url", metavar="URL", help="URL of the page, for a single file that does not name its own.")
@click.option(
    "-o",
    "output",
    type=FilePath(dir_okay=False),
    help="Output file, written whole or not at all.  [default: standard output]",
)
@click.option(
    "--what",
    type=click.Choice(("press_releases", _NAVIGATION)),
    default="press_releases",
    help="Which records to extract.",
)
@click.option(
    "--explain",
    "is_explained",
    is_flag=True,
    help="Show how each line of a page was read: its role and the rule that gave it.",
)
def extract(
    paths: tuple[Path, ...], url: str | None, output: Path | None, what: str, *, is_explained: bool
) -> None:
    """Print the records of local pages: saved pages, folders of them, WARC, HTML or text files.

    Exit codes: 0 every page was read, 2 bad input, 1 failed. If one of several paths is not a page, standard
    error names it, the records of the others are written, and the exit code is 2.
    """
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415

    if url is not None and (len(paths) != 1 or paths[0].is_dir() or refusal_of(url)):
        raise click.UsageError("--url takes the http(s) address of one page in one file")
    if output is None and was_closed(sys.stdout):
        raise click.UsageError("standard output is closed: open it, or give -o FILE")
    if is_explained and (output is not None or what == _NAVIGATION):
        raise click.UsageError(
            "--explain prints the lines of releases: it takes neither -o nor --what navigation"
        )
    try:
        if is_explained:
            _explain(paths, url)
        else:
            _write(_extraction(paths, url, what), output)
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None


def _extraction(
    paths: tuple[Path, ...], url: str | None, what: str
) -> "Extraction[PressRelease] | Extraction[NavigationEntry]":
    if what == _NAVIGATION:
        from osce_crawler.archive.extracting_menus import extract_menus  # noqa: PLC0415

        return extract_menus(paths, url)
    from osce_crawler.archive import extracting  # noqa: PLC0415

    return extracting.extract(paths, url)


def _write(extraction: "Extraction[PressRelease] | Extraction[NavigationEntry]", output: Path | None) -> None:
    """Write the records to the file or standard output, everything else to standard error."""
    from osce_crawler.disk import write_whole  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415

    lines = b"".join(encode(record) + b"\n" for record in extraction.records)
    if output is not None:
        try:
            write_whole(output, lines)
        except OSError as error:
            raise click.UsageError(f"{output}: cannot be written ({error.strerror})") from None
    for remark in (*extraction.remarks, *extraction.lost):
        echo(remark, err=True)
    _tell(extraction.faults)
    if output is None:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    sys.exit(FAILED if extraction.lost else USAGE if extraction.faults else 0)


def _explain(paths: tuple[Path, ...], url: str | None) -> None:
    from osce_crawler.archive.explaining import explain  # noqa: PLC0415

    faults: list[str] = []
    for line in explain(paths, url, faults):
        echo(line)
    _tell(faults)
    sys.exit(USAGE if faults else 0)


def _tell(faults: list[str]) -> None:
    for fault in faults:
        echo(f"osce-crawler: {fault}", err=True)
