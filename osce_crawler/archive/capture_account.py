"""What an archive gave in one run of what its index lists: numbers for the report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler.addresses import captured, host_of, without_password
from osce_crawler.archive.run_captures import captures_listed, unfetched
from osce_crawler.outcomes import NO_ANSWER, NO_PAGE_CAPTURED, NOT_ARCHIVED, REFUSED, Outcome
from osce_crawler.politeness.failures import IN_A_ROW

_NOT_WANTED = {NO_PAGE_CAPTURED, "off-site", "no nid", "over the limit"}
# So many may be missing of a small list before their share says anything.
_FEW = 3


@dataclass(slots=True)
class CaptureAccount:
    """What became of the captures that an archive lists."""

    index: str
    hosts: list[str]
    """The hosts of which captures were wanted."""
    at: str
    """The host that was asked for captures."""
    listed: int = 0
    """All captures of the list, also those of no page."""
    held: int = 0
    """Those that lie in the folders of runs, or others that the archive gave in their place."""
    damaged: int = 0
    """Those that came, and cannot be unpacked."""
    missing: int = 0
    """Those that the archive has not got."""
    refused: int = 0
    """Those that its robots.txt forbids to fetch."""
    failed: dict[str, int] = field(default_factory=dict)
    """Those that may come another time, by what kept them away."""
    is_left_alone: bool = False
    """Whether the archive failed so often in a row that it was asked no more."""

    promised: int = 0
    """Captures with a wanted page, as the index has it: held, damaged, missing, refused and failed."""
    is_lacking: bool = False
    """Whether so many are missing that the run is incomplete."""


def account_of(
    index: str, hosts: Sequence[str], folder: Path, outcomes: Mapping[str, Outcome], most_missing: float
) -> CaptureAccount:
    """The account of the run in this folder, once it has read what came. Raises CaptureListError.

    `most_missing`: with a larger share of its captures missing an archive has not kept its word.
    """
    account = CaptureAccount(without_password(index), [*hosts], host_of(index))
    failed, seen = Counter[str](), set[int]()
    of_name = {one.name: one for one in unfetched(folder)}
    for capture in captures_listed(folder):
        name = captured(capture.url, capture.moment)
        if hash(name) in seen:
            continue
        seen.add(hash(name))
        account.listed += 1
        outcome = outcomes.get(name)
        if outcome is None:
            continue
        one = of_name.get(name) if outcome.why == NO_PAGE_CAPTURED else None
        is_no_page = one is None or not (one.given or one.is_damaged)
        if outcome.why in _NOT_WANTED and is_no_page:
            continue
        account.at = host_of(capture.at)
        if outcome.why == NOT_ARCHIVED:
            account.missing += 1
        elif outcome.why == REFUSED:
            account.refused += 1
        elif outcome.why == NO_ANSWER:
            failed[outcome.detail.rpartition(IN_A_ROW)[2] or outcome.why] += 1
            account.is_left_alone |= IN_A_ROW in outcome.detail
        elif one is not None and one.is_damaged:
            account.damaged += 1
        else:
            account.held += 1
    account.failed = dict(failed.most_common())
    came = account.held + account.damaged
    account.promised = came + account.missing + account.refused + failed.total()
    account.is_lacking = are_many(account.missing, account.promised, most_missing)
    return account


def are_many(missing: int, promised: int, most: float) -> bool:
    """Whether an archive that has not got so many of the captures that it lists has not kept its word.

    `most`: the largest share that may be missing; of a small list three may, if that is not more than half.
    """
    return missing > most * promised and (missing > _FEW or 2 * missing > promised)
