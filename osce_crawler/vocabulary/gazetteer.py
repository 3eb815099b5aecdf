"""Look-up of populated places in the table built from GeoNames, on disk.

The table is made by `scripts/build_gazetteer.py`; only the pages that a look-up touches are read.
"""

import sqlite3
import unicodedata
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from osce_crawler.vocabulary.entry import LONGEST_NAME
from osce_crawler.vocabulary.folding import fold

# Countries of which only towns above 100,000 people are kept: their small ones bear Europe's names.
FAR_AWAY = frozenset({"AU", "CA", "JP", "US"})
# Letters that Unicode does not take apart into a base letter and a mark.
_BASE_LETTERS = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "þ": "th",
        "ґ": "г",
        **dict.fromkeys("'’‘ʼʻʹ`´.", ""),
        **dict.fromkeys("-‐‑‒–—", " "),
    }
)
_ROW = "SELECT p.id, p.name, p.country, p.region, p.latitude, p.longitude, n.score, n.spellings"
_JOIN = "FROM name AS n JOIN place AS p ON p.id = n.place"
_BY_KEY = f"{_ROW} {_JOIN} WHERE n.key = ? ORDER BY n.score DESC, p.id"


@dataclass(frozen=True, slots=True)
class Known:
    """A populated place that a name may mean.

    `score` is the population weighed by how likely a release means that place: by its country's part in
    the OSCE and by whether the name is the place's own or one of its other names.
    """

    id: str
    name: str
    country: str | None
    region: str | None
    latitude: float | None
    longitude: float | None
    score: int


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form under which a name is kept: folded, without diacritics, apostrophes, dots and hyphens."""
    folded = fold(name)
    if not folded.isascii():
        apart = unicodedata.normalize("NFD", folded)
        folded = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(folded.translate(_BASE_LETTERS).split())


@lru_cache(maxsize=2048)
def candidates(printed: str) -> tuple[Known, ...]:
    """All places that the printed name may mean, the likeliest first.

    Where some are spelt exactly so, letters with diacritics included, only these.
    """
    if len(printed) > LONGEST_NAME:
        return ()
    rows = _rows(_BY_KEY, (name_key(printed),))
    spelt = fold(printed)
    exact = [row for row in rows if spelt in row[7].split("|")]
    return tuple(_known(row) for row in (exact if exact and not spelt.isascii() else rows))


def spelt_so(keys: Collection[str]) -> tuple[Known, ...]:
    """All places that have one of the keys (of `name_key`) as a name."""
    marks = ",".join("?" * len(keys))
    return tuple(map(_known, _rows(f"{_ROW} {_JOIN} WHERE n.key IN ({marks})", keys)))


@lru_cache(maxsize=512)
def state_of(printed: str) -> tuple[str, str] | None:
    """Country and code of a State of the United States or a province of Canada, from its name.

    The postal code of a State counts too, in capitals.
    """
    if len(printed) > LONGEST_NAME or (len(printed) == 2 and not printed.isupper()):
        return None
    rows = _rows("SELECT country, code FROM state WHERE key = ?", (name_key(printed),))
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


def _known(row: tuple[Any, ...]) -> Known:
    number, name, country, region, latitude, longitude, score, _ = row
    return Known(f"geonames-{number}", name, country, region, latitude, longitude, score)


def _rows(query: str, values: Iterable[str]) -> list[tuple[Any, ...]]:
    with closing(_connection().execute(query, tuple(values))) as cursor:
        return cursor.fetchall()


@cache
def _connection() -> sqlite3.Connection:
    path = Path(str(resources.files("osce_crawler.vocabulary") / "gazetteer.sqlite"))
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute("PRAGMA cache_size = -512")  # kB: names seldom come back once they are remembered
    return connection
