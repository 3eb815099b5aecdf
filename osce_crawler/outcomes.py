"""The account of a run: every address found ends in one line, a record or the reason why not."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern

import msgspec

from osce_crawler.addresses import key_of, without_password
from osce_crawler.grammar.characters import clean

# Details repeat what a page prints; a report is read in a minute.
_LONGEST_DETAIL = 300
EMITTED = "emitted"
NOT_MODIFIED = "not modified"
KNOWN = "outside the window"
OUTSIDE = "outside the range"
INVALID = "invalid record"
NO_ANSWER = "no answer"
# A page that gave a record before, or that a list's row calls a release, and that now reads as none.
NO_RELEASE = "not read as a release"
UNKNOWN = "unknown"
# What a web archive kept as an error, a redirect or a file; and what it lists and has not got.
NO_PAGE_CAPTURED, NOT_ARCHIVED = "no page captured", "not in the archive"
# A capture of an item of which a better one is there, or that shows another item than its address names.
PASSED_OVER = "capture passed over"
REFUSED = "refused"
# An item's address that leads to a page which is no item; many known releases that do so are a redesign.
LED_AWAY = "led away"

# An address so explained was not read although the site lists it: the run is incomplete.
UNFINISHED = frozenset(
    {
        NO_ANSWER, "failed", "challenge", "unreadable", "empty", "error page", "over the page budget",
        "host left alone", "does not add up", NO_RELEASE,
    }
)  # fmt: skip
# These leave even a replay incomplete: the fault is ours, not the page's.
OUR_FAULTS = frozenset({NO_ANSWER, INVALID, "broken reader"})
# Answers that the next run asks for anew: the page may have been shown badly once.
ASKED_ANEW = UNFINISHED | {UNKNOWN, "not HTML", LED_AWAY}
# The reader's own business, no item that a user would miss.
FRAMES = frozenset({"list", "index page", "sitemap", "robots.txt", "menu", "no menu", "visited"})
# The site's own word that there is no such page.
GONE = frozenset({"404", "410"})
# The published record is kept: its page was not requested, or the site said that nothing changed.
CARRIED_OVER = frozenset({NOT_MODIFIED, KNOWN})
_NOT_ASKED = frozenset(
    {
        NO_ANSWER, KNOWN, "not saved", "off-site", "no nid", "another address of an item", "over the limit",
        OUTSIDE, REFUSED, "failed", "host left alone", "over the page budget", NO_PAGE_CAPTURED,
        NOT_ARCHIVED,
    }
)  # fmt: skip
# Items that are no releases, each of a kind that is known.
OTHER_KINDS = frozenset({"event", "document", "structure page"})
REASONS = frozenset(
    {EMITTED, "release", "not HTML", UNKNOWN, LED_AWAY, PASSED_OVER}
    | UNFINISHED
    | OUR_FAULTS
    | FRAMES
    | GONE
    | CARRIED_OVER
    | _NOT_ASKED
    | OTHER_KINDS
)
"""The closed set: what may become of an address."""


class Outcome(msgspec.Struct, omit_defaults=True, gc=False):
    """What an address gave when it was last asked: a line of a run's account, and of `seen.jsonl`."""

    url: str
    why: str = NO_ANSWER
    detail: str = ""
    by: str = ""
    """The page that listed it."""
    id: str | None = None
    """The id of the record it gave."""
    etag: str | None = None
    last_modified: str | None = None
    bounded: bool = False
    """Whether a run with bounds (`--limit`, `--since`) read it, so that lists may print more of it."""
    lastmod: str | None = None
    """The sitemap's word for when the page last changed, as printed there."""


class Outcomes:
    """Addresses and what became of them, in the order in which they were found."""

    def __init__(self) -> None:
        self.by_url: dict[str, Outcome] = {}
        self._journal: Callable[[Outcome], None] | None = None

    def attach(self, journal: Callable[[Outcome], None], fetched: Iterable[Outcome]) -> None:
        """Write every outcome to this journal from now on; `fetched`: those of a resumed run."""
        for seen in fetched:
            self.by_url[seen.url] = seen
        self._journal = journal

    def listed(self, url: str, by: str, *, lastmod: str | None = None) -> None:
        """Note that the address was found on that page."""
        seen = self.by_url.setdefault(url, Outcome(url, by=by))
        seen.by = seen.by or by
        # Many pages change at one moment: one string serves all of them.
        seen.lastmod = intern(lastmod) if lastmod else seen.lastmod

    def explained(self, url: str, why: str, detail: str = "") -> None:
        """Note what became of the address; a record, once emitted, is not taken back.

        Raises ValueError for a reason outside the closed set.
        """
        if why not in REASONS:
            raise ValueError(f"{why!r} is not one of the reasons of a report")
        seen = self.by_url.setdefault(url, Outcome(url))
        if seen.why != EMITTED:
            seen.why, seen.detail = why, clean(without_password(detail))[:_LONGEST_DETAIL] if detail else ""
            self._write(seen)

    def emitted(self, url: str, id: str, etag: str | None, last_modified: str | None) -> None:  # noqa: A002
        """Note that the address gave this record, and by which marks it can be asked whether it changed."""
        seen = self.by_url.setdefault(url, Outcome(url))
        seen.why, seen.detail, seen.id = EMITTED, "", id
        seen.etag, seen.last_modified = etag, last_modified
        self._write(seen)

    def rejected(self, url: str, why: str, detail: str) -> None:
        """Take an emitted record back, for a reason that showed once all that is known was joined."""
        self.by_url[url].why = NO_ANSWER
        self.explained(url, why, detail)

    def is_settled(self, url: str) -> bool:
        """Whether this run has a final answer of the address, so that it need not be asked again."""
        seen = self.by_url.get(url)
        return seen is not None and seen.why not in UNFINISHED | OUR_FAULTS | FRAMES | _NOT_ASKED

    def counts(self) -> Counter[str]:
        """How many addresses ended in which way."""
        return Counter(seen.why for seen in self.by_url.values())

    def read(self) -> int:
        """How many pages were fetched and read."""
        return sum(seen.why not in _NOT_ASKED for seen in self.by_url.values())

    def unfinished(self, *, saved: bool, captured: bool = False) -> list[str]:
        """Addresses that leave the run incomplete.

        What was saved is the final answer, unless a row or an older record calls the page a release.
        `captured`: these are captures of a web archive, of which any may be something else.
        """
        reasons = OUR_FAULTS | {NO_RELEASE} if saved else UNFINISHED | OUR_FAULTS
        if captured:
            reasons = OUR_FAULTS
        return [url for url, seen in self.by_url.items() if seen.why in reasons]

    def _write(self, seen: Outcome) -> None:
        if self._journal is not None:
            self._journal(seen)


