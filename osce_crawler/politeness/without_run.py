"""The settings under which a command that begins no run asks hosts, as politely as a crawl."""

from scrapy.settings import Settings

from osce_crawler import settings as ours

# What the middlewares of politeness share; nothing of a run.
_EXTENSIONS = {"osce_crawler.politeness.hosts.Hosts": 100}


def settings_without_run(contact: str | None, delay: float | None, **changes: object) -> Settings:
    """The project's settings, without what reads and keeps pages.

    `contact`: who asks; `delay`: seconds between two requests to a host, the project's own if none are
    given; `changes`: settings that this command has otherwise, by name.
    """
    settings = Settings()
    settings.setmodule(ours, priority="project")
    own = {"EXTENSIONS": _EXTENSIONS, "ITEM_PIPELINES": {}, "CONTACT": contact, **changes}
    if delay is not None:
        own["DOWNLOAD_DELAY"] = delay
    settings.setdict(own, priority="cmdline")
    return settings
