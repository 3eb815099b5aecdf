"""Words that mark the parts of a page: labels, types of pages that are no releases, headings of
other items. Seen on the site or, in languages of its prefixes, obvious kin of what was seen there; of labels
`labels.csv` says which (`seen`).
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources
from types import MappingProxyType

from osce_crawler.vocabulary.folding import fold

LABEL_KINDS = frozenset(
    {"date", "place", "source", "fields_of_work", "content_type", "contacts", "updated", "event"}
)
PAGE_TYPE_KINDS = frozenset({"event", "document", "structure", "newsroom"})


@cache
def label_words() -> MappingProxyType[str, str]:
    """Every label as printed, with either apostrophe, and the fact that it labels."""
    return MappingProxyType(
        {
            label: row["kind"]
            for row in _rows("labels.csv")
            for label in (row["label"], row["label"].replace("'", "’"))
        }
    )


@cache
def page_types() -> MappingProxyType[str, str]:
    """Type words of other kinds of pages, in lower case, and the kind."""
    return MappingProxyType({row["word"].casefold(): row["kind"] for row in _rows("page_types.csv")})


@cache
def other_item_headings() -> tuple[frozenset[str], frozenset[str]]:
    """Headings above other items, in lower case: whole ones, and the words that longer ones begin with."""
    rows = list(_rows("other_items.csv"))
    whole, prefixes = (
        frozenset(row["words"].casefold() for row in rows if row["match"] == match)
        for match in ("whole", "prefix")
    )
    return whole, prefixes


@cache
def source_openings() -> MappingProxyType[str, str | None]:
    """Words with which names of sources begin, and the kind of such a source, if they tell it."""
    return MappingProxyType({fold(row["words"]): row["kind"] or None for row in _rows("source_openings.csv")})


@cache
def frame_lines() -> MappingProxyType[str, str]:
    """Lines of a page's frame, in lower case, and whether each stands anywhere or at the page's foot."""
    return MappingProxyType({row["line"].casefold(): row["place"] for row in _rows("frame_lines.csv")})


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
