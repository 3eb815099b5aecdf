"""The first step of a run from a web archive: its captures are fetched into the run's folder."""

from collections.abc import Sequence

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings

from osce_crawler.addons import has_built_in_sites
from osce_crawler.addresses import host_of
from osce_crawler.archive.cdx import COMMON_CRAWL_FILES
from osce_crawler.archive.client import WATCHED, ArchiveSpider, settings_for
from osce_crawler.archive.run_captures import RunCaptures
from osce_crawler.report.terminal import can_go_back
from osce_crawler.run.folder import RunFolder

# These differ between the requests to an archive and the reading of its captures.
_OWN = ("SAVED_PAGES", "FROM_ARCHIVE", "EXTENSIONS", "ITEM_PIPELINES", "DOWNLOAD_DELAY", "ONE_AT_A_TIME")
_PROGRESS = {"osce_crawler.report.progress.Progress": 600}


class ArchiveCrawler:
    """A Scrapy crawler that lists and fetches captures, and what its spider is made with."""

    def __init__(self, settings: Settings, folder: RunFolder, delay: float) -> None:
        index = settings["FROM_ARCHIVE"]
        own = settings_for(settings["CONTACT"], delay)
        own.setdict({"EXTENSIONS": own["EXTENSIONS"].copy_to_dict() | _PROGRESS}, priority="cmdline")
        is_watched = can_go_back()
        if is_watched:
            own.setdict(WATCHED, priority="cmdline")
        # A process gives its own settings to every crawler that it is handed.
        own.setdict(
            {name: own[name] for name in (*_OWN, *WATCHED)}, priority=SETTINGS_PRIORITIES["cmdline"] + 1
        )
        self.crawler = Crawler(ArchiveSpider, own, init_reactor=True)
        at, limit = settings["CAPTURES_AT"], settings.getint("ITEM_LIMIT")
        captures = RunCaptures(index, at, hosts_of(settings), folder.path, limit)
        self.arguments = {
            "exchange": captures.exchange(),
            "how_far": captures.how_far,
            "is_watched": is_watched,
            "hosts": {host_of(index), host_of(at or COMMON_CRAWL_FILES)},
        }

    @property
    def has_ended(self) -> bool:
        """Whether everything was asked for."""
        spider = self.crawler.spider
        return isinstance(spider, ArchiveSpider) and spider.has_ended


def hosts_of(settings: BaseSettings) -> Sequence[str]:
    """The hosts of which captures are wanted: those of the site, or of what somebody named, each once."""
    more = [*settings["OTHER_HOSTS"], *map(host_of, settings["OLDER_SITES"])]
    return [*dict.fromkeys([*map(host_of, settings["START_SITES"]), *more * has_built_in_sites(settings)])]
