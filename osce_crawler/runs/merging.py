"""One item seen in several ways becomes one record: rows of lists, other addresses, other generations."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from osce_crawler.addresses import canonical, language_prefix, nid_of
from osce_crawler.pages.listing import Row
from osce_crawler.pages.release import Printed, Sighting


@dataclass(slots=True)
class Rows:
    """Rows of lists by item: language prefix and nid, whatever the address."""

    by_item: dict[tuple[str | None, str], list[Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """The rows, filed."""
        filed = cls()
        for row in rows:
            filed.add(row)
        return filed

    def add(self, row: Row) -> None:
        """File a row; one without a nid leads to no item."""
        nid = nid_of(row.url)
        if nid is not None:
            self.by_item.setdefault((language_prefix(row.url), nid), []).append(row)

    def joined(self, sighting: Sighting) -> Sighting:
        """The sighting with what only its rows print, and the other addresses that they give."""
        addresses = [sighting.url, *sighting.other_urls]
        keys = dict.fromkeys((language_prefix(url), nid) for url in addresses if (nid := nid_of(url)))
        rows = [row for key in keys for row in self.by_item.get(key, ())]
        if not rows:
            return sighting
        joined = copy.deepcopy(sighting)
        for row in rows:
            _fill(joined.printed, _printed(row))
            joined.other_urls.append(canonical(row.url))
        joined.other_urls = sorted({*joined.other_urls} - {joined.url})
        return joined


def merged(sightings: list[Sighting]) -> Sighting:
    """One sighting out of several of one item: the newer generation first, then the later reading.

    What only an older one prints is added.
    """
    best, *others = sorted(sightings, key=lambda s: (s.generation, s.retrieved_at, s.url), reverse=True)
    result = copy.deepcopy(best)
    for other in others:
        _fill(result.printed, other.printed)
        result.other_urls += [other.url, *other.other_urls]
    result.other_urls = sorted({*result.other_urls} - {result.url})
    return result


def _printed(row: Row) -> Printed:
    return Printed(
        content_type=row.content_type,
        dates={"listing": row.date} if row.date else {},
        place=row.place,
        sources=row.sources,
        fields_of_work=row.fields_of_work,
    )


def _fill(printed: Printed, other: Printed) -> None:
    """Add what `printed` lacks."""
    for name in (item.name for item in fields(Printed)):
        if name == "dates":
            printed.dates = {**other.dates, **printed.dates}
        elif name not in {"repaired", "language"} and not getattr(printed, name):
            setattr(printed, name, copy.deepcopy(getattr(other, name)))
