"""Pagination: a list read page by page, down and up again, until its items add up to its total."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from osce_crawler.addresses import list_key, list_of, list_page, page_of_list
from osce_crawler.pages.listing import Listing

# Down and up again catches what slips over a page's border; so often at most is a list walked.
MOST_WALKS = 4
# After so many pages in a row with nothing new, the rest is known.
_ENOUGH_KNOWN = 2
# The same page so often in a row is a pager that leads nowhere.
_SAME_PAGES = 3


@dataclass(frozen=True, slots=True)
class ListWalk:
    """What a walk gave, for the report."""

    address: str
    pages: int
    """Pages read, in all walks."""
    rows: int
    items: int
    """Distinct items."""
    total: int | None
    """The number of items that the list states, or its pager implies."""
    walks: int
    adds_up: bool


@dataclass(slots=True, eq=False)
class Walk:
    """Where a list is being read, and what it gave; pages are known by their numbers."""

    address: str
    budget: int
    once: bool = False
    """Whether one walk is enough: saved pages do not move."""
    may_stop: bool = False
    """Whether to stop where pages hold nothing but what is known or not wanted."""
    pages: int = 0
    rows: int = 0
    walks: int = 1
    items: set[str] = field(default_factory=set)
    adds_up: bool = False
    cut_short: bool = False
    """Whether the walk was ended because no more items are wanted."""
    fault: str = ""
    """Why the list cannot be read to its end."""
    unreadable: list[str] = field(default_factory=list)
    """Printed pager addresses that name no page."""
    missing: set[int] = field(default_factory=set)
    """Pages that could not be fetched in any walk."""
    _first: int = 0
    _last: int | None = None
    _stated: int | None = None
    _rows_on: dict[int, int] = field(default_factory=dict)
    _items_now: set[str] = field(default_factory=set)
    _rows_now: int = 0
    _gaps: bool = False
    _moved: bool = False
    _goes_on: bool = False
    _known_pages: int = 0
    _stopped: bool = False
    _page_before: tuple[str, ...] = ()
    _on_last: frozenset[str] = frozenset()
    _items_before: set[str] = field(default_factory=set)
    _same: int = 0

    @property
    def key(self) -> str:
        """The same for every spelling of the list's address."""
        return list_key(self.address)

    @property
    def total(self) -> int | None:
        """The number of items that the list states, else that its pager implies; null if nothing says it."""
        if self._stated is not None:
            return self._stated
        if self._last is None or self._last not in self._rows_on:
            return None
        return (self._last - self._first) * max(self._rows_on.values()) + self._rows_on[self._last]

    def page(self, number: int) -> str:
        """The address of the page."""
        return list_page(self.address, number)

    def moved_to(self, url: str) -> None:
        """The site leads from the list's address to this one."""
        self.address = list_of(url)

    def is_doubtful(self, number: int, listing: Listing) -> bool:
        """Whether a page without rows should have some."""
        promised = number > self._first or bool(listing.next_url or listing.last_url or listing.total)
        return not listing.rows and (promised or bool(self.items))

    def read(self, number: int, items: Sequence[str], listing: Listing, *, known: bool = False) -> None:
        """Take in a page. `known`: it holds nothing but what is known or not wanted."""
        self.pages += 1
        self.rows += len(items)
        self._rows_now += len(items)
        self._rows_on[number] = len(items)
        self._items_now.update(items)
        self.items.update(items)
        self.missing.discard(number)
        self._known_pages = self._known_pages + 1 if known else 0
        self._same = self._same + 1 if items and tuple(items) == self._page_before else 1
        self._page_before = tuple(items)
        self._look_at_total(listing.total)
        self._look_at_pager(number, listing)

    def missed(self, number: int) -> None:
        """The page could not be fetched: the walk goes on behind it, as far as the list is known to go."""
        self._gaps = True
        self.missing.add(number)
        self._goes_on = self._last is not None and number < self._last

    def cut(self) -> None:
        """No more items are wanted: the walk ends with the page that was read last."""
        self.cut_short = True

    def take_unreadable(self) -> list[str]:
        """The pager's addresses that name no page and were not given before."""
        found, self.unreadable = self.unreadable, []
        return found

    def next_page(self, number: int) -> int | None:
        """The page after this one in the present walk; null at its end."""
        if self._goes_up:
            return number - 1 if number > self._first else None
        if self._same >= _SAME_PAGES:
            self.fault = "the pager leads in a circle"
        elif self._goes_on and number - self._first + 1 >= self.budget:
            self.fault = f"more than {self.budget} pages"
        self._stopped = self.may_stop and self._known_pages >= _ENOUGH_KNOWN
        if self.fault or self.cut_short or self._stopped or not self._goes_on:
            self._end_at(number)
            return None
        return max(number + 1, self._first)

    def next_walk(self) -> int | None:
        """Where the walk up begins that follows the first walk down; null if none does."""
        self._judge()
        one_page = self._last == self._first
        return None if self.walks > 1 or one_page or self.once or self._is_final else self._begin()

    def another_walk(self) -> int | None:
        """Where one more walk begins, as what was found does not add up; null if none does."""
        if self.adds_up or self.once or self._is_final or self.walks >= MOST_WALKS:
            return None
        return self._begin()

    def summary(self) -> ListWalk:
        """What all walks gave so far."""
        return ListWalk(
            self.address, self.pages, self.rows, len(self.items), self.total, self.walks, self.adds_up
        )

    @property
    def _goes_up(self) -> bool:
        return self.walks % 2 == 0

    @property
    def _is_final(self) -> bool:
        return bool(self.fault) or self.cut_short

    def _begin(self) -> int:
        self.walks += 1
        self._items_before = self._items_now | self._on_last
        self._items_now, self._rows_now = set(), 0
        self._gaps = self._moved = False
        self._known_pages, self._same, self._page_before = 0, 0, ()
        if not self._goes_up:
            return self._first
        last = self._last if self._last is not None else self._first
        # The way up begins where the way down ended, unless that page is still missing.
        return last if last in self.missing else max(last - 1, self._first)

    def _judge(self) -> None:
        if self._is_final:
            self.adds_up = False
        elif self._stopped:
            self.adds_up = len(self._items_now) == self._rows_now and not self._gaps
        else:
            total = self.total
            self.adds_up = total is not None and len(self.items) >= total and not self._moved
            if self._stated is None and self.walks > 1:
                # New items may make up the number in place of missed ones: two walks must have seen the same.
                self.adds_up &= self._items_now | self._on_last == self._items_before

    def _end_at(self, number: int) -> None:
        if self._last is not None and self._last != number and not self._stopped and not self._gaps:
            self._moved = True
        self._last = number
        self._on_last = frozenset(self._page_before)

    def _look_at_total(self, total: int | None) -> None:
        if total is not None:
            self._moved |= self._stated is not None and total != self._stated
            self._stated = total

    def _look_at_pager(self, number: int, listing: Listing) -> None:
        following = self._number_of(listing.next_url)
        if number == 0 and following == 2:
            self._first = 1
        if following is not None and following <= number and not self._goes_up:
            self.fault = "the pager leads in a circle"
        self._goes_on = listing.next_url is not None
        last = self._number_of(listing.last_url)
        if last is not None and not self._stopped:
            self._moved |= self._last is not None and last != self._last
            self._last = max(last, number)

    def _number_of(self, url: str | None) -> int | None:
        """The number of the page to which the pager leads; null where it leads out of the list."""
        if url is None or list_key(url) != self.key:
            return None
        try:
            return page_of_list(url)
        except ValueError:
            self.unreadable.append(url)
            return None
