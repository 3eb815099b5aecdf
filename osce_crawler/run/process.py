"""Starts a run from the command: checks its options, then runs the spiders one after the other."""

import gc
import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from osce_crawler import settings as ours
from osce_crawler.addresses import is_loopback, refusal_of
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.saved import saved_pages
from osce_crawler.moments import now
from osce_crawler.report.report import FAILED, INTERRUPTED, Report
from osce_crawler.run.begin import asked_for, start_or_resume
from osce_crawler.run.folder import OutputError, RunFolder

# How Scrapy's own limits name themselves: CLOSESPIDER_* and MEMUSAGE_*.
_LIMITS = ("closespider_", "memusage_")


class CrawlError(ValueError):
    """The crawl was asked for in a way that cannot be met; the message says why."""


def crawl(
    spiders: Sequence[str],
    saved: Path | None,
    output: Path,
    options: dict[str, Any],
    begun: Callable[[], None] = lambda: None,
) -> RunFolder:
    """Run these spiders and return the run's folder. Raises CrawlError before anything is fetched.

    `begun` is called when the run has the output folder for itself, and before it fetches anything.
    Resumes an unfinished run with the same options; spiders that finished in it are not run again.
    """
    # Until Scrapy minds the signals a stop is an interruption of Python's own.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    state = _run(waiting, settings)
    if state == FAILED or folder.report() is None:
        _report_unstarted(folder, waiting, state)
    return folder


def _report_unstarted(folder: RunFolder, spiders: Sequence[str], state: str) -> None:
    """Report spiders that did not even start: they failed, or were stopped before."""
    reported = {part["dataset"] for part in (folder.report() or {}).get("spiders", [])}
    for name in spiders:
        if name not in reported:
            fault = ["the spider did not start, or did not report how it ended (see the log)"]
            faults = [] if state == INTERRUPTED else fault
            folder.add_part(asdict(Report(name, state, now(), now(), faults=faults)))


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
    if settings.getfloat("DOWNLOAD_DELAY") == 0 and not all(map(is_loopback, sites)):
        raise CrawlError("--delay 0 is for saved pages and loopback sites only")
    if not settings["CONTACT"] and not all(map(is_loopback, sites)):
        raise CrawlError("a live crawl needs a contact: give --contact or set OSCE_CRAWLER_CONTACT")


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


def _run(spiders: Sequence[str], settings: Settings) -> str:
    """One after the other: no two spiders ask one host at the same time.

    Returns the state of those that report none: interrupted where a signal or a limit came before them.
    """
    process = AsyncCrawlerProcess(settings)
    # A log that a full disk does not take is no reason to print tracebacks.
    logging.raiseExceptions = False
    # Scrapy logs every page, and leaves it to the handler to drop that.
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
    waiting = [process.create_crawler(name) for name in spiders]

    def begin_next() -> None:
        if waiting:
            crawler = waiting.pop(0)
            crawler.signals.connect(ended, signals.spider_closed, weak=False)
            crawler.signals.connect(begin_next, signals.engine_stopped, weak=False)
            process.crawl(crawler)

    reasons: list[str] = []

    def ended(reason: str) -> None:
        reasons.append(reason)
        if _is_stop(reason):
            waiting.clear()  # a run that was stopped begins nothing more

    if waiting:
        begin_next()
        # What was loaded by now stays: the collector of cycles need not look at it again and again.
        gc.freeze()
        process.start()
    if process.bootstrap_failed:
        return FAILED
    return INTERRUPTED if not reasons or _is_stop(reasons[-1]) else FAILED


def _is_stop(reason: str) -> bool:
    """Whether this is Scrapy's word for a stop that somebody or a limit asked for."""
    return reason == "shutdown" or reason.startswith(_LIMITS)
