"""How a host behaves: its failures in a row, its pauses, and when it is left alone."""

import errno
import logging
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionLost

from osce_crawler.politeness.hosts import MOST_FAILURES, Host, Hosts, in_words, pause_after
from tests.politeness.driving import ODIHR, WWW, items, settings_of

ITEM = f"{WWW}/cio/300001"
# Seconds: each pause is three times the one before, up to five minutes; the host's own is one second.
GROWING = [5.0, 15.0, 45.0, 135.0, 300.0, 300.0]


class Clock:
    """Seconds; they do not pass by themselves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> Hosts:
    return Hosts(settings_of(), clock)


def warnings(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]


# Which host


def test_another_port_is_another_host(hosts: Hosts) -> None:
    assert hosts.of("http://127.0.0.1:8001/a") is not hosts.of("http://127.0.0.1:8002/a")


def test_a_host_is_the_same_however_it_is_written(hosts: Hosts) -> None:
    assert hosts.of(WWW) is hosts.of("HTTPS://WWW.OSCE.ORG/b")
    assert hosts.named("www.osce.org") is hosts.of(WWW)


def test_a_host_has_the_pause_and_the_concurrency_of_the_settings() -> None:
    host = Hosts(settings_of(DOWNLOAD_DELAY=4.0, CONCURRENT_REQUESTS_PER_DOMAIN=3)).of(WWW)
    assert (host.delay, host.concurrency) == (4.0, 3)


@pytest.mark.parametrize(
    ("slot", "delay", "concurrency"),
    [
        ({"delay": 7, "concurrency": 2}, 7.0, 2),
        ({"delay": 0.5}, 0.5, 1),
        ({"concurrency": 4}, 1.0, 4),
        ({}, 1.0, 1),
    ],
)
def test_a_slot_of_the_settings_goes_before_what_holds_for_all(
    slot: dict[str, float], delay: float, concurrency: int
) -> None:
    hosts = Hosts(settings_of(DOWNLOAD_SLOTS={"www.osce.org": slot}))
    assert (hosts.of(WWW).delay, hosts.of(WWW).concurrency) == (delay, concurrency)
    assert (hosts.of(ODIHR).delay, hosts.of(ODIHR).concurrency) == (1.0, 1)


def test_a_slot_is_named_by_the_host_without_its_port() -> None:
    hosts = Hosts(settings_of(DOWNLOAD_SLOTS={"127.0.0.1": {"delay": 7}}))
    assert hosts.of("http://127.0.0.1:8001/").delay == 7.0


# Pauses


@pytest.mark.parametrize("delay", [1.0, 4.0])
def test_pauses_grow_with_each_failure_up_to_five_minutes(delay: float) -> None:
    pauses = [pause_after(delay, times) for times in range(1, 50)]
    assert pauses[0] == 5 * delay
    assert all(after == min(3 * before, 300.0) for before, after in pairwise(pauses))


def test_without_a_pause_between_requests_failures_bring_none() -> None:
    assert pause_after(0.0, 9) == 0.0


@given(st.floats(0, 60), st.integers(1, 1000))
def test_no_pause_is_longer_than_five_minutes(delay: float, times: int) -> None:
    assert 0 <= pause_after(delay, times) <= 300


def test_each_pause_of_a_host_is_one_warning_with_its_reason(
    hosts: Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    hosts.pause(hosts.of(WWW), 5, "HTTP 429")
    assert hosts.of(WWW).paused_until == 5.0
    assert warnings(caplog) == ["www.osce.org pauses for 5 s, then it is tried again: HTTP 429"]


def test_a_pause_within_a_longer_one_changes_nothing_and_is_not_logged(
    hosts: Hosts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    hosts.pause(hosts.of(WWW), 60, "HTTP 429")
    clock.now = 10
    hosts.pause(hosts.of(WWW), 50, "HTTP 429")
    hosts.pause(hosts.of(WWW), 5, "HTTP 503")
    assert hosts.of(WWW).paused_until == 60.0
    assert len(warnings(caplog)) == 1


def test_a_pause_of_no_length_is_none(hosts: Hosts, caplog: pytest.LogCaptureFixture) -> None:
    hosts.pause(hosts.of(WWW), 0, "HTTP 429")
    assert (hosts.of(WWW).paused_until, warnings(caplog)) == (0.0, [])


# Outages: the host itself is not there


def test_a_host_that_is_not_there_pauses_longer_each_time(hosts: Hosts, clock: Clock) -> None:
    pauses = []
    for _ in GROWING:
        hosts.fail(ITEM, "refused", gone=True)
        pauses.append(hosts.of(WWW).paused_until - clock.now)
        clock.now = hosts.of(WWW).paused_until
    assert pauses == GROWING


def test_what_fails_while_the_host_pauses_already_tells_of_the_same_outage(hosts: Hosts) -> None:
    for url in items(3):
        hosts.fail(url, "refused", gone=True)
    host = hosts.of(WWW)
    assert (host.failures, host.outages, host.paused_until) == (1, 1, 5.0)


def test_a_host_is_left_alone_after_ten_outages_even_of_one_page(hosts: Hosts, clock: Clock) -> None:
    for _ in range(MOST_FAILURES):
        assert not hosts.of(WWW).left
        clock.now = hosts.of(WWW).paused_until
        hosts.fail(ITEM, "refused", gone=True)
    assert hosts.of(WWW).left == "10 failures in a row, the last: refused"


def test_a_good_answer_between_them_lets_outages_begin_anew(hosts: Hosts, clock: Clock) -> None:
    for _ in range(9):
        clock.now = hosts.of(WWW).paused_until
        hosts.fail(ITEM, "refused", gone=True)
    hosts.of(WWW).count_answer()
    clock.now = hosts.of(WWW).paused_until
    hosts.fail(ITEM, "refused", gone=True)
    assert not hosts.of(WWW).left
    assert hosts.of(WWW).paused_until - clock.now == 5.0


# Connections that break


@pytest.mark.parametrize("number", [1, 2])
def test_one_or_two_pages_whose_connection_breaks_are_no_fault_of_the_host(hosts: Hosts, number: int) -> None:
    for url in items(number) * 8:
        hosts.fail(url, "timeout", cut_off=True)
    assert (hosts.of(WWW).paused_until, hosts.of(WWW).left) == (0.0, "")


def test_three_different_pages_in_a_row_whose_connection_breaks_are(
    hosts: Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    for url in items(3):
        hosts.fail(url, "timeout", cut_off=True)
    assert hosts.of(WWW).paused_until == 5.0
    assert warnings(caplog) == ["www.osce.org pauses for 5 s, then it is tried again: timeout"]


def test_three_different_pages_that_fail_in_another_way_pause_no_host(hosts: Hosts) -> None:
    for url in items(3):
        hosts.fail(url, "HTTP 503")
    assert hosts.of(WWW).paused_until == 0.0


def test_a_good_page_between_them_ends_the_row(hosts: Hosts) -> None:
    for url in items(9):
        hosts.fail(url, "timeout", cut_off=True)
        hosts.of(WWW).count_answer()
    assert hosts.of(WWW).paused_until == 0.0


# Hosts that are left alone


def test_a_host_is_left_alone_after_ten_failures_in_a_row_of_ten_different_pages(
    hosts: Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    for url in items(9):
        hosts.fail(url, "HTTP 500")
    assert not hosts.of(WWW).left
    hosts.fail(items(10)[9], "HTTP 503")
    assert hosts.of(WWW).left == "10 failures in a row, the last: HTTP 503"
    assert {*hosts.left_alone} == {"www.osce.org"}
    assert warnings(caplog) == ["www.osce.org is left alone: 10 failures in a row, the last: HTTP 503"]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_fewer_pages_never_leave_a_host_alone_however_often_they_fail(hosts: Hosts, number: int) -> None:
    for url in items(number) * 20:
        hosts.fail(url, "HTTP 500")
    assert not hosts.of(WWW).left


def test_the_failures_of_a_page_again_and_again_count_once_towards_the_pages(hosts: Hosts) -> None:
    for url in [*items(1) * 30, *items(4)]:
        hosts.fail(url, "HTTP 500")
    assert not hosts.of(WWW).left
    hosts.fail(items(10)[4], "HTTP 500")
    assert hosts.of(WWW).left == "35 failures in a row, the last: HTTP 500"


def test_of_a_host_that_gave_many_good_pages_ten_must_fail(hosts: Hosts) -> None:
    for _ in range(10):
        hosts.of(WWW).count_answer()
    for url in items(9) * 20:
        hosts.fail(url, "HTTP 500")
    assert not hosts.of(WWW).left
    hosts.fail(items(10)[9], "HTTP 500")
    assert hosts.of(WWW).left


def test_one_host_that_is_left_alone_leaves_the_others_as_they_were(hosts: Hosts) -> None:
    for url in items(10):
        hosts.fail(url, "HTTP 500")
    assert {*hosts.left_alone} == {"www.osce.org"}
    assert not hosts.of(ODIHR).left


def test_a_host_is_left_alone_once(hosts: Hosts, caplog: pytest.LogCaptureFixture) -> None:
    hosts.leave(hosts.of(WWW), "ten failures")
    hosts.leave(hosts.of(WWW), "something else")
    assert hosts.of(WWW).left == "ten failures"
    assert warnings(caplog) == ["www.osce.org is left alone: ten failures"]


def test_a_host_that_is_left_alone_pauses_no_more(hosts: Hosts) -> None:
    hosts.pause(hosts.of(WWW), 60, "HTTP 429")
    hosts.leave(hosts.of(WWW), "ten failures")
    hosts.pause(hosts.of(WWW), 60, "HTTP 429")
    assert hosts.of(WWW).paused_until == 0.0


# Rows of failures


@pytest.fixture
def host() -> Host:
    return Host("www.osce.org", "www.osce.org", 1.0)


def test_a_good_answer_ends_a_row_of_failures_and_of_outages(host: Host) -> None:
    for url in items(9):
        host.count_failure(url)
    host.outages = 3
    host.count_answer()
    assert (host.failures, host.failed_pages, host.outages) == (0, 0, 0)


def test_an_answer_that_proves_to_be_none_ends_no_row_of_failures(host: Host) -> None:
    for url in items(4):
        host.count_failure(url)
    host.count_answer()
    host.take_back_answer()
    assert (host.failures, host.failed_pages) == (4, 4)


def test_an_answer_that_proves_to_be_none_takes_back_no_failure_that_came_since(host: Host) -> None:
    host.count_failure(ITEM)
    host.count_answer()
    for url in items(3):
        host.count_failure(url)
    host.take_back_answer()
    assert (host.failures, host.failed_pages) == (3, 3)


def test_of_a_row_it_is_known_how_many_different_pages_failed(host: Host) -> None:
    for url in [*items(2), *items(2)]:
        host.count_failure(url)
    assert (host.failures, host.failed_pages) == (4, 2)


# What is told of a host that cannot be read


def test_a_host_that_pauses_is_an_outage_until_it_is_asked_again(hosts: Hosts, clock: Clock) -> None:
    hosts.fail(ITEM, "connection refused", gone=True)
    clock.now = 2.0
    assert hosts.outages() == [("www.osce.org", "connection refused", 3.0)]
    clock.now = 5.0
    assert hosts.outages() == []


@pytest.mark.parametrize("is_serial", [True, False])
def test_where_one_request_goes_after_the_other_one_page_that_waits_for_its_retry_is_an_outage(
    clock: Clock, is_serial: bool
) -> None:
    hosts = Hosts(settings_of(ONE_AT_A_TIME=is_serial), clock)
    hosts.fail(ITEM, "HTTP 503")
    hosts.put_off(hosts.of(WWW), clock.now + 5)
    clock.now = 2.0
    assert hosts.outages() == [("www.osce.org", "HTTP 503", 3.0)] * is_serial
    clock.now = 5.0
    assert hosts.outages() == []


def test_an_outage_that_ends_is_logged(hosts: Hosts, caplog: pytest.LogCaptureFixture) -> None:
    hosts.fail(ITEM, "connection refused", gone=True)
    hosts.of(WWW).count_answer()
    hosts.of(WWW).count_answer()
    assert warnings(caplog)[1:] == ["www.osce.org answers again"]


def test_three_pages_that_fail_in_a_row_are_an_outage_and_one_warning(
    hosts: Hosts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts.of(WWW)
    for number, url in enumerate([*items(3), *items(3)]):
        assert bool(hosts.outages()) == (number > 2)
        hosts.fail(url, "HTTP 503")
        hosts.put_off(host, clock.now + 5)
    assert hosts.outages() == [("www.osce.org", "HTTP 503", 5.0)]
    assert warnings(caplog) == [
        "www.osce.org fails: HTTP 503, 3 pages in a row; each is tried again, this one in 5 s"
    ]


def test_answers_that_prove_to_be_none_bring_no_second_warning(
    hosts: Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts.of(WWW)
    for url in items(4):
        host.count_answer()
        host.take_back_answer()
        hosts.fail(url, "challenge")
        hosts.put_off(host, 5.0)
    assert len(warnings(caplog)) == 1


def test_a_host_that_is_left_alone_is_no_outage_and_keeps_its_last_failure(hosts: Hosts) -> None:
    hosts.fail(ITEM, "HTTP 503")
    hosts.leave(hosts.of(WWW), "10 failures in a row, the last: HTTP 503", "HTTP 503")
    assert hosts.outages() == []
    assert hosts.left_alone == {"www.osce.org": "HTTP 503"}


# Left alone already, by the spider before


def test_of_a_host_that_was_left_alone_before_one_more_failure_is_enough(clock: Clock) -> None:
    hosts = Hosts(settings_of(LEFT_ALONE=["www.osce.org"]), clock)
    hosts.fail(ITEM, "connection refused", gone=True)
    hosts.fail(f"{ODIHR}/a", "connection refused", gone=True)
    assert hosts.left_alone == {"www.osce.org": "connection refused"}
    assert hosts.of(WWW).left == "left alone by the spider before, and again: connection refused"


def test_a_good_answer_gives_a_host_that_was_left_alone_before_all_its_retries(clock: Clock) -> None:
    hosts = Hosts(settings_of(LEFT_ALONE=["www.osce.org"]), clock)
    hosts.of(WWW).count_answer()
    for _ in range(MOST_FAILURES):
        assert not hosts.left_alone
        clock.now = hosts.of(WWW).paused_until
        hosts.fail(ITEM, "connection refused", gone=True)
    assert hosts.left_alone


# Never reached


def test_a_host_that_never_answered_is_left_alone_after_the_tries_that_are_set(clock: Clock) -> None:
    hosts = Hosts(settings_of(FIRST_TRIES=3), clock)
    for _ in range(3):
        assert not hosts.left_alone
        clock.now = hosts.of(WWW).paused_until
        hosts.fail(ITEM, "connection refused", gone=True)
    assert hosts.left_alone == {"www.osce.org": "connection refused"}
    assert clock.now == sum(GROWING[:2])


def test_a_host_that_answered_before_is_waited_for_as_ever(clock: Clock) -> None:
    hosts = Hosts(settings_of(FIRST_TRIES=3), clock)
    hosts.of(WWW).end_outage()
    for _ in range(MOST_FAILURES - 1):
        clock.now = hosts.of(WWW).paused_until
        hosts.fail(ITEM, "connection refused", gone=True)
    assert not hosts.left_alone


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CannotResolveHostError("x"), "DNS: the name cannot be resolved"),
        (DownloadConnectionRefusedError("x"), "connection refused"),
        *(
            (ConnectError(number), words)  # type: ignore[no-untyped-call]  # Twisted has no types
            for number, words in (
                (errno.ENETUNREACH, "no route to the host"),
                (errno.EHOSTUNREACH, "no route to the host"),
                (errno.EPERM, "no connection"),
            )
        ),
        (DownloadTimeoutError("x"), "no answer in time"),
        (DownloadFailedError("x"), "connection broken"),
        (ValueError("a word"), "a word"),
        (ResponseDataLossError(), "cut off: the connection ended before the page did"),
        (ConnectionLost(), "connection broken"),
        (ValueError(), "an unexpected fault (ValueError)"),
    ],
)
def test_what_kept_an_answer_away_is_told_in_words(error: Exception, words: str) -> None:
    assert in_words(error) == words
