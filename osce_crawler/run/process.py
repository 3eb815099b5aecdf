"""Starts a run from the command: checks its options, then runs the spiders one after the other."""

import gc
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed
from twisted.internet.task import LoopingCall

from osce_crawler import settings as ours
from osce_crawler.addresses import host_of, is_loopback, refusal_of
from osce_crawler.archive.capture_file import CaptureFileError
from osce_crawler.archive.capture_list import CaptureListError
from osce_crawler.archive.cdx import NoIndexError
from osce_crawler.archive.client import ClientStoppedError, PolitenessError, check, result_of
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.saved import saved_pages
from osce_crawler.moments import now
from osce_crawler.politeness.hosts import Hosts
from osce_crawler.report.report import FAILED, INTERRUPTED, Report
from osce_crawler.run.begin import asked_for, start_or_resume
from osce_crawler.run.extension import Run
from osce_crawler.run.folder import OutputError, RunFolder
from osce_crawler.run.from_archive import ArchiveCrawler
from osce_crawler.run.log import open_log, pass_over_details

# How Scrapy's own limits name themselves: CLOSESPIDER_* and MEMUSAGE_*.
_LIMITS = ("closespider_", "memusage_")
# Seconds between two looks at the timers that requests have left behind.
_TIDYING = 1.0


class Ended(NamedTuple):
    """A run that ended: its folder, and its report, which a full disk may not have taken."""

    folder: Path
    report: dict[str, Any]


class _Process(AsyncCrawlerProcess):
    """Scrapy's own, which remembers a stop: one that comes while a dataset is published closes no spider."""

    is_stopped = False

    async def stop(self) -> None:
        self.is_stopped = True
        await super().stop()


class CrawlError(ValueError):
    """The crawl was asked for in a way that cannot be met; the message says why."""


def crawl(
    spiders: Sequence[str],
    saved: Path | None,
    output: Path,
    options: dict[str, Any],
    begun: Callable[[], None] = lambda: None,
) -> Ended:
    """Run these spiders. Raises CrawlError before anything is fetched, OSError if the run cannot be begun.

    `begun` is called when the run has the output folder for itself, and before it fetches anything.
    Resumes an unfinished run with the same options; spiders that finished in it are not run again.
    """
    settings = _settings(saved, output, options)
    _check(saved, settings)
    try:
        accepting = bool(settings["ACCEPT"])
        folder = start_or_resume(
            output, asked_for(settings, tuple(dict.fromkeys(spiders))), accepting=accepting
        )
    except OutputError as error:
        raise CrawlError(str(error)) from None
    begun()
    settings.setdict({"RUN_ID": folder.run_id, "LOG_FILE": str(folder.path / "log")}, priority="cmdline")
    done = folder.done(accepting=accepting)
    waiting = [spider for spider in dict.fromkeys(spiders) if spider not in done]
    archive = _archive_crawler(settings, folder) if waiting and settings["FROM_ARCHIVE"] else None
    state, parts = _run(waiting, settings, archive)
    fault = "the spider did not start, or did not report how it ended (see the log)"
    if archive is not None:
        state, fault = _after_archive(archive, folder, state, fault)
    if state == FAILED or (not parts and folder.report() is None):
        parts += _unstarted(
            [name for name in waiting if name not in {part["dataset"] for part in parts}], state, fault
        )
    report = folder.report_with(parts)
    if report != folder.report():
        with suppress(OSError):  # what the disk does not take is printed all the same
            folder.write_report(report)
    return Ended(folder.path, report)


def _archive_crawler(settings: Settings, folder: RunFolder) -> ArchiveCrawler:
    # The pause is for the archive: what came of it is at hand.
    delay = settings.getfloat("DOWNLOAD_DELAY")
    settings.setdict({"DOWNLOAD_DELAY": 0, "SAVED_PAGES": str(folder.output / "runs")}, priority="cmdline")
    return ArchiveCrawler(settings, folder, delay)


def _after_archive(archive: ArchiveCrawler, folder: RunFolder, state: str, fault: str) -> tuple[str, str]:
    """State and fault of a run that may have brought nothing. Raises CrawlError for what is no archive."""
    try:
        result_of(archive.crawler)
    except NoIndexError as error:
        if (beginning := folder.beginning()) is not None and len(beginning.begun) == 1:
            shutil.rmtree(folder.path, ignore_errors=True)  # a run that could not begin is none
        raise CrawlError(f"--from-archive: {error}") from None
    except ClientStoppedError:
        return INTERRUPTED, fault
    except (CaptureFileError, CaptureListError) as error:
        return FAILED, str(error)
    return state, fault


def _unstarted(spiders: Sequence[str], state: str, fault: str) -> list[dict[str, Any]]:
    """The parts of spiders that did not even start: they failed, or were stopped before."""
    faults = [] if state == INTERRUPTED else [fault]
    return [asdict(Report(name, state, now(), now(), faults=faults)) for name in spiders]


def _settings(saved: Path | None, output: Path, options: dict[str, Any]) -> Settings:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    for name, value in options.items():
        if value is not None and value != ():
            settings.set(name, value, priority="cmdline")
    settings.setdict(
        {"SAVED_PAGES": str(saved) if saved else None, "OUTPUT": str(output)}, priority="cmdline"
    )
    return settings


