"""What is sent again, after which pauses, and when a host is left alone."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectionLost

from osce_crawler.politeness.hosts import MOST_FAILURES, LeftAloneError, in_words
from osce_crawler.politeness.retry import ANY_BODY, BackoffRetry, CutOffError
from tests.politeness.driving import ODIHR, PAGE, WWW, Crawl, in_turn, items, page

ITEM, OTHER = items(2)
CUT = b"<!DOCTYPE html><html><body><div>Words that come to no"
WHOLE = b"<!DOCTYPE html><html><body><div>Words that need no more.</div>"
# Seconds: each pause is three times the one before, up to five minutes.
GROWING = [5.0, 15.0, 45.0, 135.0, 300.0]
HOST_GONE = [CannotResolveHostError, DownloadConnectionRefusedError]
CUT_OFF = [DownloadTimeoutError, DownloadFailedError, ResponseDataLossError, ConnectionLost]


def always(status: int = 200, body: bytes = PAGE, **headers: str) -> Any:
    return lambda request: page(request.url, status, body, **headers)


def broken(urls: Iterable[str], answer: object) -> Any:
    """These pages always have this answer, or its status; all others are well."""
    spoilt = {*urls}

    def given_(request: Request) -> object:
        if request.url not in spoilt:
            return page(request.url)
        return page(request.url, answer) if isinstance(answer, int) else answer

    return given_


def later(seconds: float) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds), usegmt=True)


def status_of(answer: object) -> int:
    assert isinstance(answer, Response)
    return answer.status


def warnings(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]


# Pages that fail for now


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524])
def test_a_page_that_fails_for_now_is_retried_after_growing_pauses(status: int) -> None:
    crawl = Crawl([ITEM], always(status))
    assert crawl.urls == [ITEM] * 6
    assert crawl.pauses() == GROWING
    assert status_of(crawl.last) == status


@pytest.mark.parametrize("body", [b"", b" \r\n\t\n"])
def test_an_empty_page_is_retried_after_growing_pauses(body: bytes) -> None:
    assert Crawl([ITEM], always(body=body)).pauses() == GROWING


@pytest.mark.parametrize("error", CUT_OFF)
def test_a_page_that_breaks_off_is_retried_after_growing_pauses(error: type[Exception]) -> None:
    crawl = Crawl([ITEM], lambda _: error())
    assert crawl.pauses() == GROWING
    assert crawl.host().left == ""
    assert isinstance(crawl.last, error)


def test_the_pauses_are_longer_where_the_host_is_asked_less_often() -> None:
    crawl = Crawl([ITEM], always(503), took=8.0, settings={"DOWNLOAD_DELAY": 4.0})
    assert crawl.pauses() == [20.0, 60.0, 180.0, 300.0, 300.0]


def test_the_pauses_are_longer_where_the_host_has_a_slower_slot_of_its_own() -> None:
    slots = {"www.osce.org": {"delay": 4}}
    crawl = Crawl([ITEM], always(503), took=8.0, settings={"DOWNLOAD_SLOTS": slots})
    assert crawl.pauses()[:2] == [20.0, 60.0]


@pytest.mark.parametrize("status", [200, 204, 206, 301, 304, 400, 401, 403, 404, 410, 451, 501])
def test_any_other_answer_is_final(status: int) -> None:
    crawl = Crawl([ITEM], always(status, PAGE if status == 200 else b""))
    assert crawl.urls == [ITEM]
    assert crawl.host().failures == 0


def test_an_error_that_is_no_fault_of_the_network_is_not_retried() -> None:
    crawl = Crawl([ITEM], lambda _: ValueError("ours"))
    assert crawl.urls == [ITEM]
    assert isinstance(crawl.last, ValueError)


def test_other_pages_are_asked_while_one_waits() -> None:
    first, second, third = items(3)
    crawl = Crawl(items(3), in_turn(page(first, 503), *[page(second)] * 3))
    assert crawl.asked == [(0.0, first), (2.0, second), (4.0, third), (7.0, first)]


def test_a_page_that_fails_is_put_off_behind_others_that_are_due() -> None:
    crawl = Crawl(items(6), in_turn(page(ITEM, 503), *[page(ITEM)] * 6))
    # Its pause is over at 7 s, but five others were there before it.
    assert crawl.urls == [*items(6), ITEM]
    assert crawl.requests[-1].priority == -1


def test_a_page_that_comes_at_last_is_handed_on() -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, 503), page(ITEM, 200, b""), DownloadTimeoutError(), page(ITEM)))
    assert isinstance(crawl.last, Response)
    assert (crawl.last.status, crawl.last.body) == (200, PAGE)
    assert crawl.host().failures == 0


def test_a_retry_is_the_same_request() -> None:
    request = Request(ITEM, priority=7, headers={"If-None-Match": '"x"'}, meta={"mark": 3}, dont_filter=True)
    first, again = Crawl([request], in_turn(page(ITEM, 503), page(ITEM))).requests
    assert again is not first
    assert (again.url, again.method, again.meta["mark"]) == (ITEM, "GET", 3)
    assert again.headers["If-None-Match"] == b'"x"'


# What Scrapy's own settings and keys say


def test_a_page_is_retried_as_often_as_the_settings_say() -> None:
    assert Crawl([ITEM], always(503), settings={"RETRY_TIMES": 2}).pauses() == GROWING[:2]


def test_a_request_may_say_how_often_it_is_retried() -> None:
    for times in (0, 1, 7):
        request = Request(ITEM, meta={"max_retry_times": times}, dont_filter=True)
        assert len(Crawl([request], always(503)).asked) == 1 + times


def test_a_request_that_is_not_to_be_retried_is_not() -> None:
    for answer in (page(ITEM, 503), page(ITEM, 429), page(ITEM, body=b""), DownloadTimeoutError()):
        request = Request(ITEM, meta={"dont_retry": True}, dont_filter=True)
        crawl = Crawl([request], in_turn(answer))
        assert crawl.urls == [ITEM]
        assert crawl.host().failures == 0


def test_which_statuses_are_retried_can_be_set() -> None:
    settings_ = {"RETRY_HTTP_CODES": [404]}
    assert len(Crawl([ITEM], always(404), settings=settings_).asked) == 6
    assert len(Crawl([ITEM], always(503), settings=settings_).asked) == 1


def test_which_errors_are_retried_can_be_set() -> None:
    crawl = Crawl([ITEM], lambda _: DownloadTimeoutError(), settings={"RETRY_EXCEPTIONS": []})
    assert crawl.urls == [ITEM]


def test_how_far_behind_others_a_retry_goes_can_be_set() -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, 503), page(ITEM)), settings={"RETRY_PRIORITY_ADJUST": -20})
    assert crawl.requests[-1].priority == -20
    request = Request(ITEM, meta={"priority_adjust": 5}, dont_filter=True)
    assert Crawl([request], in_turn(page(ITEM, 503), page(ITEM))).requests[-1].priority == 5


@pytest.mark.parametrize("setting", [("RETRY_ENABLED", False), ("RETRY_TIMES", 0)])
def test_where_nothing_is_retried_every_answer_is_final(setting: tuple[str, object]) -> None:
    answers = [page(ITEM, 503), page(ITEM, 500), page(ITEM, body=b""), DownloadTimeoutError()]
    crawl = Crawl(items(4), in_turn(*answers), settings=dict([setting]))
    assert crawl.urls == items(4)
    assert crawl.moments == [0.0, 2.0, 4.0, 6.0]
    assert [status_of(last) for _, last in crawl.answers[:3]] == [503, 500, 200]


def test_retries_are_counted_as_scrapy_counts_them() -> None:
    crawl = Crawl([ITEM, OTHER], in_turn(page(ITEM, 503), page(OTHER, 500), page(ITEM), page(OTHER)))
    assert crawl.stat("retry/count") == 2
    assert crawl.stat("retry/reason_count/HTTP 503") == crawl.stat("retry/reason_count/HTTP 500") == 1
    crawl = Crawl([ITEM], always(503))
    assert (crawl.stat("retry/count"), crawl.stat("retry/max_reached")) == (5, 1)


def test_a_page_given_up_is_no_error_in_the_log_as_the_report_names_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Crawl([ITEM], always(503))
    assert warnings(caplog) == []


# Pages without their end


def test_a_page_without_its_end_is_retried_until_it_has_one() -> None:
    bodies = [CUT, CUT + b"thing", CUT + b"thing.</div></body></HTML>"]
    crawl = Crawl([ITEM], in_turn(*(page(ITEM, body=body) for body in bodies)))
    assert crawl.pauses() == GROWING[:2]
    assert isinstance(crawl.last, Response)
    assert crawl.last.body == bodies[-1]


def test_the_same_page_twice_with_every_element_closed_is_the_page_although_html_is_not() -> None:
    crawl = Crawl([ITEM], always(body=WHOLE))
    assert crawl.urls == [ITEM] * 2
    assert isinstance(crawl.last, Response)
    assert crawl.last.body == WHOLE
    assert crawl.host().failures == 0


def test_it_must_be_the_same_byte_for_byte_and_one_right_after_the_other() -> None:
    bodies = [WHOLE, WHOLE + b" ", WHOLE, WHOLE]
    crawl = Crawl([ITEM], in_turn(*(page(ITEM, body=body) for body in bodies)))
    assert len(crawl.asked) == 4
    assert crawl.good() == [ITEM]


def test_a_page_with_open_elements_is_cut_off_however_often_it_comes_the_same() -> None:
    crawl = Crawl([ITEM], always(body=CUT))
    assert crawl.pauses() == GROWING
    assert isinstance(crawl.last, CutOffError)


@pytest.mark.parametrize(
    "added",
    [b"<!-- <div> -->", b"<script>'<div>'</script>", b"<style>/* <div */</style>", b"<p>one<p>two<br><img>"],
)
def test_what_is_no_element_or_need_not_be_closed_leaves_no_page_open(added: bytes) -> None:
    assert Crawl([ITEM], always(body=WHOLE + added)).good() == [ITEM]


@pytest.mark.parametrize(
    "added", [b"<ul><li>one", b"<table><tr>", b"<SECTION class=x>", b"<form>", b"<script>x"]
)
def test_whatever_must_be_closed_and_is_not_leaves_the_page_open(added: bytes) -> None:
    assert isinstance(Crawl([ITEM], always(body=WHOLE + added)).last, CutOffError)


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<script ", b"<style>", b"<div", b"</script", b"<script></style ", b"< ", b"<!-- -->"]
)
def test_whatever_a_page_without_its_end_is_made_of_it_is_judged_in_no_time(piece: bytes) -> None:
    body = b"<html>" + piece * (2**20 // len(piece))
    began = time.monotonic()
    Crawl([ITEM], always(body=body), settings={"RETRY_TIMES": 1})
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("end", [b"<!-- a remark", b"<script>x()", b"<style>a {"])
def test_a_page_that_ends_inside_of_what_is_no_markup_is_cut_off(end: bytes) -> None:
    assert isinstance(Crawl([ITEM], always(body=WHOLE + end)).last, CutOffError)


def test_where_nothing_is_retried_a_page_without_its_end_is_no_answer() -> None:
    assert isinstance(Crawl([ITEM], always(body=CUT), settings={"RETRY_TIMES": 0}).last, CutOffError)
    assert Crawl([ITEM], always(body=CUT), settings={"RETRY_ENABLED": False}).good() == [ITEM]


@pytest.mark.parametrize(
    "body", [b"User-agent: *\nDisallow:", b"<urlset><url>", b"%PDF-1.7", b"{}", b"<HTML>Words</HTML >"]
)
def test_what_is_no_page_or_has_its_end_is_taken_as_it_comes(body: bytes) -> None:
    assert Crawl([ITEM], always(body=body)).urls == [ITEM]


def test_an_end_may_stand_before_what_a_server_adds() -> None:
    assert Crawl([ITEM], always(body=PAGE + b"<!-- cached -->" * 100)).urls == [ITEM]


def test_a_page_that_is_too_large_is_asked_for_a_second_time_only() -> None:
    crawl = Crawl([ITEM], lambda _: DownloadCancelledError())
    assert crawl.pauses() == GROWING[:1]
    assert isinstance(crawl.last, DownloadCancelledError)


# Answers of archives


ANY = Request(ITEM, meta={ANY_BODY: True})


@pytest.mark.parametrize("body", [b"", CUT, WHOLE])
def test_where_any_body_is_an_answer_the_first_one_is_final(body: bytes) -> None:
    crawl = Crawl([ANY], always(body=body))
    assert crawl.urls == [ITEM]
    assert crawl.hosts.of(ITEM).answers == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_capture_has_the_status_of_long_ago(status: int) -> None:
    crawl = Crawl([ANY], always(status, Memento_Datetime="Tue, 12 Apr 2016 10:00:00 GMT"))
    assert (crawl.urls, status_of(crawl.last)) == ([ITEM], status)


def test_the_archive_itself_may_fail_for_now() -> None:
    assert Crawl([ANY], always(503)).urls == [ITEM] * 6


def test_a_page_of_the_site_is_no_capture_whatever_it_says() -> None:
    crawl = Crawl([ITEM], always(503, Memento_Datetime="Tue, 12 Apr 2016 10:00:00 GMT"))
    assert crawl.urls == [ITEM] * 6


# Retry-After


@pytest.mark.parametrize("seconds", [2, 20, 120, 900])
def test_429_pauses_the_whole_host_for_as_long_as_it_asks(seconds: int) -> None:
    crawl = Crawl([ITEM, OTHER], in_turn(page(ITEM, 429, Retry_After=f" {seconds} "), *[page(ITEM)] * 2))
    assert crawl.moments[1] == 2.0 + seconds
    assert {*crawl.good()} == {ITEM, OTHER}


@pytest.mark.parametrize("seconds", [20, 120, 900])
def test_another_status_with_retry_after_speaks_of_its_page_alone(seconds: int) -> None:
    crawl = Crawl(items(3), in_turn(page(ITEM, 503, Retry_After=str(seconds)), *[page(ITEM)] * 3))
    assert crawl.asked == [(0.0, ITEM), (2.0, OTHER), (4.0, items(3)[2]), (2.0 + seconds, ITEM)]


def test_retry_after_shortens_no_pause() -> None:
    assert Crawl([ITEM], always(503, Retry_After="1")).pauses() == GROWING


def test_where_several_pages_in_a_row_ask_to_wait_the_whole_host_pauses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    busy = [page(url, 503, Retry_After="60") for url in items(2)]
    crawl = Crawl(items(3), in_turn(*busy, *[page(ITEM)] * 3))
    assert crawl.moments[:3] == [0.0, 2.0, 64.0]
    assert {*crawl.good()} == {*items(3)}
    (warning,) = warnings(caplog)
    assert (
        warning
        == "www.osce.org pauses for 60 s, then it is tried again: HTTP 503 with Retry-After, 2 pages in a row"
    )


@pytest.mark.parametrize("status", [429, 503])
def test_a_moment_may_be_named_until_which_to_wait(status: int) -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, status, Retry_After=later(600)), page(ITEM)))
    assert crawl.pauses()[0] == pytest.approx(600, abs=5)


@pytest.mark.parametrize(("hours", "zone"), [(0, "-0000"), (2, "+0200"), (-5, "-0500")])
def test_a_moment_may_be_named_in_any_zone_or_none(hours: int, zone: str) -> None:
    moment = later(600 + hours * 3600).replace("GMT", zone)
    crawl = Crawl([ITEM], in_turn(page(ITEM, 503, Retry_After=moment), page(ITEM)))
    assert crawl.pauses()[0] == pytest.approx(600, abs=5)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "wanted",
    ["3600", "99999999999", later(86_400), "Wed, 21 Oct 2099 07:28:00 GMT"],
    ids=["an hour", "for ever", "till tomorrow", "for decades"],
)
def test_nothing_is_waited_for_longer_than_a_quarter_of_an_hour(wanted: str, status: int) -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, status, Retry_After=wanted), page(ITEM)))
    assert crawl.pauses() == [900.0]


@pytest.mark.parametrize(
    "wanted",
    [
        *("0", "Wed, 21 Oct 2015 07:28:00 GMT"),
        *("", "soon", "-5", "1.5", "٣", "2026-01-01", "Wed, 99 Oct 2099 07:28:00 GMT"),
        "Sun, 99999999999 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    ],
)
def test_a_moment_that_has_passed_or_is_none_leaves_the_pauses_as_they_are(wanted: str) -> None:
    assert Crawl([ITEM], always(503, Retry_After=wanted)).pauses() == GROWING


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40))
def test_whatever_stands_in_the_header_the_page_is_retried(wanted: str) -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, 503, Retry_After=wanted), page(ITEM)))
    assert crawl.urls == [ITEM, ITEM]
    assert 5 <= crawl.pauses()[0] <= 900


def test_a_page_that_asks_to_wait_again_and_again_is_given_up_like_any_other() -> None:
    assert Crawl([ITEM], always(503, Retry_After="400")).pauses() == [400.0] * 5


# Hosts that have enough


@pytest.mark.parametrize("wanted", ["", "0"])
def test_a_host_that_has_enough_pauses_as_a_whole_and_longer_each_time(wanted: str) -> None:
    enough = page(ITEM, 429, Retry_After=wanted)
    crawl = Crawl(items(6), in_turn(*[enough] * 3, *[page(ITEM)] * 20))
    assert crawl.pauses()[:4] == [5.0, 15.0, 45.0, 0.0]
    assert {*crawl.good()} == {*items(6)}


def test_after_a_good_answer_the_pauses_of_the_host_begin_anew() -> None:
    enough = page(ITEM, 429)
    crawl = Crawl(items(5), in_turn(enough, enough, page(ITEM), enough, *[page(ITEM)] * 9))
    assert crawl.pauses()[:4] == [5.0, 15.0, 0.0, 5.0]


def test_a_page_that_is_always_too_much_costs_itself_and_no_other() -> None:
    crawl = Crawl(items(9), broken([ITEM], 429))
    assert crawl.urls.count(ITEM) == 6
    assert {*crawl.good()} == {*items(9)[1:]}
    assert crawl.host().left == ""


def test_each_pause_of_a_host_is_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    Crawl([ITEM, OTHER], in_turn(page(ITEM, 429, Retry_After="60"), *[page(ITEM)] * 2))
    assert warnings(caplog) == ["www.osce.org pauses for 60 s, then it is tried again: HTTP 429"]


# Hosts that are not there


@pytest.mark.parametrize("error", HOST_GONE)
def test_of_a_host_that_is_not_there_every_page_waits(error: type[Exception]) -> None:
    crawl = Crawl([ITEM, OTHER], in_turn(error(), error(), page(ITEM), page(OTHER)))
    assert crawl.pauses() == [5.0, 15.0, 0.0]
    assert {*crawl.good()} == {ITEM, OTHER}


def test_ten_minutes_without_a_network_cost_nothing() -> None:
    def reached(request: Request) -> object:
        return page(request.url) if asyncio.get_running_loop().time() > 1600 else CannotResolveHostError()

    crawl = Crawl(items(5), reached)
    assert {*crawl.good()} == {*items(5)}
    assert crawl.host().left == ""


@pytest.mark.parametrize("took", [0.25, 2.0])
@pytest.mark.parametrize("error", HOST_GONE)
def test_a_host_that_is_not_there_is_left_alone_after_ten_outages(
    error: type[Exception], took: float, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = Crawl(items(3), lambda _: error(), took=took)
    assert len(crawl.asked) == MOST_FAILURES
    assert crawl.pauses() == [*GROWING, *[300.0] * 4]
    assert crawl.host().left == f"10 failures in a row, the last: {in_words(error())}"
    assert sum(isinstance(last, LeftAloneError) for _, last in crawl.answers) == 2
    assert len(warnings(caplog)) == 10


def test_an_outage_is_held_against_the_host_and_not_against_the_page() -> None:
    outages = [CannotResolveHostError()] * 8
    crawl = Crawl([ITEM], in_turn(*outages, *[page(ITEM, 503)] * 5, page(ITEM)))
    assert len(crawl.asked) == 14
    assert crawl.good() == [ITEM]


def test_a_page_that_failed_itself_before_waits_for_its_host_alone_when_that_is_not_there() -> None:
    crawl = Crawl([ITEM], in_turn(page(ITEM, 503), page(ITEM, 503), CannotResolveHostError(), page(ITEM)))
    assert crawl.pauses() == [5.0, 15.0, 5.0]


def test_one_host_that_fails_slows_no_other_down() -> None:
    others = items(3, ODIHR)
    crawl = Crawl(
        [*items(2), *others], lambda r: page(r.url) if r.url in others else CannotResolveHostError()
    )
    assert [(moment, url) for moment, url in crawl.asked if url in others] == [
        *zip([0.0, 2.0, 4.0], others, strict=True)
    ]


# Pages whose connection breaks


def test_three_pages_in_a_row_whose_connection_breaks_pause_the_whole_host() -> None:
    crawl = Crawl(items(5), in_turn(*[DownloadTimeoutError()] * 3, *[page(ITEM)] * 5))
    # The third failure stops the fourth page, too.
    assert crawl.moments[:4] == [0.0, 2.0, 4.0, 11.0]
    assert {*crawl.good()} == {*items(5)}


def test_two_pages_that_break_off_keep_no_other_waiting() -> None:
    crawl = Crawl(items(4), in_turn(*[DownloadTimeoutError()] * 2, *[page(ITEM)] * 4))
    assert crawl.moments[:4] == [0.0, 2.0, 4.0, 6.0]


def test_pages_that_break_off_with_good_ones_between_them_are_no_fault_of_the_host() -> None:
    answers = [DownloadTimeoutError(), page(ITEM)] * 4
    crawl = Crawl(items(8), in_turn(*answers, *[page(ITEM)] * 8))
    assert crawl.moments[:8] == [2.0 * number for number in range(8)]
    assert {*crawl.good()} == {*items(8)}


# Hosts that are left alone


@pytest.mark.parametrize("status", [500, 503])
def test_a_host_of_which_ten_pages_fail_in_a_row_is_left_alone(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = Crawl(items(30), always(status))
    assert len({*crawl.urls}) == 10
    assert crawl.host().left.endswith(f"failures in a row, the last: HTTP {status}")
    # Every page has an outcome: refused, or the answer that it had.
    assert {url for url, _ in crawl.answers} == {*items(30)}
    refused = {str(last) for _, last in crawl.answers if isinstance(last, LeftAloneError)}
    assert refused == {crawl.host().left}
    assert [line for line in warnings(caplog) if "left alone" in line] == [
        f"www.osce.org is left alone: {crawl.host().left}"
    ]


def test_a_host_of_which_nine_pages_fail_in_a_row_is_not() -> None:
    crawl = Crawl(items(20), in_turn(*[page(ITEM, 503)] * 9, *[page(ITEM)] * 20))
    assert crawl.host().left == ""
    assert {*crawl.good()} == {*items(20)}


def test_failures_of_all_sorts_make_one_row() -> None:
    sorts: list[object] = [
        page(ITEM, 503),
        page(ITEM, 200, b""),
        DownloadTimeoutError(),
        page(ITEM, body=CUT),
    ]
    crawl = Crawl(items(20), in_turn(*(sorts * 10)))
    assert len({*crawl.urls}) == 10
    assert crawl.host().left


@pytest.mark.parametrize("number", [1, 2, 9])
@pytest.mark.parametrize("answer", [503, DownloadTimeoutError()], ids=["busy", "cut off"])
def test_a_few_broken_pages_never_keep_a_host_from_being_read(number: int, answer: object) -> None:
    # They are the newest, so that every run begins with them.
    crawl = Crawl(items(30), broken(items(number), answer))
    assert crawl.host().left == ""
    assert {*crawl.good()} == {*items(30)[number:]}
    assert all(crawl.urls.count(url) == 6 for url in items(number))


def test_a_few_broken_pages_fail_to_their_end_where_nothing_else_is_left_to_be_read() -> None:
    crawl = Crawl(items(3), always(503))
    assert crawl.host().left == ""
    assert all(crawl.urls.count(url) == 6 for url in items(3))


def test_a_good_host_that_goes_away_is_left_alone_in_the_end() -> None:
    crawl = Crawl(items(4), lambda r: page(r.url) if r.url == ITEM else CannotResolveHostError())
    assert crawl.host().left
    assert len(crawl.asked) == 1 + MOST_FAILURES


def test_one_host_that_is_left_alone_leaves_the_others_as_they_were() -> None:
    good = items(15, ODIHR)
    crawl = Crawl([*items(15), *good], broken(items(15), 503))
    assert crawl.host(WWW).left
    assert not crawl.host(ODIHR).left
    assert crawl.good() == good


# Answers that prove to be none when they are read


def retry_of(spider: Spider) -> BackoffRetry:
    retry = spider.crawler.get_downloader_middleware(BackoffRetry)
    assert retry is not None
    return retry


def unread(spider: Spider, response: Response) -> Iterator[Request]:
    """Take no answer for a good one."""
    assert response.request is not None
    if (again := retry_of(spider).reread(response.request, "challenge")) is not None:
        yield again


def refused(spider: Spider, response: Response) -> None:
    """Take the answer for final, and count it against the host."""
    assert response.request is not None
    retry_of(spider).count_final_failure(response.request, f"HTTP {response.status}")


def test_an_answer_that_proves_to_be_none_is_retried_after_growing_pauses() -> None:
    crawl = Crawl([ITEM], always(), read=unread)
    assert crawl.pauses() == GROWING
    assert crawl.stat("retry/reason_count/challenge") == 5


def test_a_host_that_answers_ten_pages_with_what_is_none_is_left_alone() -> None:
    crawl = Crawl(items(30), always(), read=unread)
    # The next request is on its way while the tenth answer is read.
    assert len({*crawl.urls}) == 11
    assert crawl.host().left.endswith("the last: challenge")


@pytest.mark.parametrize("status", [401, 403])
def test_a_host_that_refuses_ten_pages_in_a_row_is_left_alone(status: int) -> None:
    crawl = Crawl(items(20), always(status), read=refused)
    assert crawl.urls == items(11)
    assert crawl.host().left == f"10 failures in a row, the last: HTTP {status}"


def test_nothing_is_retried_of_a_host_that_is_left_alone() -> None:
    class Leaving(Crawl):
        def begin(self) -> None:
            asyncio.get_running_loop().call_later(1, self.hosts.leave, self.host(), "ten failures")

    crawl = Leaving(items(2), always(503))
    assert crawl.urls == [ITEM]
    assert status_of(crawl.answers[0][1]) == 503


def test_nothing_is_retried_once_the_crawl_is_being_stopped() -> None:
    crawl = Crawl(items(5), always(503), most=3)
    assert crawl.stat("finish_reason") == "shutdown"
    assert len(crawl.asked) == 3
    assert crawl.stat("retry/count") == 2
