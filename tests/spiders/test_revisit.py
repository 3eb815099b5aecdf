"""What is asked for again, and what is not."""

import datetime as dt
from typing import Any

import pytest

from osce_crawler.outcomes import (
    EMITTED,
    KNOWN,
    NO_ANSWER,
    NOT_MODIFIED,
    UNFINISHED,
    Memory,
    Outcome,
    Records,
)
from osce_crawler.spiders.revisit import Revisit
from tests.politeness.driving import ODIHR, WWW, settings_of

TODAY = dt.date(2026, 3, 1)
FIRST_DAY_INSIDE = dt.date(2025, 12, 31)  # sixty days before
DAY = dt.timedelta(days=1)
OLD = dt.date(2016, 4, 12)
FUTURE = dt.date(2106, 4, 12)
ITEM = f"{WWW}/cio/300001"
OUTSIDE = "outside the range"


def release(day: dt.date | None, url: str = ITEM, **marks: Any) -> tuple[Outcome, dt.date | None]:
    """An item that gave a record of this day."""
    return Outcome(url, EMITTED, id=url, **marks), day


def window(*known: tuple[Outcome, dt.date | None], **settings: Any) -> Revisit:
    days = {seen.id: day for seen, day in known if seen.id and day}
    memory = Memory([seen for seen, _ in known], Records(days))
    return Revisit.from_settings(settings_of(**settings), memory, TODAY)


def other(why: str, url: str = ITEM, **marks: Any) -> tuple[Outcome, None]:
    """An item that gave no record."""
    return Outcome(url, why, **marks), None


# What is known


def test_what_nothing_is_known_of_is_asked_for_whatever_its_day() -> None:
    for day in (None, OLD, TODAY, FUTURE):
        assert window().why_not(ITEM, day, None) is None


def test_before_a_crawl_begins_nothing_is_known_and_everything_is_asked_for() -> None:
    before = Revisit()
    for day in (None, OLD, TODAY, FUTURE):
        assert before.why_not(ITEM, day, "2016-04-12") is None
        assert not before.is_behind(ITEM, day, known=True)
    assert before.conditions(ITEM) is None
    assert [*before.unlisted()] == []


def test_what_lists_were_read_through_is_known_where_no_item_is() -> None:
    memory = Memory(read_through=[f"{WWW}/"])
    assert Revisit(memory).memory is memory


@pytest.mark.parametrize(
    ("day", "asked"),
    [(TODAY, True), (FIRST_DAY_INSIDE, True), (FIRST_DAY_INSIDE - DAY, False), (OLD, False), (FUTURE, True)],
)
def test_a_known_release_is_asked_for_again_for_sixty_days(day: dt.date, asked: bool) -> None:
    assert window(release(day)).why_not(ITEM, None, None) == (None if asked else KNOWN)


def test_for_how_many_days_can_be_set() -> None:
    ten = window(release(TODAY - 10 * DAY), REVISIT_DAYS=10)
    assert ten.why_not(ITEM, None, None) is None
    assert window(release(TODAY - 11 * DAY), REVISIT_DAYS=10).why_not(ITEM, None, None) == KNOWN
    assert window(release(TODAY - DAY), REVISIT_DAYS=0).why_not(ITEM, None, None) == KNOWN


def test_the_day_of_the_record_counts_not_the_one_that_a_list_prints() -> None:
    assert window(release(OLD)).why_not(ITEM, TODAY, None) == KNOWN
    assert window(release(TODAY)).why_not(ITEM, OLD, None) is None


def test_a_record_without_a_day_is_asked_for_again() -> None:
    assert window(release(None)).why_not(ITEM, None, None) is None


@pytest.mark.parametrize("url", [f"{WWW}/node/300001", f"{WWW}/secretariat/300001", f"{ODIHR}/cio/300001"])
def test_an_item_is_known_whichever_of_its_addresses_is_found(url: str) -> None:
    assert window(release(OLD)).why_not(url, None, None) == KNOWN


@pytest.mark.parametrize(
    "url", [f"{WWW}/ru/cio/300001", "https://d6.web.osce.org/cio/300001", f"{WWW}/cio/300002"]
)
def test_another_language_and_the_older_site_have_items_of_their_own(url: str) -> None:
    assert window(release(OLD)).why_not(url, None, None) is None


@pytest.mark.parametrize("why", sorted(UNFINISHED))
def test_what_could_not_be_had_is_asked_for_again_however_old(why: str) -> None:
    assert window(other(why)).why_not(ITEM, OLD, None) is None
    assert [*window(other(why)).unlisted()] == [ITEM]


