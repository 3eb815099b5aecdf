"""The steps from a printed release to a record, one test or more a step."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import DropItem

from osce_crawler import pipelines
from osce_crawler.items import WARNINGS, NavigationEntry, PressRelease, Source
from osce_crawler.normalise.datelines import Dateline
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import (
    Observation,
    PrintedImage,
    PrintedLink,
    PrintedRelease,
    PrintedTranslation,
)
from osce_crawler.pipelines import STEPS, Draft, Steps, Validate, draft_of, record_of
from osce_crawler.settings import ITEM_PIPELINES
from tests.making import TEXT, TITLE, entry, observation, release


def test_a_plain_release_needs_no_warning() -> None:
    record = record_of(observation())
    assert record.warnings == []
    assert (record.id, record.title, record.content_type) == ("300001-en", TITLE, "press_release")
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "time")
    assert [place.id for place in record.places] == ["vienna-at"]
    assert [source.id for source in record.sources] == ["secretariat"]
    assert [field.id for field in record.fields_of_work] == ["border-management"]
    assert record.body == f"VIENNA, 12 April 2016 – {TEXT}"


def test_a_crawl_takes_the_steps_of_an_extraction_between_joining_rows_and_keeping() -> None:
    in_crawl = [path.rpartition(".")[2] for path in sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)]
    assert in_crawl == ["JoinRows", "Steps", "Keep"]
    assert Steps().process_item(observation()).record == record_of(observation())


@pytest.mark.parametrize("step", STEPS)
def test_every_step_lets_other_items_pass(step: type) -> None:
    other = entry()
    assert step().process_item(other) is other


def test_clean_makes_one_line_of_a_title_and_keeps_breaks_in_paragraphs() -> None:
    record = record_of(
        observation(
            title="  Border\u00a0guards \n and doc\u00adtors\u200b ", paragraphs=["one\u2028two", " ", "x  y"]
        )
    )
    assert record.title == "Border guards and doctors"
    assert record.body == "one\ntwo\n\nx y"


def test_clean_leaves_nothing_that_is_no_unicode() -> None:
    record = record_of(observation(title="Border \ud800guards\x00", contacts="a\ud800\n\n b\u0085c"))
    assert record.title == "Border guards"
    assert record.contacts == "a\nb\nc"


def test_clean_drops_lists_that_hold_only_blanks() -> None:
    record = record_of(observation(sources=[" "], fields_of_work=["\u200b"], place=" ", contacts="\n"))
    assert (record.sources, record.fields_of_work, record.contacts) == ([], [], None)


def test_dateline_is_told_from_the_text() -> None:
    record = record_of(observation())
    assert record.dateline == "VIENNA, 12 April 2016 –"
    assert record.dateline_date == dt.date(2016, 4, 12)


def test_dateline_may_follow_a_correction_note() -> None:
    note = "Correction: an earlier version misspelt a name."
    record = record_of(observation(paragraphs=[note, f"VIENNA, 12 April 2016 – {TEXT}"]))
    assert record.dateline == "VIENNA, 12 April 2016 –"


def test_a_text_without_dateline_has_none() -> None:
    record = record_of(observation(paragraphs=[TEXT]))
    assert (record.dateline, record.dateline_date) == (None, None)


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


def test_place_of_the_label_comes_before_that_of_the_dateline_and_a_difference_is_told() -> None:
    record = record_of(observation(place="Warsaw"))
    assert [(place.id, place.printed) for place in record.places] == [("warsaw-pl", "Warsaw")]
    assert record.warnings == ["place_differs_from_dateline"]


def test_the_same_place_in_other_letters_is_no_difference() -> None:
    assert record_of(observation(place="Вена")).warnings == []


def test_place_of_the_dateline_serves_where_no_label_is() -> None:
    record = record_of(observation(place=None))
    assert [(place.id, place.printed) for place in record.places] == [("vienna-at", "VIENNA")]


def test_place_of_the_date_line_serves_where_nothing_else_is() -> None:
    record = record_of(observation(place=None, dates={"line": "ALMATY 7 July 2021"}, paragraphs=[TEXT]))
    assert [(place.id, place.printed) for place in record.places] == [("almaty-kz", "ALMATY")]
    assert record.date_printed == "7 July 2021"


def test_no_place_printed_is_no_place() -> None:
    assert record_of(observation(place=None, paragraphs=[TEXT])).places == []


EVIDENCE = ["time", "label", "line", "listing", "meta"]


@pytest.mark.parametrize("first", range(len(EVIDENCE)))
def test_the_most_trusted_evidence_gives_the_date(first: int) -> None:
    dates = {kind: f"{10 + number} April 2016" for number, kind in enumerate(EVIDENCE) if number >= first}
    record = record_of(observation(dates=dict(reversed(dates.items())), paragraphs=[TEXT]))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 10 + first), EVIDENCE[first])
    assert record.date_printed == f"{10 + first} April 2016"


def test_the_dateline_gives_the_date_where_nothing_else_does() -> None:
    record = record_of(observation(dates={}))
    assert (record.date, record.date_evidence, record.date_printed) == (
        dt.date(2016, 4, 12),
        "dateline",
        "12 April 2016",
    )
    assert record.warnings == ["date_from_dateline"]


def test_evidence_that_cannot_be_read_gives_way_but_stays_as_printed() -> None:
    record = record_of(observation(dates={"label": "31 April 2016", "listing": "12 April 2016"}))
    assert (record.date, record.date_evidence) == (dt.date(2016, 4, 12), "listing")
    assert record.date_printed == "31 April 2016"
    assert record.warnings == ["date_unreadable"]


def test_metadata_that_is_no_date_is_no_news() -> None:
    record = record_of(observation(dates={"meta": "soon"}, paragraphs=[TEXT]))
    assert (record.date, record.date_printed, record.warnings) == (None, None, ["no_date"])


def test_no_date_at_all_is_null_and_told() -> None:
    record = record_of(observation(dates={}, paragraphs=[TEXT]))
    assert (record.date, record.date_evidence, record.warnings) == (None, None, ["no_date"])


def test_a_date_after_the_day_of_retrieval_is_not_taken() -> None:
    late = observation(
        dates={"time": "3 December 2025"}, paragraphs=[TEXT], retrieved_at="2025-12-01T23:59:59Z"
    )
    assert record_of(late).warnings == ["date_out_of_bounds", "no_date"]
    late = observation(
        dates={"time": "2 December 2025"}, paragraphs=[TEXT], retrieved_at="2025-12-01T00:00:00Z"
    )
    assert record_of(late).date == dt.date(2025, 12, 2)


def test_publishing_date_and_dateline_that_differ_are_both_kept_and_told() -> None:
    record = record_of(observation(dates={"time": "14 April 2016"}))
    assert (record.date, record.dateline_date) == (dt.date(2016, 4, 14), dt.date(2016, 4, 12))
    assert record.warnings == ["date_differs_from_dateline"]


@pytest.mark.parametrize(
    ("published", "warning"),
    [("23 August 2015", "dateline_year_from_date"), ("24 August 2015", "date_differs_from_dateline")],
)
def test_a_dateline_without_a_year_is_compared_by_day_and_month(published: str, warning: str) -> None:
    record = record_of(observation(dates={"time": published}, paragraphs=[f"VIENNA, 23 August – {TEXT}"]))
    assert record.dateline_date is None
    assert record.warnings == [warning]


def test_an_address_without_a_number_makes_no_record() -> None:
    with pytest.raises(DropItem, match="press-releases: the address ends with no nid"):
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

    monkeypatch.setattr(pipelines, "read_sources", know_nothing)
    monkeypatch.setattr(pipelines, "__version__", "9.9.9")
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


def printed_entry(**changes: Any) -> PrintedEntry:
    said: dict[str, Any] = {
        "menu_page": "https://www.osce.org/",
        "language": "en",
        "url": "https://www.osce.org/countries/finland",
        "path": (("Countries", 1), ("Finland – OSCE Chairpersonship 2025", 1)),
        "position": 7,
        "siblings": ["Estonia", "Finland – OSCE Chairpersonship 2025", "France"],
        "has_children": False,
        "retrieved_at": "2025-12-01T10:00:00Z",
    }
    return PrintedEntry(**(said | changes))


def made(printed: PrintedEntry) -> NavigationEntry:
    made = pipelines.MakeMenuEntry().process_item(printed)
    assert isinstance(made, NavigationEntry)
    assert Validate().fault_of(made) is None
    return made


def test_a_menu_entry_is_told_from_its_label_and_place() -> None:
    finland = made(printed_entry())
    assert (finland.id, finland.parent) == ("www.osce.org/countries/finland", "www.osce.org/countries")
    assert (finland.label, finland.printed) == ("Finland", "Finland – OSCE Chairpersonship 2025")
    assert (finland.kind, finland.country, finland.chairpersonship_year) == ("country", "FI", 2025)
    assert (finland.path, finland.level, finland.position) == (["Countries", "Finland"], 2, 7)


def test_the_second_of_two_equal_entries_has_an_id_of_its_own() -> None:
    first, second = (
        made(printed_entry(path=(("Youth", number),), siblings=["Youth"] * 2)) for number in (1, 2)
    )
    assert (first.id, second.id) == ("www.osce.org/youth", "www.osce.org/youth-2")
    assert (first.label, second.label) == ("Youth", "Youth")


def test_an_invalid_record_is_dropped_with_its_id_and_fault() -> None:
    draft = draft_of(observation())
    draft.record = release(title="")
    with pytest.raises(DropItem, match=r"invalid record 300001-en: .*title"):
        Validate().process_item(draft)


@pytest.mark.parametrize(
    ("key", "value"),
    [("content_type", "poem"), ("url", "osce.org/1"), ("body", None), ("date", "soon"), ("body", "\ud800")],
)
def test_validation_looks_at_every_key(key: str, value: Any) -> None:
    assert Validate().fault_of(release(**{key: value})) is not None


def test_a_release_without_a_title_is_no_record() -> None:
    with pytest.raises(DropItem, match="invalid record"):
        record_of(observation(title=" "))


def test_a_dateline_that_the_calendar_lacks_gives_no_day() -> None:
    draft = Draft(observation(paragraphs=["x"]))
    draft.dateline = Dateline("VIENNA, 31 April 2016 –", "VIENNA", "31 April 2016")
    pipelines.ReadDates().read(draft)
    assert (draft.dateline_date, draft.date) == (None, dt.date(2016, 4, 12))


wild = st.text(st.characters(exclude_categories=[]), max_size=40)
wild_links = st.lists(st.builds(PrintedLink, wild, wild), max_size=2)
wild_printed = st.builds(
    PrintedRelease,
    title=wild,
    content_type=st.none() | wild,
    dates=st.dictionaries(st.sampled_from(EVIDENCE), wild | st.just("12 April 2016")),
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
    except DropItem:
        return
    assert isinstance(record, PressRelease)
    assert Validate().fault_of(record) is None
    assert set(record.warnings) <= set(WARNINGS)


@pytest.mark.parametrize("words", ["6 years ago", "14 Mar", "03/04/2006"])
def test_a_time_that_prints_no_one_day_takes_that_of_its_attribute(words: str) -> None:
    record = record_of(observation(dates={"time": words, "time_attribute": "2006-04-03T12:00:00Z"}))
    assert (str(record.date), record.date_evidence, record.date_printed) == ("2006-04-03", "time", words)


def test_a_stamp_late_in_the_evening_is_no_day_of_its_own_against_the_dateline() -> None:
    record = record_of(
        observation(
            dates={"meta": "2006-03-13T23:00:00Z"}, paragraphs=["OSH, 14 March 2006 – The valleys met today."]
        )
    )
    assert (str(record.date), record.date_evidence) == ("2006-03-14", "dateline")
    assert "date_differs_from_dateline" not in record.warnings


def test_a_time_that_prints_its_day_keeps_it_whatever_moment_its_attribute_is() -> None:
    dates = {"time": "11 April 2016", "time_attribute": "2016-04-11T22:00:00Z"}
    record = record_of(observation(dates=dates))
    assert (str(record.date), record.date_evidence) == ("2016-04-11", "time")
    assert "date_differs_from_dateline" in record.warnings
