"""A Scrapy download handler that answers from saved pages and never from the network."""

from pathlib import Path

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from osce_crawler.addresses import page_and_moment
from osce_crawler.archive.saved import SavedCaptures, saved_pages

# Headers of how the bytes travelled; what was saved is what arrived.
_OF_THE_WIRE = ("Content-Encoding", "Transfer-Encoding", "Content-Length")


class NotSavedError(IgnoreRequest):
    """The page is not among the saved ones, so that nothing is known of it."""


class SavedPages(BaseDownloadHandler):
    """Serves the saved pages that the setting SAVED_PAGES names: a folder or a WARC file.

    Where they are captures of a web archive (FROM_ARCHIVE), each of them.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        saved = crawler.settings["SAVED_PAGES"]
        # The spider reports what cannot be used.
        self.pages = (
            SavedCaptures(Path(saved)) if crawler.settings["FROM_ARCHIVE"] else saved_pages(saved, [])
        )

    async def download_request(self, request: Request) -> Response:
        """The saved page of this address. Raises NotSavedError, or SavedPageError if it cannot be read."""
        saved = self.pages.get(request.url)
        if saved is None:
            raise NotSavedError("no saved page has this address")
        request.meta["retrieved_at"] = saved.retrieved_at
        body = saved.body()
        headers = Headers({"Content-Type": saved.content_type or ""} | saved.headers)
        for name in _OF_THE_WIRE:
            headers.pop(name, None)
        url, _ = page_and_moment(request.url)
        kind = responsetypes.from_args(headers=headers, url=url, body=body)
        return kind(url=url, status=saved.status, headers=headers, body=body)


REPLAY = {
    "DOWNLOAD_HANDLERS": {"http": f"{__name__}.SavedPages", "https": f"{__name__}.SavedPages"},
    "ROBOTSTXT_OBEY": False,  # nobody is asked, so nobody can refuse
    "DOWNLOAD_DELAY": 0,
    "RETRY_ENABLED": False,  # what was saved is the final answer
    "CONCURRENT_REQUESTS": 1,  # one order of reading, so that two replays are alike
}
"""Settings under which a crawl reads saved pages in place of the site."""
