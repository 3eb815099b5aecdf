"""The words that tell what stands where on a page."""

import csv
from importlib import resources

import pytest

from osce_crawler.vocabulary.words import LABEL_KINDS, PAGE_TYPE_KINDS, label_words, page_types


def rows_of(table: str) -> list[dict[str, str]]:
    text = resources.files("osce_crawler.vocabulary").joinpath(table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


LABELS = rows_of("labels.csv")
# Of the prefixes that were seen, as languages; /hbs/, /bs/ and /me/ share one, for us Bosnian and Serbian.
LANGUAGES_OF_PREFIXES = [
    "en",
    "ru",
    "bs",
    "sr",
    "uk",
    "de",
    "tk",
    "ro",
    "sq",
    "kk",
    "mk",
    "tg",
    "fr",
    "es",
    "it",
]
OF_FIELD_OPERATIONS = ["hr", "hy", "az", "ka", "ky", "uz", "tr"]


@pytest.mark.parametrize("language", [*LANGUAGES_OF_PREFIXES, *OF_FIELD_OPERATIONS])
def test_every_language_has_words_for_every_fact_and_for_events(language: str) -> None:
    assert {row["kind"] for row in LABELS if row["language"] == language} == LABEL_KINDS


def test_a_label_means_one_fact_in_all_languages() -> None:
    kinds: dict[str, set[str]] = {}
    for row in LABELS:
        kinds.setdefault(row["label"].casefold(), set()).add(row["kind"])
    assert [label for label, found in kinds.items() if len(found) > 1] == []


def test_a_label_stands_once_in_its_language() -> None:
    keys = [(row["language"], row["label"].casefold()) for row in LABELS]
    assert len(keys) == len(set(keys))


def test_what_was_seen_on_the_site_is_told_from_what_is_known_besides() -> None:
    assert {row["seen"] for row in LABELS} == {"yes", "no"}
    seen = {row["label"] for row in LABELS if row["seen"] == "yes"}
    assert {"Issued on", "Where we are", "Дата", "Izdavač"} <= seen
    assert "Herausgeber" not in seen


def test_either_apostrophe_is_read() -> None:
    assert label_words()["Date de l\u2019événement"] == label_words()["Date de l'événement"] == "event"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Когда", "event"),
        ("Tagesordnung", "event"),
        ("Dnevni red", "event"),
        ("Onde", None),
        ("Gdje", "place"),
        ("Kaynak", "source"),
    ],
)
def test_labels_of_other_languages(label: str, kind: str | None) -> None:
    assert label_words().get(label) == kind


def test_other_pages_types_are_of_known_kinds() -> None:
    assert set(page_types().values()) == PAGE_TYPE_KINDS
