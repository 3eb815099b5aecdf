"""`osce-crawler report`."""

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("output"), metavar="[PATH]")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write the page.  [default: report.html in the folder of the datasets]",
)
def report(path: Path, to: Path | None) -> None:
    """Write the dataset in PATH (default: output) as one HTML page: charts, a map and a table.

    The page opens from disk in any browser and asks no server for anything. It needs the extra `analysis`.
    Exits 2 where there is no dataset that can be read.
    """
    from osce_crawler import dataset  # noqa: PLC0415
    from osce_crawler.archive.writing import write_whole  # noqa: PLC0415
    from osce_crawler.dataset.extra import analysis_libraries  # noqa: PLC0415
    from osce_crawler.dataset.read import DatasetError  # noqa: PLC0415

    target = to or path / "report.html"
    try:
        found = dataset.load(path)
        with analysis_libraries():
            from osce_crawler.report.html.assets import packed_vega  # noqa: PLC0415
            from osce_crawler.report.html.page import page_of  # noqa: PLC0415
        content = page_of(found, packed_vega())
    except DatasetError as error:
        raise click.UsageError(str(error)) from None
    try:
        write_whole(target, content)
    except OSError as error:
        raise click.UsageError(f"{target}: cannot be written ({error.strerror})") from None
    click.echo(f"{target}: {len(content) / 1e6:.1f} MB")
