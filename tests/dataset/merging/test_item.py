"""What one item is that several datasets have: which variant goes first, what is filled, and what is kept."""

import datetime as dt
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from osce_crawler.dataset.merging.item import Item, Origin, digest, parted
from osce_crawler.exporters import encode
from osce_crawler.items import Link, PressRelease
from osce_crawler.records.content_hash import hash_of_record
from tests.making import release

OLDER_SITE = "https://d6.web.osce.org/secretariat/300001"
OTHER_SITE = "https://odihr.osce.org/secretariat/300001"
FIRST, LATER, LAST = "2025-12-01T10:00:00Z", "2025-12-05T10:00:00Z", "2025-12-09T10:00:00Z"
RUSSIAN = release(
    id="300001-ru",
    language="ru",
    title="Встреча",
    body="ВЕНА, 12 апреля 2016 г.",
    contacts="Ana Example",
    retrieved_at=FIRST,
    first_seen=FIRST,
    last_changed=FIRST,
)
NO_DATE: dict[str, Any] = {"date": None, "date_evidence": None, "date_printed": None, "warnings": ["no_date"]}


def read(at: str = FIRST, **changes: Any) -> PressRelease:
    """A record of a page that was read at that moment."""
    return release(**({"retrieved_at": at, "first_seen": at, "last_changed": at} | changes))


def item(record: PressRelease, origin: Origin | None = None) -> Item:
    return Item.of(encode(record) + b"\n", record, 0, origin)


def merged(*records: PressRelease) -> PressRelease:
    """The one record of these."""
    (one,) = parted([item(record) for record in records])
    return one.published()[0]


# Which variant goes first


def test_the_page_that_was_read_later_goes_first() -> None:
    assert merged(read(LATER, title="New"), read(FIRST, title="Old")).title == "New"


def test_the_newer_site_goes_before_a_later_reading_of_the_older_one() -> None:
    found = merged(read(FIRST, title="New site"), read(LAST, title="Old site", url=OLDER_SITE))
    assert (found.title, found.retrieved_at, found.other_urls) == ("New site", FIRST, [OLDER_SITE])


def test_of_one_moment_the_newer_reader_goes_first_by_number() -> None:
    assert merged(read(title="A", extractor="10.0.0"), read(title="B", extractor="9.0.0")).title == "A"


def test_of_one_moment_and_reader_the_same_one_goes_first_in_any_order() -> None:
    one, other = read(title="A"), read(title="B")
    assert merged(one, other) == merged(other, one)


# What is filled


@pytest.mark.parametrize(
    ("key", "empty"),
    [("places", []), ("sources", []), ("fields_of_work", []), ("links", []), ("contacts", None)],
)
def test_what_only_the_other_page_prints_is_added(key: str, empty: Any) -> None:
    full = {"links": [Link("https://a.org/", "A")], "contacts": "Ana Example"}
    older = read(FIRST, **{name: said for name, said in full.items() if name == key})
    found = merged(read(LATER, **{key: empty}), older)
    assert getattr(found, key) == getattr(older, key) != empty
    assert found.content_hash == older.content_hash


def test_a_record_that_is_as_one_page_prints_it_has_that_page_s_digest() -> None:
    whole = read(FIRST, sources=[], content_hash=f"sha256:{'a' * 64}")
    part = read(LATER, sources=[], places=[], content_hash=f"sha256:{'b' * 64}")
    found = merged(part, whole)
    assert (found.places, found.retrieved_at) == (whole.places, LATER)
    assert found.content_hash == whole.content_hash


def test_a_record_that_lacks_nothing_is_that_of_its_page_byte_for_byte() -> None:
    newest = read(LATER, first_seen=FIRST, contacts="Ana Example")
    assert encode(merged(newest, read(FIRST, title="Old"))) == encode(newest)


def test_day_evidence_and_words_of_a_date_are_of_one_page_with_their_warnings() -> None:
    older = read(FIRST, date_evidence="label", warnings=["date_range", "unknown_source"])
    found = merged(read(LATER, **NO_DATE), older)
    assert (found.date, found.date_evidence, found.date_printed) == (
        older.date,
        "label",
        older.date_printed,
    )
    assert found.warnings == ["date_range"]  # the source is the newer page's


def test_a_date_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    found = merged(read(LATER, **NO_DATE | {"date_printed": "32 April"}), read(FIRST))
    assert found.date_printed == "12 April 2016"


