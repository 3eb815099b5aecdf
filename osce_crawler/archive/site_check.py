"""Reads a handful of known pages of the site and says which fields still read right.

The expectations are facts about the site: the press release of https://www.osce.org/cio/232506 as it was
printed, an address that leads to a page that is no release, and a home page with the menu of today.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import urljoin

from osce_crawler.addresses import is_address
from osce_crawler.archive.fetching import Fetched
from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Document, Page, UnreadablePageError
from osce_crawler.pages.menu import entries_of
from osce_crawler.pages.observation import Observation, PrintedRelease
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import record_of

SITE = "https://www.osce.org/"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing known of a page: whether it still reads so, and what was found."""

    page: str
    what: str
    right: bool
    found: str


def known_pages() -> list[dict[str, Any]]:
    """What is known, page by page."""
    text = (resources.files(__package__) / "known_pages.json").read_text(encoding="utf-8")
    pages: list[dict[str, Any]] = json.loads(text)
    return pages


def addresses(site: str) -> list[str]:
    """The addresses of the known pages on the site with this root."""
    return [urljoin(site, known["path"]) for known in known_pages()] if is_address(site) else [site]


def findings(fetched: list[Fetched]) -> Iterator[Finding]:
    """Compare what was fetched with what is known."""
    for known, one in zip(known_pages(), fetched, strict=True):
        if one.page is None:
            yield Finding(one.url, "answer", False, one.fault)
        elif "menu" in known:
            yield from _menu(one.page, known["menu"])
        else:
            yield from _item(one.page, known, one.retrieved_at)


def _item(page: Page, known: dict[str, Any], retrieved_at: str) -> Iterator[Finding]:
    reading = read_page(page)
    kind = str(reading.kind)
    right = kind == known["kind"] if "kind" in known else kind != known["not_kind"]
    yield Finding(page.url, "kind", right, f"{kind} ({'; '.join(reading.evidence)})")
    if right and reading.printed is not None:
        yield from _fields(page, reading, reading.printed, known["fields"], retrieved_at)


def _fields(
    page: Page, reading: Reading, printed: PrintedRelease, fields: dict[str, Any], retrieved_at: str
) -> Iterator[Finding]:
    record = record_of(Observation(page.url, printed, reading.generation, retrieved_at))
    for name, expected in fields.items():
        value, evidence = _value(record, name), _evidence(record, printed, name)
        right = _fits(value, expected) and evidence == expected["from"]
        found = f"{_short(value)} from {evidence}"
        if not right:
            wanted = next(expected[key] for key in ("is", "starts", "ids") if key in expected)
            found += f"; known: {_short(wanted)} from {expected['from']}"
        yield Finding(page.url, name, right, found)


def _value(record: PressRelease, name: str) -> Any:
    value = getattr(record, name)
    if isinstance(value, list):
        return [each.id or each.printed for each in value]
    return value if value is None or isinstance(value, str) else value.isoformat()


def _evidence(record: PressRelease, printed: PrintedRelease, name: str) -> str:
    """Where on the page the field was found."""
    evidence = {
        "title": "heading",
        "content_type": "type word or label" if printed.content_type else "nothing",
        "date": record.date_evidence or "nothing",
        "dateline": "text" if record.dateline else "nothing",
        "places": "label Place" if printed.place else "dateline" if record.places else "nothing",
        "sources": "label Source" if printed.sources else "nothing",
        "fields_of_work": "label Fields of work" if printed.fields_of_work else "nothing",
        "body": "text" if record.body else "nothing",
    }
    return evidence[name]


def _fits(value: Any, expected: dict[str, Any]) -> bool:
    if "starts" in expected:
        return isinstance(value, str) and value.startswith(expected["starts"])
    return bool(value == expected.get("is", expected.get("ids")))


def _menu(page: Page, least: dict[str, int]) -> Iterator[Finding]:
    """The menu's entries by kind: a menu that is read in part is a menu that has changed."""
    kind = read_page(page).kind
    if kind in {Kind.CHALLENGE, Kind.ERROR, Kind.EMPTY, Kind.NOT_HTML, Kind.UNREADABLE}:
        yield Finding(page.url, "kind", False, str(kind))
        return
    try:
        entries = [entry_of(entry) for entry in entries_of(Document(page))]
    except UnreadablePageError as error:
        yield Finding(page.url, "menu", False, str(error))
        return
    counts: Counter[str] = Counter(entry.kind for entry in entries)
    for name, number in least.items():
        yield Finding(
            page.url, f"menu: {name}", counts[name] >= number, f"{counts[name]}, at least {number} known"
        )


def _short(value: Any) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
