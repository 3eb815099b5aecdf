"""Where a release comes from: the Place label, else the dateline, else the line of place and date."""

from collections.abc import Iterable

from osce_crawler.grammar.datelines import place_beside_date
from osce_crawler.items import Place, Source
from osce_crawler.normalise.places import read_places
from osce_crawler.pages.observation import PrintedRelease


def places_of(
    printed: PrintedRelease, in_dateline: str, sources: Iterable[Source]
) -> tuple[tuple[Place, ...], set[str]]:
    """The places, and warnings. `in_dateline`: the place as the dateline prints it.

    The sources' host countries tell apart towns of one name.
    """
    near = {source.country for source in sources if source.country}
    words = printed.place or in_dateline or _place_in_line(printed)
    if not words:
        return (), set()
    found = read_places(words, near=near)
    warnings = set(found.warnings)
    if printed.place and in_dateline:
        from_dateline = read_places(in_dateline, near=near)
        if _known(found.places) != _known(from_dateline.places):
            warnings.add("place_differs_from_dateline")
    return found.places, warnings


def _place_in_line(printed: PrintedRelease) -> str:
    """The place that a page prints beside the date, on a line of both without labels."""
    return place_beside_date(printed.dates.get("line", ""))


def _known(places: Iterable[Place]) -> set[str]:
    return {place.id or place.name.casefold() for place in places}
