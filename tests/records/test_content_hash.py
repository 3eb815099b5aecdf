"""What changes the digest of a page, and what does not."""

from typing import Any

import pytest

from osce_crawler.items import Source
from osce_crawler.pages.observation import (
    Observation,
    PrintedImage,
    PrintedLink,
)
from osce_crawler.records import release as release_module
from osce_crawler.records.release import record_of
from tests.making import TEXT, observation


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"dates": {"time": "13 April 2016"}},
        {"paragraphs": [f"VIENNA, 12 April 2016 - {TEXT}"]},
        {"place": "Vienna, Austria"},
        {"sources": ["OSCE Secretariat, ODIHR"]},
        {"fields_of_work": ["Border management, Youth"]},
        {"content_type": "News"},
        {"links": [PrintedLink("https://www.osce.org/a", "a")]},
        {"documents": [PrintedLink("https://www.osce.org/a.pdf", "a")]},
        {"images": [PrintedImage("https://www.osce.org/a.jpg", "a")]},
        {"contacts": "press@osce.org"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_hash_changes_with_what_the_page_prints(change: dict[str, Any]) -> None:
    assert record_of(observation(**change)).content_hash != record_of(observation()).content_hash


def test_hash_does_not_change_with_our_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    before = record_of(observation())

    def know_nothing(printed: list[str]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        return (
            tuple(Source(None, name, None, None, None, name) for names in printed for name in names.split()),
            ("unknown_source",),
        )

    monkeypatch.setattr(release_module, "read_sources", know_nothing)
    monkeypatch.setattr(release_module, "__version__", "9.9.9")
    after = record_of(observation())
    assert (after.sources, after.warnings) != (before.sources, before.warnings)
    assert after.content_hash == before.content_hash


@pytest.mark.parametrize(
    "other",
    [
        observation(retrieved_at="2026-01-01T00:00:00Z"),
        observation("https://www.osce.org/node/300001", generation=2),
        observation(language=None),
        observation(repaired=True),
    ],
    ids=["time", "address", "language", "encoding"],
)
def test_hash_does_not_change_with_when_and_how_the_page_was_had(other: Observation) -> None:
    assert record_of(other).content_hash == record_of(observation()).content_hash


def test_hash_does_not_change_with_how_long_ago_a_page_says_it_was() -> None:
    def at(words: str, attribute: str = "2016-04-12") -> str:
        dates = {"time": words, "time_attribute": attribute}
        return record_of(observation(dates=dates)).content_hash

    assert at("6 years ago") == at("7 years ago")
    assert at("6 years ago") != at("6 years ago", "2016-04-13")
    assert at("12 Apr") != at("13 Apr")


def test_hash_does_not_change_with_labels_that_nobody_knows_or_a_doubt_of_ours() -> None:
    plain = record_of(observation()).content_hash
    assert record_of(observation(unknown_labels=["Reference: X/12"])).content_hash == plain
    assert record_of(observation(text_uncertain=True)).content_hash == plain


def test_hash_of_a_plain_release_is_the_same_in_every_version() -> None:
    assert record_of(observation()).content_hash == (
        "sha256:768facf05dcfeb7ce4da5e2dc829711705eb49443da81b3f57a88aebf243d7d3"
    )