@pytest.mark.parametrize("why", ["event", "document"])
def test_what_is_no_release_is_asked_for_again_while_a_list_prints_a_day_of_the_window(why: str) -> None:
    known = window(other(why))
    assert known.why_not(ITEM, TODAY, None) is None
    assert known.why_not(ITEM, FIRST_DAY_INSIDE - DAY, None) == KNOWN
    assert known.why_not(ITEM, None, None) == KNOWN
    assert [*known.unlisted()] == []


@pytest.mark.parametrize("why", ["404", "410"])
def test_what_was_gone_is_asked_for_again_while_anything_names_it(why: str) -> None:
    known = window(other(why))
    for day in (TODAY, OLD, None):
        assert known.why_not(ITEM, day, None) is None
    assert [*known.unlisted()] == []
    # Another address of a known item, too; the item itself rests.
    both = window(other(why, f"{WWW}/node/300001"), release(OLD))
    assert both.why_not(f"{WWW}/node/300001", None, None) is None
    assert both.why_not(ITEM, None, None) == KNOWN


# The sitemap's word


@pytest.mark.parametrize("seen", [release(OLD, lastmod="2020-01-01"), other("event", lastmod="2020-01-01")])
def test_what_a_sitemap_says_to_have_changed_is_asked_for_however_old(
    seen: tuple[Outcome, dt.date | None],
) -> None:
    assert window(seen).why_not(ITEM, None, "2026-02-28") is None
    assert window(seen).why_not(ITEM, None, "2020-01-01") == KNOWN


def test_an_earlier_time_is_another_one_too() -> None:
    assert window(release(OLD, lastmod="2020-01-01")).why_not(ITEM, None, "2019-01-01") is None


def test_a_word_of_the_sitemap_that_is_missing_on_either_side_says_nothing() -> None:
    assert window(release(OLD)).why_not(ITEM, None, "2026-02-28") == KNOWN
    assert window(release(OLD, lastmod="2020-01-01")).why_not(ITEM, None, None) == KNOWN


# The whole, and a part of it


def test_a_full_crawl_asks_for_everything() -> None:
    full = window(release(OLD, etag='"a"'), other("event", f"{WWW}/cio/300002"), FULL=True)
    assert full.why_not(ITEM, OLD, None) is None
    assert full.why_not(f"{WWW}/cio/300002", None, None) is None
    assert full.conditions(ITEM) is None
    assert [*full.unlisted()] == [ITEM]
    assert not full.is_behind(ITEM, OLD, known=True)


def test_from_a_day_on_what_is_older_is_not_asked_for() -> None:
    since = window(SINCE="2025-06-01")
    assert since.why_not(ITEM, dt.date(2025, 5, 31), None) == OUTSIDE
    assert since.why_not(ITEM, dt.date(2025, 6, 1), None) is None
    assert since.why_not(ITEM, None, None) is None


def test_what_changed_last_before_that_day_is_older_and_what_changed_since_may_be() -> None:
    since = window(SINCE="2025-06-01")
    assert since.why_not(ITEM, None, "2025-05-31T23:59:59Z") == OUTSIDE
    assert since.why_not(ITEM, None, "2025-06-01T00:00:00Z") is None
    assert since.why_not(ITEM, None, "some day") is None


def test_the_list_s_word_for_the_day_goes_before_the_sitemap_s() -> None:
    assert window(SINCE="2025-06-01").why_not(ITEM, OLD, "2026-01-01") == OUTSIDE


@pytest.mark.parametrize("seen", [other(NO_ANSWER), other("challenge"), release(TODAY)])
def test_a_day_to_begin_with_bounds_what_could_not_be_had_too(seen: tuple[Outcome, dt.date | None]) -> None:
    assert window(seen, SINCE="2025-06-01").why_not(ITEM, OLD, None) == OUTSIDE


def test_a_day_to_begin_with_bounds_a_full_crawl() -> None:
    full = window(release(OLD), SINCE="2025-06-01", FULL=True)
    assert full.why_not(ITEM, OLD, None) == OUTSIDE
    assert full.why_not(ITEM, TODAY, None) is None


# Where lists end


@pytest.mark.parametrize(
    ("day", "behind"),
    [(OLD, True), (FIRST_DAY_INSIDE - DAY, True), (FIRST_DAY_INSIDE, False), (FUTURE, False)],
)
def test_behind_known_items_outside_the_window_all_is_known(day: dt.date, behind: bool) -> None:
    assert window(release(day)).is_behind(ITEM, day, known=True) is behind
    assert window(release(day)).is_behind(ITEM, None, known=True) is behind


def test_of_a_list_that_was_never_read_to_its_end_nothing_is_behind() -> None:
    assert not window(release(OLD)).is_behind(ITEM, OLD, known=False)


def test_an_unknown_item_is_never_behind_however_old() -> None:
    assert not window().is_behind(ITEM, OLD, known=True)


