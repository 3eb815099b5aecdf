"""Which captures of an item in a web archive are believed.

One that was cut off, or has no text, says less than the page did. Beside a good one it says only that the
item was there at that moment. By itself it gives the record: of several that were cut off, the one with most
text.
"""

from collections.abc import Container, Iterable, Sequence

from osce_crawler.addresses import captured
from osce_crawler.pages.observation import Observation

CUT_OFF = "cut off when it was captured"


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


def passed_over(captures: Iterable[Observation], believed: Container[Observation]) -> dict[str, str]:
    """The names of those that are not believed, each with the reason."""
    return {
        captured(one.url, one.retrieved_at): doubt
        for one in captures
        if (doubt := doubt_of(one)) and one not in believed
    }


def _length(capture: Observation) -> int:
    return sum(map(len, capture.printed.paragraphs))
