"""A run as a Scrapy extension: the same under `scrapy crawl`, Scrapyd and the project's own command."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from osce_crawler.addresses import canonical
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.read import DatasetError
from osce_crawler.exporters import JsonLines
from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.ledger import EMITTED, Seen
from osce_crawler.memory import Memory
from osce_crawler.moments import now
from osce_crawler.pages.listing import Row
from osce_crawler.records.cleaning import cleaned
from osce_crawler.runs.assembling import Kept, kept_items
from osce_crawler.runs.beginning import asked_for, begun, package
from osce_crawler.runs.ending import Ending
from osce_crawler.runs.folder import RELEASES, OutputError, RunFolder
from osce_crawler.runs.remembering import known_from, read_seen, recalled
from osce_crawler.runs.rows import KeptRows
from osce_crawler.spiders.base import OBSERVATION, OsceSpider, asked_first, crawl_begins, rows_read

logger = logging.getLogger(__name__)

# So often, in seconds, what was written is seen on disk: a power cut costs no more than this.
_SYNC = 1.0


class Run:
    """Keeps items as they come, accounts for every address, and publishes at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started_at = now()
        self.output = Path(crawler.settings["OUTPUT"])
        self.dataset = crawler.spidercls.name
        self.faults: list[str] = []
        self.broken: str | None = None
        """Why the run cannot go on."""
        self.resumed = 0
        """Addresses of which a run taken up had an answer."""
        self.torn: list[str] = []
        """Files of which a torn last line was dropped."""
        self.published: Index | None = None
        self._files: tuple[JsonLines | KeptRows, ...] = ()
        self._has_begun = False
        self._syncing: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        run = cls(crawler)
        connect = crawler.signals.connect
        connect(run.begin, crawl_begins)
        connect(run.keep_rows, rows_read)
        connect(run.scraped, signals.item_scraped)
        connect(run.dropped, signals.item_dropped)
        connect(run.item_failed, signals.item_error)
        connect(run.callback_failed, signals.spider_error)
        connect(run.closed, signals.spider_closed)
        return run

    def _folder(self) -> RunFolder:
        if run_id := self.crawler.settings["RUN_ID"]:
            folder = RunFolder(self.output, run_id)
            folder.make()
            return folder
        settings = self.crawler.settings
        asked = asked_for(settings, (self.crawler.spidercls.name,))
        return begun(self.output, asked, accepting=bool(settings.getlist("ACCEPT")))

    def begin(self, spider: OsceSpider) -> Memory:
        """Begin the run of this spider; returns what earlier runs know. Raises CloseSpider, naming why."""
        logger.info("phase: start of %s", self.dataset)
        try:
            self.folder = self._folder()
            self.spider = spider
            self.saved = spider.is_replay
            self._has_begun = True
            return self._open()
        except (DatasetError, OutputError, OSError) as error:
            self.broken = str(error)
        except Exception as error:
            logger.exception("the run cannot begin")
            self.broken = f"{error} (see the log)"
        raise CloseSpider(self.broken)

    def _open(self) -> Memory:
        if self.dataset == RELEASES:
            self.published = Index(self.output / f"{RELEASES}.jsonl")
        self.items = JsonLines(self.folder.items(self.dataset))
        self.account = JsonLines(self.folder.account(self.dataset))
        self.rows = KeptRows(self.folder.rows())
        self._files = (self.items, self.account, self.rows)
        self.torn = [lines.path.name for lines in self._files if lines.torn]
        had = self._had()
        self.resumed = len(had)
        self.spider.ledger.attach(self._journal, had)
        self._syncing = create_looping_call(self._sync)
        self._syncing.start(_SYNC)
        logger.info("phase: crawl of %s; %d pages are had already", self.dataset, self.resumed)
        return self._memory()

    def _memory(self) -> Memory:
        """What earlier runs know of the site's items."""
        if self.published is None:
            return Memory()
        if self.saved:
            return known_from(self.published)
        resources = package(self.output).get("resources", [])
        crawls = {each.get("name"): each.get("crawl", {}) for each in resources}
        through = crawls.get("press-releases", {}).get("read_through", [])
        return recalled(self.output, self.published, through)

    def scraped(self, item: Any, response: Response | None) -> None:
        """Write what was observed, once; only what is on disk counts as emitted."""
        if not self._has_begun or self.broken is not None:
            return
        if isinstance(item, NavigationEntry):
            self._guarded(partial(self.items.write, item))
        elif isinstance(item, PressRelease):
            assert response is not None
            self._guarded(partial(self.items.write, Kept(item.id, cleaned(response.meta[OBSERVATION]))))
            if self.broken is None:
                self._emitted(item, response)

    def _emitted(self, record: PressRelease, response: Response) -> None:
        etag, modified = (_header(response, name) for name in ("ETag", "Last-Modified"))
        for url in {record.url, *self._asked(response)}:
            self.spider.ledger.emitted(url, record.id, etag, modified)

    def dropped(self, exception: DropItem, response: Response | None) -> None:
        """A step let no record pass: it was not valid, or not wanted."""
        why = getattr(exception, "why", "invalid record")
        if why == "invalid record":
            self.faults.append(str(exception))
        self._explain(response, why, str(exception))

    def item_failed(self, failure: Failure, response: Response | None) -> None:
        self.faults.append(failure.getErrorMessage())
        self._explain(response, "broken reader", failure.getErrorMessage())

    def callback_failed(self, failure: Failure, response: Response | None) -> None:
        address = f"{response.url}: " if response is not None else ""
        self.faults.append(f"{address}{failure.getErrorMessage()}")
        self._explain(response, "broken reader", failure.getErrorMessage())

    def keep_rows(self, rows: list[Row]) -> None:
        """Keep what these rows of a list print."""
        for row in rows:
            self._guarded(partial(self.rows.keep, row))

    def stop(self, error: OSError) -> None:
        """End the run at once: what is read from here on could not be kept."""
        if self.broken is None:
            self.broken = f"{self.folder.path}: {error.strerror}"
            logger.error("the run stops: %s", self.broken)
            if (engine := self.crawler.engine) is not None:
                self._stopping = asyncio.ensure_future(engine.close_spider_async(reason="failed"))

    def closed(self, reason: str) -> None:
        if not self._has_begun:
            return
        if self._syncing is not None:
            self._syncing.stop()
        self._sync()
        Ending(self, reason).end()
        for lines in self._files:
            lines.close()
        if self.published is not None:
            self.published.close()

    def _had(self) -> list[Seen]:
        """What a run taken up has a final answer of; an item counts only if its line is whole."""
        kept = {one.observation.url: one.id for one in kept_items(self.folder.items(self.dataset))}
        ids = set(kept.values())
        had = {
            seen.url: seen
            for seen in read_seen(self.folder.account(self.dataset))
            if seen.why != EMITTED or seen.id in ids
        }
        return [*had.values(), *(Seen(url, EMITTED, id=id_) for url, id_ in kept.items() if url not in had)]

    def _journal(self, seen: Seen) -> None:
        self._guarded(lambda: self.account.write(seen))

    def _sync(self) -> None:
        for lines in self._files:
            self._guarded(lines.sync)

    def _guarded(self, write: Callable[[], None]) -> None:
        """Write; if the disk does not take it, the run ends, and what is there stays whole."""
        try:
            write()
        except OSError as error:
            self.stop(error)

    def _explain(self, response: Response | None, why: str, detail: str) -> None:
        if not self._has_begun:
            return
        for url in self._asked(response):
            self.spider.ledger.explained(url, why, detail)

    def _asked(self, response: Response | None) -> list[str]:
        if response is None:
            return []
        return [canonical(asked_first(response.request) if response.request else response.url)]


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
