"""Fixtures: saved pages with the record that is expected of each."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from osce_crawler.archive.at_hand import PageAtHand, page_among
from osce_crawler.archive.folder import (
    BODY,
    META,
    SavedFolder,
    SavedPage,
    SavedPageError,
    check_link,
    is_there,
    json_of,
    read_saved,
)
from osce_crawler.archive.observing import NoItemError, observation_of
from osce_crawler.disk import write_whole
from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of
from osce_crawler.records.validating import NoRecordError

EXPECTED = "expected.json"
# The reader's own version: it changes without a page being read differently.
_NOT_EXPECTED = "extractor"


@dataclass(slots=True)
class Check:
    """How a fixture reads today against what is expected of it."""

    folder: Path
    url: str
    kind: str
    reviewed: bool
    differences: list[str] = field(default_factory=list)


def folder_of(fixtures: Path, url: str) -> Path:
    """The folder for a page: host and path; a query follows two underscores, in safe characters."""
    parts = urlsplit(url)
    steps = parts.path.strip("/")
    path = "/".join(map(_safe, steps.split("/"))) if steps else "_home"
    query = f"__{_safe(parts.query)}" if parts.query else ""
    return fixtures / _safe(parts.netloc) / f"{path}{query}"


def _safe(text: str) -> str:
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", text)
    return f"_{safe}" if safe.strip(".") == "" else safe


def save(fixtures: Path, page: Page, retrieved_at: str, headers: dict[str, str], note: str) -> Path:
    """Save a page as a fixture that nobody has reviewed yet. Raises SavedPageError if it is there."""
    folder = folder_of(fixtures, page.url)
    if (folder / META).exists():
        raise SavedPageError(f"{folder}: there is a fixture already; remove it first")
    meta = {
        "url": page.url,
        "status": page.status,
        "content_type": page.content_type,
        "retrieved_at": retrieved_at,
        "origin": "captured",
        "note": note,
        "headers": headers,
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / BODY, page.body)
    write_whole(folder / META, _pretty(meta))
    write_whole(folder / EXPECTED, _pretty({**reading_of(folder), "reviewed": False}))
    return folder


def reading_of(folder: Path) -> dict[str, Any]:
    """What the fixture reads as today: its kind and its records."""
    saved = read_saved(folder)
    records = [msgspec.to_builtins(record) for record in _records_of(page_among(saved, folder))]
    for record in records:
        del record[_NOT_EXPECTED]
    return {"kind": str(read_page(saved.page()).kind), "reviewed": False, "records": records}


def _records_of(page: PageAtHand) -> Iterator[PressRelease]:
    """The record of the page, if it gives one by itself."""
    reading = page.read()
    if reading.printed is not None:
        with suppress(NoItemError, NoRecordError):
            yield record_of(observation_of(page, reading))


def check(fixtures: Path, faults: list[str]) -> Iterator[Check]:
    """Read every fixture again and compare, field by field; those that cannot be read end in `faults`.

    Raises SavedPageError for a folder without a fixture.
    """
    for saved in SavedFolder(fixtures, faults):
        try:
            yield _checked(saved)
        except SavedPageError as fault:
            faults.append(str(fault))


def _checked(saved: SavedPage) -> Check:
    expected = _expected(saved)
    found = reading_of(saved.folder)
    reviewed = bool(expected.get("reviewed"))
    return Check(saved.folder, saved.url, found["kind"], reviewed, list(_differences(expected, found)))


def _expected(saved: SavedPage) -> dict[str, Any]:
    path = saved.folder / EXPECTED
    if not is_there(path):
        return {}
    check_link(path, saved.folder)
    expected = json_of(path)
    records = expected.get("records")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise SavedPageError(f"{path}: no object with 'kind', 'reviewed' and 'records'")
    return expected


def _differences(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    if not expected:
        yield f"no {EXPECTED}"
        return
    if not expected.get("reviewed"):
        yield "not reviewed by a person"
    if expected.get("kind") != found["kind"]:
        yield f"kind: {expected.get('kind')} expected, {found['kind']} found"
    if len(expected["records"]) != len(found["records"]):
        yield f"records: {len(expected['records'])} expected, {len(found['records'])} found"
    for old, new in zip(expected["records"], found["records"], strict=False):
        yield from _record_differences(old, new)


def _record_differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield f"{key}: expected {_part(old.get(key), new.get(key))}"


def _part(old: Any, new: Any) -> str:
    """Two values from a little before the place where they part."""
    before, after = (json.dumps(value, ensure_ascii=False) for value in (old, new))
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, start - 20) if len(before) + len(after) > 160 else 0
    lead = "…" if start else ""
    return f"{lead}{before[start : start + 80]}\n  found    {lead}{after[start : start + 80]}"


def _pretty(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
