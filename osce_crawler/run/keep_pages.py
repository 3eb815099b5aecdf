"""Keeps every answer of the network as it came, in WARC files in the run's own folder."""

from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from osce_crawler import __version__
from osce_crawler.archive.warc_file import WarcFile, pairs_of
from osce_crawler.moments import now
from osce_crawler.run.extension import Run
from osce_crawler.run.folder import RunFolder
from osce_crawler.spiders.base import crawl_begins

# So often, in seconds, what was written is seen on disk: a power cut costs no more than this.
_SYNC = 1.0
# Past this size a file is closed and the next one begun, so that files stay fit to be copied and shared out.
LARGEST_FILE = 10**9


class KeepPages:
    """Where the setting KEEP_PAGES is on, writes `pages-1.warc.gz` and so on.

    It listens to the downloader itself, before any middleware: each answer of the network is met once,
    redirects, errors, challenges, robots.txt and answers that are asked for again among them. What never
    became an answer (a timeout, a body over the limit) is not kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("KEEP_PAGES") or crawler.settings["SAVED_PAGES"]:
            raise NotConfigured  # saved pages are kept already
        self.crawler = crawler
        self.file: WarcFile | None = None
        self.broken = False
        self._syncing: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        keeping = cls(crawler)
        crawler.signals.connect(keeping.begun, crawl_begins)
        crawler.signals.connect(keeping.answered, signals.response_downloaded)
        crawler.signals.connect(keeping.closed, signals.spider_closed)
        return keeping

    def begun(self) -> None:
        self._syncing = create_looping_call(self._sync)
        self._syncing.start(_SYNC)

    def answered(self, response: Response, request: Request) -> None:
        """Keep the answer, and give the record that is made of it the same moment."""
        moment = request.meta["retrieved_at"] = now()
        if self.broken or self._run().state is None:
            return
        try:
            file = self._open()
            file.write(response.url, response.status, pairs_of(response.headers), response.body, moment)
        except OSError as error:
            self._stop(error)

    def closed(self) -> None:
        self._sync()
        if self._syncing is not None and self._syncing.running:
            self._syncing.stop()
        if self.file is not None:
            self.file.close()

    def _open(self) -> WarcFile:
        """The file that takes the next answer; a resumed run begins a new one after the last."""
        if self.file is not None and self.file.end >= LARGEST_FILE:
            self.file.sync()
            self.file.close()
            self.file = None
        if self.file is None:
            self.file = WarcFile(_next_path(self._folder().path), self._about())
        return self.file

    def _about(self) -> dict[str, str]:
        settings = self.crawler.settings
        return {
            "software": f"osce-crawler/{__version__}",
            "isPartOf": self._folder().run_id,
            "http-header-user-agent": settings["USER_AGENT"],
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        }

    def _sync(self) -> None:
        try:
            if self.file is not None and not self.broken:
                self.file.sync()
        except OSError as error:
            self._stop(error)

    def _stop(self, error: OSError) -> None:
        """A run that should keep its pages and cannot has failed."""
        self.broken = True
        self._run().stop(error)

    def _run(self) -> Run:
        run = self.crawler.get_extension(Run)
        assert run is not None
        return run

    def _folder(self) -> RunFolder:
        state = self._run().state
        assert state is not None
        return state.folder


def _next_path(folder: Path) -> Path:
    taken = (path.name.removeprefix("pages-").split(".")[0] for path in folder.glob("pages-*.warc.gz"))
    last = max((int(number) for number in taken if number.isdecimal()), default=0)
    return folder / f"pages-{last + 1}.warc.gz"
