"""Small datasets for the tests of the page."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from osce_crawler import dataset
from osce_crawler.dataset.changes import Change
from osce_crawler.items import FieldOfWork, Place, PressRelease, Source
from osce_crawler.report.html import page
from osce_crawler.report.html.assets import packed_vega
from tests.dataset.packages import written
from tests.making import release

# It takes more than a second, and is always the same.
_vega = cache(packed_vega)

SKOPJE = Place("skopje", "Skopje", "MK", 41.996, 21.431, "Skopje")
VIENNA = Place("vienna", "Vienna", "AT", 48.208, 16.373, "Vienna")
ODIHR = Source(
    "odihr", "OSCE Office for Democratic Institutions and Human Rights", "institution", "open", None, "ODIHR"
)
MISSION = Source(
    "mission-to-skopje", "OSCE Mission to Skopje", "field_operation", "open", "MK", "OSCE Mission to Skopje"
)
ELECTIONS = FieldOfWork("elections", "Elections", None, "Elections")
POLICING = FieldOfWork("policing", "Policing", None, "Policing")


def numbered(number: int, **changes: object) -> PressRelease:
    """A release of its own: those with an even number are of Skopje's mission, the others of ODIHR."""
    is_even = number % 2 == 0
    said = {
        "id": f"{500_000 - number}-en",
        "nid": f"{500_000 - number}",
        "url": f"https://www.osce.org/odihr/{500_000 - number}",
        "title": f"Release {number}",
        "date": dt.date(2024, 12, 31) - dt.timedelta(days=9 * number),
        "sources": [MISSION] if is_even else [ODIHR],
        "places": [SKOPJE] if is_even else [VIENNA],
        "fields_of_work": [POLICING] if is_even else [ELECTIONS],
    }
    return release(**(said | changes))


def page_of(folder: Path) -> bytes:
    """The page of this dataset."""
    return page.page_of(dataset.load(folder), _vega())


def published(folder: Path, releases: Iterable[PressRelease], changes: Iterable[Change] = ()) -> Path:
    """The releases as the dataset of this folder."""
    return written(folder, releases, changes=changes)
