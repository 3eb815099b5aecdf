"""What is asked again, after which pauses, and when a host is left alone."""

import datetime as dt
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from osce_crawler.spiders.frontier import NOT_BEFORE
from osce_crawler.spiders.guard import LeftAloneError
from osce_crawler.spiders.hosts import RULES
from osce_crawler.spiders.patience import CutOffError, PatienceMiddleware
from scrapy import Request
from scrapy.crawler import Crawler
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

from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.making import FIXTURES
from tests.spiders.asking import ODIHR, PAGE, WWW, Asking, page
from tests.spiders.telling import answer, spider_of

ITEM = f"{WWW}/cio/300001"
OTHER = f"{WWW}/cio/300002"
CUT = b"<!DOCTYPE html><html><body>Words that come to no"
MOST_FAILURES = 10
# Seconds: each pause is three times the one before, up to five minutes.
GROWING = [5.0, 15.0, 45.0, 135.0, 300.0]
HOST_GONE = [CannotResolveHostError, DownloadConnectionRefusedError]
CUT_OFF = [DownloadTimeoutError, DownloadFailedError, ResponseDataLossError, ConnectionLost]


@pytest.fixture
def asking() -> Asking:
    return Asking()


def items(number: int) -> list[str]:
    return [f"{WWW}/cio/{300001 + index}" for index in range(number)]


def asked_for(asking: Asking, *urls: str) -> Asking:
    for url in urls:
        asking.frontier.add_item(url)
    return asking


def in_turn(*answers: object) -> Callable[[Request], object]:
    """These answers, one for each request; errors are classes."""
    given_: Iterator[object] = iter(answers)
    return lambda _: next(given_)


def later(seconds: float) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds), usegmt=True)


# Pages that fail for now


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524])
def test_a_page_that_fails_for_now_is_asked_again_after_growing_pauses(asking: Asking, status: int) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, status))
    assert asking.urls == [ITEM] * 6
    assert asking.pauses() == GROWING
    ((_, last),) = asking.answers
    assert isinstance(last, Response)
    assert last.status == status


@pytest.mark.parametrize("body", [b"", b" \r\n\t\n"])
def test_an_empty_page_is_asked_again_after_growing_pauses(asking: Asking, body: bytes) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, body=body))
    assert asking.pauses() == GROWING


@pytest.mark.parametrize("error", CUT_OFF)
def test_a_page_that_breaks_off_is_asked_again_after_growing_pauses(
    asking: Asking, error: type[Exception]
) -> None:
    asked_for(asking, ITEM).run(lambda _: error())
    assert asking.pauses() == GROWING
    assert asking.frontier.host(WWW).left == ""
    ((_, last),) = asking.answers
    assert isinstance(last, error)


def test_the_pauses_are_longer_where_the_host_is_asked_less_often() -> None:
    asking = Asking(took=8.0, DOWNLOAD_DELAY=4.0)
    asked_for(asking, ITEM).run(lambda request: page(request.url, 503))
    assert asking.pauses() == [20.0, 60.0, 180.0, 300.0, 300.0]


def test_it_is_asked_again_as_often_as_the_settings_say() -> None:
    asking = Asking(RETRY_TIMES=2)
    asked_for(asking, ITEM).run(lambda request: page(request.url, 503))
    assert asking.pauses() == GROWING[:2]


@pytest.mark.parametrize("setting", [("RETRY_ENABLED", False), ("RETRY_TIMES", 0)])
def test_where_nothing_is_asked_again_every_answer_is_final(setting: tuple[str, object]) -> None:
    asking = Asking(2.0, **dict([setting]))
    answers = [503, 429, 200, 200]
    bodies = [PAGE, PAGE, b"", CUT]
    asked_for(asking, *items(5)).run(
        in_turn(
            *(page(ITEM, status, body) for status, body in zip(answers, bodies, strict=True)),
            DownloadTimeoutError(),
        )
    )
    assert asking.urls == items(5)
    assert asking.frontier.host(WWW).bad == 0


@pytest.mark.parametrize("status", [200, 204, 206, 301, 304, 400, 401, 403, 404, 410, 451, 501])
def test_any_other_answer_is_final(asking: Asking, status: int) -> None:
    body = PAGE if status == 200 else b""
    asked_for(asking, ITEM).run(lambda request: page(request.url, status, body))
    assert asking.urls == [ITEM]
    assert asking.frontier.host(WWW).bad == 0


def test_an_error_that_is_no_fault_of_the_network_is_not_asked_again(asking: Asking) -> None:
    asked_for(asking, ITEM).run(lambda _: ValueError("ours"))
    assert asking.urls == [ITEM]


