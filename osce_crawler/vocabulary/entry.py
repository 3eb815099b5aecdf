"""One row of a table of controlled words, and the closed sets that its columns choose from."""

from dataclasses import dataclass
from typing import get_args

from osce_crawler.items import ContentType, SourceKind

# Characters: no name has as many, and nothing longer is folded, which may make eighteen of one.
LONGEST_NAME = 400
STATUSES = frozenset({"open", "closed", "unknown"})
SOURCE_KINDS = frozenset(get_args(SourceKind))
COUNTRY_KINDS = frozenset(
    {"participating_state", "asian_partner", "mediterranean_partner", "former_state", "other"}
)
CONTENT_TYPES = frozenset(get_args(ContentType))
HELD_KINDS = frozenset({"field_of_work", "meeting", "country", "partners", "structure", "field_operation"})


class VocabularyError(Exception):
    """A table is not fit for use; the message names the table, the row and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a table; what its table lacks or leaves empty is null.

    `country` is an ISO 3166-1 alpha-2 code, or XK; coordinates are degrees (WGS 84); `years` is a span such
    as `1999-2012`, open at its end while it lasts; `holds` is the kind of what stands under a menu heading.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    status: str | None = None
    country: str | None = None
    parent: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    years: str | None = None
    holds: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)
