"""The bar that a terminal shows of a crawl."""

from collections.abc import Callable
from contextlib import suppress

from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from osce_crawler.report.status import CrawlStatus

# A shorter bar says nothing, a longer one no more; beside a name on a narrow terminal, words say more.
_SHORTEST_BAR, _LONGEST_BAR = 10, 40
_WORTH_A_BAR = 40


class Bar:
    """A line on standard error, drawn anew whenever it is refreshed, gone when it is stopped."""

    def __init__(self, status: Callable[[], CrawlStatus]) -> None:
        console = Console(stderr=True, highlight=False)
        self._live = Live(
            console=console,
            get_renderable=lambda: bar(status(), console.width),
            auto_refresh=False,
            transient=True,
        )
        self._live.start()

    def refresh(self) -> None:
        with suppress(OSError):  # the terminal was closed
            self._live.refresh()

    def stop(self) -> None:
        with suppress(OSError):
            self._live.stop()


def bar(status: CrawlStatus, width: int) -> RenderableType:
    """One line of at most so many columns: a bar if there is room for one, and what fits of the rest."""
    room = width - len(status.name)
    reserved = _SHORTEST_BAR + 1 if room >= _WORTH_A_BAR and not status.outages else 0
    words = ""
    for part in status.parts():
        if words and len(words) + len(part) + 2 > room - reserved:
            break
        words += f"  {part}"
    line = Table.grid()
    cells: list[RenderableType] = [Text(status.name, no_wrap=True, overflow="crop")]
    if reserved:
        length = min(room - len(words) - 1, _LONGEST_BAR)
        cells += [" ", ProgressBar(total=max(status.known, 1), completed=status.done, width=length)]
    line.add_row(*cells, Text(words, no_wrap=True, overflow="crop"))
    return line
