"""What Scrapy's log holds: messages that are safe to look at, and no item."""

import logging
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
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
    args = {name: value for name, value in result["args"].items() if name != "item"}
    return {"level": result["level"], "msg": message, "args": args}
