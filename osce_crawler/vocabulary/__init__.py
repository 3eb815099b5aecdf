"""The controlled words of the site: CSV tables, their loader, and look-up of printed names.

Every row of a table has a stable id and a name; aliases (former names, abbreviations, other languages) are
joined by a bar, and an empty cell means that the fact is not known. A table is read when it is first asked
for, and refused as a whole if one row is at fault.
"""

from osce_crawler.vocabulary.entry import CONTENT_TYPES, Entry, VocabularyError
from osce_crawler.vocabulary.loading import lines_of, load
from osce_crawler.vocabulary.names import Vocabulary, bare_name
from osce_crawler.vocabulary.tables import (
    content_types,
    countries,
    fields_of_work,
    meetings,
    places,
    sections,
    sources,
)

__all__ = [
    "CONTENT_TYPES",
    "Entry",
    "Vocabulary",
    "VocabularyError",
    "bare_name",
    "content_types",
    "countries",
    "fields_of_work",
    "lines_of",
    "load",
    "meetings",
    "places",
    "sections",
    "sources",
]
