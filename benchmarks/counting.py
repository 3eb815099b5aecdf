"""The spider that a crawl is measured against: it asks for the same pages and counts them."""

import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings, default_settings

from osce_crawler import settings as ours

_ADDRESS = re.compile(rb"<loc>([^<]+)</loc>")
# What is ours in the settings; everything else is the engine's and stays.
_OURS = ("ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "SCHEDULER_PRIORITY_QUEUE", "ADDONS")


class Counting(scrapy.Spider):
    """Counts the pages of a site's sitemaps."""

    name = "counting"
    counted = 0

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{self.root}/sitemap.xml", self.sitemap, priority=1)

    def sitemap(self, response: Response) -> Any:
        for found in _ADDRESS.findall(response.body):
            url = found.decode().replace("&amp;", "&")
            if "/sitemap" in url:
                yield scrapy.Request(url, self.sitemap, priority=1)
            else:
                yield scrapy.Request(url, self.count)

    def count(self, response: Response) -> None:  # noqa: ARG002  counting needs no look at it
        self.counted += 1


def main() -> None:
    root, pages = sys.argv[1], int(sys.argv[2])
    settings = Settings()
    settings.setmodule(ours, priority="project")
    for name in _OURS:
        settings.set(name, getattr(default_settings, name), priority="cmdline")
    settings.setdict(
        {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR", "USER_AGENT": "counting"}, priority="cmdline"
    )
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Counting)
    process.crawl(crawler, root=root)
    process.start()
    assert isinstance(crawler.spider, Counting)
    # The home page and the like may stand in a sitemap, too.
    sys.exit(0 if crawler.spider.counted >= pages else f"{crawler.spider.counted} of {pages} pages counted")


if __name__ == "__main__":
    main()
