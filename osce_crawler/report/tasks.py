"""How many tasks of a command are done: a line on a terminal, nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from osce_crawler.report.terminal import can_go_back


@contextmanager
def tasks_shown() -> Iterator[Callable[[str, int, int], None]]:
    """A function to tell what is done, how many of them are finished, and of how many; gone afterwards."""
    if not can_go_back():
        yield lambda *_: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("", total=None)

        def tell(what: str, finished: int, total: int) -> None:
            bar.update(line, description=what, completed=finished, total=total)

        yield tell
