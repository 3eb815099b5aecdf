"""What a new reading takes over from the record that was published before."""

import pytest

from osce_crawler.dataset.carry import carry_history, language_of_old
from osce_crawler.items import PressRelease
from tests.making import release

BEFORE, NOW = "2025-01-01T00:00:00Z", "2025-12-01T00:00:00Z"
OTHER_HASH = "sha256:" + "0" * 64
URL = "https://www.osce.org/secretariat/300001"


def read(moment: str, **changes: object) -> PressRelease:
    return release(first_seen=moment, last_changed=moment, retrieved_at=moment, **changes)


def carried(record: PressRelease, before: PressRelease, *, replayed: bool = False) -> PressRelease:
    carry_history(record, before, replayed=replayed)
    return record


def test_an_item_seen_before_keeps_when_it_was_first_seen() -> None:
    record = carried(read(NOW), read(BEFORE))
    assert (record.first_seen, record.last_changed, record.retrieved_at) == (BEFORE, BEFORE, NOW)


def test_an_item_that_prints_something_else_changed_now() -> None:
    record = carried(read(NOW, content_hash=OTHER_HASH), read(BEFORE))
    assert (record.first_seen, record.last_changed) == (BEFORE, NOW)


def test_a_saved_page_of_the_same_moment_that_is_read_otherwise_did_not_change() -> None:
    before = release(first_seen=BEFORE, last_changed=BEFORE, retrieved_at=NOW)
    record = release(content_hash=OTHER_HASH, first_seen=NOW, last_changed=NOW, retrieved_at=NOW)
    assert carried(record, before, replayed=True).last_changed == BEFORE


def test_a_page_asked_for_twice_in_one_second_may_have_changed() -> None:
    before = release(first_seen=BEFORE, last_changed=BEFORE, retrieved_at=NOW)
    record = release(content_hash=OTHER_HASH, first_seen=NOW, last_changed=NOW, retrieved_at=NOW)
    assert carried(record, before).last_changed == NOW


def test_the_last_change_never_goes_back_if_the_clock_does() -> None:
    record = carried(read(BEFORE, content_hash=OTHER_HASH), read(NOW))
    assert (record.first_seen, record.last_changed) == (BEFORE, NOW)


def test_every_address_that_ever_gave_the_item_stays() -> None:
    before = read(BEFORE, url=URL, other_urls=["https://www.osce.org/node/300001"])
    record = carried(read(NOW, url="https://www.osce.org/new/300001", other_urls=[]), before)
    assert record.other_urls == ["https://www.osce.org/node/300001", URL]


@pytest.mark.parametrize(
    ("nid", "url", "language"),
    [
        ("300001", URL, "sr"),
        ("300001", "https://www.osce.org/ru/secretariat/300001", None),
        ("300002", URL, None),
    ],
    ids=["same number and address", "another address", "another number"],
)
def test_a_published_language_stays_for_the_same_number_and_address(
    nid: str, url: str, language: str | None
) -> None:
    assert language_of_old(nid, url, {URL: "300001-sr"}) == language
