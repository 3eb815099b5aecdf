"""A run as a Scrapy extension: the same under `scrapy crawl`, Scrapyd and the project's own command."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from osce_crawler.addresses import named, nid_of
from osce_crawler.dataset.damage import fault_in
from osce_crawler.dataset.datapackage import resources_in
from osce_crawler.dataset.kept_items import Kept, kept_items
from osce_crawler.dataset.lost import SEEN
from osce_crawler.dataset.read import DatasetError
from osce_crawler.disk import fault_of
from osce_crawler.exporters import JsonLines
from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.moments import now
from osce_crawler.outcomes import EMITTED, INVALID, OUR_FAULTS, Memory, Outcome
from osce_crawler.pages.listing import Row
from osce_crawler.records.cleaning import cleaned
from osce_crawler.report.headline import cause_of
from osce_crawler.run.begin import asked_for, start_or_resume
from osce_crawler.run.folder import OutputError, RunFolder
from osce_crawler.run.publish import Publication
from osce_crawler.run.seen import known_from, read_seen, recalled
from osce_crawler.run.state import RunState
from osce_crawler.spiders.base import OBSERVATION, OsceSpider, crawl_begins, rows_read

logger = logging.getLogger(__name__)

# So often, in seconds, what was written is seen on disk: a power cut costs no more than this.
_SYNC = 1.0


class Run:
    """Keeps items as they come, accounts for every address, and publishes at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.state: RunState | None = None
        """Null as long as no crawl began: `scrapy shell`, `fetch` and `parse` touch no output folder."""
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

    def begin(self, spider: OsceSpider) -> Memory:
        """Begin the run of this spider; returns what earlier runs know. Raises CloseSpider, naming why."""
        logger.info("phase: start of %s", spider.name)
        state, cause = None, ""
        try:
            state = self.state = self._state(spider)
            return self._open(state)
        except (DatasetError, OutputError, OSError) as error:
            why = (
                fault_of(error, Path(self.crawler.settings["OUTPUT"]))
                if isinstance(error, OSError)
                else str(error)
            )
            cause = cause_of(error)
        except Exception as error:
            logger.exception("the run cannot start")
            why = f"{error} (see the log)"
        if state is not None:
            state.broken, state.cause = why, cause
        raise CloseSpider(why)

    def _state(self, spider: OsceSpider) -> RunState:
        settings, stats = self.crawler.settings, self.crawler.stats
        assert stats is not None
        if not str(settings["OUTPUT"]).strip():
            raise OutputError("OUTPUT is empty: it takes the folder of the datasets")
        output = Path(settings["OUTPUT"])
        return RunState(
            spider.name, output, self._folder(output, spider.name), now(), spider, settings, stats
        )

    def _folder(self, output: Path, name: str) -> RunFolder:
        settings = self.crawler.settings
        if run_id := settings["RUN_ID"]:
            folder = RunFolder(output, run_id)
            folder.make()
            return folder
        return start_or_resume(
            output, asked_for(settings, (name,)), accepting=bool(settings.getlist("ACCEPT"))
        )

    def _open(self, state: RunState) -> Memory:
        if state.spider.is_of_archive:
            state.begin_anew()
        state.open()
        fetched = _fetched(state)
        state.resumed = len(fetched)
        state.spider.outcomes.attach(partial(self._guarded, state.account.write), fetched)
        self._syncing = create_looping_call(partial(self._guarded, state.sync))
        self._syncing.start(_SYNC)
        logger.info("phase: crawl of %s; %d pages already fetched", state.dataset, state.resumed)
        return _memory(state)

    def scraped(self, item: Any, response: Response | None) -> None:
        """Write what was observed, once; only what is on disk counts as emitted."""
        state = self.state
        if state is None or state.broken is not None:
            return
        if isinstance(item, NavigationEntry):
            self._guarded(state.items.write, item)
        elif isinstance(item, Kept | PressRelease):
            assert response is not None
            kept = item if isinstance(item, Kept) else Kept(item.id, response.meta[OBSERVATION])
            self._guarded(_keep, state.items, kept)
            if state.broken is None:
                self._emitted(state, kept, response)

    def _emitted(self, state: RunState, kept: Kept, response: Response) -> None:
        etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
        if state.spider.is_of_archive:
            # A capture says nothing of what its address answered at another time.
            asked = named(state.spider.asked(response))
            urls = [asked] if nid_of(asked) == nid_of(kept.observation.url) else []
        else:  # an observation names another address that was asked for, where that one has the same number
            urls = [kept.observation.url, *kept.observation.other_urls]
        for url in urls:
            state.spider.outcomes.emitted(url, kept.id, etag, modified)

    def dropped(self, exception: DropItem, response: Response | None) -> None:
        """A step let no record pass: it was not valid, or not wanted."""
        self._explain(response, getattr(exception, "why", INVALID), str(exception))

    def item_failed(self, failure: Failure, response: Response | None) -> None:
        self._explain(response, "broken reader", failure.getErrorMessage())

    def callback_failed(self, failure: Failure, response: Response | None) -> None:
        self._explain(response, "broken reader", failure.getErrorMessage())

    def keep_rows(self, rows: list[Row]) -> None:
        """Keep what these rows of a list print."""
        if self.state is not None:
            for row in rows:
                self._guarded(self.state.rows.keep, row)

    def stop(self, error: OSError) -> None:
        """End the run at once: what is read from here on could not be kept."""
        state = self.state
        if state is not None and state.broken is None:
            state.broken, state.cause = fault_of(error, state.folder.path), cause_of(error)
            logger.error("the run stops: %s", state.broken)
            if (engine := self.crawler.engine) is not None:
                self._stopping = asyncio.ensure_future(engine.close_spider_async(reason="failed"))

    def closed(self, reason: str) -> None:
        if self.state is None:
            return
        if self._syncing is not None:
            self._syncing.stop()
        self._guarded(self.state.sync)
        Publication(self.state, reason).end()
        self.state.close()

    def _guarded(self, write: Callable[..., None], *what: object) -> None:
        """Write; if the disk does not take it, the run ends, and what is there stays whole."""
        try:
            write(*what)
        except OSError as error:
            self.stop(error)

    def _explain(self, response: Response | None, why: str, detail: str) -> None:
        """Say why the answer gives no record; a fault of ours is reported."""
        if self.state is None:
            return
        if why in OUR_FAULTS:
            address = f"{response.url}: " if response is not None and why == "broken reader" else ""
            self.state.faults.append(f"{address}{detail}")
        if response is not None:
            asked = named(self.state.spider.asked(response))
            self.state.spider.outcomes.explained(asked, why, detail)


