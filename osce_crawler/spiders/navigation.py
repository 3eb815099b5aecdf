"""Reads the menu of each host and visits the page behind each entry once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.addresses import canonical
from osce_crawler.pages.bounds import check_entries
from osce_crawler.pages.document import Document, UnreadablePageError
from osce_crawler.pages.menu import PrintedEntry, entries_of
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from osce_crawler.spiders.base import OsceSpider


class NavigationSpider(OsceSpider):
    """Domain: the home page of each host of START_SITES."""

    name = "navigation"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._behind: dict[str, list[PrintedEntry]] = {}

    def starts_of_saved(self, urls: list[str]) -> list[str]:
        return list(dict.fromkeys(urljoin(canonical(url), "/") for url in urls))

    def starts_of_site(self, root: str) -> list[str]:
        return [urljoin(root, "/")]

    async def crawl(self) -> AsyncIterator[Request]:
        for url in self.starts:
            self.tell_listed(url, "start")
            yield self.request(url)
        await self.until(self.is_still)
        for url, entries in self._behind.items():
            yield self.request(
                url, callback=self.visited, errback=self.not_fetched, cb_kwargs={"entries": entries}
            )

    def parse(self, response: Response) -> Iterator[Any]:
        """A host's home page: its menu. A page behind entries is visited once, whatever menus lead there."""
        document = Document(self.page_of(response))
        try:
            entries = list(entries_of(document)) if response.status == 200 else []
            check_entries(len(entries))
        except UnreadablePageError as error:
            self.tell_explained(self.asked(response), "unreadable", str(error))
            return
        is_challenge = not entries and read_page(self.page_of(response)).kind is Kind.CHALLENGE
        if is_challenge and (again := self.again(response, "challenge")):
            yield again
            return
        why = "menu" if entries else "no menu" if response.status == 200 else "failed"
        why = "challenge" if is_challenge else why
        self.tell_explained(self.asked(response), why, f"{len(entries)} entries, HTTP {response.status}")
        retrieved_at = self.retrieved_at(response)
        for entry in (replace(entry, retrieved_at=retrieved_at) for entry in entries):
            if not entry.url or not self.is_on_site(entry.url):
                yield entry
                continue
            url = entry.url.split("#")[0]
            self.tell_listed(url, response.url)
            self._behind.setdefault(url, []).append(entry)

    def visited(self, response: Response, entries: list[PrintedEntry]) -> Iterator[PrintedEntry]:
        """The page behind one or more entries."""
        document = Document(self.page_of(response))
        self.tell_explained(self.asked(response), "visited", f"HTTP {response.status}")
        for entry in entries:
            try:
                entry.note_page_behind(document, canonical(response.url))
            except (UnreadablePageError, ValueError) as fault:
                self.tell_explained(self.asked(response), "unreadable", str(fault))
            yield entry

    def not_fetched(self, failure: Failure) -> Iterator[PrintedEntry]:
        """An entry whose page cannot be fetched is kept."""
        self.failed(failure)
        request: Request = failure.request  # type: ignore[attr-defined]
        yield from request.cb_kwargs["entries"]
