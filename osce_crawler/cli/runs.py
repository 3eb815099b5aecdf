"""`osce-crawler runs`: list, show, prune."""

from pathlib import Path

import click

from osce_crawler.cli.options import OUTPUT_OPTION, Count, existing
from osce_crawler.disk import content_of
from osce_crawler.report.showing import echo


@click.group()
def runs() -> None:
    """List, show and prune the runs of an output folder."""


@runs.command("list")
@OUTPUT_OPTION
def list_runs(output: Path) -> None:
    """List the runs, newest first: state, records, changes, size, kept pages."""
    from osce_crawler.run import history  # noqa: PLC0415

    for line in history.lines_of(history.overviews(existing(output))):
        echo(line)


@runs.command("show")
@click.argument("run", required=False)
@OUTPUT_OPTION
def show_run(run: str | None, output: Path) -> None:
    """Show the report of a run, by default the newest."""
    from osce_crawler.run import history  # noqa: PLC0415

    found = history.overviews(existing(output))
    one = next((each for each in found if run in {None, each.run}), None)
    if one is None:
        raise click.UsageError(f"{output}: no run{f' is named {run!r}' if run else ' yet'}")
    report = one.path / "report.md"
    if one.state == history.RUNNING:
        echo(f"run {one.run}: running, begun at {one.started_at}; its log is {one.path / 'log'}")
    elif report.exists():
        for line in content_of(report).decode("utf-8").split("\n"):
            echo(line)
    else:
        echo(f"run {one.run}: {one.state}, no report: it was cut off; the same command resumes it")


@runs.command("prune")
@click.option("--keep", type=Count(), required=True, metavar="N", help="Keep the newest N runs.")
@click.option("--with-pages", is_flag=True, help="Also remove runs with kept pages.")
@OUTPUT_OPTION
def prune_runs(keep: int, with_pages: bool, output: Path) -> None:
    """Remove all but the newest N runs. Keeps unpublished runs and runs with kept pages."""
    from osce_crawler.run import history  # noqa: PLC0415
    from osce_crawler.run.folder import OutputError, lock  # noqa: PLC0415

    try:
        with lock(existing(output)):
            old = history.prunable(output, keep, with_pages=with_pages)
            history.remove_runs(old)
    except OutputError as error:
        raise click.UsageError(str(error)) from None
    size = sum(one.bytes for one in old) / 1e6
    left = len(history.overviews(output))
    echo(f"runs removed: {len(old)} ({size:.1f} MB), left: {left}")