def test_other_pages_are_asked_while_one_waits(asking: Asking) -> None:
    asked_for(asking, *items(3)).run(in_turn(page(ITEM, 503), *[page(OTHER)] * 3))
    assert asking.asked == [(0.0, items(3)[0]), (2.0, items(3)[1]), (4.0, items(3)[2]), (7.0, ITEM)]


def test_a_page_that_comes_at_last_is_handed_on(asking: Asking) -> None:
    asked_for(asking, ITEM).run(
        in_turn(page(ITEM, 503), page(ITEM, 200, b""), DownloadTimeoutError(), page(ITEM))
    )
    ((_, last),) = asking.answers
    assert isinstance(last, Response)
    assert (last.status, last.body) == (200, PAGE)
    assert asking.frontier.host(WWW).bad == 0


def test_a_request_that_is_asked_again_is_the_same_request(asking: Asking) -> None:
    request = Request(ITEM, priority=7, headers={"If-None-Match": '"x"'}, cb_kwargs={"number": 3})
    again = asking.patience.again(request, "HTTP 503")
    assert again is not None
    assert again is not request
    assert (again.url, again.priority, again.cb_kwargs) == (ITEM, 7, {"number": 3})
    assert again.headers["If-None-Match"] == b'"x"'
    assert request.meta == {}


# Pages without their end


def test_a_page_without_its_end_is_asked_again_until_it_has_one(asking: Asking) -> None:
    bodies = [CUT, CUT + b"thing", CUT + b"thing.</body></HTML>"]
    asked_for(asking, ITEM).run(in_turn(*(page(ITEM, body=body) for body in bodies)))
    assert asking.pauses() == GROWING[:2]
    ((_, last),) = asking.answers
    assert isinstance(last, Response)
    assert last.body == bodies[-1]


def test_a_page_that_never_has_its_end_is_no_answer(asking: Asking) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, body=CUT))
    assert asking.pauses() == GROWING
    ((_, last),) = asking.answers
    assert isinstance(last, CutOffError)


def test_a_page_that_is_too_large_is_asked_for_a_second_time_only(asking: Asking) -> None:
    asked_for(asking, ITEM).run(lambda _: DownloadCancelledError())
    assert asking.pauses() == GROWING[:1]


@pytest.mark.parametrize(
    "body", [b"User-agent: *\nDisallow:", b"<urlset><url>", b"%PDF-1.7", b"{}", b"<HTML>Words</HTML >"]
)
def test_what_is_no_page_or_has_its_end_is_taken_as_it_comes(asking: Asking, body: bytes) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, body=body))
    assert asking.urls == [ITEM]


def test_an_end_may_stand_before_what_a_server_adds(asking: Asking) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, body=PAGE + b"<!-- cached -->" * 100))
    assert asking.urls == [ITEM]


# Hosts that ask to be left in peace


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("seconds", [2, 20, 120, 900])
def test_a_host_that_asks_for_peace_has_it(asking: Asking, status: int, seconds: int) -> None:
    refused = page(ITEM, status, Retry_After=f" {seconds} ")
    asked_for(asking, ITEM, OTHER).run(in_turn(refused, page(OTHER), page(ITEM)))
    # No page of the host is asked before that, then the one that was refused at first.
    assert asking.asked == [(0.0, ITEM), (2.0 + seconds, ITEM), (4.0 + seconds, OTHER)]


@pytest.mark.parametrize("status", [429, 503])
def test_peace_may_be_asked_for_until_a_moment(asking: Asking, status: int) -> None:
    asked_for(asking, ITEM, OTHER).run(
        in_turn(page(ITEM, status, Retry_After=later(600)), page(ITEM), page(OTHER))
    )
    assert asking.pauses()[0] == pytest.approx(600, abs=2)


@pytest.mark.parametrize(("hours", "zone"), [(0, "-0000"), (2, "+0200"), (-5, "-0500")])
def test_a_moment_may_be_named_in_any_zone_or_none(asking: Asking, hours: int, zone: str) -> None:
    moment = later(600 + hours * 3600).replace("GMT", zone)
    asked_for(asking, ITEM).run(in_turn(page(ITEM, 503, Retry_After=moment), page(ITEM)))
    assert asking.pauses()[0] == pytest.approx(600, abs=2)


