"""The account of a run: every address found ends in one line, a record or the reason why not."""

from collections import Counter
from dataclasses import dataclass, field

from osce_crawler.normalise.text import clean

# Details repeat what a page prints; a report is read in a minute.
_LONGEST_DETAIL = 300
EMITTED = "emitted"
NO_ANSWER = "no answer"

# An address so explained was not read although the site lists it: the run is incomplete.
UNFINISHED = frozenset(
    {NO_ANSWER, "failed", "challenge", "unreadable", "empty", "error page", "over the page budget"}
)
# These leave even a replay incomplete: the fault is ours, not the page's.
OUR_FAULTS = frozenset({NO_ANSWER, "invalid record", "broken reader"})
# The reader's own business, no item that a user would miss.
FRAMES = frozenset({"list", "section page", "sitemap", "robots.txt", "menu", "visited"})


@dataclass(slots=True)
class Outcome:
    """What became of one address, and the page that listed it."""

    by: str
    why: str = NO_ANSWER
    detail: str = ""


@dataclass
class Ledger:
    """Addresses and their outcomes, in the order in which they were found."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def listed(self, url: str, by: str) -> None:
        """Note that the address was found on that page."""
        self.outcomes.setdefault(url, Outcome(by))

    def explained(self, url: str, why: str, detail: str = "") -> None:
        """Note what became of the address; a record, once emitted, is not taken back."""
        outcome = self.outcomes.setdefault(url, Outcome("start"))
        if outcome.why != EMITTED:
            outcome.why, outcome.detail = why, clean(detail)[:_LONGEST_DETAIL]

    def counts(self) -> Counter[str]:
        """How many addresses ended in which way."""
        return Counter(outcome.why for outcome in self.outcomes.values())

    def read(self) -> int:
        """How many pages were had and looked at."""
        not_read = {
            NO_ANSWER, "not saved", "off-site", "no nid", "another address of an item", "over the limit",
            "refused", "failed",
        }  # fmt: skip
        return sum(outcome.why not in not_read for outcome in self.outcomes.values())

    def unfinished(self, *, saved: bool) -> list[str]:
        """Addresses that leave the run incomplete; of saved pages, what was saved is the final answer."""
        reasons = OUR_FAULTS if saved else UNFINISHED | OUR_FAULTS
        return [url for url, outcome in self.outcomes.items() if outcome.why in reasons]