def _keep(items: JsonLines, kept: Kept) -> None:
    """Write what was observed, as printed; only what is no Unicode cannot be written as it is."""
    try:
        items.write(kept)
    except UnicodeEncodeError:
        items.write(Kept(kept.id, cleaned(kept.observation), kept.doubts))


def _fetched(state: RunState) -> list[Outcome]:
    """What a resumed run has an outcome of; an item counts only if its line is whole."""
    kept = {one.observation.url: one.id for one in kept_items(state.folder.items(state.dataset))}
    ids = set(kept.values())
    outcomes = {
        outcome.url: outcome
        for outcome in read_seen(state.folder.account(state.dataset))
        if outcome.why != EMITTED or outcome.id in ids
    }
    lacking = (url for url in kept if url not in outcomes)
    return [*outcomes.values(), *(Outcome(url, EMITTED, id=kept[url]) for url in lacking)]


def _memory(state: RunState) -> Memory:
    """What earlier runs know of the site's items."""
    if state.published is None:
        return Memory()
    if state.saved:
        return known_from(state.published)
    if fault := fault_in(state.output / SEEN, msgspec.json.Decoder(Outcome).decode):
        state.mended.append(f"{state.output / SEEN}, {fault}: passed over, its address is requested again")
    if state.damage is not None:  # a list that was read to its end may lead to records that are lost
        return recalled(state.output, state.published, ())
    crawl = resources_in(state.output).get(f"{state.dataset}.jsonl", {}).get("crawl", {})
    return recalled(state.output, state.published, crawl.get("read_through", []))


def _header(response: Response, name: str) -> str | None:
    """The header, where it is one: a value that cannot be sent back as it came is none."""
    value = (response.headers.get(name) or b"").decode("latin-1")
    return value if value and value.isprintable() else None
