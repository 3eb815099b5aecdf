"""Records of menu entries from local pages, without a crawl: one menu a host."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import compress
from urllib.parse import urlsplit

from osce_crawler.addresses import canonical, host_of
from osce_crawler.archive.at_hand import NO_ADDRESS, AtHand, PageAtHand
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.dataset.build_menus import menu_in_order
from osce_crawler.items import NavigationEntry
from osce_crawler.pages.document import Document, UnreadablePageError
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.menus import menu_of
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.validating import NoRecordError, valid

_Menu = tuple[PageAtHand, list[PrintedEntry]]


@dataclass(slots=True)
class Extraction:
    """What was read: entries, and a line for each page that gave none."""

    records: list[NavigationEntry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Paths that are no pages, or lack what the user has to say of them; the others were read."""
    lost: list[str] = field(default_factory=list)
    """Entries lost to a fault of ours."""


def extract_menus(at_hand: AtHand) -> Extraction:
    """The entries of each host's menu: of its home page among many pages, or of the page that was named.

    Without a home page, the page with most entries is used for its host. Raises SavedPageError where no path
    holds a page.
    """
    reading = _Menus(at_hand)
    speaks = [page.is_alone or _is_home(page) for page in at_hand.pages]
    if not sum(map(reading.read, compress(at_hand.pages, speaks))):
        for page, is_done in zip(at_hand.pages, speaks, strict=True):
            if not is_done:
                reading.read(page)
    at_hand.check(used=reading.used)
    return reading.finished()


def _is_home(page: PageAtHand) -> bool:
    return bool(page.url) and urlsplit(page.url).path in {"", "/"} and not urlsplit(page.url).query


class _Menus:
    """The best menu of each host."""

    def __init__(self, at_hand: AtHand) -> None:
        self.at_hand = at_hand
        self.used = 0
        self._remarks: list[str] = []
        self._best: dict[str, _Menu] = {}

    def read(self, page: PageAtHand) -> bool:
        """Whether the page has a menu; what it lacks, and what is no page, is reported."""
        try:
            entries = _entries(page)
        except SavedPageError as fault:
            self.at_hand.faults.append(str(fault))
            return False
        except UnreadablePageError as fault:
            self._remarks.append(f"{page.name}: unreadable ({fault})")
            self.used += 1
            return False
        self.used += 1
        if entries:
            self._take(page, entries)
        else:
            self._remarks.append(f"{page.name}: no menu of the site")
        return bool(entries)

    def _take(self, page: PageAtHand, entries: list[PrintedEntry]) -> None:
        """Of several menus of one host: the home page's, then the longest, then the latest."""
        host = host_of(page.url)
        best, other = (page, entries), self._best.get(host)
        if other is not None:
            best, other = sorted((best, other), key=_worth, reverse=True)
            self._remarks.append(f"{other[0].name}: the menu of {best[0].name} is taken for {host}")
        self._best[host] = best

    def finished(self) -> Extraction:
        """The entries in the order of the dataset, with what the local pages behind them say."""
        entries = [entry for page, menu in self._best.values() for entry in _dated(page, menu)]
        unreadable = list(self._note_pages_behind(entries))
        records, lost = _records_of(entries)
        remarks = [*self._remarks, *unreadable, *self.at_hand.remarks, *self._hosts_without_menu()]
        return Extraction(menu_in_order(records), remarks, self.at_hand.faults, lost)

    def _hosts_without_menu(self) -> Iterator[str]:
        hosts = {host_of(page.url) for page in self.at_hand.pages if page.url} - self._best.keys()
        return (f"{host}: none of its pages gave a menu" for host in sorted(hosts))

    def _note_pages_behind(self, entries: list[PrintedEntry]) -> Iterator[str]:
        """Have entries keep what the pages behind them say; a line for each page that cannot be read."""
        pages = {canonical(page.url): page for page in self.at_hand.pages if page.url}
        for entry in entries:
            behind = pages.get(canonical(entry.url.split("#")[0])) if entry.url else None
            if behind is None:
                continue
            try:
                entry.note_page_behind(Document(behind.body()), canonical(behind.url))
            except (UnreadablePageError, SavedPageError, ValueError) as fault:
                yield f"{behind.name}: unreadable ({fault})"


def _records_of(entries: Iterable[PrintedEntry]) -> tuple[list[NavigationEntry], list[str]]:
    """The records, and why entries gave none."""
    records, lost = [], []
    for entry in entries:
        try:
            records.append(valid(entry_of(entry)))
        except NoRecordError as fault:
            lost.append(str(fault))
    return records, lost


def _entries(page: PageAtHand) -> list[PrintedEntry]:
    """The entries of the page's menu; of a page that was no answer with a page, none."""
    body = page.body()
    if not body.body.strip():
        return []
    try:
        entries = menu_of(body) if body.status == 200 else []
    except UnreadablePageError as fault:
        if page.has_meta:
            raise
        raise SavedPageError(f"{page.path}: {fault}") from None
    if entries and not page.url:
        raise SavedPageError(f"{page.path}: {NO_ADDRESS}")
    return entries


def _worth(menu: _Menu) -> tuple[bool, int, str, str]:
    page, entries = menu
    return _is_home(page), len(entries), page.retrieved_at, page.url


def _dated(page: PageAtHand, menu: list[PrintedEntry]) -> Iterator[PrintedEntry]:
    return (replace(entry, retrieved_at=page.retrieved_at) for entry in menu)