def test_a_dateline_belongs_to_its_text() -> None:
    found = merged(read(LATER, body="Guards met.", dateline=None, dateline_date=None), read(FIRST))
    assert (found.body, found.dateline, found.dateline_date) == ("Guards met.", None, None)
    found = merged(read(LATER, body="", dateline=None, dateline_date=None, warnings=["no_body"]), read(FIRST))
    assert (found.body, found.dateline) == (release().body, release().dateline)
    assert found.warnings == []


def test_a_date_beside_the_text_of_another_page_is_compared_with_its_dateline() -> None:
    newest = read(LATER, **NO_DATE)
    older = read(FIRST, date=dt.date(2016, 4, 20), date_printed="20 April 2016")
    assert "date_differs_from_dateline" in merged(newest, older).warnings
    assert merged(newest, read(FIRST)).warnings == []


def test_type_and_its_printed_word_are_of_one_page() -> None:
    found = merged(
        read(LATER, content_type="other", content_type_printed=None),
        read(FIRST, content_type="news", content_type_printed="News"),
    )
    assert (found.content_type, found.content_type_printed) == ("news", "News")


def test_a_filled_record_is_merged_again_as_if_all_came_at_once() -> None:
    newest, middle = read(LAST, contacts=None), read(LATER, contacts="Ben Example", links=[])
    oldest = read(FIRST, contacts="Ana Example", links=[Link("https://a.org/", "A")])
    (two,) = parted([item(newest), item(oldest)])
    record, origin = two.published()
    assert record.contacts == "Ana Example"
    (three,) = parted([item(record, origin), item(middle)])
    assert three.published()[0] == merged(oldest, middle, newest)
    assert three.published()[0].contacts == "Ben Example"


def test_what_is_known_of_a_record_that_a_run_replaced_since_counts_no_more() -> None:
    (two,) = parted([item(read(LATER, contacts=None)), item(read(FIRST, contacts="Ana Example"))])
    record, origin = two.published()
    record.title = "Another"
    assert [one.record.title for one in item(record, origin).variants.values()] == ["Another"]


def test_what_is_known_of_other_addresses_than_the_records_counts_not_at_all() -> None:
    (two,) = parted([item(read(LATER, contacts=None)), item(read(FIRST, contacts="Ana Example"))])
    record, origin = two.published()
    assert origin is not None
    elsewhere = [msgspec.structs.replace(one, url=OTHER_SITE) for one in origin.seen_as]
    odd = msgspec.structs.replace(origin, seen_as=elsewhere)
    assert item(record, odd).published() == (record, None)


# Its history


def test_the_item_was_first_seen_when_any_dataset_saw_it_first() -> None:
    found = merged(read(LATER, last_changed=LATER), read(LAST, first_seen=FIRST, last_changed=LATER))
    assert (found.first_seen, found.last_changed, found.retrieved_at) == (FIRST, LATER, LAST)


@pytest.mark.parametrize("differs", [{}, {"title": "Another"}, {"extractor": "10.0.0"}])
def test_of_one_reading_the_oldest_change_counts(differs: dict[str, str]) -> None:
    knows_the_past = read(LATER, first_seen=FIRST, last_changed=FIRST)
    found = merged(knows_the_past, read(LATER, **differs))
    assert (found.last_changed, found.retrieved_at) == (FIRST, LATER)
    assert merged(read(LATER, **differs), knows_the_past) == found


def test_a_reading_of_two_datasets_that_know_more_or_less_of_its_past_needs_nothing_beside_it() -> None:
    (one,) = parted([item(read(LATER)), item(read(LATER, first_seen=FIRST, last_changed=FIRST))])
    assert one.published() == (read(LATER, first_seen=FIRST, last_changed=FIRST), None)


def test_another_page_of_the_same_moment_says_nothing_of_when_this_one_changed() -> None:
    one = read(LATER, extractor="10.0.0")
    other = read(LATER, last_changed=FIRST, content_hash=f"sha256:{'b' * 64}", extractor="9.0.0")
    assert merged(one, other).last_changed == LATER


def test_a_page_found_gone_and_read_later_is_back() -> None:
    gone = read(FIRST, gone_on=dt.date(2025, 12, 5))
    assert merged(gone, read(LAST)).gone_on is None
    assert merged(gone, read(FIRST)).gone_on == dt.date(2025, 12, 5)


def test_a_page_read_and_found_gone_on_one_day_is_gone() -> None:
    assert merged(read(FIRST, gone_on=dt.date(2025, 12, 5)), read(LATER)).gone_on == dt.date(2025, 12, 5)


