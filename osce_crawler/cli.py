"""The command `osce-crawler`: thin, one clear line for each fault."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from osce_crawler import __version__, cli_runs, cli_upkeep
from osce_crawler.addresses import is_address
from osce_crawler.exits import FAILED, INTERRUPTED, USAGE
from osce_crawler.vocabulary import VocabularyError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, message="%(version)s")
def osce_crawler() -> None:
    """Turn the public web site of the OSCE into datasets."""


for command in (
    cli_runs.crawl,
    cli_runs.runs,
    cli_runs.status,
    cli_upkeep.fixtures,
    cli_upkeep.check_site,
    cli_upkeep.vocabulary,
):
    osce_crawler.add_command(command)


@osce_crawler.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--url", metavar="URL", help="Address of a page that lies in a file on its own.")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the records, written whole or not at all.  [default: standard output]",
)
@click.option(
    "--explain", "is_explained", is_flag=True, help="Print each line of the pages, its role and the rule."
)
def extract(paths: tuple[Path, ...], url: str | None, output: Path | None, *, is_explained: bool) -> None:
    """Print the records of pages at hand: a saved page, a folder of them, a file, a page saved as text."""
    from osce_crawler.archive.extracting import extract as read  # noqa: PLC0415
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415
    from osce_crawler.archive.writing import write_whole  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415

    if url is not None and (len(paths) != 1 or paths[0].is_dir() or not is_address(url)):
        raise click.UsageError("--url takes the http(s) address of one page in one file")
    if is_explained:
        _explain(paths, url, output)
        return
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
    sys.exit(FAILED if extraction.lost else 0)


def _explain(paths: tuple[Path, ...], url: str | None, output: Path | None) -> None:
    from osce_crawler.archive.explaining import explain  # noqa: PLC0415
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415

    if output is not None:
        raise click.UsageError("--explain prints to standard output and takes no -o")
    try:
        for line in explain(paths, url):
            click.echo(line)
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run the command; a wrong use gives one line on standard error and exit code 2."""
    try:
        sys.exit(osce_crawler.main(arguments, prog_name="osce-crawler", standalone_mode=False))
    except click.Abort:
        sys.exit(INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        click.echo(f"osce-crawler: {error.format_message()}", err=True)
        sys.exit(USAGE)
    except VocabularyError as error:
        click.echo(f"osce-crawler: {error}", err=True)
        sys.exit(USAGE)
    except BrokenPipeError:
        # Whoever closed the pipe has read enough; nothing of ours failed, but not all was said.
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        click.echo(f"osce-crawler: {error.filename or 'standard output'}: {error.strerror}", err=True)
        sys.exit(FAILED)
