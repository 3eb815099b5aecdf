"""What the project's own tables promise."""

import csv
from collections.abc import Callable
from importlib import resources

import msgspec
import pytest

from osce_crawler import vocabulary
from osce_crawler.items import ContentType, FieldOfWork, MenuKind, Place, Source
from osce_crawler.vocabulary import Entry, Vocabulary
from osce_crawler.vocabulary.checking import TABLES, WORD_TABLES

LOADERS = [
    vocabulary.sources,
    vocabulary.fields_of_work,
    vocabulary.countries,
    vocabulary.places,
    vocabulary.meetings,
    vocabulary.content_types,
    vocabulary.sections,
]
every_table = pytest.mark.parametrize("table", [pytest.param(load, id=load.__name__) for load in LOADERS])


@every_table
def test_every_name_and_alias_means_its_own_row_and_no_other(table: Callable[[], Vocabulary]) -> None:
    wrong = [
        label
        for entry in table()
        for label in entry.labels
        for printed in (label, label.upper(), label.replace(" ", "\u00a0 "))
        if table().lookup(printed) is not entry
    ]
    assert wrong == []


@every_table
def test_every_name_stays_whole_when_split(table: Callable[[], Vocabulary]) -> None:
    for entry in table():
        for label in entry.labels:
            assert table().split(label) == ((label, entry),)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (vocabulary.meetings, 16),
        (vocabulary.fields_of_work, 23),
    ],
)
def test_the_menu_is_covered(table: Callable[[], Vocabulary], rows: int) -> None:
    assert sum(entry.parent is None for entry in table()) == rows


@pytest.mark.parametrize(
    ("kind", "number"),
    [("participating_state", 57), ("asian_partner", 5), ("mediterranean_partner", 6), ("former_state", 2)],
)
def test_every_state_of_a_group_is_there(kind: str, number: int) -> None:
    assert sum(country.kind == kind for country in vocabulary.countries()) == number


def test_a_country_code_belongs_to_one_country() -> None:
    codes = [country.country for country in vocabulary.countries() if country.country]
    assert len(codes) == len(set(codes))


def test_every_field_operation_has_a_host_country_or_worked_in_several() -> None:
    hostless = [s.id for s in vocabulary.sources() if s.kind == "field_operation" and not s.country]
    assert hostless == ["missions-of-long-duration"]


@pytest.mark.parametrize("entry", list(vocabulary.sources()), ids=lambda entry: entry.id)
def test_every_source_fits_the_record(entry: Entry) -> None:
    fields = {key: getattr(entry, key) for key in ("id", "name", "kind", "status", "country")}
    msgspec.convert(fields | {"printed": entry.name}, Source)


def test_every_field_of_work_fits_the_record() -> None:
    for entry in vocabulary.fields_of_work():
        fields = {key: getattr(entry, key) for key in ("id", "name", "parent")}
        msgspec.convert(fields | {"printed": entry.name}, FieldOfWork)


def test_every_place_fits_the_record() -> None:
    for entry in vocabulary.places():
        fields = {key: getattr(entry, key) for key in ("id", "name", "country", "latitude", "longitude")}
        msgspec.convert(fields | {"printed": entry.name}, Place)


def test_every_content_type_fits_the_record() -> None:
    for entry in vocabulary.content_types():
        msgspec.convert(entry.kind, ContentType)


def test_what_a_section_holds_is_a_kind_of_menu_entry() -> None:
    for entry in vocabulary.sections():
        if entry.holds:
            msgspec.convert(entry.holds, MenuKind)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("The Netherlands", "NL"),
        ("Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Turkey", "TR"),
        ("TÜRKIYE", "TR"),
        ("the former Yugoslav Republic of Macedonia", "MK"),
        ("Moldova", "MD"),
        ("Republic of Moldova", "MD"),
        ("Kyrgyz Republic", "KG"),
        ("Россия", "RU"),
        ("Україна", "UA"),
        ("Bosna i Hercegovina", "BA"),
        ("Босна и Херцеговина", "BA"),
        ("Shqipëri", "AL"),
        ("Țările de Jos", "NL"),
        ("Ţările de Jos", "NL"),
        ("United States of America", "US"),
        ("Kosovo", "XK"),
        ("Serbia and Montenegro", None),
    ],
)
def test_country_names(printed: str, code: str | None) -> None:
    country = vocabulary.countries().lookup(printed)
    assert country is not None
    assert country.country == code


