"""Fetches a handful of pages, as politely as a crawl does, for tools that look at single pages."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.addresses import SITE_HOSTS, host_of, is_address, is_loopback, refusal_of
from osce_crawler.moments import now
from osce_crawler.pages.document import Page
from osce_crawler.politeness.hosts import in_words
from osce_crawler.politeness.without_run import settings_without_run


class FetchError(ValueError):
    """A page may not or could not be fetched; the message says which and why."""


@dataclass(slots=True)
class Fetched:
    """A page as the site answered, or why there was no answer."""

    url: str
    page: Page | None = None
    retrieved_at: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


class _Single(scrapy.Spider):
    name = "single"
    fetched: dict[str, Fetched]

    def is_on_site(self, url: str) -> bool:
        """Whether the address may be asked: it lies on a host that was named, or on the site with that."""
        hosts = set(map(host_of, self.fetched))
        return is_address(url) and host_of(url) in (hosts | SITE_HOSTS if hosts & SITE_HOSTS else hosts)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.fetched:
            yield scrapy.Request(
                url,
                callback=self.fetched_one,
                errback=self.not_fetched,
                cb_kwargs={"asked": url},
                dont_filter=True,
            )

    def fetched_one(self, response: Response, asked: str) -> None:
        headers = {name.decode(): value[-1].decode("latin-1") for name, value in response.headers.items()}
        one = self.fetched[asked]
        one.page = Page(response.url, response.body, headers.get("Content-Type"), response.status)
        one.retrieved_at = now()
        one.headers = {name: headers[name] for name in ("Last-Modified", "Etag") if name in headers}

    def not_fetched(self, failure: Failure) -> None:
        request: Any = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        assert failure.value is not None
        self.fetched[request.cb_kwargs["asked"]].fault = in_words(failure.value)


def fetch(urls: Sequence[str], contact: str | None, delay: float | None = None) -> list[Fetched]:
    """The pages at these addresses, one after the other. Raises FetchError before anything is asked."""
    for url in urls:
        if refusal := refusal_of(url):
            raise FetchError(refusal)
        if not contact and not is_loopback(url):
            raise FetchError(
                "a request to the live site needs a contact: give --contact or set OSCE_CRAWLER_CONTACT"
            )
    # Whoever waits at a terminal can retry by hand.
    settings = settings_without_run(contact, delay, RETRY_ENABLED=False, LOG_ENABLED=False)
    fetched = {url: Fetched(url) for url in urls}
    process = AsyncCrawlerProcess(settings)
    process.crawl(_Single, fetched=fetched)
    process.start()
    return list(fetched.values())
