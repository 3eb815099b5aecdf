"""A run as a Scrapy extension: the same under `scrapy crawl`, Scrapyd and the project's own command."""

import json
import logging
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, cast

import msgspec
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler import signals as ours
from osce_crawler.addresses import canonical
from osce_crawler.archive.writing import write_whole
from osce_crawler.dataset.read import read_releases
from osce_crawler.exporters import JsonLines
from osce_crawler.items import NavigationEntry, PressRelease, Record
from osce_crawler.moments import now
from osce_crawler.pages.listing import Row
from osce_crawler.runs.assembling import Kept, assembled, in_order, menu_in_order, read_lines
from osce_crawler.runs.carrying import carried_over
from osce_crawler.runs.folder import NAVIGATION, RELEASES, RunFolder, new_run_id
from osce_crawler.runs.ledger import EMITTED, Ledger
from osce_crawler.runs.merging import Rows
from osce_crawler.runs.publishing import describe, publish
from osce_crawler.runs.report import Report, as_markdown, report_on
from osce_crawler.spiders.base import asked_first

logger = logging.getLogger(__name__)


class Run:
    """Keeps items as they come, accounts for every address, and publishes at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started_at = now()
        output = Path(crawler.settings["OUTPUT"])
        self.folder = RunFolder(output, crawler.settings["RUN_ID"] or new_run_id(output))
        self.ledger = Ledger()
        self.faults: list[str] = []
        self.made = 0  # records of this run, without what is carried over

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        run = cls(crawler)
        connect = crawler.signals.connect
        connect(run.opened, signals.spider_opened)
        connect(run.scraped, signals.item_scraped)
        connect(run.dropped, signals.item_dropped)
        connect(run.item_failed, signals.item_error)
        connect(run.callback_failed, signals.spider_error)
        connect(run.closed, signals.spider_closed)
        connect(run.ledger.listed, ours.address_listed)
        connect(run.ledger.explained, ours.address_explained)
        connect(run.row, ours.row_read)
        return run

    def opened(self, spider: Spider) -> None:
        self.dataset = spider.name
        self.items = JsonLines(self.folder.items(self.dataset))
        self.rows = JsonLines(self.folder.rows()) if self.dataset == RELEASES else None

    def row(self, row: Row) -> None:
        if self.rows is not None:
            self.rows.write(row)

    def scraped(self, item: Record, response: Response | None) -> None:
        if isinstance(item, PressRelease):
            self._account(item.url, response, EMITTED, item.id)

    def dropped(self, exception: DropItem, response: Response | None) -> None:
        self.faults.append(str(exception))
        self._account(None, response, "invalid record", str(exception))

    def item_failed(self, failure: Failure, response: Response | None) -> None:
        self.faults.append(failure.getErrorMessage())
        self._account(None, response, "broken reader", failure.getErrorMessage())

    def callback_failed(self, failure: Failure, response: Response) -> None:
        self.faults.append(f"{response.url}: {failure.getErrorMessage()}")
        self._account(None, response, "broken reader", failure.getErrorMessage())

    def closed(self, spider: Spider, reason: str) -> None:
        self.items.close()
        if self.rows is not None:
            self.rows.close()
        try:
            report = self._finished(spider, reason)
        except Exception as error:
            logger.exception("the run could not be finished")
            report = Report(self.dataset, "failed", self.started_at, now(), faults=[f"{error} (see the log)"])
        self._tell(report)

    def _account(self, url: str | None, response: Response | None, why: str, detail: str) -> None:
        addresses = {canonical(url)} if url else set()
        if response is not None:
            addresses |= {canonical(asked_first(response.request) if response.request else response.url)}
        for address in addresses:
            self.ledger.explained(address, why, detail)

    def _finished(self, spider: Spider, reason: str) -> Report:
        records = self._records()
        report = report_on(self.dataset, self.ledger, records)
        report.faults = self.faults
        report.started_at, report.finished_at = self.started_at, now()
        report.state = self._state(spider, reason)
        if report.state != "complete":
            report.gone_from_menu = []  # only a complete crawl may say that something is gone
        if report.state in {"complete", "incomplete"}:
            path = publish(self.folder.output, self.dataset, records)
            report.published = str(path)
            self._describe(report)
        return report

    def _records(self) -> list[Any]:
        path = self.folder.items(self.dataset)
        if self.dataset == NAVIGATION:
            entries = cast("list[NavigationEntry]", list(read_lines(path, NavigationEntry)))
            self.made = len(entries)
            return menu_in_order(entries)
        rows = Rows.of(cast("list[Row]", list(read_lines(self.folder.rows(), Row))))
        records: list[PressRelease] = []
        for made in assembled(cast("list[Kept]", list(read_lines(path, Kept))), rows):
            if isinstance(made, PressRelease):
                records.append(made)
            else:
                self.faults.append(str(made))
        self.made = len(records)
        previous = read_releases(self.folder.output / f"{RELEASES}.jsonl")
        live = not self.crawler.settings["SAVED_PAGES"]
        return in_order(carried_over(previous, records, keep_unread=live))

    def _state(self, spider: Spider, reason: str) -> str:
        if reason == "shutdown":
            return "interrupted"
        if reason != "finished":
            return "failed"
        if not self.made:
            return "refused by checks"  # what was published before is no success of this run
        unfinished = self.ledger.unfinished(saved=bool(spider.settings["SAVED_PAGES"]))
        return "incomplete" if unfinished or self.faults else "complete"

    def _describe(self, report: Report) -> None:
        path = self.folder.output / "datapackage.json"
        crawls = {}
        # A broken description is made anew; only the other dataset's crawl is lost with it.
        with suppress(OSError, ValueError, KeyError, AttributeError, TypeError):
            resources = json.loads(path.read_bytes())["resources"]
            crawls = {each["path"].removesuffix(".jsonl"): each["crawl"] for each in resources}
        crawls[report.dataset] = {
            "run": self.folder.run_id,
            "started_at": report.started_at,
            "finished_at": report.finished_at,
            "complete": report.state == "complete",
        }
        describe(self.folder.output, crawls)

    def _tell(self, report: Report) -> None:
        """Add this spider's part to the run's report, which both spiders of one command share."""
        path = self.folder.path / "report.json"
        told = json.loads(path.read_bytes())["spiders"] if path.exists() else []
        told.append(asdict(report))
        content = msgspec.json.format(
            msgspec.json.encode({"run": self.folder.run_id, "spiders": told}), indent=2
        )
        write_whole(path, content + b"\n")
        write_whole(self.folder.path / "report.md", as_markdown(self.folder.run_id, told).encode())
        logger.info("%s: %s, %d records", report.dataset, report.state, report.records)