def _check(saved: Path | None, settings: Settings) -> None:
    sites = settings["START_SITES"]
    if saved is not None:
        _check_saved(saved)
        return
    for site in sites:
        if refusal := refusal_of(site):
            raise CrawlError(f"--site: {refusal}")
    if index := settings["FROM_ARCHIVE"]:
        _check_archive(index, settings)
        return
    if settings.getfloat("DOWNLOAD_DELAY") == 0 and not all(map(is_loopback, sites)):
        raise CrawlError("--delay 0 is for saved pages and loopback sites only")
    if not settings["CONTACT"] and not all(map(is_loopback, sites)):
        raise CrawlError("a live crawl needs a contact: give --contact or set OSCE_CRAWLER_CONTACT")


def _check_archive(index: str, settings: Settings) -> None:
    captures_at = settings["CAPTURES_AT"] or index
    for name, url in (("--from-archive", index), ("--captures", captures_at)):
        if refusal := refusal_of(url):
            raise CrawlError(f"{name}: {refusal}")
    try:
        check(
            {host_of(index), host_of(captures_at)}, settings["CONTACT"], settings.getfloat("DOWNLOAD_DELAY")
        )
    except PolitenessError as error:
        raise CrawlError(str(error)) from None


def _check_saved(saved: Path) -> None:
    """Refuse a path without any page that can be read: the first fault says why."""
    faults: list[str] = []
    try:
        pages = saved_pages(saved, faults)
    except SavedPageError as error:
        raise CrawlError(str(error)) from None
    if not any(True for _ in pages):
        more = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
        raise CrawlError(f"{faults[0]}{more}")


def _run(
    spiders: Sequence[str], settings: Settings, archive: ArchiveCrawler | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """The state of spiders that report none, and the parts of the others.

    The state is interrupted where a signal or a limit came before them.
    """
    open_log(settings)
    process = _Process(settings)
    pass_over_details(settings)
    crawlers = [process.create_crawler(name) for name in spiders]
    sequence = _Sequence(process, crawlers, archive)
    sequence.run()
    parts = [part for crawler in crawlers if (part := _part_of(crawler))]
    return INTERRUPTED if sequence.was_stopped else FAILED, parts


class _Sequence:
    """Crawlers one after the other, an archive's first: no two spiders ask one host at the same time."""

    def __init__(
        self, process: _Process, crawlers: Sequence[Crawler], archive: ArchiveCrawler | None
    ) -> None:
        self._process = process
        self._archive = archive
        self._waiting = [*([archive.crawler] if archive else []), *crawlers]
        self._reasons: list[str] = []
        self._is_held = False

    @property
    def was_stopped(self) -> bool:
        """Whether a signal or a limit ended the last spider, or let the next one not begin."""
        if self._is_held:
            return True
        return not self._process.bootstrap_failed and (not self._reasons or _is_stop(self._reasons[-1]))

    def run(self) -> None:
        """Run all of them; after one that was stopped nothing more begins."""
        if self._waiting:
            self._begin_next()
            # What was loaded by now stays: the collector of cycles need not look at it again and again.
            gc.freeze()
            _tidy_timers()
            self._process.start()

    def _begin_next(self) -> None:
        if self._process.is_stopped:
            self._is_held |= bool(self._waiting)
        elif self._waiting:
            crawler = self._waiting.pop(0)
            crawler.signals.connect(self._ended, signals.spider_closed)
            crawler.signals.connect(self._begin_next, signals.engine_stopped)
            archive = self._archive
            arguments = archive.arguments if archive is not None and crawler is archive.crawler else {}
            self._process.crawl(crawler, **arguments)

    def _ended(self, spider: Spider, reason: str) -> None:
        self._reasons.append(reason)
        for crawler in self._waiting:
            _pass_on(spider.crawler, crawler)
        if _is_stop(reason) or (self._archive is not None and not self._archive.has_ended):
            self._waiting.clear()


def _tidy_timers() -> None:
    """Have Twisted let go of cancelled timers: each request leaves two, and they go when another one strikes.

    Else they stay until the limits that they kept, minutes later.
    """
    if is_reactor_installed():
        LoopingCall(lambda: None).start(_TIDYING)


def _part_of(crawler: Crawler) -> dict[str, Any] | None:
    """What the spider's run reports; null where it did not begin."""
    with suppress(RuntimeError):  # Scrapy's for a crawler that was never started
        run = crawler.get_extension(Run)
        return run.state.part if run is not None and run.state is not None else None
    return None


def _pass_on(before: Crawler, crawler: Crawler) -> None:
    """Have the next spider ask the hosts only once that the one before left alone."""
    left = sorted(Hosts.at_work(before).left_alone)
    crawler.settings.set("LEFT_ALONE", left, priority="cmdline")


def _is_stop(reason: str) -> bool:
    """Whether this is Scrapy's word for a stop that somebody or a limit asked for."""
    return reason == "shutdown" or reason.startswith(_LIMITS)
