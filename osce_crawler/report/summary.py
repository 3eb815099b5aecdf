"""The last lines of a crawl on the terminal: what was read, how full it is, what is missing and why."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from osce_crawler.report.report import weight_of
from osce_crawler.report.showing import shown

# Columns for a file or a pipe, which have no width of their own.
_WIDTH = 140
# So many unknown words are shown; the run's report lists all of them.
_WORDS = 5
# An item's page that gave no record; a menu entry is kept, but the page behind it was not fetched.
_MISSING = {"press_releases": "not emitted", "navigation": "not visited"}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Nobody reads on; the run and its exit code stay what they are."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_summary(folder: Path, report: Mapping[str, Any]) -> None:
    """Print the run's outcome."""
    console = _Console(highlight=False, soft_wrap=True, width=_WIDTH if not sys.stdout.isatty() else None)
    said = report["headline"]
    console.print(Text(said["text"], style="bold"))
    if said["advice"]:
        console.print(Text(said["advice"]))
    console.print()
    for part in report["spiders"]:
        _print(console, part)
    console.print(Text(f"run {folder.name}: {report['state']}; report, items and log in {shown(folder)}"))


def _print(console: Console, report: Mapping[str, Any]) -> None:
    console.print(f"{report['dataset']}: {report['state']}", style="bold")
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(min_width=22)
    table.add_column(justify="right")
    table.add_column()
    table.add_row("pages read", str(report["pages_read"]))
    table.add_row("records", str(report["records"]))
    for name, count in report["by_type"].items():
        table.add_row(f"  {name}", str(count))
    _add_reasons(table, report, _MISSING[report["dataset"]])
    if report["changes"]:
        table.add_row("changes", str(sum(report["changes"].values())))
    for name, count in report["changes"].items():
        table.add_row(f"  {name}", str(count))
    if report["warnings"]:
        table.add_row("warnings", str(sum(report["warnings"].values())))
    for name, count in report["warnings"].items():
        table.add_row(f"  {name}", str(count))
    _add_words(table, report["unknown_words"], report["gone_from_menu"])
    _print_table(console, table)
    _print_fill_rates(console, report["fill_rates"])
    _print_checks(console, report["checks"])
    for fault in report["faults"]:
        console.print(Text(f"  fault: {fault}"))
    for what in report.get("mended", ()):
        console.print(Text(f"  damaged: {what}"))
    console.print(Text(f"published  {report['published'] or 'nothing'}"))
    console.print()


def _add_reasons(table: Table, report: Mapping[str, Any], title: str) -> None:
    """Each reason with its count, and an address where any is named."""
    table.add_row(title, str(report["explained"]))
    for why, count in report["reasons"].items():
        urls = report["not_emitted"].get(why, [""])
        table.add_row(f"  {why}", str(count), Text(_short(urls[0])))


def _add_words(table: Table, unknown: Sequence[dict[str, Any]], gone: Sequence[dict[str, Any]]) -> None:
    """The most frequent words that the vocabulary lacks, and its entries that the menu has no more."""
    if unknown:
        table.add_row("unknown words", str(len(unknown)))
    for word in unknown[:_WORDS]:
        like = f", like {word['nearest'][0]['name']}" if word["nearest"] else ""
        text = f"{_short(word['printed'] + like)}  {word['example']}"
        table.add_row(f"  {word['table']}", str(word["count"]), Text(text))
    if gone:
        names = ", ".join(entry["name"] for entry in gone)
        table.add_row("no longer in the menu", str(len(gone)), Text(_short(names)))


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"


def _print_checks(console: Console, checks: Sequence[Mapping[str, Any]]) -> None:
    """Those that failed, with the addresses to look at; the others share one line."""
    for one in checks:
        if not one["passed"]:
            console.print(Text(f"check {one['check']} ({weight_of(one)}): {one['text']}"))
            for url in one["examples"]:
                console.print(Text(f"  {url}"))
    if passed := [one["check"] for one in checks if one["passed"]]:
        console.print(f"checks passed: {', '.join(passed)}")


def _print_fill_rates(console: Console, rates: Mapping[str, float]) -> None:
    """Keys that are always filled share one line; each other one has its share."""
    if not rates:
        return
    partial = {key: rate for key, rate in rates.items() if rate < 1}
    console.print(f"fill rate 100 %: {', '.join(key for key in rates if key not in partial)}")
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, rate in partial.items():
        table.add_row(f"  {key}", f"{rate:.0%}".replace("%", " %"))
    console.print("fill rate of the others:")
    _print_table(console, table)


def _print_table(console: Console, table: Table) -> None:
    """The table without the spaces that would fill its last column."""
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        console.print(Text(line.rstrip()))
