"""What is sent next, host by host, and when: Scrapy's scheduler with a queue that knows pauses."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request, Spider
from scrapy.http import Response

from osce_crawler.politeness.hosts import LeftAloneError
from osce_crawler.politeness.queue import NOT_BEFORE, HostQueue
from tests.politeness.driving import BEGIN, ODIHR, PAGE, WWW, Crawl, items, page

HCNM = "https://hcnm.osce.org"


def good(request: Request) -> Response:
    return page(request.url)


def of(url: str, moment: float = 0, priority: int = 0, **meta: Any) -> Request:
    """A request that is not sent before this moment."""
    return Request(url, priority=priority, dont_filter=True, meta={NOT_BEFORE: BEGIN + moment} | meta)


def hosts_asked(crawl: Crawl) -> dict[str, list[float]]:
    """The moments at which each host was asked."""
    asked: dict[str, list[float]] = {}
    for moment, url in crawl.asked:
        asked.setdefault(url.split("/cio")[0], []).append(moment)
    return asked


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[HostQueue]:
    """One for each time that the queue is asked for a request."""
    found: list[HostQueue] = []
    pop = HostQueue.pop

    def noted(queue: HostQueue) -> Request | None:
        found.append(queue)
        return pop(queue)

    monkeypatch.setattr(HostQueue, "pop", noted)
    return found


# The pause between two requests


def test_a_host_is_asked_once_a_second() -> None:
    crawl = Crawl(items(3), good, took=0.25)
    assert crawl.moments == [0.0, 1.0, 2.0]


def test_the_pause_is_the_one_that_the_settings_name() -> None:
    assert Crawl(items(3), good, took=0.25, settings={"DOWNLOAD_DELAY": 4.0}).moments == [0.0, 4.0, 8.0]


def test_the_pause_is_counted_from_one_request_to_the_next() -> None:
    assert Crawl(items(3), good, took=0.75).moments == [0.0, 1.0, 2.0]


def test_no_second_request_is_sent_while_the_first_is_under_way() -> None:
    assert Crawl(items(3), good, took=50).moments == [0.0, 50.0, 100.0]


def test_as_many_requests_are_under_way_as_the_host_may_have() -> None:
    crawl = Crawl(items(4), good, took=50, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 2})
    assert crawl.moments == [0.0, 1.0, 50.0, 51.0]


def test_a_slot_of_the_settings_has_its_own_pause_and_concurrency() -> None:
    slots = {"www.osce.org": {"delay": 3, "concurrency": 2}}
    wanted = [*items(3), *items(2, ODIHR)]
    asked = hosts_asked(Crawl(wanted, good, took=50, settings={"DOWNLOAD_SLOTS": slots}))
    assert asked == {WWW: [0.0, 3.0, 50.0], ODIHR: [0.0, 50.0]}


# Several hosts


def test_what_is_under_way_at_one_host_keeps_no_other_waiting() -> None:
    crawl = Crawl([*items(2), *items(2, ODIHR)], good, took=50)
    assert hosts_asked(crawl) == {WWW: [0.0, 50.0], ODIHR: [0.0, 50.0]}


def test_the_hosts_take_turns() -> None:
    hosts = {HCNM, ODIHR, WWW}
    crawl = Crawl([url for host in hosts for url in items(3, host)], good, took=0.25)
    assert crawl.moments == [0.0] * 3 + [1.0] * 3 + [2.0] * 3
    for number in (0, 3, 6):
        assert {url.split("/cio")[0] for url in crawl.urls[number : number + 3]} == hosts


def test_whose_turn_was_last_has_it_last_again_even_where_all_are_due() -> None:
    wanted = [url for host in (ODIHR, WWW) for url in items(3, host)]
    crawl = Crawl(wanted, good, settings={"CONCURRENT_REQUESTS": 1})
    assert [url.split("/cio")[0] for url in crawl.urls] == [ODIHR, WWW] * 3


def test_a_host_that_pauses_keeps_no_other_waiting() -> None:
    class Pausing(Crawl):
        def begin(self) -> None:
            self.hosts.pause(self.host(WWW), 900, "a test")

    crawl = Pausing([*items(2), *items(2, ODIHR)], good)
    assert hosts_asked(crawl) == {ODIHR: [0.0, 2.0], WWW: [900.0, 902.0]}


def test_of_several_hosts_that_pause_the_one_that_is_due_first_is_asked_first() -> None:
    class Pausing(Crawl):
        def begin(self) -> None:
            self.hosts.pause(self.host(WWW), 30, "a test")
            self.hosts.pause(self.host(ODIHR), 20, "a test")

    assert Pausing([*items(1), *items(1, ODIHR)], good).moments == [20.0, 30.0]


def test_another_port_is_another_host_that_keeps_the_first_not_waiting() -> None:
    wanted = [*items(1, "http://127.0.0.1:8001"), *items(1, "http://127.0.0.1:8002")]

    class Pausing(Crawl):
        def begin(self) -> None:
            self.hosts.pause(self.host(wanted[0]), 30, "a test")

    assert [url for _, url in Pausing(wanted, good).asked] == [wanted[1], wanted[0]]


def test_after_a_redirect_a_request_waits_for_the_host_that_it_goes_to() -> None:
    def moved(request: Request) -> Response:
        if request.url.startswith(WWW):
            return page(request.url, 301, Location=request.url.replace(WWW, ODIHR))
        return page(request.url)

    slots = {"odihr.osce.org": {"delay": 20}}
    crawl = Crawl(items(3), moved, settings={"DOWNLOAD_SLOTS": slots})
    assert hosts_asked(crawl) == {WWW: [0.0, 2.0, 4.0], ODIHR: [2.0, 22.0, 42.0]}


# Requests that wait


def test_a_request_with_a_moment_of_its_own_is_not_sent_before_it() -> None:
    crawl = Crawl([of(f"{WWW}/a", 30)], good)
    assert crawl.moments == [30.0]
    assert NOT_BEFORE not in crawl.requests[0].meta


def test_a_request_that_waits_lets_the_others_go() -> None:
    crawl = Crawl([of(f"{WWW}/paused", 7, 50), of(f"{WWW}/other")], good)
    assert crawl.asked == [(0.0, f"{WWW}/other"), (7.0, f"{WWW}/paused")]


def test_whose_pause_ends_first_is_sent_first() -> None:
    crawl = Crawl([of(f"{WWW}/late", 9), of(f"{WWW}/early", 5)], good)
    assert crawl.asked == [(5.0, f"{WWW}/early"), (9.0, f"{WWW}/late")]


def test_what_waits_takes_no_place_in_the_downloader() -> None:
    wanted = [of(f"{WWW}/{number}", 60) for number in range(40)]
    crawl = Crawl([*wanted, *items(1, ODIHR)], good)
    assert crawl.asked[0] == (0.0, f"{ODIHR}/cio/300001")


def test_a_pause_of_many_minutes_is_waited_for() -> None:
    assert Crawl([of(f"{WWW}/a", 900)], good).moments == [900.0]


def test_between_heartbeats_a_pause_ends_when_it_is_over() -> None:
    # Scrapy asks its scheduler every five seconds where nothing else happens.
    assert Crawl([of(f"{WWW}/a", 7.5), of(f"{WWW}/b", 11.25)], good).moments == [7.5, 11.25]


def test_while_a_pause_goes_on_the_queue_is_hardly_looked_at(looks: list[HostQueue]) -> None:
    Crawl([of(f"{WWW}/a", 600)], good)
    # Scrapy's own heartbeat, every five seconds, and what one request brings with it.
    assert len(looks) <= 600 / 5 + 20


def test_while_an_answer_is_waited_for_no_time_makes_a_difference(looks: list[HostQueue]) -> None:
    Crawl(items(2), good, took=300)
    assert len(looks) <= 600 / 5 + 20


def test_the_crawl_goes_on_as_long_as_anything_waits() -> None:
    crawl = Crawl([of(f"{WWW}/a", 600)], good)
    assert crawl.stat("finish_reason") == "finished"
    assert crawl.good() == [f"{WWW}/a"]


def test_a_stop_does_not_wait_for_what_waits() -> None:
    crawl = Crawl([of(f"{WWW}/a", 5000), *items(3)], good, most=2)
    assert crawl.stat("finish_reason") == "shutdown"
    assert crawl.now_at_end < 60


# The order within a host


def test_the_weightiest_request_is_sent_first_and_equals_in_their_order() -> None:
    paths = [("/a", 0), ("/b", 20), ("/c", 20), ("/d", 50)]
    crawl = Crawl([of(f"{WWW}{path}", 0, priority) for path, priority in paths], good)
    first, *others = [url.removeprefix(WWW) for url in crawl.urls]
    assert first == "/a"  # was handed over before the others were known
    assert others == ["/d", "/b", "/c"]


def test_a_request_with_more_weight_waits_for_its_pause_and_then_goes_first() -> None:
    crawl = Crawl([of(f"{WWW}/way", 3, 50), *items(4)], good)
    assert crawl.urls == [*items(2), f"{WWW}/way", *items(4)[2:]]


# Hosts that are left alone


def test_what_waits_at_a_host_that_is_left_alone_is_refused_at_once() -> None:
    class Leaving(Crawl):
        def begin(self) -> None:
            asyncio.get_running_loop().call_later(10, self.hosts.leave, self.host(WWW), "ten failures")

    crawl = Leaving([of(f"{WWW}/a", 300), of(f"{WWW}/b", 900), of(f"{ODIHR}/c", 30)], good)
    refused = {url: str(last) for url, last in crawl.answers if isinstance(last, LeftAloneError)}
    assert refused == {f"{WWW}/a": "ten failures", f"{WWW}/b": "ten failures"}
    assert crawl.urls == [f"{ODIHR}/c"]
    assert crawl.now_at_end < 60


def test_they_do_not_wait_for_what_is_under_way() -> None:
    class Leaving(Crawl):
        def begin(self) -> None:
            asyncio.get_running_loop().call_later(10, self.hosts.leave, self.host(WWW), "ten failures")

    crawl = Leaving(items(3), good, took=50)
    assert [url for url, _ in crawl.answers] == [*items(3)[1:], items(1)[0]]


def test_requests_of_a_paused_host_that_is_then_left_alone_are_refused_too() -> None:
    class Leaving(Crawl):
        def begin(self) -> None:
            self.hosts.pause(self.host(WWW), 900, "HTTP 429")
            asyncio.get_running_loop().call_later(10, self.hosts.leave, self.host(WWW), "ten failures")

    crawl = Leaving(items(3), good)
    assert [type(last) for _, last in crawl.answers] == [LeftAloneError] * 3
    assert crawl.asked == []


# What Scrapy's own parts do stays


def test_what_was_asked_before_is_filtered_unless_it_says_otherwise() -> None:
    crawl = Crawl([Request(f"{WWW}/a"), Request(f"{WWW}/a"), Request(f"{WWW}/a", dont_filter=True)], good)
    assert crawl.urls == [f"{WWW}/a"] * 2
    assert crawl.stat("dupefilter/filtered") == 1


def test_every_request_is_counted_by_the_scheduler() -> None:
    crawl = Crawl([of(f"{WWW}/a", 7), *items(3)], good)
    assert crawl.stat("scheduler/enqueued") == crawl.stat("scheduler/dequeued") == 4


def test_a_host_knows_how_many_requests_wait_in_the_scheduler_retries_aside() -> None:
    queued = []

    class Noting(Crawl):
        def begin(self) -> None:
            self.answer = self.noted

        def noted(self, request: Request) -> Response:
            queued.append(self.host().queued)
            return good(request)

    Noting([*items(3), of(f"{WWW}/late", 100)], good)
    assert queued == [2, 1, 0, 0]


def test_requests_of_a_callback_are_sent_as_well() -> None:
    def read(spider: Spider, response: Response) -> Iterator[Request]:
        if response.url == f"{WWW}/a":
            yield response.follow("/b", callback=spider.parse)

    assert Crawl([f"{WWW}/a"], good, read=read).urls == [f"{WWW}/a", f"{WWW}/b"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([WWW, ODIHR, HCNM]), st.integers(-5, 50), st.sampled_from([0, 0, 3.5, 70])),
        max_size=20,
    ),
    st.sampled_from([0.25, 1.0, 4.0]),
)
def test_everything_is_sent_once_and_no_host_is_asked_more_often_than_it_may_be(
    wanted: list[tuple[str, int, float]], took: float
) -> None:
    requests = [
        of(f"{host}/cio/{number}", moment, priority)
        for number, (host, priority, moment) in enumerate(wanted, 300001)
    ]
    crawl = Crawl(requests, lambda request: page(request.url, body=PAGE), took=took)
    assert sorted(crawl.urls) == sorted(crawl.good()) == sorted(request.url for request in requests)
    for moments in hosts_asked(crawl).values():
        assert all(after - before >= max(1.0, took) for before, after in pairwise(moments))


def test_a_crawl_that_wants_nothing_ends_at_once() -> None:
    assert Crawl([], good).now_at_end < 6
