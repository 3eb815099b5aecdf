"""One item seen in several ways becomes one record: rows of lists, other addresses, other generations."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import fields

from osce_crawler.addresses import canonical
from osce_crawler.items import PressRelease
from osce_crawler.pages.listing import Row
from osce_crawler.pages.observation import Observation, PrintedRelease


def joined(observation: Observation, rows: Sequence[Row]) -> Observation:
    """The observation with what only its rows print, and the other addresses that they give.

    The observation itself where they add nothing.
    """
    addresses = {canonical(row.url) for row in rows} - {observation.url, *observation.other_urls}
    if not addresses and not any(_adds(_printed(row), observation.printed) for row in rows):
        return observation
    whole = copy.deepcopy(observation)
    for row in rows:
        _fill(whole.printed, _printed(row))
    whole.other_urls = sorted({*whole.other_urls, *addresses})
    return whole


def merged(observations: list[Observation], own: str = "") -> Observation:
    """One observation out of several of one item: the newer generation first, then the later reading.

    Within a generation that of the address `own` goes before all others, and a page that was cut off comes
    last. What only another one prints is added.
    """

    def rank(seen: Observation) -> tuple[bool, int, bool, str, str]:
        is_own = own in {seen.url, *seen.other_urls}
        return not seen.cut_off, seen.generation, is_own, seen.retrieved_at, seen.url

    best, *others = sorted(observations, key=rank, reverse=True)
    result = copy.deepcopy(best)
    for other in others:
        _fill(result.printed, other.printed)
        result.other_urls += [other.url, *other.other_urls]
    result.other_urls = sorted({*result.other_urls} - {result.url})
    return result


def remembered(observation: Observation, before: PressRelease) -> Observation:
    """The observation with what earlier runs read of the item elsewhere: on lists, or on the older site."""
    said = PrintedRelease(
        content_type=before.content_type_printed,
        dates={"listing": before.date_printed}
        if before.date_evidence == "listing" and before.date_printed
        else {},
        place=", ".join(place.printed for place in before.places) if not before.dateline else None,
        sources=[", ".join(source.printed for source in before.sources)] if before.sources else [],
        fields_of_work=[", ".join(one.printed for one in before.fields_of_work)]
        if before.fields_of_work
        else [],
    )
    if not _adds(said, observation.printed):
        return observation
    whole = copy.deepcopy(observation)
    _fill(whole.printed, said)
    return whole


def _printed(row: Row) -> PrintedRelease:
    return PrintedRelease(
        content_type=row.content_type,
        dates={"listing": row.date} if row.date else {},
        place=row.place,
        sources=row.sources,
        fields_of_work=row.fields_of_work,
    )


# Facts of the page itself, or that belong to another fact.
_NOT_FILLED = {"dates", "repaired", "language", "text_uncertain"}
_FILLED = tuple(item.name for item in fields(PrintedRelease) if item.name not in _NOT_FILLED)


def _adds(other: PrintedRelease, printed: PrintedRelease) -> bool:
    """Whether `other` prints what `printed` lacks."""
    return bool(other.dates.keys() - printed.dates.keys()) or any(_lacking(printed, other))


def _lacking(printed: PrintedRelease, other: PrintedRelease) -> Iterable[str]:
    return (name for name in _FILLED if getattr(other, name) and not getattr(printed, name))


def _fill(printed: PrintedRelease, other: PrintedRelease) -> None:
    """Add what `printed` lacks."""
    if not printed.paragraphs:
        printed.text_uncertain = other.text_uncertain
    for name in [*_lacking(printed, other)]:
        setattr(printed, name, copy.deepcopy(getattr(other, name)))
    printed.dates = {**other.dates, **printed.dates}
