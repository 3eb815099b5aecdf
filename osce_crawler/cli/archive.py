"""`osce-crawler archive`: list, fetch."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from osce_crawler.addresses import host_of, refusal_of
from osce_crawler.cli.options import Contact, Day, FilePath, Seconds
from osce_crawler.cli.streams import was_closed
from osce_crawler.disk import naming, written_whole
from osce_crawler.exits import INCOMPLETE, INTERRUPTED
from osce_crawler.report.showing import echo, echo_json

if TYPE_CHECKING:
    from osce_crawler.archive.capture_list import Capture
    from osce_crawler.archive.cdx import Query
    from osce_crawler.archive.fetching_captures import Ending

_CONTACT = click.option(
    "--contact",
    type=Contact(),
    metavar="TEXT",
    envvar="OSCE_CRAWLER_CONTACT",
    help="Your e-mail address or web page, sent in the user agent. A live archive needs it.",
)
_DELAY = click.option(
    "--delay",
    type=Seconds(),
    metavar="SECONDS",
    help="Delay between two requests to a host, at least 1; on loopback also less.  [default: 1]",
)


@click.group()
def archive() -> None:
    """Captures of pages in web archives: the Wayback Machine, pywb, Common Crawl."""


@archive.command("list")
@click.option(
    "--from",
    "index",
    metavar="URL",
    required=True,
    help="The archive's index, as https://web.archive.org/cdx/search/cdx.",
)
@click.option(
    "--match",
    metavar="PATTERN",
    required=True,
    help="osce.org/press-releases/* (all that begins so), *.osce.org (with hosts below it), or one URL.",
)
@click.option("--since", type=Day(), metavar="YYYY-MM-DD", help="Only captures made on or after this day.")
@click.option("--until", type=Day(), metavar="YYYY-MM-DD", help="Only captures made on or before this day.")
@click.option(
    "--kind",
    type=click.Choice(("wayback", "pywb", "commoncrawl")),
    help="Kind of index.  [default: recognised by its answer]",
)
@click.option(
    "--captures",
    "captures_at",
    metavar="URL",
    help="Where the addresses of captures begin.  [default: follows from --from]",
)
@click.option(
    "-o",
    "output",
    type=FilePath(dir_okay=False),
    metavar="FILE",
    help="Output file, written whole or not at all.  [default: standard output]",
)
@_CONTACT
@_DELAY
def list_captures(
    index: str,
    match: str,
    output: Path | None,
    contact: str | None,
    delay: float | None,
    **wanted: str | None,
) -> None:
    """List captures in a web archive as JSON Lines.

    `archive fetch` reads this list.

    Exit codes: 0 complete, 3 incomplete (part of the index could not be read; the rest is written), 2 wrong
    usage or no index, 130 interrupted, 1 failed.
    """
    from osce_crawler.archive.cdx import MatchError, NoIndexError, listing  # noqa: PLC0415
    from osce_crawler.archive.client import ask  # noqa: PLC0415

    try:
        query = _query(index, match, wanted)
        with _client_errors(), _lines_to(output) as keep:
            listed = ask(listing(query, keep), {host_of(index)}, contact, delay)
            if listed.faults and not listed.captures:
                # Ends the writing as well: a list of before stays as it is.
                echo(f"osce-crawler: {index}: nothing was listed: {listed.faults[0]}", err=True)
                sys.exit(INCOMPLETE)
            if not listed.captures and output is not None and _has_lines(output):
                # So a wrong name of a collection is answered as well.
                echo(
                    f"osce-crawler: {index}: no captures; {output} stays: remove it if that is right",
                    err=True,
                )
                sys.exit(INCOMPLETE)
    except (MatchError, NoIndexError) as error:
        raise click.UsageError(str(error)) from None
    found = f"answers as a {listed.kind} index does" if listed.kind else "no captures"
    echo(f"{index}: {found}; {listed.captures} captures listed", err=True)
    for remark in listed.remarks:
        echo(remark, err=True)
    for fault in listed.faults:
        echo(f"osce-crawler: the list is incomplete: {fault}", err=True)
    sys.exit(INCOMPLETE if listed.faults else 0)


def _query(index: str, match: str, wanted: dict[str, str | None]) -> "Query":
    """What is asked of the index. Raises UsageError, MatchError."""
    from osce_crawler.archive.capture_list import Kind  # noqa: PLC0415
    from osce_crawler.archive.cdx import Query, match_of  # noqa: PLC0415

    kind, captures_at = wanted["kind"], wanted["captures_at"]
    for name, url in (("--from", index), ("--captures", captures_at)):
        if url is not None and (refusal := refusal_of(url)):
            raise click.UsageError(f"{name}: {refusal}")
    since, until = wanted["since"], wanted["until"]
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}")
    return Query(index, match_of(match), since, until, Kind(kind) if kind else None, captures_at)


@archive.command("fetch")
@click.argument("listed", type=FilePath(dir_okay=False), metavar="LIST")
@click.option(
    "-o",
    "output",
    type=FilePath(dir_okay=False),
    metavar="FILE.warc.gz",
    required=True,
    help="WARC file for the captures; new ones are added to that of an earlier fetch.",
)
@click.option(
    "--collapse",
    is_flag=True,
    help="Skip a capture with the URL and digest of the one before it.",
)
@_CONTACT
@_DELAY
def fetch_captures(
    listed: Path, output: Path, contact: str | None, delay: float | None, *, collapse: bool
) -> None:
    """Fetch listed captures into a WARC file.

    LIST is what `archive list` wrote. Standard output has a line for each capture: fetched, or why not. The
    same command resumes an interrupted one: it does not fetch again what the file holds.

    Exit codes: 0 all fetched or explained, 3 incomplete (some failed, or many are missing: run it again),
    2 wrong usage or input, 130 interrupted, 1 failed.
    """
    from osce_crawler.archive.capture_account import are_many  # noqa: PLC0415
    from osce_crawler.archive.capture_file import CaptureFile, CaptureFileError  # noqa: PLC0415
    from osce_crawler.archive.capture_list import CaptureListError, captures_in  # noqa: PLC0415
    from osce_crawler.archive.client import ask, check  # noqa: PLC0415
    from osce_crawler.archive.fetching_captures import FetchOutcome, fetch_listed  # noqa: PLC0415
    from osce_crawler.settings import MISSING_CAPTURES  # noqa: PLC0415

    try:
        hosts = {host_of(capture.at) for capture in captures_in(listed)}
        with _client_errors():
            check(hosts, contact, delay)
            with naming(output), CaptureFile(output, {"isPartOf": listed.name}) as file:
                fetching = fetch_listed(captures_in(listed), file, _tell, collapse=collapse)
                account = ask(fetching, hosts, contact, delay)
    except (CaptureListError, CaptureFileError) as error:
        raise click.UsageError(str(error)) from None
    echo(f"{output}: {', '.join(f'{account[outcome]} {outcome}' for outcome in FetchOutcome)}", err=True)
    missing = account[FetchOutcome.MISSING]
    promised = account.total() - account[FetchOutcome.EXPLAINED]
    if is_lacking := are_many(missing, promised, MISSING_CAPTURES):
        echo(
            f"osce-crawler: {missing} of {promised} captures are not in the archive that lists them", err=True
        )
    sys.exit(INCOMPLETE if account[FetchOutcome.FAILED] or is_lacking else 0)


def _tell(capture: "Capture", ending: "Ending") -> None:
    echo(f"{capture.timestamp} {capture.url}: {ending.outcome}{f': {ending.why}' if ending.why else ''}")


@contextmanager
def _client_errors() -> Iterator[None]:
    """Turn the errors of the client into messages and exit codes."""
    from osce_crawler.archive.client import ClientStoppedError, PolitenessError  # noqa: PLC0415

    try:
        yield
    except PolitenessError as error:
        raise click.UsageError(str(error)) from None
    except ClientStoppedError:
        echo("osce-crawler: interrupted: run the same command again", err=True)
        sys.exit(INTERRUPTED)


@contextmanager
def _lines_to(output: Path | None) -> "Iterator[Callable[[Capture], None]]":
    """What takes captures, one after the other: standard output, or a file that is then put in its place."""
    from osce_crawler.archive.capture_list import line_of  # noqa: PLC0415

    if output is None:
        if was_closed(sys.stdout):
            raise click.UsageError("standard output is closed: open it, or give -o FILE")
        yield lambda capture: echo_json(line_of(capture))
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(written_whole(output))
        except OSError as error:
            raise click.UsageError(f"{output}: cannot be written ({error.strerror})") from None
        yield lambda capture: _write(file, line_of(capture))


def _has_lines(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _write(file: BinaryIO, line: bytes) -> None:
    file.write(line + b"\n")
