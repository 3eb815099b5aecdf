"""The log of a run: messages that are safe to look at, no item, and no traceback where the disk is full."""

import logging
from contextlib import suppress
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import Settings
from twisted.python.failure import Failure

from osce_crawler.report.showing import PlainRecord


class ItemlessLog(LogFormatter):
    """Scrapy's own, which prints items whole: their texts, and the people named as contacts, are no log's."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Also has everything that is logged be plain, where Scrapy's own command began the crawl."""
        logging.setLogRecordFactory(PlainRecord)
        return super().from_crawler(crawler)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        return _without_item(super().scraped(item, response, spider), "Scraped from %(src)s")

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return _without_item(super().dropped(item, exception, response, spider), "Dropped: %(exception)s")

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        result = super().item_error(item, exception, response, spider)
        result["args"] = {"page": getattr(response, "url", "no page")}
        return _without_item(result, "Error processing the item of %(page)s")


def _without_item(result: LogFormatterResult, message: str) -> LogFormatterResult:
    assert isinstance(result["args"], dict)
    result["args"].pop("item", None)
    result["msg"] = message
    return result


class _Log(logging.FileHandler):
    """The run's log. A disk that does not take it ends no run, and prints no traceback."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        pass

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def open_log(settings: Settings) -> None:
    """Log as Scrapy's settings say, in place of its own handler. Raises OSError."""
    log = _Log(settings["LOG_FILE"], encoding="utf-8")
    log.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    log.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(log)
    logging.root.setLevel(logging.NOTSET)
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")


def pass_over_details(settings: Settings) -> None:
    """Have Scrapy make no message of a page or an item that no log takes.

    To be called when Scrapy's process is made, which sets the level of its loggers anew.
    """
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
