"""What a host's robots.txt allows: asked for before anything else, and obeyed."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from osce_crawler.spiders.frontier import Frontier
from osce_crawler.spiders.hosts import RULES

# Rules are what a person writes; of a longer file the rest is passed over.
_LONGEST = 512 * 1024
_FIRST_OF_ALL = 1000


class Robots:
    """Opens a host once its rules are known; a host that does not say them is left alone."""

    def __init__(self, frontier: Frontier, settings: BaseSettings) -> None:
        self.frontier = frontier
        self.agent: str = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self.told: Callable[[Response], Iterator[Any]] = lambda _: iter(())
        """What else is made of the answer."""
        self.not_told: Callable[[str, str, str], None] = lambda *_: None
        """Told address, reason and detail where there are no rules to be had."""

    def request(self, url: str) -> Request:
        """The request for this robots.txt."""
        return Request(
            url,
            callback=self.read,
            errback=self.failed,
            priority=_FIRST_OF_ALL,
            meta={RULES: url},
            dont_filter=True,
        )

    def read(self, response: Response) -> Iterator[Any]:
        """Rules where the host has any; the site's own word that it has none is an answer, too."""
        if response.status >= 500 or response.status == 429:
            self._leave(response.meta[RULES], f"HTTP {response.status}")
            return
        host = self.frontier.host(response.meta[RULES])
        if response.status == 200:
            rules = Protego.parse(_whole_lines(response.body).decode("utf-8-sig", "replace"))
            host.allows = partial(rules.can_fetch, user_agent=self.agent)
            asked_for = rules.crawl_delay(self.agent) or 0
            if math.isfinite(asked_for):
                host.delay = max(host.delay, asked_for)
        host.closed = False
        yield from self.told(response)

    def failed(self, failure: Failure) -> None:
        """No answer gives no leave; one that leads away from the site says that there are no rules here."""
        url: str = failure.request.meta[RULES]  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        if isinstance(failure.value, IgnoreRequest):
            self.frontier.host(url).closed = False
            self.not_told(url, "robots.txt", failure.getErrorMessage())
        else:
            self._leave(url, failure.getErrorMessage() or type(failure.value).__name__)

    def _leave(self, url: str, fault: str) -> None:
        self.not_told(url, "host left alone", f"robots.txt: {fault}")
        self.frontier.leave(self.frontier.host(url), f"robots.txt: {fault}")


def _whole_lines(body: bytes) -> bytes:
    """As many lines as are read: a rule that breaks off may forbid everything."""
    return body if len(body) <= _LONGEST else body[:_LONGEST].rpartition(b"\n")[0]