@pytest.mark.parametrize(
    ("printed", "holds"),
    [
        ("Fields of work", "field_of_work"),
        ("What we do", "field_of_work"),
        ("Participating States", "country"),
        ("Field operations", "field_operation"),
        ("Closed field activities", "field_operation"),
        ("Meetings and conferences", "meeting"),
        ("Where we are", None),
        ("About us", None),
    ],
)
def test_sections_of_the_menu(printed: str, holds: str | None) -> None:
    section = vocabulary.sections().lookup(printed)
    assert section is not None
    assert section.holds == holds


@pytest.mark.parametrize(
    ("printed", "meeting"),
    [
        ("Gender equality conferences", "gender-equality-review-conferences"),
        ("Gender Equality Review Conferences", "gender-equality-review-conferences"),
        ("Review Conferences", "review-conferences"),
        ("Security Review Conferences", "security-review-conferences"),
        ("Annual OSCE Asian conferences", "annual-osce-asian-conferences"),
        (
            "Plenary Meetings of the Forum for Security Cooperation",
            "plenary-meetings-of-the-forum-for-security-co-operation",
        ),
    ],
)
def test_meeting_series(printed: str, meeting: str) -> None:
    entry = vocabulary.meetings().lookup(printed)
    assert entry is not None
    assert entry.id == meeting


def rows_of(table: str) -> list[dict[str, str]]:
    text = resources.files("osce_crawler.vocabulary").joinpath(table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_table_is_checked_by_the_command() -> None:
    held = {
        path.name
        for path in resources.files("osce_crawler.vocabulary").iterdir()
        if path.name.endswith(".csv")
    }
    assert held == {*WORD_TABLES, *(f"{name}.csv" for name in TABLES)}


def test_every_year_since_1993_has_one_chair() -> None:
    years = [int(year) for row in rows_of("chairs.csv") for year in row["years"].split("|")]
    assert sorted(years) == list(range(1993, max(years) + 1))
    assert max(years) >= 2026


@pytest.mark.parametrize("row", rows_of("chairs.csv"), ids=lambda row: row["country"])
def test_a_national_chairmanship_is_known_in_every_form(row: dict[str, str]) -> None:
    country = vocabulary.countries().by_id[row["country"]].name
    first = {column: cell.split("|")[0] for column, cell in row.items()}
    for printed in (
        f"{first['en']} OSCE Chairmanship",
        f"{first['en']} Chairpersonship",
        f"The {first['en']} Chairmanship of the OSCE",
        f"{country}'s OSCE Chairmanship",
        f"OSCE Chairmanship of {country}",
        f"{country} - OSCE Chairpersonship {first['years']}",
        f"{first['ru'].capitalize()} председательство в ОБСЕ",
        f"Председательство {first['ru_of']} в ОБСЕ",
        f"{first['uk'].capitalize()} головування в ОБСЄ",
        f"Головування {first['uk_of']} в ОБСЄ",
        f"{first['de']} OSZE-Vorsitz",
        f"Présidence {first['fr']} de l'OSCE",
    ):
        found = vocabulary.sources().lookup(printed)
        assert (printed, found and found.id) == (printed, "chairpersonship")


# Missions of the first years, whose names in these languages are not known for certain.
NO_UKRAINIAN_NAME = {"advisory-and-monitoring-group-in-belarus", "kosovo-verification-mission"}
NO_SLAVONIC_NAME = {"missions-of-long-duration", "court-of-conciliation-and-arbitration"}


@pytest.mark.parametrize(
    "entry",
    [
        entry
        for entry in vocabulary.sources()
        if entry.kind in {"field_operation", "institution", "parliamentary_assembly"}
    ],
    ids=lambda entry: entry.id,
)
def test_operations_and_institutions_have_their_russian_and_ukrainian_names(entry: Entry) -> None:
    if entry.id not in NO_SLAVONIC_NAME:
        assert any("ОБСЕ" in label for label in entry.labels)
    if entry.id not in NO_SLAVONIC_NAME | NO_UKRAINIAN_NAME:
        assert any("ОБСЄ" in label for label in entry.labels)


@pytest.mark.parametrize("row", rows_of("source_openings.csv"), ids=lambda row: row["words"])
def test_an_opening_tells_a_kind_of_source_or_none(row: dict[str, str]) -> None:
    assert row["words"] == row["words"].casefold()
    assert row["kind"] in {"", "special_representative"}
