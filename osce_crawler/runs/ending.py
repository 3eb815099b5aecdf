"""How a spider's part of a run ends: assemble, check, and only then publish."""

import datetime as dt
import logging
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osce_crawler.dataset.read import read_menu, read_releases
from osce_crawler.dataset.tally import Tally
from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.ledger import GONE, STANDING
from osce_crawler.moments import now
from osce_crawler.runs.assembling import Assembly
from osce_crawler.runs.beginning import package, schema_of
from osce_crawler.runs.folder import RELEASES
from osce_crawler.runs.menus import MenuAssembly
from osce_crawler.runs.publishing import Staging, put_all_in_place, remove
from osce_crawler.runs.remembering import FILE as SEEN
from osce_crawler.runs.remembering import seen_after
from osce_crawler.runs.report import Report, report_on, tell

if TYPE_CHECKING:
    from osce_crawler.runs.extension import Run

logger = logging.getLogger(__name__)

CHANGES = "changes.jsonl"


class Ending:
    """The last act of one spider's part of a run."""

    def __init__(self, run: "Run", reason: str) -> None:
        """`reason`: Scrapy's word for why the spider was closed."""
        self.run, self.reason = run, reason
        self.output, self.dataset = run.output, run.dataset
        self.ledger = run.spider.ledger
        self.file = self.output / f"{self.dataset}.jsonl"
        self.scratch = run.folder.path / f"scratch-{run.dataset}"
        self.resources = {each["path"]: each for each in package(self.output).get("resources", [])}

    def end(self) -> None:
        """Publish what is to be published, and tell what became of it; nothing that breaks here is hidden."""
        try:
            self._end()
        except Exception as error:
            logger.exception("the run could not be finished")
            self._fail(f"{error} (see the log)")
        finally:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _end(self) -> None:
        if self.run.broken or self.reason not in {"finished", "shutdown"}:
            self._fail(self.run.broken or f"the crawl ended with: {self.reason}")
        elif self.reason == "shutdown":
            self._tell(self._report("interrupted"))
        else:
            self._publish()

    @property
    def complete(self) -> bool:
        """Whether every address listed was had, or explained."""
        return not self.run.faults and not self.ledger.unfinished(saved=self.run.saved)

    def _publish(self) -> None:
        logger.info("phase: assembling of %s", self.dataset)
        staging = Staging(self.run.folder.path, self.dataset)
        assembly = self._assembled()
        state = self._state(assembly)
        report = self._report(state)
        report.changes = dict(assembly.result.changes)
        if state == "refused by checks":
            staging.drop()
            self._tell(report)
            return
        report.published = str(self.file)
        logger.info("phase: publishing of %s", self.dataset)
        self._stage(staging, assembly)
        staging.commit(asdict(report))
        tell(self.run.folder, put_all_in_place(self.output, staging.path))
        remove(staging.path)

    def _assembled(self) -> Assembly | MenuAssembly:
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        words = {"run": self.run.folder.run_id, "at": self.run.started_at}
        items = self.run.folder.items(self.dataset)
        if self.run.published is None:
            menus = MenuAssembly(self.scratch, self.file, **words)
            menus.read(items)
            if not self.run.saved:
                menus.keep_unread(complete=self.complete)
            menus.finish()
            return menus
        assembly = Assembly(self.scratch, self.run.published, self._tally_before(), **words)
        assembly.read(items, self.run.rows)
        if not self.run.saved:
            self._mark_gone(assembly)
        elif not self._replays_itself():
            assembly.drop_unread()
        if schema_of(self.output) != SCHEMA_VERSION:
            assembly.rewrite()
        assembly.close()
        return assembly

    def _mark_gone(self, assembly: Assembly) -> None:
        """What the site says is gone; only a complete run says it on."""
        if not self.complete:
            return
        gone = (
            self.run.spider.memory.of(url) for url, seen in self.ledger.outcomes.items() if seen.why in GONE
        )
        day = dt.date.fromisoformat(self.run.started_at[:10])
        assembly.mark_gone((seen.id for seen in gone if seen is not None and seen.id), day)

    def _replays_itself(self) -> bool:
        """Whether the pages that are read again were kept by runs of this very folder."""
        saved = Path(self.run.spider.settings["SAVED_PAGES"]).resolve()
        return saved.is_relative_to((self.output / "runs").resolve())

    def _tally_before(self) -> Tally:
        tally = Tally()
        for record in read_releases(self.file):
            tally.add(record)
        return tally

    def _state(self, assembly: Assembly | MenuAssembly) -> str:
        standing = any(seen.why in STANDING for seen in self.ledger.outcomes.values())
        if not assembly.result.made and not standing:
            return "refused by checks"
        if not self.complete:
            return "incomplete"
        return "complete" if assembly.differs or not self.file.exists() else "unchanged"

    def _stage(self, staging: Staging, assembly: Assembly | MenuAssembly) -> None:
        if assembly.differs or not self.file.exists():
            assembly.write(staging.file(self.file.name))
            with staging.file(CHANGES).open("wb") as changes:
                for path in (self.output / CHANGES, assembly.changes):
                    with suppress(FileNotFoundError), path.open("rb") as lines:
                        shutil.copyfileobj(lines, changes)
        if self.run.published is not None and not self.run.saved:
            outcomes = self.ledger.outcomes.values()
            seen = seen_after(self.output / SEEN, outcomes, self.run.spider.memory, complete=self.complete)
            if seen is not None:
                staging.file(SEEN).write_bytes(seen)

    def _report(self, state: str) -> Report:
        records: Iterable[Any] = (
            read_releases(self.file) if self.dataset == RELEASES else read_menu(self.file)
        )
        report = report_on(self.dataset, self.ledger, list(records))
        report.state, report.faults = state, self.run.faults
        report.started_at, report.finished_at = self.run.started_at, now()
        return report

    def _fail(self, why: str) -> None:
        report = Report(self.dataset, "failed", self.run.started_at, now(), faults=[why])
        with suppress(OSError):
            self._tell(report)
            if (beginning := self.run.folder.beginning()) is not None:
                beginning.failures += 1
                self.run.folder.write_beginning(beginning)

    def _tell(self, report: Report) -> None:
        tell(self.run.folder, asdict(report))
        logger.info("%s: %s", report.dataset, report.state)
