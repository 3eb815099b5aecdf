"""`osce-crawler report`."""

from pathlib import Path

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.disk import opened
from osce_crawler.report.showing import echo

# In the head of every page, as page.html has it.
_MARK = b'<meta name="generator" content="osce-crawler'


@click.command()
@click.argument("path", type=FilePath(), default=Path("output"), metavar="[PATH]")
@click.option(
    "--to",
    type=FilePath(dir_okay=False),
    metavar="FILE",
    help="Where to write the page.  [default: report.html in the folder of the datasets]",
)
def report(path: Path, to: Path | None) -> None:
    """Write the dataset in PATH as one HTML page: charts, a map and a table.

    PATH is an output folder or a .jsonl file (default: output). The page opens from disk in any browser and
    asks no server for anything. It needs the extra `analysis`. Exits 2 where there is no dataset that can be
    read, or FILE is there and no page of this command.
    """
    from osce_crawler import dataset  # noqa: PLC0415
    from osce_crawler.dataset.extra import analysis_libraries  # noqa: PLC0415
    from osce_crawler.disk import write_whole  # noqa: PLC0415

    target = to or (path.parent if path.is_file() else path) / "report.html"
    if target.is_file() and not _is_ours(target):
        raise click.UsageError(f"{target}: not written by this command: choose another name")
    found = dataset.load(path)
    with analysis_libraries():
        from osce_crawler.report.html.assets import packed_vega  # noqa: PLC0415
        from osce_crawler.report.html.page import page_of  # noqa: PLC0415
    content = page_of(found, packed_vega())
    try:
        write_whole(target, content)
    except OSError as error:
        raise click.UsageError(f"{target}: cannot be written ({error.strerror})") from None
    echo(f"{target}: {len(content) / 1e6:.1f} MB")


def _is_ours(file: Path) -> bool:
    """Whether the file is a page of this command, or empty: what else is there is not replaced."""
    with opened(file) as content:
        head = content.read(200)
    return not head or _MARK in head
