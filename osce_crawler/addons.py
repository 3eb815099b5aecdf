"""Turns spider arguments and `-s` values into Scrapy settings, before these freeze."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from osce_crawler.archive.handler import REPLAY
from osce_crawler.politeness.hosts import Hosts

# Spider arguments and their settings.
_ARGUMENTS = {"saved": "SAVED_PAGES", "limit": "ITEM_LIMIT", "since": "SINCE", "site": "START_SITES"}
# Parts of Scrapy that these settings switch off. Scrapy imports them all the same, and with them an HTTP
# client, a web server and a list of domains: 15 MiB, and a seventh of a start.
_OFF = {
    "REMOTE_CONTROL_ENABLED": ("EXTENSIONS", "scrapy.extensions.remote_control.RemoteControl"),
    "TELNETCONSOLE_ENABLED": ("EXTENSIONS", "scrapy.extensions.telnet.TelnetConsole"),
    "COOKIES_ENABLED": ("DOWNLOADER_MIDDLEWARES", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
}


def has_built_in_sites(settings: BaseSettings) -> bool:
    """Whether the crawl begins at the sites of the project's settings, and not at one that somebody named."""
    return (settings.getpriority("START_SITES") or 0) <= SETTINGS_PRIORITIES["project"]


def _masked(site: str) -> str:
    """The address as it may be written down, which a crawl still refuses: nothing of it before the @."""
    return f"***@{site.rpartition('@')[2]}" if "@" in site else site


class Arguments:
    """A Scrapy add-on: spider arguments and values of `-s` become settings in their own types."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._arguments = arguments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(dict(vars(crawler.spider)) if crawler.spider is not None else {})

    def update_settings(self, settings: BaseSettings) -> None:
        """Set what the arguments ask for, and what the settings of a replay or of another site imply."""
        for argument, name in _ARGUMENTS.items():
            if (value := self._arguments.get(argument)) is not None:
                settings.set(name, value, priority="spider")
        priority = settings.getpriority("START_SITES") or 0
        settings.set("START_SITES", [_masked(site) for site in settings.getlist("START_SITES")], priority)
        if not has_built_in_sites(settings):
            settings.setdict({"OTHER_HOSTS": [], "OLDER_SITES": []}, priority)
        if settings["SAVED_PAGES"]:
            settings.setdict(REPLAY, priority="spider")
        signed = settings["USER_AGENT"].replace("{contact}", settings["CONTACT"] or "no contact")
        settings.set("USER_AGENT", signed, settings.getpriority("USER_AGENT") or 0)
        # The queue and the middlewares need it, whatever extensions a project names in place of ours.
        settings.setdefault_in_component_priority_dict("EXTENSIONS", Hosts, 100)
        for switch, (components, path) in _OFF.items():
            if not settings.getbool(switch):
                _leave_out(settings, f"{components}_BASE", path)


def _leave_out(settings: BaseSettings, base: str, path: str) -> None:
    """Take a part of Scrapy's own from a list of components: naming it with None would import it as well."""
    parts = {part: order for part, order in settings.getdict(base).items() if part != path}
    settings.set(base, parts, settings.getpriority(base) or 0)
