"""Quirk pages: what a reader would make of each, compared with what the program makes, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.release import record_of

FOLDER = Path(__file__).parent / "quirks"
RETRIEVED = "2026-01-01T00:00:00Z"
Verdict = Literal["right", "missing", "wrong"]


@dataclass(frozen=True)
class Outcome:
    """How one field of one page came out."""

    page: str
    field: str
    verdict: Verdict
    expected: Any
    found: Any

    @property
    def name(self) -> str:
        return f"{self.page}:{self.field}"


@dataclass(frozen=True)
class Quirk:
    """One page and what its file says of it."""

    name: str
    said: dict[str, Any]
    body: bytes

    @cached_property
    def reading(self) -> Reading:
        row_type = (self.said["row"] or {}).get("content_type")
        return read_page(Page(self.said["url"], self.body, self.said["content_type"]), row_type)

    @cached_property
    def found(self) -> dict[str, Any]:
        """The fields that the program reads; no release, no fields."""
        printed = self.reading.printed
        if printed is None:
            return {}
        generation = self.reading.generation
        return fields_of(record_of(Observation(self.said["url"], printed, generation, RETRIEVED)))

    @property
    def fields(self) -> list[str]:
        return ["kind", *(self.said["record"] or {})]

    def outcome(self, field: str) -> Outcome:
        if field == "kind":
            return self._judged(field, self.said["kind"], self.reading.kind)
        expected = self.said["record"][field]
        if self.reading.printed is None:
            return Outcome(self.name, field, "missing", expected, None)
        if field.startswith("warnings_"):
            return self._warned(field, expected)
        if field in {"body_has", "body_lacks"}:
            return self._holds(field, expected)
        return self._judged(field, expected, self.found.get(field))

    def outcomes(self) -> Iterator[Outcome]:
        return map(self.outcome, self.fields)

    def _judged(self, field: str, expected: Any, found: Any) -> Outcome:
        return Outcome(self.name, field, verdict(expected, found), expected, found)

    def _holds(self, field: str, strings: list[str]) -> Outcome:
        """Whether each string is in the body, or none of them is."""
        body = self.found["body"]
        amiss = [one for one in strings if (one in body) != (field == "body_has")]
        how: Verdict = "right" if not amiss else "missing" if field == "body_has" else "wrong"
        return Outcome(self.name, field, how, strings, amiss)

    def _warned(self, field: str, codes: list[str]) -> Outcome:
        given = self.found["warnings"]
        amiss = set(codes) - set(given) if field == "warnings_has" else set(codes) & set(given)
        how: Verdict = "right" if not amiss else "missing" if field == "warnings_has" else "wrong"
        return Outcome(self.name, field, how, codes, given)


def verdict(expected: Any, found: Any) -> Verdict:
    """Nothing, or only a part of a list, is missing; anything else that differs is wrong."""
    if found == expected:
        return "right"
    if not found:
        return "missing"
    if isinstance(expected, list) and isinstance(found, list) and all(one in expected for one in found):
        return "missing" if len(found) < len(expected) else "wrong"
    return "wrong"


def fields_of(record: PressRelease) -> dict[str, Any]:
    """A record in the words of a quirk's file."""
    return {
        "title": record.title,
        "content_type": record.content_type,
        "content_type_printed": record.content_type_printed,
        "date": record.date and record.date.isoformat(),
        "date_evidence": record.date_evidence,
        "dateline": record.dateline,
        "places": [place.name for place in record.places],
        "sources": [source.printed for source in record.sources],
        "fields_of_work": [field.printed for field in record.fields_of_work],
        "body": record.body,
        "documents": [file.url for file in record.documents],
        "images": [[image.url, image.caption] for image in record.images],
        "contacts": record.contacts,
        "language": record.language,
        "warnings": record.warnings,
    }


def load_quirks(folder: Path = FOLDER) -> list[Quirk]:
    """Every page of the corpus, by name."""
    return [
        Quirk(path.stem, json.loads(path.read_text("utf-8")), path.with_suffix(".html").read_bytes())
        for path in sorted(folder.glob("*.json"))
    ]


def known_failures(folder: Path = FOLDER) -> set[str]:
    """`page:field` of what is not read yet; the list only shrinks."""
    lines = (folder / "known_failures.txt").read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}
