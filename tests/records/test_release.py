"""From an observation to its record."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.items import WARNINGS, PressRelease
from osce_crawler.pages.observation import (
    Observation,
    PrintedImage,
    PrintedLink,
    PrintedRelease,
    PrintedTranslation,
)
from osce_crawler.records.dating import EVIDENCE
from osce_crawler.records.release import id_of, record_of
from osce_crawler.records.validating import NoRecordError, fault_of
from tests.making import TEXT, TITLE, observation


def test_a_plain_release_needs_no_warning() -> None:
    record = record_of(observation())
    assert record.warnings == []
    assert (record.id, record.title, record.content_type) == ("300001-en", TITLE, "press_release")
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "time")
    assert [place.id for place in record.places] == ["vienna-at"]
    assert [source.id for source in record.sources] == ["secretariat"]
    assert [field.id for field in record.fields_of_work] == ["border-management"]
    assert record.body == f"VIENNA, 12 April 2016 – {TEXT}"


def test_language_is_that_of_the_text_not_of_the_address() -> None:
    assert (
        record_of(observation("https://www.osce.org/tk/secretariat/300001", language="tk")).id == "300001-en"
    )


def test_a_page_without_text_says_so() -> None:
    assert "no_body" in record_of(observation(paragraphs=[])).warnings


def test_a_repaired_encoding_is_told() -> None:
    assert record_of(observation(repaired=True)).warnings == ["encoding_repaired"]


def test_a_text_that_a_weak_rule_ended_is_told() -> None:
    assert record_of(observation(text_uncertain=True)).warnings == ["text_uncertain"]


def test_a_label_that_nobody_knows_is_told() -> None:
    assert record_of(observation(unknown_labels=["Reference: X/12"])).warnings == ["unknown_label"]
    assert record_of(observation(unknown_labels=["\u200b"])).warnings == []


@pytest.mark.parametrize(
    ("printed", "kind", "warnings"),
    [
        ("News Item", "news", []),
        (None, "other", []),
        ("Ode to the border", "other", ["unknown_content_type"]),
    ],
)
def test_content_type(printed: str | None, kind: str, warnings: list[str]) -> None:
    record = record_of(observation(content_type=printed))
    assert (record.content_type, record.content_type_printed, record.warnings) == (kind, printed, warnings)


def test_an_unknown_source_keeps_its_printed_name() -> None:
    record = record_of(observation(sources=["OSCE Secretariat, Guild of Lamplighters"]))
    assert [(source.id, source.name) for source in record.sources] == [
        ("secretariat", "OSCE Secretariat"),
        (None, "Guild of Lamplighters"),
    ]
    assert record.warnings == ["unknown_source"]


def test_an_unknown_field_of_work_keeps_its_printed_name() -> None:
    record = record_of(observation(fields_of_work=["Border management, Deep sea diving"]))
    assert [(field.id, field.name) for field in record.fields_of_work] == [
        ("border-management", "Border management"),
        (None, "Deep sea diving"),
    ]
    assert record.warnings == ["unknown_field_of_work"]


def test_an_address_without_a_number_makes_no_record() -> None:
    with pytest.raises(NoRecordError, match="press-releases: the address ends with no nid"):
        record_of(observation("https://www.osce.org/press-releases"))


def test_moments_are_those_of_the_page() -> None:
    record = record_of(observation(retrieved_at="2025-11-30T08:15:00Z"))
    assert {record.first_seen, record.last_changed, record.retrieved_at} == {"2025-11-30T08:15:00Z"}


def test_other_addresses_are_listed_once_and_in_order() -> None:
    record = record_of(observation(other_urls=["https://www.osce.org/b/1", "https://www.osce.org/a/1"] * 2))
    assert record.other_urls == ["https://www.osce.org/a/1", "https://www.osce.org/b/1"]


def test_links_files_images_and_translations_are_kept_apart() -> None:
    record = record_of(
        observation(
            links=[PrintedLink("https://www.osce.org/a", "a\u00a0 link")],
            documents=[PrintedLink("https://www.osce.org/a.pdf", "")],
            images=[PrintedImage("https://www.osce.org/a.jpg", "")],
            translations=[PrintedTranslation("https://www.osce.org/ru/secretariat/300001", "ru")],
        )
    )
    assert [(link.url, link.text) for link in record.links] == [("https://www.osce.org/a", "a link")]
    assert [(link.url, link.text) for link in record.documents] == [("https://www.osce.org/a.pdf", "")]
    assert [(image.url, image.caption) for image in record.images] == [("https://www.osce.org/a.jpg", None)]
    assert [(other.language, other.url) for other in record.translations] == [
        ("ru", "https://www.osce.org/ru/secretariat/300001")
    ]


wild = st.text(st.characters(exclude_categories=[]), max_size=40)
wild_links = st.lists(st.builds(PrintedLink, wild, wild), max_size=2)
wild_printed = st.builds(
    PrintedRelease,
    title=wild,
    content_type=st.none() | wild,
    dates=st.dictionaries(st.sampled_from([*EVIDENCE, "time_attribute"]), wild | st.just("12 April 2016")),
    place=st.none() | wild,
    sources=st.lists(wild, max_size=3),
    fields_of_work=st.lists(wild, max_size=3),
    paragraphs=st.lists(wild, max_size=3),
    links=wild_links,
    documents=wild_links,
    images=st.lists(st.builds(PrintedImage, wild, wild), max_size=2),
    contacts=st.none() | wild,
    translations=st.lists(st.builds(PrintedTranslation, wild, wild), max_size=2),
    language=st.none() | wild,
    repaired=st.booleans(),
    unknown_labels=st.lists(wild, max_size=2),
    text_uncertain=st.booleans(),
)


@given(wild_printed, st.sampled_from(["/cio/232506", "/ru/cio/232506", "/press-releases", "/"]))
def test_whatever_a_page_prints_is_a_valid_record_or_dropped(printed: PrintedRelease, path: str) -> None:
    try:
        record = record_of(Observation(f"https://www.osce.org{path}", printed, 3, "2025-12-01T10:00:00Z"))
    except NoRecordError:
        return
    assert isinstance(record, PressRelease)
    assert fault_of(record) is None
    assert set(record.warnings) <= set(WARNINGS)


def test_making_a_record_leaves_the_observation_as_it_came() -> None:
    seen = observation(title=" Border  guards ")
    record_of(seen)
    assert seen.printed.title == " Border  guards "


@pytest.mark.parametrize(
    "words",
    [
        "Пограничники и врачи провели\u00ad сегодня совместные учения на\u200b берегу озера.",
        "The guards\x07 and the doctors trained together on the shore of\u200b the\u2028lake today.",
        "\u200b",
    ],
)
def test_the_id_of_an_observation_is_the_one_of_its_record(words: str) -> None:
    seen = observation(
        title=f" Title {words} ", paragraphs=["", words, f"{words}\u0085{words}"], language="ru"
    )
    assert id_of(seen) == record_of(seen).id
