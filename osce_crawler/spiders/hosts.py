"""A host as a crawl knows it: what waits to be asked there, when it may be asked, and how it behaves."""

from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from scrapy import Request

from osce_crawler.addresses import nid_of

# Marks the request for a host's rules: it alone may be asked before they are known.
RULES = "rules"
_numbers = count()
# After so many failures in a row a host is left alone.
MOST_FAILURES = 10
_FEWEST_PAGES = 3


@dataclass(slots=True, eq=False)
class Host:
    """One host; times are those of the frontier's clock, in seconds."""

    name: str
    delay: float
    due: float = 0.0
    """Before this moment nothing is asked."""
    closed: bool = False
    """Its rules are not known yet."""
    allows: Callable[[str], bool] | None = None
    """What its rules say of an address; null where it has none."""
    left: str = ""
    """Why the host is left alone for this run; empty if it is not."""
    held: int = 0
    """Ways in that are not read yet: items wait for them."""
    bad: int = 0
    """Failures in a row, with nothing good between."""
    was_well: bool = False
    """Whether any of its pages was ever had in this run."""
    outages: int = 0
    """Pauses in a row because the host as a whole failed."""
    out_until: float = 0.0
    """The end of the last of them."""
    failed_at: str = ""
    """The address that failed last."""
    _bad_at: Counter[str] = field(default_factory=Counter)
    _before: tuple[int, Counter[str], bool] = (0, Counter(), False)
    _items: deque[str] = field(default_factory=deque)
    _others: list[str] = field(default_factory=list)
    _sorted: bool = True
    _ready: list[tuple[int, int, Request]] = field(default_factory=list)
    _later: list[tuple[float, int, Request]] = field(default_factory=list)
    _out: set[Request] = field(default_factory=set)

    def add(self, request: Request, when: float) -> None:
        """Put a request in its place; not before this moment is it asked."""
        if when:
            heappush(self._later, (when, next(_numbers), request))
        else:
            heappush(self._ready, (-request.priority, next(_numbers), request))

    def add_item(self, url: str, *, listed: bool) -> None:
        """Put an item behind those before it; those that no list puts in order wait for the others."""
        if listed:
            self._items.append(url)
        else:
            self._others.append(url)
            self._sorted = False

    def is_pending(self) -> bool:
        return bool(self._ready or self._later or self._items or self._others)

    def is_busy(self, active: Collection[Request], concurrency: int) -> bool:
        """Whether as many requests as the host may have are under way."""
        self._out.intersection_update(active)
        return len(self._out) >= concurrency

    def next_request(self, now: float) -> Request | None:
        """The request that is asked next; null if none is due, or an item comes first."""
        while self._later and (self._later[0][0] <= now or self.left):
            self.add(heappop(self._later)[2], 0)
        return heappop(self._ready)[2] if self._is_ready() else None

    def next_item(self) -> str | None:
        """The item that is asked next, newest first; null while ways in are read, but for their pauses."""
        if self.closed or (self.held and not (self._later and not self._ready and not self._out)):
            return None
        return self._pop()

    def asked(self, request: Request, now: float) -> None:
        """Note that the request is under way."""
        self._out.add(request)
        self.due = now + self.delay

    def next_at(self, now: float) -> float | None:
        """The moment after this one from which more may be asked; null if time alone makes no difference."""
        moments = [when for when, *_ in self._later[:1]]
        has_items = not self.closed and (self._items or self._others)
        if self._is_ready() or (has_items and (self._later or not self.held)):
            moments.append(0.0)
        moment = max(self.due, min(moments)) if moments else 0.0
        return moment if moment > now else None

    def leave(self, why: str) -> list[str]:
        """Leave the host alone; returns the items that are not asked for any more."""
        self.left, self.closed, self.due = why, False, 0.0
        items = [*self._items, *self._others]
        self._items.clear()
        self._others.clear()
        return items

    def failed(self, url: str) -> None:
        """Note a failure."""
        self._bad_at[url] += 1
        self.bad += 1

    @property
    def may_be_well(self) -> bool:
        """Whether it may be but a page or two that are broken, as others were had."""
        return self.was_well and len(self._bad_at) < _FEWEST_PAGES

    def forget(self, url: str) -> None:
        """Hold the failures of a page that is given up against the host no longer."""
        self.bad -= self._bad_at.pop(url, 0)

    def answered_well(self, *, with_page: bool = True) -> None:
        """Note a good answer, or one that looks so until it is read. `with_page`: not only with its rules."""
        self._before = self.bad, self._bad_at, self.was_well
        self.bad, self._bad_at, self.was_well = 0, Counter(), self.was_well or with_page
        self.outages, self.failed_at = 0, ""

    def was_bad_after_all(self) -> None:
        """Note that an answer was none: read, it proves to be a challenge or empty."""
        if self._before[0] >= self.bad:
            self.bad, self._bad_at, self.was_well = self._before

    def _is_ready(self) -> bool:
        """Whether a request waits for nothing but the host's pause."""
        return bool(self._ready) and (not self.closed or RULES in self._ready[0][2].meta)

    def _pop(self) -> str | None:
        if self._items:
            return self._items.popleft()
        if not self._sorted:
            # By number: within the years in which numbers follow the dates that is newest first.
            self._others.sort(key=lambda url: int(nid_of(url) or 0))
            self._sorted = True
        return self._others.pop() if self._others else None
