"""Datasets to export: none, one and many releases, and one whose texts are made to break other tools."""

from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.items import Link, Place, PressRelease, Source
from tests.making import release

# Each could be run as a formula, end a cell, or look like something that it is not.
TEXTS = [
    '=HYPERLINK("http://evil.example";"click")',
    "+1 222 333",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "'=1+1",
    "''=1+1",
    "'plain",
    "a\n=1+1",
    "a,b;c\t\"d\" 'e'\r\nf",
    "Вена, 12 апреля – «слова»",
    "NULL",
    "nan",
    "007",
    "2016-04-12",
    "1e5",
    "TRUE",
    "_x0041_",
    "😀" * 3,
]


def hostile() -> list[PressRelease]:
    """A release for each text, which is its title, body and contact, the name of its source and the text of a link."""
    return [
        release(
            id=f"{number}-en",
            nid=str(number),
            title=text,
            body=text,
            contacts=text,
            places=[Place(None, text, None, -0.5, -77.03, text)],
            sources=[Source(None, text, None, None, None, text)],
            links=[Link(f"https://www.osce.org/{number}", text)],
        )
        for number, text in enumerate(TEXTS, start=1)
    ]


def many(number: int) -> list[PressRelease]:
    """So many releases, the first without a text."""
    return [release(id=f"{one}-en", nid=str(one), body=f"Text {one}" if one else "") for one in range(number)]


def change(*changed: KeyChange, of: str = "press_releases", kind: str = "changed") -> Change:
    """A line of the history."""
    return Change("r", "2026-01-02T03:04:05Z", of, "1-en", kind, "site", changed)  # type: ignore[arg-type]
