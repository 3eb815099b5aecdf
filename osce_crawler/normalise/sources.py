"""The bodies that a release names as its source."""

from collections.abc import Sequence

from osce_crawler import vocabulary
from osce_crawler.grammar.characters import clean
from osce_crawler.items import Source


def read_sources(printed: Sequence[str]) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The bodies named in printed lists, in order, each body once; and warnings.

    The site joins names by commas and names may hold commas; today's names and "(closed)" stand on old
    releases (seen on G2 lists). A body that is not known keeps its printed name.
    """
    sources = tuple(_source(clean(name), entry) for name, entry in vocabulary.sources().distinct(printed))
    unknown = any(source.id is None for source in sources)
    return sources, ("unknown_source",) if unknown else ()


def _source(printed: str, entry: vocabulary.Entry | None) -> Source:
    if entry is None:
        return Source(id=None, name=printed, kind=None, status=None, country=None, printed=printed)
    return Source(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,  # type: ignore[arg-type]  # the loader lets only the closed set in
        status=entry.status,  # type: ignore[arg-type]
        country=entry.country,
        printed=printed,
    )
