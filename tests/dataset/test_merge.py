"""One item seen in several ways becomes one."""

import copy
from typing import Any

import pytest

from osce_crawler.dataset.merge import joined, merged, remembered
from osce_crawler.pages.listing import Row
from osce_crawler.pages.observation import PrintedLink
from osce_crawler.records.release import record_of
from tests.making import TITLE, observation, release

URL = "https://www.osce.org/secretariat/300001"


def row(url: str = URL, **changes: Any) -> Row:
    said: dict[str, Any] = {
        "title": "Title of the list",
        "date": "13 April 2016",
        "content_type": "News",
        "place": "Graz",
        "sources": ["OSCE Mission to Skopje"],
        "fields_of_work": ["Youth"],
        "snippet": "…",
    }
    return Row(url, **(said | changes))


def test_a_row_fills_only_what_the_page_does_not_print() -> None:
    bare = observation(content_type=None, place=None, sources=[], fields_of_work=[])
    printed = joined(bare, [row()]).printed
    assert (printed.content_type, printed.place) == ("News", "Graz")
    assert (printed.sources, printed.fields_of_work) == (["OSCE Mission to Skopje"], ["Youth"])
    assert printed.dates == {"listing": "13 April 2016", "time": "12 April 2016"}
    assert printed.title == TITLE


def test_what_the_page_prints_is_not_replaced() -> None:
    printed = joined(observation(), [row()]).printed
    assert (printed.content_type, printed.place) == ("Press release", "Vienna")
    assert (printed.sources, printed.fields_of_work) == (["OSCE Secretariat"], ["Border management"])


@pytest.mark.parametrize(
    "address",
    [
        "https://www.osce.org/node/300001",
        "https://osce.org/secretariat/300001",
        "http://www.osce.org/x/y/300001?a=1",
    ],
)
def test_a_row_finds_its_item_by_number_whatever_its_address(address: str) -> None:
    whole = joined(observation(sources=[]), [row(address)])
    assert whole.printed.sources == ["OSCE Mission to Skopje"]
    assert len(whole.other_urls) == 1


def test_the_first_of_several_rows_counts_and_the_next_fills_gaps() -> None:
    rows = [row(fields_of_work=[]), row(sources=["OSCE Centre in Bishkek"])]
    printed = joined(observation(sources=[], fields_of_work=[]), rows).printed
    assert (printed.sources, printed.fields_of_work) == (["OSCE Mission to Skopje"], ["Youth"])


def test_a_row_adds_its_address_but_never_the_items_own() -> None:
    assert joined(observation(), [row(), row(URL + "?fbclid=1")]).other_urls == []


def test_rows_that_add_nothing_leave_the_observation_itself() -> None:
    once = joined(observation(sources=[]), [row()])
    assert joined(once, [row()]) is once


def test_joining_leaves_the_observation_as_it_was() -> None:
    before = observation(sources=[])
    kept = copy.deepcopy(before)
    joined(before, [row("https://www.osce.org/node/300001")])
    assert before == kept


def test_within_a_generation_the_records_own_address_comes_first() -> None:
    other = "https://odihr.osce.org/odihr/300001"
    later = observation(other, retrieved_at="2026-01-01T00:00:00Z", title="Later title")
    own = observation(retrieved_at="2025-01-01T00:00:00Z", contacts=None)
    newer = observation(other, generation=4, title="Newer title")
    for both in ([later, own], [own, later]):
        assert (merged(both, URL).printed.title, merged(both, URL).other_urls) == (TITLE, [other])
        assert merged(both).printed.title == "Later title"
    assert merged([own, newer], URL).printed.title == "Newer title"
    # What the own address redirects to is its word, too.
    moved = observation(other, retrieved_at="2025-01-01T00:00:00Z", title="Moved", other_urls=[URL])
    stranger = observation("https://odihr.osce.org/x/300001", retrieved_at="2026-01-01T00:00:00Z", title="X")
    assert merged([stranger, moved], URL).printed.title == "Moved"


def test_the_newer_generation_comes_first_and_what_only_the_older_prints_is_added() -> None:
    older = observation(
        "https://www.osce.org/node/300001",
        generation=2,
        retrieved_at="2026-01-01T00:00:00Z",
        title="Older title",
        contacts="press@osce.org",
        documents=[PrintedLink("https://www.osce.org/a.pdf", "a")],
        dates={"line": "14 April 2016"},
    )
    newer = observation(generation=3, retrieved_at="2025-01-01T00:00:00Z")
    for both in ([older, newer], [newer, older]):
        one = merged(both)
        assert (one.url, one.generation, one.printed.title) == (URL, 3, TITLE)
        assert one.printed.contacts == "press@osce.org"
        assert one.printed.documents == [PrintedLink("https://www.osce.org/a.pdf", "a")]
        assert one.printed.dates == {"time": "12 April 2016", "line": "14 April 2016"}
        assert one.other_urls == ["https://www.osce.org/node/300001"]


def test_of_two_dates_of_one_kind_that_of_the_newer_generation_counts() -> None:
    older = observation(generation=2, dates={"time": "14 April 2016"})
    assert merged([older, observation()]).printed.dates == {"time": "12 April 2016"}


def test_within_a_generation_the_later_reading_comes_first() -> None:
    earlier = observation(retrieved_at="2025-01-01T00:00:00Z", title="Before")
    later = observation(retrieved_at="2025-01-02T00:00:00Z", title="After")
    for both in ([earlier, later], [later, earlier]):
        assert merged(both).printed.title == "After"
        assert merged(both).retrieved_at == "2025-01-02T00:00:00Z"


def test_language_and_encoding_are_those_of_the_page_that_was_taken() -> None:
    older = observation(generation=2, language="de", repaired=True)
    one = merged([older, observation(language=None)])
    assert (one.printed.language, one.printed.repaired) == (None, False)


def test_what_an_earlier_run_read_on_a_list_is_remembered_for_a_page_that_prints_none_of_it() -> None:
    before = record_of(
        joined(observation(generation=2, sources=[], fields_of_work=[], content_type=None), [row()])
    )
    now = remembered(observation(generation=2, sources=[], fields_of_work=[], content_type=None), before)
    assert (now.printed.sources, now.printed.fields_of_work) == (["OSCE Mission to Skopje"], ["Youth"])
    assert now.printed.content_type == "News"
    assert record_of(now).content_hash == before.content_hash


def test_what_the_page_prints_is_not_replaced_by_what_is_remembered() -> None:
    now = observation()
    assert remembered(now, release()) is now


def test_labels_that_nobody_knows_are_added_like_any_printed_fact() -> None:
    newer, older = observation(), observation(generation=2, unknown_labels=["Reference: X/12"])
    assert merged([newer, older]).printed.unknown_labels == ["Reference: X/12"]


def test_a_text_is_as_certain_as_the_page_that_it_was_taken_from() -> None:
    older = observation(generation=2, text_uncertain=True)
    assert not merged([observation(), older]).printed.text_uncertain
    assert merged([observation(paragraphs=[]), older]).printed.text_uncertain
