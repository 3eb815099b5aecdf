"""`osce-crawler vocabulary`: list, show, check."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from osce_crawler.cli.options import FilePath
from osce_crawler.exits import REFUSED
from osce_crawler.report.showing import echo


@click.group()
def vocabulary() -> None:
    """Controlled vocabulary: sources, fields of work, countries, places, meetings and more."""


@vocabulary.command("list")
@click.argument("table", required=False)
def list_vocabulary(table: str | None) -> None:
    """List the entries of a table; without a name, list the tables."""
    from osce_crawler.report import vocabulary as shown_words  # noqa: PLC0415
    from osce_crawler.vocabulary import checking  # noqa: PLC0415

    if table is not None and table not in checking.TABLES:
        raise click.UsageError(f"unknown table {table!r}: choose from {', '.join(checking.TABLES)}")
    _echo(shown_words.lines_of_entries(table) if table else shown_words.lines_of_tables())


@vocabulary.command("show")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
def show_words(words: tuple[str, ...]) -> None:
    """Show what each printed word means in any table. Exits 4 if a word is unknown.

    For an unknown word the most similar entries are shown. Quote a name that has spaces.
    """
    from osce_crawler.report import vocabulary as shown_words  # noqa: PLC0415

    shown = [shown_words.lines_of_meanings(word) for word in words]
    _echo(line for lines, _ in shown for line in lines)
    sys.exit(0 if all(known for _, known in shown) else REFUSED)


@vocabulary.command("check")
@click.option(
    "--against",
    type=FilePath(exists=True, dir_okay=False),
    metavar="FILE",
    help="A navigation.jsonl to compare the tables with.",
)
def check_vocabulary(against: Path | None) -> None:
    """Validate every table. Exits 2 and names the row if one is bad.

    With --against, list menu entries that the tables lack and table entries that the menu no longer has.
    Exits 4 if there are any.
    """
    from osce_crawler.dataset.read import read_menu  # noqa: PLC0415
    from osce_crawler.report import vocabulary as shown_words  # noqa: PLC0415
    from osce_crawler.vocabulary import checking  # noqa: PLC0415

    menu = list(read_menu(against)) if against is not None else None
    _echo(shown_words.lines_of_tables())
    if menu is None:
        return
    differences = checking.compare_with_menu(menu)
    echo("")
    _echo(shown_words.lines_of_differences(differences))
    sys.exit(REFUSED if differences.unknown or differences.gone else 0)


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        echo(line)
