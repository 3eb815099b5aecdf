"""The account of a run: every address ends in one line."""

import pytest

from osce_crawler.outcomes import EMITTED, FRAMES, NO_ANSWER, UNFINISHED, Outcomes

URL = "https://www.osce.org/cio/232506"


def ledger_with(why: str) -> Outcomes:
    outcomes = Outcomes()
    outcomes.listed(URL, "https://www.osce.org/")
    outcomes.explained(URL, why, "detail")
    return outcomes


def test_a_listed_address_has_no_answer_until_it_is_explained() -> None:
    outcomes = Outcomes()
    outcomes.listed(URL, "https://www.osce.org/")
    assert outcomes.counts() == {NO_ANSWER: 1}
    outcomes.explained(URL, "event", "type: conference")
    assert outcomes.counts() == {"event": 1}
    assert outcomes.by_url[URL].detail == "type: conference"


def test_an_address_found_twice_is_one_line_with_its_first_finder() -> None:
    outcomes = Outcomes()
    outcomes.listed(URL, "first")
    outcomes.listed(URL, "second")
    assert [outcome.by for outcome in outcomes.by_url.values()] == ["first"]


def test_finding_an_address_again_does_not_undo_its_outcome() -> None:
    outcomes = ledger_with(EMITTED)
    outcomes.listed(URL, "second")
    assert outcomes.counts() == {EMITTED: 1}


def test_a_record_once_emitted_is_not_taken_back() -> None:
    outcomes = ledger_with(EMITTED)
    outcomes.explained(URL, "another address of an item")
    assert outcomes.counts() == {EMITTED: 1}


def test_an_address_that_nobody_listed_is_accounted_for_too() -> None:
    outcomes = Outcomes()
    outcomes.explained(URL, "404")
    assert outcomes.counts() == {"404": 1}


@pytest.mark.parametrize("why", [EMITTED, "event", "404", "challenge", "empty", "not HTML", *sorted(FRAMES)])
def test_a_page_that_was_had_is_read(why: str) -> None:
    assert ledger_with(why).read() == 1


@pytest.mark.parametrize("why", [NO_ANSWER, "not saved", "off-site", "no nid", "refused", "failed"])
def test_a_page_that_was_not_had_is_not_read(why: str) -> None:
    assert ledger_with(why).read() == 0


@pytest.mark.parametrize("why", sorted(UNFINISHED))
def test_a_live_crawl_is_unfinished_where_a_listed_page_was_not_had_or_not_understood(why: str) -> None:
    assert ledger_with(why).unfinished(saved=False) == [URL]


@pytest.mark.parametrize("why", [EMITTED, "404", "410", "refused", "off-site", "event", "document", "list"])
def test_what_is_explained_finishes_a_live_crawl(why: str) -> None:
    assert ledger_with(why).unfinished(saved=False) == []


@pytest.mark.parametrize("why", ["not saved", "challenge", "empty", "error page", "failed", "unreadable"])
def test_of_saved_pages_what_was_saved_is_the_final_answer(why: str) -> None:
    assert ledger_with(why).unfinished(saved=True) == []


def test_saved_pages_that_were_never_answered_leave_a_run_unfinished() -> None:
    assert ledger_with(NO_ANSWER).unfinished(saved=True) == [URL]