@pytest.mark.parametrize(
    "wanted",
    ["3600", "99999999999", later(86_400), "Wed, 21 Oct 2099 07:28:00 GMT"],
    ids=["an hour", "for ever", "till tomorrow", "for decades"],
)
def test_no_host_is_waited_for_longer_than_a_quarter_of_an_hour(asking: Asking, wanted: str) -> None:
    asked_for(asking, ITEM).run(in_turn(page(ITEM, 503, Retry_After=wanted), page(ITEM)))
    assert asking.pauses() == [900.0]


@pytest.mark.parametrize("wanted", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_moment_that_has_passed_shortens_no_pause(asking: Asking, wanted: str) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, 503, Retry_After=wanted))
    assert asking.pauses() == GROWING


@pytest.mark.parametrize(
    "wanted", ["", "soon", "-5", "1.5", "٣", "2026-01-01", "Wed, 99 Oct 2099 07:28:00 GMT"]
)
def test_what_asks_for_peace_in_no_known_way_has_the_pauses_of_its_status(
    asking: Asking, wanted: str
) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, 503, Retry_After=wanted))
    assert asking.pauses() == GROWING


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40))
def test_whatever_stands_in_the_header_the_page_is_asked_again(wanted: str) -> None:
    asking = Asking()
    answers = [page(ITEM, 503, Retry_After=wanted), page(ITEM)]
    asked_for(asking, ITEM).run(in_turn(*answers))
    assert asking.urls == [ITEM, ITEM]
    assert 0 <= asking.pauses()[0] <= 900


@pytest.mark.parametrize(
    "wanted", ["Sun, 99999999999 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT"]
)
def test_a_moment_beyond_all_numbers_is_passed_over(asking: Asking, wanted: str) -> None:
    asked_for(asking, ITEM).run(in_turn(page(ITEM, 503, Retry_After=wanted), page(ITEM)))
    assert asking.urls == [ITEM, ITEM]


def test_peace_asked_for_again_and_again_ends_like_any_failure_of_a_page(asking: Asking) -> None:
    asked_for(asking, ITEM).run(lambda request: page(request.url, 503, Retry_After="30"))
    assert asking.pauses() == [30.0] * 5


@pytest.mark.parametrize("wanted", ["", "0"])
def test_a_host_that_has_enough_pauses_as_a_whole_and_longer_each_time(asking: Asking, wanted: str) -> None:
    asked_for(asking, ITEM, OTHER).run(
        in_turn(
            *[page(ITEM, 429, Retry_After=wanted)] * 3,
            page(ITEM),
            page(OTHER, 429, Retry_After=wanted),
            page(OTHER),
        )
    )
    assert asking.urls == [ITEM] * 4 + [OTHER] * 2
    # A good answer between them, and the pauses begin anew; the host's own pause is one second.
    assert asking.pauses() == [5.0, 15.0, 45.0, 0.0, 5.0]


# Hosts that are not there


@pytest.mark.parametrize("error", HOST_GONE)
def test_of_a_host_that_is_not_there_every_page_waits(asking: Asking, error: type[Exception]) -> None:
    asked_for(asking, ITEM, OTHER).run(in_turn(error(), error(), page(ITEM), page(OTHER)))
    assert asking.urls == [ITEM, ITEM, ITEM, OTHER]
    assert asking.pauses() == [5.0, 15.0, 0.0]


def test_ten_minutes_without_a_network_cost_nothing(asking: Asking) -> None:
    def reached(request: Request) -> object:
        return page(request.url) if asking.clock() > 600 else CannotResolveHostError()

    asked_for(asking, *items(5)).run(reached)
    assert {url for url, last in asking.answers if isinstance(last, Response)} == set(items(5))
    assert asking.frontier.host(WWW).left == ""


def test_a_host_that_is_not_there_is_left_alone_in_the_end(asking: Asking) -> None:
    asked_for(asking, *items(3)).run(lambda _: DownloadConnectionRefusedError())
    assert asking.pauses() == [*GROWING, *[300.0] * 4]
    assert asking.frontier.host(WWW).left == "10 failures in a row, the last: DownloadConnectionRefusedError"
    assert set(asking.not_asked) == set(items(3)[1:])


@pytest.mark.parametrize("failure", [DownloadConnectionRefusedError, CannotResolveHostError])
def test_a_host_that_fails_at_once_pauses_and_is_left_alone_like_any_other(
    failure: type[Exception],
) -> None:
    asking = Asking(took=0.25)
    asked_for(asking, ITEM).run(lambda _: failure())
    assert len(asking.asked) == MOST_FAILURES
    assert asking.pauses() == [*GROWING, *[300.0] * 4]


