"""The names of months and weekdays in the languages of the site, read from the vocabulary's tables."""

import csv
import unicodedata
from importlib import resources

from osce_crawler.vocabulary import VocabularyError

_DOT_OF_CAPITAL_I = "\u0307"  # what is left of the Turkic capital dotted I once it is written small


class CalendarError(VocabularyError):
    """A table of calendar words gives one word two meanings; table, row and word are named."""


def month_of(word: str) -> int | None:
    """The number of the month (January is 1) that a word names in any of the languages, else null."""
    return _MONTHS.get(word) or _MONTHS.get(_folded(word))


def weekday_of(word: str) -> int | None:
    """The number of the weekday (Monday is 0) that a word names in any of the languages, else null."""
    return _WEEKDAYS.get(_folded(word))


def read_table(table: str) -> dict[str, int]:
    """Every folded form of a table of calendar words, with the position of its column (the first is 0).

    Raises CalendarError where one form stands in two columns.
    """
    columns: dict[str, int] = {}
    text = resources.files("osce_crawler.vocabulary").joinpath(table).read_text(encoding="utf-8")
    for row_number, (_language, *cells) in enumerate(csv.reader(text.splitlines()[1:]), start=2):
        for column, cell in enumerate(cells):
            for word in _forms(cell):
                if columns.setdefault(word, column) != column:
                    raise CalendarError(f"{table}, row {row_number}: {word!r} has two meanings")
    return columns


def _forms(cell: str) -> set[str]:
    words = {_folded(word) for word in cell.split()}
    return words | {_plain(word) for word in words}


def _folded(word: str) -> str:
    return word.casefold().strip(".").replace(_DOT_OF_CAPITAL_I, "").replace("’", "'")


def _plain(word: str) -> str:
    """A Latin word without its marks, as it is often printed in capitals or typed without them."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare if bare.isascii() else word


def _months() -> dict[str, int]:
    months = {word: column + 1 for word, column in read_table("months.csv").items()}
    return months | {word.capitalize(): month for word, month in months.items()}


_MONTHS = _months()
_WEEKDAYS = read_table("weekdays.csv")
