"""The order of a dataset of releases."""

import datetime as dt
from sys import intern


def sort_key(day: dt.date | None, id_: str) -> tuple[int, int, str, str]:
    """What records are sorted by: newest first, without a date last; nid as a number; language."""
    nid, _, language = id_.partition("-")
    return -day.toordinal() if day else 1, int(nid), intern(language), id_