def test_a_page_of_another_address_that_is_gone_says_nothing_of_this_one() -> None:
    older = read(FIRST, url=OLDER_SITE, gone_on=dt.date(2025, 12, 9))
    assert merged(read(LATER), older).gone_on is None
    newer = read(FIRST, gone_on=dt.date(2025, 12, 5))
    assert merged(newer, read(LAST, url=OLDER_SITE)).gone_on == dt.date(2025, 12, 5)


# Which records are one item


def test_one_address_in_two_languages_has_id_and_words_of_the_newest_reading() -> None:
    found = merged(RUSSIAN, read(LATER, title="Guards met"))
    assert (found.id, found.language, found.title) == ("300001-en", "en", "Guards met")
    assert (found.body, found.first_seen) == (release().body, FIRST)


@pytest.mark.parametrize(
    ("key", "empty"),
    [
        ("places", []),
        ("sources", []),
        ("fields_of_work", []),
        ("links", []),
        ("contacts", None),
        ("translations", []),
        ("date", None),
        ("body", ""),
    ],
)
def test_a_page_in_another_language_fills_nothing(key: str, empty: Any) -> None:
    newest = read(LATER, first_seen=FIRST, **{key: empty})
    assert merged(RUSSIAN, newest) == newest


def test_the_same_text_read_later_as_another_language_takes_that_one_s_id() -> None:
    found = merged(read(FIRST, id="300001-sr", language="sr"), read(LATER, id="300001-hr", language="hr"))
    assert (found.id, found.language) == ("300001-hr", "hr")


def test_a_language_whose_newer_reading_comes_later_is_filled_from_its_own() -> None:
    (two,) = parted([item(RUSSIAN), item(read(LATER, contacts=None))])
    record, origin = two.published()
    assert origin is not None
    assert [(one.id, one.language) for one in origin.variants] == [("300001-en", "en"), ("300001-ru", "ru")]
    (three,) = parted(
        [item(record, origin), item(replace(RUSSIAN, retrieved_at=LAST, contacts=None, title="Again"))]
    )
    found = three.published()[0]
    assert (found.id, found.title, found.contacts) == ("300001-ru", "Again", RUSSIAN.contacts)


def test_a_page_in_another_language_that_is_kept_is_not_said_to_fill() -> None:
    (two,) = parted([item(RUSSIAN), item(read(LATER, contacts=None))])
    record, origin = two.published()
    assert origin is not None
    assert not origin.fills(record)


def test_readings_kept_under_the_id_of_their_row_are_read() -> None:
    """As an earlier version kept them."""
    (two,) = parted([item(RUSSIAN), item(read(LATER))])
    record, origin = two.published()
    assert origin is not None
    record.id, record.language = RUSSIAN.id, RUSSIAN.language
    for one in origin.variants:
        one.id, one.language = RUSSIAN.id, RUSSIAN.language
    origin.id, origin.record = record.id, digest(encode(record) + b"\n")
    (again,) = parted([item(record, origin), item(read(LAST))])
    assert len(again.variants) == 3
    assert again.published()[0].id == "300001-en"


def test_kept_readings_of_an_id_that_the_item_never_had_count_not_at_all() -> None:
    (two,) = parted([item(RUSSIAN), item(read(LATER))])
    record, origin = two.published()
    assert origin is not None
    origin.variants[0].id = "300001-de"
    assert item(record, origin).published() == (record, None)


def test_two_ids_stay_one_item_where_a_third_dataset_has_the_other_id_only() -> None:
    serbian, croatian = (read(FIRST, id=f"300001-{one}", language=one) for one in ("sr", "hr"))
    (two,) = parted([item(serbian), item(croatian)])
    record, origin = two.published()
    elsewhere = read(LAST, id="300001-sr", language="sr", url=OTHER_SITE)
    (three,) = parted([item(record, origin), item(elsewhere)])
    assert sorted(three.published()[0].other_urls) == [release().url]


def test_a_translation_is_an_item_of_its_own() -> None:
    other = read(id="300001-ru", language="ru", url="https://www.osce.org/ru/secretariat/300001")
    assert [one.id for one in parted([item(read()), item(other)])] == ["300001-en", "300001-ru"]


def test_the_digest_of_a_record_of_one_page_is_that_of_its_page() -> None:
    record = release(contacts=None)
    assert hash_of_record(record) == record.content_hash
