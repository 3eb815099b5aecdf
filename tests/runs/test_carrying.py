"""What a new reading takes over from the dataset that was published before."""

from osce_crawler.items import PressRelease
from osce_crawler.runs.carrying import carried_over
from tests.making import release

BEFORE, NOW = "2025-01-01T00:00:00Z", "2025-12-01T00:00:00Z"
OTHER_HASH = "sha256:" + "0" * 64


def read(moment: str, **changes: object) -> PressRelease:
    return release(first_seen=moment, last_changed=moment, retrieved_at=moment, **changes)


def test_an_item_seen_before_keeps_when_it_was_first_seen() -> None:
    (record,) = carried_over([read(BEFORE)], [read(NOW)], keep_unread=True)
    assert (record.first_seen, record.last_changed, record.retrieved_at) == (BEFORE, BEFORE, NOW)


def test_an_item_that_prints_something_else_changed_now() -> None:
    (record,) = carried_over([read(BEFORE)], [read(NOW, content_hash=OTHER_HASH)], keep_unread=True)
    assert (record.first_seen, record.last_changed) == (BEFORE, NOW)


def test_a_published_language_stays_for_the_same_number_and_address() -> None:
    old = read(BEFORE, id="300001-sr", language="sr")
    (record,) = carried_over([old], [read(NOW, id="300001-hr", language="hr")], keep_unread=True)
    assert (record.id, record.language, record.first_seen) == ("300001-sr", "sr", BEFORE)


def test_the_language_of_another_address_is_its_own() -> None:
    old = read(BEFORE, id="300001-ru", language="ru", url="https://www.osce.org/ru/secretariat/300001")
    records = carried_over([old], [read(NOW)], keep_unread=True)
    assert {record.id for record in records} == {"300001-en", "300001-ru"}


def test_what_was_not_read_this_time_is_kept_only_where_that_is_asked_for() -> None:
    old = read(BEFORE, id="7-en", nid="7", url="https://www.osce.org/cio/7")
    assert [one.id for one in carried_over([old], [read(NOW)], keep_unread=True)] == ["300001-en", "7-en"]
    assert [one.id for one in carried_over([old], [read(NOW)], keep_unread=False)] == ["300001-en"]
