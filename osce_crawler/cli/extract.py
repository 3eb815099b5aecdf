"""`osce-crawler extract`: records of local pages, without a crawl."""

import errno
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from osce_crawler.addresses import refusal_of
from osce_crawler.cli.options import Count, FilePath
from osce_crawler.cli.streams import was_closed
from osce_crawler.exits import FAILED, USAGE
from osce_crawler.report.showing import echo

_NAVIGATION = "navigation"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


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
@click.option(
    "--workers",
    type=Count(),
    default="1",
    metavar="N",
    help="Read up to N WARC files at the same time, each in a process of its own.",
)
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT",
    help="Read the WARC files on the Dask cluster of this scheduler (extra `cluster`).",
)
def extract(paths: tuple[Path, ...], url: str | None, output: Path | None, what: str, **how: Any) -> None:
    """Print the records of local pages: saved pages, folders of them, WARC, WET, HTML or text files.

    The records are the same for any number of workers. With -o FILE, FILE.shards keeps what was read of each
    WARC file until all are read: the same command resumes an interrupted one.

    Exit codes: 0 every page was read, 2 bad input, 1 failed, 130 interrupted. If one of several paths is not
    a page, standard error names it, the records of the others are written, and the exit code is 2.
    """
    from osce_crawler.archive.folder import SavedPageError  # noqa: PLC0415

    if url is not None and (len(paths) != 1 or paths[0].is_dir() or refusal_of(url)):
        raise click.UsageError("--url takes the http(s) address of one page in one file")
    if output is None and was_closed(sys.stdout):
        raise click.UsageError("standard output is closed: open it, or give -o FILE")
    if how["is_explained"] and (output is not None or what == _NAVIGATION):
        raise click.UsageError(
            "--explain prints the lines of releases: it takes neither -o nor --what navigation"
        )
    _check_where(output, what, **how)
    try:
        if how["is_explained"]:
            _explain(paths, url)
        elif what == _NAVIGATION:
            _menus(paths, url, output)
        else:
            _releases(paths, url, output, how["workers"], how["cluster"])
    except SavedPageError as error:
        raise click.UsageError(str(error)) from None


def _check_where(
    output: Path | None, what: str, *, workers: int, cluster: str | None, is_explained: bool
) -> None:
    """Refuse what several processes, or a cluster, cannot do."""
    if (workers > 1 or cluster is not None) and (is_explained or what == _NAVIGATION):
        raise click.UsageError(
            "--workers and --cluster read releases: they take neither --explain nor --what navigation"
        )
    if cluster is None:
        return
    if workers > 1:
        raise click.UsageError("give --workers or --cluster: a cluster has its own workers")
    if not re.fullmatch(r"tcp://[^\s/@]+:[0-9]{1,5}", cluster):
        raise click.UsageError(
            f"--cluster takes the address of a Dask scheduler, tcp://HOST:PORT: {cluster!r}"
        )
    if output is None:
        raise click.UsageError("--cluster needs -o FILE on a disk that all workers see")


def _check_output(output: Path | None, read: Iterable[Path]) -> None:
    """Refuse to write over what is read."""
    if output is None or not output.is_file():
        return
    if any(file.exists() and file.samefile(output) for file in read):
        raise click.UsageError(f"{output}: one of the files to be read; name another output")


def _releases(
    paths: tuple[Path, ...], url: str | None, output: Path | None, count: int, address: str | None
) -> None:
    from osce_crawler.bulk.cluster import ClusterError, cluster  # noqa: PLC0415
    from osce_crawler.bulk.extracting import Extraction  # noqa: PLC0415
    from osce_crawler.bulk.runners import workers  # noqa: PLC0415
    from osce_crawler.bulk.shards import Plan  # noqa: PLC0415
    from osce_crawler.bulk.work_folder import FolderError, work_folder  # noqa: PLC0415
    from osce_crawler.bulk.worker_process import TaskError  # noqa: PLC0415
    from osce_crawler.disk import move_whole, opened  # noqa: PLC0415
    from osce_crawler.report.tasks import tasks_shown  # noqa: PLC0415

    shards = Plan(paths, url)
    _check_output(output, shards.files())
    try:
        with work_folder(output) as folder, Extraction(shards, folder) as found:
            with cluster(address) if address else workers(count) as runner, tasks_shown() as progress:
                found.read(runner, progress)
            if output is not None:
                with _writing(output):
                    move_whole(found.records, output)
            code = _tell(found.remarks(), found.lost(), found.faults())
            if output is None:
                with opened(found.records) as lines:
                    shutil.copyfileobj(lines, sys.stdout.buffer)
                sys.stdout.buffer.flush()
    except (FolderError, ClusterError) as error:
        raise click.UsageError(str(error)) from None
    except TaskError as error:
        echo(f"osce-crawler: {error}", err=True)
        code = FAILED
    sys.exit(code)


def _menus(paths: tuple[Path, ...], url: str | None, output: Path | None) -> None:
    from osce_crawler.archive.at_hand import AtHand  # noqa: PLC0415
    from osce_crawler.archive.extracting_menus import extract_menus  # noqa: PLC0415
    from osce_crawler.disk import write_whole  # noqa: PLC0415
    from osce_crawler.exporters import encode  # noqa: PLC0415

    at_hand = AtHand(paths, url)
    _check_output(output, at_hand.files())
    found = extract_menus(at_hand)
    lines = b"".join(encode(record) + b"\n" for record in found.records)
    if output is not None:
        with _writing(output):
            write_whole(output, lines)
    code = _tell(found.remarks, found.lost, found.faults)
    if output is None:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    sys.exit(code)


def _explain(paths: tuple[Path, ...], url: str | None) -> None:
    from osce_crawler.archive.explaining import explain  # noqa: PLC0415

    faults: list[str] = []
    for line in explain(paths, url, faults):
        echo(line)
    sys.exit(_tell((), (), faults))


@contextmanager
def _writing(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:  # no fault of the user
            raise
        raise click.UsageError(f"{output}: cannot be written ({error.strerror})") from None


def _tell(remarks: Iterable[str], lost: Iterable[str], faults: Iterable[str]) -> int:
    """Say on standard error what gave no record. Gives the exit code."""
    for remark in remarks:
        echo(remark, err=True)
    code = 0
    for fault in lost:
        echo(fault, err=True)
        code = FAILED
    for fault in faults:
        echo(f"osce-crawler: {fault}", err=True)
        code = code or USAGE
    return code