def test_a_known_item_of_which_no_day_is_known_is_not_behind() -> None:
    assert not window(other("event")).is_behind(ITEM, None, known=True)


def test_a_list_ends_where_the_wanted_range_does() -> None:
    since = window(SINCE="2025-06-01")
    assert since.is_behind(ITEM, OLD, known=False)
    assert not since.is_behind(ITEM, dt.date(2025, 6, 1), known=False)
    assert not since.is_behind(ITEM, None, known=False)


def test_a_wrong_day_in_the_future_ends_nothing_and_hides_nothing() -> None:
    for one in (window(release(FUTURE)), window(SINCE="2025-06-01"), window(other("event"))):
        assert one.why_not(ITEM, FUTURE, None) is None
        assert not one.is_behind(ITEM, FUTURE, known=True)
    # A later item that is known and old is behind all the same.
    wrong, right = release(FUTURE), release(OLD, f"{WWW}/cio/300002")
    assert window(wrong, right).is_behind(f"{WWW}/cio/300002", OLD, known=True)


def test_a_wrong_last_change_in_the_future_hides_nothing() -> None:
    assert window(SINCE="2025-06-01").why_not(ITEM, None, "2106-01-01") is None
    assert window(release(OLD, lastmod="2106-01-01")).why_not(ITEM, None, "2026-01-01") is None


# Whether a page changed


MARKS = {"etag": '"a"', "last_modified": "Wed, 21 Oct 2015 07:28:00 GMT"}


def test_of_a_known_record_it_is_asked_whether_its_page_changed() -> None:
    assert window(release(TODAY, **MARKS)).conditions(ITEM) == {
        "If-None-Match": '"a"',
        "If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT",
    }


@pytest.mark.parametrize(
    ("mark", "header"), [("etag", "If-None-Match"), ("last_modified", "If-Modified-Since")]
)
def test_one_mark_is_enough(mark: str, header: str) -> None:
    assert window(release(TODAY, **{mark: MARKS[mark]})).conditions(ITEM) == {header: MARKS[mark]}


def test_without_marks_and_without_a_record_the_page_is_asked_for() -> None:
    assert window(release(TODAY)).conditions(ITEM) is None
    assert window(release(TODAY, etag="", last_modified="")).conditions(ITEM) is None
    assert window().conditions(ITEM) is None


@pytest.mark.parametrize("why", ["event", "challenge", NO_ANSWER, "404"])
def test_marks_of_what_gave_no_record_are_not_used(why: str) -> None:
    assert window(other(why, **MARKS)).conditions(ITEM) is None


@pytest.mark.parametrize("url", [f"{WWW}/node/300001", f"{ODIHR}/cio/300001", f"{WWW}/ru/cio/300001"])
def test_marks_hold_for_the_address_that_gave_them_and_for_no_other(url: str) -> None:
    assert window(release(TODAY, **MARKS)).conditions(url) is None


def test_marks_hold_however_the_address_was_written() -> None:
    known = window(release(TODAY, "http://WWW.osce.org/cio/300001/?fbclid=x#top", **MARKS))
    assert known.conditions(ITEM) is not None


# What nothing lists any more


def test_known_records_of_the_window_are_asked_for_even_if_nothing_lists_them() -> None:
    urls = [f"{WWW}/cio/{300001 + number}" for number in range(5)]
    days = [OLD, FIRST_DAY_INSIDE - DAY, FIRST_DAY_INSIDE, TODAY, FUTURE]
    known = window(*(release(day, url) for day, url in zip(days, urls, strict=True)))
    assert sorted(known.unlisted()) == urls[2:]


def test_of_what_nothing_lists_all_that_could_not_be_had_is_asked_for_each_once() -> None:
    known = window(other("failed"), other("failed", f"{WWW}/node/300001"), release(OLD, f"{WWW}/cio/300002"))
    assert len([*known.unlisted()]) == 1


def test_from_a_day_on_nothing_unlisted_is_asked_for_but_what_could_not_be_had() -> None:
    since = window(release(TODAY), other("failed", f"{WWW}/cio/300002"), SINCE="2025-06-01")
    assert [*since.unlisted()] == [f"{WWW}/cio/300002"]


def test_what_stood_as_it_was_is_no_unfinished_business() -> None:
    assert [*window(other(NOT_MODIFIED), other(KNOWN, f"{WWW}/cio/300002")).unlisted()] == []


def test_what_a_run_with_bounds_read_is_asked_for_anew_and_without_conditions() -> None:
    bounded = window(release(OLD, bounded=True, etag='"1"'))
    assert bounded.why_not(ITEM, OLD, None) is None
    assert bounded.conditions(ITEM) is None
