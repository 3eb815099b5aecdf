"""The log of a crawl: no item's text, whatever becomes of the item."""

from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.http import Response
from scrapy.utils.log import logformatter_adapter
from scrapy.utils.test import get_crawler

from osce_crawler.pipelines import InvalidRecordError
from osce_crawler.run.log import ItemlessLog
from tests.commanding import run
from tests.making import TEXT, observation, release, release_page, save_page

PAGE = Response("https://www.osce.org/secretariat/300001")


@pytest.mark.parametrize("item", [release(body="SECRET"), observation(paragraphs=["SECRET"])])
def test_an_item_that_is_scraped_dropped_or_broken_is_not_printed(item: object) -> None:
    spider = get_crawler().spider = Spider("any")
    spider.crawler = get_crawler()
    log, fault = ItemlessLog(), InvalidRecordError("invalid record 300001-en: no title")
    messages = []
    for result in (
        log.scraped(item, PAGE, spider),
        log.dropped(item, fault, PAGE, spider),
        log.item_error(item, fault, PAGE, spider),
        log.item_error(item, fault, None, spider),
    ):
        _, message, *arguments = logformatter_adapter(result)
        messages.append(message % arguments[0])
    assert messages == [
        "Scraped from <200 https://www.osce.org/secretariat/300001>",
        "Dropped: invalid record 300001-en: no title",
        "Error processing the item of https://www.osce.org/secretariat/300001",
        "Error processing the item of no page",
    ]


def test_a_release_before_the_range_is_named_in_the_log_without_its_text(tmp_path: Path) -> None:
    contacts = "<p>Contacts: Ada Person, +43 1 5550100</p>"
    save_page(
        tmp_path / "pages",
        "https://www.osce.org/secretariat/300001",
        release_page(text=f"VIENNA, 12 April 2016 – {TEXT}</p>{contacts}<p>"),
    )
    output = tmp_path / "output"
    run("crawl", "press_releases", "--saved", tmp_path / "pages", "--since", "2020-01-01", "--output", output)
    (log,) = (path.read_text() for path in output.rglob("log"))
    assert "Dropped: 2016-04-12 lies before 2020-01-01" in log
    for text in (TEXT[:30], "Ada Person", "5550100"):
        assert text not in log