def test_a_page_that_is_always_too_much_costs_itself_and_no_other(asking: Asking) -> None:
    def answer_of(request: Request) -> object:
        return page(request.url, 429 if request.url == ITEM else 200)

    asked_for(asking, ITEM, OTHER).run(answer_of)
    assert asking.urls == [ITEM] * 6 + [OTHER]
    assert asking.pauses()[:5] == GROWING
    assert asking.frontier.host(WWW).left == ""


def test_what_fails_while_the_host_pauses_already_is_counted_once(asking: Asking) -> None:
    asking.patience.again(Request(ITEM), "refused", whole_host=True)
    asking.patience.again(Request(OTHER), "refused", whole_host=True)
    host = asking.frontier.host(WWW)
    assert (host.bad, host.outages, host.due) == (1, 1, 5.0)


def test_two_pages_in_a_row_that_break_off_are_the_host_s_fault(asking: Asking) -> None:
    asked_for(asking, *items(3)).run(
        in_turn(DownloadTimeoutError(), DownloadTimeoutError(), *[page(ITEM)] * 3)
    )
    # The second failure stops the third page, too.
    assert asking.asked[:2] == [(0.0, items(3)[0]), (2.0, items(3)[1])]
    assert asking.moments[2] == 9.0
    assert sorted(asking.urls) == sorted([*items(3), *items(2)])


def test_two_pages_that_break_off_with_a_good_one_between_them_are_no_fault_of_the_host(
    asking: Asking,
) -> None:
    asked_for(asking, *items(3)).run(
        in_turn(DownloadTimeoutError(), page(ITEM), DownloadTimeoutError(), page(ITEM), page(ITEM))
    )
    assert asking.moments == [0.0, 2.0, 4.0, 7.0, 11.0]


def test_one_host_that_fails_slows_no_other_down(asking: Asking) -> None:
    others = [f"{ODIHR}/odihr/{300001 + number}" for number in range(3)]
    asked_for(asking, *items(2), *others).run(
        lambda request: page(request.url) if request.url in others else CannotResolveHostError(), most=4
    )
    assert asking.asked == [(0.0, ITEM), *zip([2.0, 4.0, 6.0], others, strict=True)]


# Hosts that are left alone


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_that_fails_ten_times_in_a_row_is_left_alone(asking: Asking, status: int) -> None:
    asked_for(asking, *items(30)).run(lambda request: page(request.url, status))
    assert len(asking.asked) == MOST_FAILURES
    why = f"10 failures in a row, the last: HTTP {status}"
    assert asking.frontier.host(WWW).left == why
    # Every item is explained: not asked for, refused by the guard, or by the answer that it had.
    refused = {url for url, last in asking.answers if isinstance(last, LeftAloneError)}
    answered = {url for url, last in asking.answers if isinstance(last, Response)}
    assert set(asking.not_asked) | refused | answered == set(items(30))
    assert set(asking.not_asked.values()) == {why}
    assert {str(last) for _, last in asking.answers if isinstance(last, LeftAloneError)} <= {why}


def test_a_host_that_fails_nine_times_in_a_row_is_not(asking: Asking) -> None:
    asked_for(asking, *items(20)).run(in_turn(*[page(ITEM, 503)] * 9, *[page(ITEM)] * 20))
    assert asking.frontier.host(WWW).left == ""
    assert sum(isinstance(last, Response) and last.status == 200 for _, last in asking.answers) == 20


def test_failures_of_all_sorts_make_one_row(asking: Asking) -> None:
    sorts: list[object] = [
        page(ITEM, 503),
        page(ITEM, 200, b""),
        DownloadTimeoutError(),
        page(ITEM, body=CUT),
    ]
    asked_for(asking, *items(20)).run(in_turn(*(sorts * 3)))
    assert len(asking.asked) == MOST_FAILURES
    assert asking.frontier.host(WWW).left.startswith("10 failures in a row")


@pytest.mark.parametrize("broken", [1, 2])
def test_one_or_two_broken_pages_of_a_good_host_are_no_broken_host(asking: Asking, broken: int) -> None:
    asked_for(asking, *items(1 + broken)).run(
        lambda request: page(request.url, 200 if request.url == ITEM else 503)
    )
    assert asking.frontier.host(WWW).left == ""
    assert {url for url, _ in asking.answers} == set(items(1 + broken))
    assert all(asking.urls.count(url) >= 5 for url in items(1 + broken)[1:])


def test_three_broken_pages_with_no_good_one_between_them_are_a_broken_host(asking: Asking) -> None:
    asked_for(asking, *items(4)).run(lambda request: page(request.url, 200 if request.url == ITEM else 503))
    assert len(asking.asked) == 1 + MOST_FAILURES
    assert asking.frontier.host(WWW).left


