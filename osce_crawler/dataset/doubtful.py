"""Which captures of an item in a web archive are believed.

One that was cut off, or has no text, says less than the page did. Beside a good one it says only that the
item was there at that moment. By itself it gives the record: of several that were cut off, the one with most
text.
"""

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from osce_crawler.dataset.kept_items import Place
from osce_crawler.outcomes import PASSED_OVER
from osce_crawler.pages.observation import Observation

CUT_OFF = "cut off when it was captured"


class PassedOver(NamedTuple):
    """A page that gives nothing of a record."""

    urls: Sequence[str]
    """Its address, and those that led to it."""
    retrieved_at: str
    why: str
    reason: str = PASSED_OVER
    """In the words of the report."""

    @classmethod
    def of(cls, page: Observation | Place, why: str, reason: str = PASSED_OVER) -> "PassedOver":
        """The same of a page that is at hand."""
        return cls([page.url, *page.other_urls], page.retrieved_at, why, reason)


def doubt_of(capture: Observation) -> str:
    """Why it is not believed where a better one is there; empty for a good one."""
    if capture.cut_off:
        return CUT_OFF
    return "" if capture.printed.paragraphs else "captured without its text"


def good_among(captures: Sequence[Observation]) -> list[Observation]:
    """Those without doubt."""
    return [one for one in captures if not doubt_of(one)]


def believed_among(captures: Sequence[Observation]) -> list[Observation]:
    """The good ones; where there are none, what says most."""
    if good := good_among(captures):
        return good
    longest = max(captures, key=lambda one: (_length(one), one.retrieved_at, one.url))
    if _length(longest):
        return [longest]
    return [one for one in captures if not one.cut_off] or [longest]


def passed_over(captures: Iterable[Observation], believed: Container[Observation]) -> list[PassedOver]:
    """Those that are not believed, each with the reason."""
    return [PassedOver.of(one, doubt) for one in captures if (doubt := doubt_of(one)) and one not in believed]


def _length(capture: Observation) -> int:
    return sum(map(len, capture.printed.paragraphs))
