"""Words that show whether a name in a dateline is a place, by kind.

`particle`: small words within names. `opening`: words with which a sentence opens. `noun`, `noun_start`:
words, or their beginnings, of headings, documents, meetings, offices and persons' ranks. `title`: persons'
titles that end in a stop. `ending`: endings of common words that no name has. `given_name`: of persons.
`settlement`, `region`, `venue`: words that names of settlements, of regions and of halls have.
"""

import csv
from functools import cache
from importlib import resources

from osce_crawler.vocabulary.gazetteer import name_key


@cache
def dateline_words(kind: str) -> frozenset[str]:
    """The words of a kind, as `name_key` gives them."""
    return frozenset(name_key(" ".join(printed_words(kind))).split())


def printed_words(kind: str) -> list[str]:
    """The words of a kind as the table has them."""
    text = resources.files(__package__).joinpath("dateline_words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return [word for row in rows if row["kind"] == kind for word in row["words"].split()]