def test_a_host_of_which_only_the_rules_were_had_is_left_alone_like_one_of_which_nothing_was(
    asking: Asking,
) -> None:
    rules = Request(f"{WWW}/robots.txt", meta={RULES: f"{WWW}/robots.txt"})
    asking.middleware.process_response(rules, page(rules.url))
    asked_for(asking, *items(2)).run(lambda request: page(request.url, 503))
    assert len(asking.asked) == MOST_FAILURES
    assert asking.frontier.host(WWW).left


def test_a_good_host_that_goes_away_is_left_alone_in_the_end(asking: Asking) -> None:
    asked_for(asking, *items(4)).run(
        lambda request: page(request.url) if request.url == ITEM else CannotResolveHostError()
    )
    assert asking.frontier.host(WWW).left
    assert len(asking.asked) == 1 + MOST_FAILURES


def test_one_host_that_is_left_alone_leaves_the_others_as_they_were(asking: Asking) -> None:
    good = [f"{ODIHR}/odihr/{300001 + number}" for number in range(15)]
    asked_for(asking, *items(15), *good).run(
        lambda request: page(request.url, 200 if request.url in good else 503)
    )
    assert asking.frontier.host(WWW).left
    assert [url for url, last in asking.answers if isinstance(last, Response) and last.status == 200] == good


def test_challenges_ten_times_in_a_row_leave_the_host_alone_and_the_items_explained() -> None:
    spider, told = spider_of(PressReleasesSpider, CONTACT="tests@example.org", ROBOTSTXT_OBEY=False)
    body = (FIXTURES / "www.osce.org" / "odihr" / "602244" / "page.html").read_text(encoding="utf-8")
    for url in items(14):
        spider.found(url, WWW, "list")
    middleware = PatienceMiddleware(cast("Crawler", SimpleNamespace(spider=spider, settings=spider.settings)))
    asked = 0
    while (item := spider.frontier.host(WWW).next_item()) is not None:
        asked += 1
        response = answer(item, body)
        assert response.request is not None
        assert middleware.process_response(response.request, response) is response
        for again in spider.read(response):
            assert isinstance(again, Request)
            assert again.meta[NOT_BEFORE] > spider.frontier.clock()
            spider.frontier.add(again)
    assert asked == MOST_FAILURES
    left = "10 failures in a row, the last: challenge"
    assert told.explained == {
        items(14)[9]: ("challenge", told.explained[items(14)[9]][1]),
        **dict.fromkeys(items(14)[10:], ("host left alone", left)),
    }


@pytest.mark.parametrize("status", [401, 403])
def test_a_host_that_refuses_ten_pages_in_a_row_is_left_alone(status: int) -> None:
    spider, _ = spider_of(PressReleasesSpider, CONTACT="tests@example.org", ROBOTSTXT_OBEY=False)
    middleware = PatienceMiddleware(cast("Crawler", SimpleNamespace(spider=spider, settings=spider.settings)))
    for url in items(20):
        response = answer(url, "<html>Forbidden</html>", status)
        assert response.request is not None
        assert middleware.process_response(response.request, response) is response
        assert list(spider.read(response)) == []
    assert spider.frontier.host(WWW).left


def test_an_answer_that_proves_to_be_none_when_read_is_asked_again(asking: Asking) -> None:
    host = asking.frontier.host(WWW)
    host.bad = 3
    host.answered_well()
    again = asking.patience.unread(Request(ITEM), "challenge")
    assert again is not None
    assert again.meta[NOT_BEFORE] == 5.0
    assert host.bad == 4


def test_nothing_is_asked_again_of_a_host_that_is_left_alone(asking: Asking) -> None:
    asking.frontier.leave(asking.frontier.host(WWW), "ten failures")
    assert asking.patience.again(Request(ITEM), "HTTP 503") is None
    assert asking.patience.again(Request(ITEM), "refused", whole_host=True) is None


def test_a_spider_without_patience_of_its_own_has_that_of_the_scheduler() -> None:
    asking = Asking()
    engine = SimpleNamespace(scheduler=SimpleNamespace(frontier=asking.frontier))
    crawler = SimpleNamespace(spider=None, engine=engine, settings=asking.settings)
    again = PatienceMiddleware(cast("Crawler", crawler)).process_response(Request(ITEM), page(ITEM, 503))
    assert isinstance(again, Request)
    assert again.meta[NOT_BEFORE] == 5.0
