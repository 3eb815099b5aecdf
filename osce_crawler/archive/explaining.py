"""The line account of local pages, for people: each text block, its role, and the rule that gave it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from osce_crawler.archive.at_hand import AtHand, PageAtHand, Reader
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.pages.reading import Reading
from osce_crawler.pages.roles import Entry, Role

_LONGEST = 110  # characters of a line that are shown
_PROSE = 80  # characters of a line that may be a paragraph
_ROLE, _RULE = 12, 42  # widths of columns; a longer rule is parted from its line all the same


def explain(paths: Sequence[Path], url: str | None, faults: list[str]) -> Iterator[str]:
    """The account of every page below the paths, as lines; what is no page ends in `faults`.

    Raises SavedPageError for a path that does not exist.
    """
    at_hand, reader = AtHand(paths, url), Reader()
    readable = [page for page in at_hand.pages if _is_read(page, reader, at_hand)]
    for page in readable:
        yield from _page(page.name, reader.read_again(page) or page.read())
    faults += at_hand.faults


def _is_read(page: PageAtHand, reader: Reader, at_hand: AtHand) -> bool:
    try:
        reader.read(page)
    except SavedPageError as fault:
        at_hand.faults.append(str(fault))
        return False
    return True


def _page(address: str, reading: Reading) -> Iterator[str]:
    yield f"{address}"
    yield f"  {reading.kind} ({'; '.join(reading.evidence)})"
    account = list(reading.account)
    if not account:
        yield "  no title found on this page, so it has no lines of an item"
    title_at = next((at for at, entry in enumerate(account) if entry.role is Role.TITLE), len(account))
    placed = ((entry, at > title_at and len(entry.text) >= _PROSE) for at, entry in enumerate(account))
    runs = groupby(placed, lambda one: (one[0].role, one[0].rule, one[1]))
    for (role, rule, is_prose), run in runs:
        yield from _lines(role, rule, [entry for entry, _ in run], is_prose=is_prose)
    yield ""


def _lines(role: Role, rule: str, entries: list[Entry], *, is_prose: bool) -> Iterator[str]:
    """Every line of the item, and every paragraph below its title: a text may be lost among them.

    Of short lines that are no part of it, the first and how many follow.
    """
    if role is Role.BOILERPLATE and len(entries) > 1 and not is_prose:
        yield f"  {role:{_ROLE}}{rule:{_RULE}} {_short(entries[0].text)} (and {len(entries) - 1} more)"
        return
    for entry in entries:
        yield f"  {role:{_ROLE}}{rule:{_RULE}} {_short(entry.text)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