@dataclass(frozen=True, slots=True)
class Records:
    """The published records, as far as they say what to ask for again."""

    days: Mapping[str, dt.date] = field(default_factory=dict)
    """For each id the publishing day, or the day on which the record was first seen."""
    without_text: Container[str] = ()
    """Those of which no text was read."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Their ids by their own addresses."""
    gone: Container[str] = ()
    """Those whose pages were found gone."""
    never_crawled: Container[str] = ()
    """Those that no crawl has read on the site as they are: their pages were saved, or captured."""


class Memory:
    """Items by their keys, as they were last seen."""

    def __init__(
        self, seen: Iterable[Outcome] = (), records: Records | None = None, read_through: Iterable[str] = ()
    ) -> None:
        """`seen`: of the addresses of one item the last speaks for it.

        `read_through`: the roots whose lists were once read to their end, so that what lies behind known
        items is known too.
        """
        self._at: dict[str, Outcome] = {}
        self._seen: dict[str, Outcome] = {}
        for one in seen:
            if key := key_of(one.url):
                self._at[one.url] = self._seen[key] = one
        self._records = records or Records()
        self.read_through = frozenset(read_through)

    def at(self, url: str) -> Outcome | None:
        """What is known of this very address."""
        return self._at.get(url)

    def of(self, url: str) -> Outcome | None:
        """What is known of the item at this address, whichever of its addresses this is."""
        key = key_of(url)
        return self._seen.get(key) if key else None

    def day_of(self, seen: Outcome) -> dt.date | None:
        """The day of the record that the item gave; null if it gave none."""
        return self._records.days.get(seen.id) if seen.why == EMITTED and seen.id else None

    def records(self) -> Iterable[Outcome]:
        """Items that gave a record."""
        return (seen for seen in self._seen.values() if seen.why == EMITTED and seen.id in self._records.days)

    def of_bounded_runs(self) -> set[str]:
        """The ids of records that were read by runs with bounds only."""
        return {seen.id for seen in self._seen.values() if seen.bounded and seen.id is not None}

    def pending(self) -> Iterable[Outcome]:
        """Items that could not be read: to be asked for again, whether listed again or not."""
        return (seen for seen in self._seen.values() if seen.why in ASKED_ANEW)

    def id_of(self, url: str) -> str | None:
        """The id of the record that the item at this address gave in an earlier run; null if it gave none."""
        seen = self.of(url)
        return seen.id if seen is not None else None

    def record_at(self, url: str) -> str | None:
        """The id of the published record whose own address this very one is; null if there is none."""
        return self._records.own.get(url)

    @property
    def never_crawled(self) -> Container[str]:
        """The ids of records that no crawl has read on the site as they are."""
        return self._records.never_crawled

    def own_addresses(self, nids: Container[str]) -> list[str]:
        """The own addresses of published records with these numbers."""
        return [url for url, id_ in self._records.own.items() if id_.partition("-")[0] in nids]

    def is_gone(self, url: str) -> bool:
        """Whether the page at this address, or of its item, was gone when it was last asked for."""
        known = (self.at(url), self.of(url))
        return any(seen is not None and (seen.why in GONE or seen.id in self._records.gone) for seen in known)

    def had_text(self, url: str) -> bool:
        """Whether the item at this address gave a record with a text in an earlier run."""
        id_ = self.id_of(url)
        return id_ is not None and id_ not in self._records.without_text

    def was_another_kind(self, url: str) -> bool:
        """Whether the address was a page of a known kind that is no release."""
        seen = self.of(url)
        return seen is not None and seen.why in OTHER_KINDS

    def __len__(self) -> int:
        return len(self._seen)
