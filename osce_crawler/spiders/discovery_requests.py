"""Requests of discovery: how many are under way at each host, and what follows an answer or a failure."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.addresses import host_of
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from osce_crawler.spiders.base import OsceSpider, asked_first

HOME_PAGE, FIRST_WAY, SECOND_WAY = 50, 20, 10
"""Priorities: of home pages, and of sitemaps and lists, whichever say more of the site first."""

Then = Callable[..., Iterator[Any]]


class DiscoveryRequests:
    """Makes the requests; the items of a host wait until none of them is under way there."""

    def __init__(self, spider: OsceSpider) -> None:
        self.spider = spider
        self._open: Counter[str] = Counter()

    def is_open(self, host: str) -> bool:
        """Whether a page of discovery is still to be read at this host."""
        return self._open[host] > 0

    def close(self) -> None:
        """Note that nothing is under way: no page of discovery will be read any more."""
        self._open.clear()

    def ask(
        self, url: str, by: str, *, read: Then, missed: Then, priority: int, **about: Any
    ) -> Iterator[Request]:
        """The request for a page that was found on the page `by`.

        `read` takes the answer, `missed` follows a failure; both take what the page is `about`.
        """
        self.spider.tell_listed(url, by)
        self._open[host_of(url)] += 1
        yield self.spider.request(
            url,
            callback=self._answered,
            errback=self._failed,
            priority=priority,
            cb_kwargs={"read": read, "missed": missed} | about,
        )

    def again(self, response: Response, why: str, detail: str = "") -> Iterator[Request]:
        """The request once more; nothing, and explained, where that was done often enough."""
        request = self.spider.again(response, why)
        if request is None:
            self.spider.tell_explained(self.spider.asked(response), why, detail)
            return
        self._open[host_of(self.spider.asked(response))] += 1
        yield request

    def refused(self, response: Response) -> Iterator[Request]:
        """What follows an answer with another status than 200: a challenge may have one."""
        if response.status == 403 and read_page(self.spider.page_of(response)).kind is Kind.CHALLENGE:
            yield from self.again(response, "challenge")
        else:
            self.spider.explain_status(response)

    def _answered(self, response: Response, read: Then, missed: Then, **about: Any) -> Iterator[Any]:  # noqa: ARG002
        try:
            yield from read(response, **about)
        finally:
            self._open[host_of(self.spider.asked(response))] -= 1

    def _failed(self, failure: Failure) -> Iterator[Any]:
        self.spider.failed(failure)
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on errbacks
        self._open[host_of(asked_first(request))] -= 1
        about = {name: value for name, value in request.cb_kwargs.items() if name not in {"read", "missed"}}
        yield from request.cb_kwargs["missed"](**about)
