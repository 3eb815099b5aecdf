"""One spider's part of a run, while it is at work."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from osce_crawler.dataset.datapackage import RELEASES
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.read import read_menu
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.exporters import JsonLines
from osce_crawler.run.folder import RunFolder
from osce_crawler.spiders.base import OsceSpider


@dataclass(slots=True)
class RunState:
    """What the extension fills while the spider crawls, and what is published at the end."""

    dataset: str
    output: Path
    folder: RunFolder
    started_at: str
    spider: OsceSpider
    settings: BaseSettings
    stats: StatsCollector
    resumed: int = 0
    """Addresses that a resumed run had already fetched."""
    faults: list[str] = field(default_factory=list)
    broken: str | None = None
    """Why the run cannot go on."""
    cause: str = ""
    """What `broken` is in a word, where the headline has one."""
    part: dict[str, Any] = field(default_factory=dict)
    """This spider's part of the report, once it ended; also where the disk did not take it."""
    published: Index | None = None
    """The dataset as it was published before; null for menus."""
    items: JsonLines = field(init=False)
    account: JsonLines = field(init=False)
    rows: KeptRows = field(init=False)
    _files: list[JsonLines | KeptRows] = field(default_factory=list)

    def open(self) -> None:
        """Open the dataset and the run's files. Raises DatasetError or OSError."""
        if self.dataset == RELEASES:
            self.published = Index(self.output / f"{RELEASES}.jsonl")
        else:
            deque(read_menu(self.output / f"{self.dataset}.jsonl"), maxlen=0)  # a damaged line is told now
        self.items = JsonLines(self.folder.items(self.dataset))
        self.account = JsonLines(self.folder.account(self.dataset))
        self.rows = KeptRows(self.folder.rows())
        self._files = [self.items, self.account, self.rows]

    @property
    def saved(self) -> bool:
        """Whether saved pages are read."""
        return self.spider.is_replay

    @property
    def torn(self) -> list[str]:
        """Files of which a torn last line was dropped."""
        return [lines.path.name for lines in self._files if lines.torn]

    def sync(self) -> None:
        """See on disk what was written. Raises OSError."""
        for lines in self._files:
            lines.sync()

    def close(self) -> None:
        """Close every file."""
        for lines in self._files:
            lines.close()
        if self.published is not None:
            self.published.close()
