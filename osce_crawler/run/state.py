"""One spider's part of a run, while it is at work."""

import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from osce_crawler.dataset.checks import AS_DESCRIBED
from osce_crawler.dataset.croissant import FILE as CROISSANT
from osce_crawler.dataset.damage import damage_of, salvage
from osce_crawler.dataset.datapackage import FILE as DESCRIPTION
from osce_crawler.dataset.datapackage import KINDS, RELEASES, fault_in
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.lost import CHANGES, SEEN
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.disk import NO_FILE, is_in_the_way
from osce_crawler.exporters import JsonLines
from osce_crawler.report.report import Report
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
    damage: str | None = None
    """What is wrong with the published file; a run goes on only if that was accepted."""
    is_refused: bool = False
    """Whether the run stops before its start, as the output folder is damaged."""
    mended: list[str] = field(default_factory=list)
    """Files with lines that could not be read, which this run does without."""
    before: Path = field(init=False)
    """The dataset as it was published before, or what could be saved of it."""
    cause: str = ""
    """What `broken` is in a word, where the headline has one."""
    part: dict[str, Any] = field(default_factory=dict)
    """This spider's part of the report, once it ended; also where the disk did not take it."""
    published: Index | None = None
    """Its index; null for menus."""
    items: JsonLines = field(init=False)
    account: JsonLines = field(init=False)
    rows: KeptRows = field(init=False)
    _files: list[JsonLines | KeptRows] = field(default_factory=list)

    def begin_anew(self) -> None:
        """Forget what a run that was cut off has read: saved pages are at hand. Raises OSError."""
        for path in (self.folder.items(self.dataset), self.folder.account(self.dataset), self.folder.rows()):
            path.unlink(missing_ok=True)

    def open(self) -> None:
        """Open the dataset and the run's files. Raises DatasetError or OSError."""
        self._open_published()
        self.items = JsonLines(self.folder.items(self.dataset))
        self.account = JsonLines(self.folder.account(self.dataset))
        self.rows = KeptRows(self.folder.rows())
        self._files = [self.items, self.account, self.rows]

    def _open_published(self) -> None:
        self.before = self.output / f"{self.dataset}.jsonl"
        self._refuse_what_no_file_can_replace()
        faults = {name: fault for name in KINDS if (fault := damage_of(self.output, name))}
        self.damage = faults.get(self.dataset)
        # Publishing writes the description of every dataset: none goes on beside one that is damaged.
        if faults and AS_DESCRIBED not in self.settings.getlist("ACCEPT"):
            self.is_refused = True
            raise DatasetError("; ".join(faults.values()))
        if (fault := fault_in(self.output)) and (self.output / DESCRIPTION).exists():
            self.mended.append(f"{self.output / DESCRIPTION}: {fault}; it is written anew")
        if self.damage is not None:
            self._save_what_can_be_read()
        if self.dataset == RELEASES:
            self.published = Index(self.before)

    def _refuse_what_no_file_can_replace(self) -> None:
        names = [*(f"{name}.jsonl" for name in KINDS), DESCRIPTION, CROISSANT, CHANGES, SEEN]
        for path in (self.output / name for name in names):
            if is_in_the_way(path):
                self.is_refused = True
                raise DatasetError(f"{path}: {NO_FILE}; move it away")

    def _save_what_can_be_read(self) -> None:
        """Put the damaged file aside as it is, and go on with its records."""
        damaged = self.folder.path / f"{self.dataset}.damaged.jsonl"
        if self.before.is_file():
            shutil.copyfile(self.before, damaged)
        self.before = self.folder.path / f"{self.dataset}.saved.jsonl"
        salvage(damaged, self.dataset, self.before)

    @property
    def saved(self) -> bool:
        """Whether saved pages are read."""
        return self.spider.is_replay

    @property
    def torn(self) -> list[str]:
        """Files of which a torn last line was dropped."""
        return [lines.path.name for lines in self._files if lines.torn]

    def end(self, report: Report) -> dict[str, Any]:
        """Keep this spider's part of the report, and return it."""
        self.part = asdict(report)
        return self.part

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
