"""What waits to be asked at a host, in which order, and how the host behaves."""

import pytest
from osce_crawler.spiders.hosts import RULES, Host
from scrapy import Request

ROOT = "https://www.osce.org"


@pytest.fixture
def host() -> Host:
    return Host("www.osce.org", 1.0)


def request(path: str, priority: int = 0) -> Request:
    return Request(f"{ROOT}{path}", priority=priority)


def rules() -> Request:
    return Request(f"{ROOT}/robots.txt", priority=1000, meta={RULES: f"{ROOT}/robots.txt"})


def path_of(asked: Request | None) -> str | None:
    return asked.url.removeprefix(ROOT) if asked is not None else None


def items_of(host: Host) -> list[str]:
    items = []
    while (item := host.next_item()) is not None:
        items.append(item)
    return items


def test_the_weightiest_request_is_asked_first_and_equals_in_their_order(host: Host) -> None:
    for path, priority in (("/a", 0), ("/b", 20), ("/c", 20), ("/d", 50)):
        host.add(request(path, priority), 0)
    assert [path_of(host.next_request(0.0)) for _ in range(5)] == ["/d", "/b", "/c", "/a", None]


def test_a_request_with_a_pause_of_its_own_waits_and_lets_the_others_go(host: Host) -> None:
    host.add(request("/paused", 50), 7.0)
    host.add(request("/other"), 0)
    assert path_of(host.next_request(6.9)) == "/other"
    assert host.next_request(6.9) is None
    assert path_of(host.next_request(7.0)) == "/paused"


def test_whose_pause_ends_first_is_asked_first(host: Host) -> None:
    host.add(request("/late"), 9.0)
    host.add(request("/early"), 5.0)
    assert [path_of(host.next_request(now)) for now in (5.0, 6.0, 9.0)] == ["/early", None, "/late"]


def test_before_its_rules_are_known_nothing_but_the_rules_is_asked(host: Host) -> None:
    host.closed = True
    host.add(request("/"), 0)
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    host.add(rules(), 0)
    assert path_of(host.next_request(0.0)) == "/robots.txt"
    assert (host.next_request(0.0), host.next_item()) == (None, None)
    host.closed = False
    assert path_of(host.next_request(0.0)) == "/"
    assert host.next_item() == f"{ROOT}/cio/300001"


def test_items_of_a_list_keep_its_order(host: Host) -> None:
    for number in (300002, 300009, 300001):
        host.add_item(f"{ROOT}/cio/{number}", listed=True)
    assert items_of(host) == [f"{ROOT}/cio/{number}" for number in (300002, 300009, 300001)]


def test_items_that_no_list_puts_in_order_come_last_and_newest_first(host: Host) -> None:
    for number in (9001, 300009, 20001):
        host.add_item(f"{ROOT}/cio/{number}", listed=False)
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    assert items_of(host) == [f"{ROOT}/cio/{number}" for number in (300001, 300009, 20001, 9001)]


def test_an_item_found_while_others_are_asked_takes_its_place_among_them(host: Host) -> None:
    host.add_item(f"{ROOT}/cio/300001", listed=False)
    host.add_item(f"{ROOT}/cio/300005", listed=False)
    assert host.next_item() == f"{ROOT}/cio/300005"
    host.add_item(f"{ROOT}/cio/300003", listed=False)
    assert items_of(host) == [f"{ROOT}/cio/300003", f"{ROOT}/cio/300001"]


def test_items_wait_until_the_ways_in_are_read(host: Host) -> None:
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    host.held = 2
    assert host.next_item() is None
    host.held = 1
    assert host.next_item() is None
    host.held = 0
    assert host.next_item() == f"{ROOT}/cio/300001"


def test_items_use_the_time_for_which_every_way_in_pauses(host: Host) -> None:
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    host.held = 1
    host.add(request("/press-releases"), 15.0)
    assert host.next_item() == f"{ROOT}/cio/300001"


def test_items_wait_where_one_way_in_pauses_and_another_is_to_be_asked_or_under_way(host: Host) -> None:
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    host.held = 2
    host.add(request("/press-releases"), 15.0)
    sitemap = request("/sitemap.xml")
    host.add(sitemap, 0)
    assert host.next_item() is None
    assert host.next_request(0.0) is sitemap
    host.asked(sitemap, 0.0)
    assert host.next_item() is None
    assert not host.is_busy((), 1)
    assert host.next_item() == f"{ROOT}/cio/300001"


def test_a_host_is_busy_while_as_many_requests_as_it_may_have_are_under_way(host: Host) -> None:
    first, second = request("/a"), request("/b")
    host.asked(first, 0.0)
    assert host.is_busy({first}, 1)
    assert not host.is_busy({first}, 2)
    host.asked(second, 1.0)
    assert host.is_busy({first, second}, 2)
    assert not host.is_busy({second}, 2)


def test_requests_of_other_hosts_make_no_host_busy(host: Host) -> None:
    assert not host.is_busy({request("/a"), request("/b")}, 1)


def test_more_may_be_asked_when_the_pause_between_two_requests_is_over(host: Host) -> None:
    host.asked(request("/a"), 10.0)
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    assert host.next_at(10.5) == 11.0
    assert host.next_at(11.0) is None


def test_more_may_be_asked_when_the_pause_of_a_request_is_over(host: Host) -> None:
    host.add(request("/late"), 50.0)
    host.add(request("/early"), 40.0)
    assert host.next_at(10.0) == 40.0
    host.due = 45.0
    assert host.next_at(10.0) == 45.0


def test_time_alone_makes_no_difference_to_items_that_wait_for_a_way_in(host: Host) -> None:
    host.asked(request("/press-releases"), 10.0)
    host.add_item(f"{ROOT}/cio/300001", listed=True)
    host.held = 1
    assert host.next_at(10.5) is None


def test_time_makes_no_difference_to_a_host_where_nothing_waits(host: Host) -> None:
    host.asked(request("/a"), 10.0)
    assert not host.is_pending()
    assert host.next_at(10.5) is None


def test_a_host_whose_rules_pause_is_due_when_that_pause_is_over(host: Host) -> None:
    host.closed = True
    host.add(rules(), 50.0)
    host.add(request("/"), 0)
    assert host.next_request(10.0) is None
    assert host.next_at(10.0) == 50.0


@pytest.mark.parametrize("put", ["request", "paused", "item", "other item"])
def test_whatever_waits_is_pending(host: Host, put: str) -> None:
    assert not host.is_pending()
    if put == "request":
        host.add(request("/a"), 0)
    elif put == "paused":
        host.add(request("/a"), 99.0)
    else:
        host.add_item(f"{ROOT}/cio/300001", listed=put == "item")
    assert host.is_pending()


def test_a_host_that_is_left_alone_gives_back_its_items_in_their_order(host: Host) -> None:
    for number in (300009, 300008):
        host.add_item(f"{ROOT}/cio/{number}", listed=True)
    host.add_item(f"{ROOT}/cio/300001", listed=False)
    assert host.leave("ten failures") == [f"{ROOT}/cio/{number}" for number in (300009, 300008, 300001)]
    assert host.left == "ten failures"
    assert not host.is_pending()


def test_the_requests_of_a_host_that_is_left_alone_wait_for_nothing_but_their_refusal(host: Host) -> None:
    host.closed, host.due = True, 900.0
    host.add(request("/paused"), 800.0)
    host.add(request("/"), 0)
    host.leave("no rules")
    assert host.due == 0.0
    assert {path_of(host.next_request(0.0)), path_of(host.next_request(0.0))} == {"/paused", "/"}


def test_a_good_answer_ends_a_row_of_failures(host: Host) -> None:
    host.bad, host.outages, host.failed_at = 9, 3, f"{ROOT}/a"
    host.answered_well()
    assert (host.bad, host.outages, host.failed_at) == (0, 0, "")


def test_an_answer_that_proves_to_be_none_ends_no_row_of_failures(host: Host) -> None:
    for number in range(4):
        host.failed(f"{ROOT}/{number}")
    host.answered_well()
    host.was_bad_after_all()
    assert (host.bad, host.was_well) == (4, False)


def test_an_answer_that_proves_to_be_none_takes_back_no_failure_that_came_since(host: Host) -> None:
    host.failed(f"{ROOT}/a")
    host.answered_well()
    for number in range(3):
        host.failed(f"{ROOT}/{number}")
    host.was_bad_after_all()
    assert host.bad == 3


def test_of_a_host_of_which_nothing_was_had_each_failure_counts(host: Host) -> None:
    for _ in range(9):
        host.failed(f"{ROOT}/a")
    assert host.bad == 9


def test_where_pages_were_had_one_or_two_that_fail_may_be_broken_themselves(host: Host) -> None:
    host.answered_well()
    for path in ("/a", "/b", "/a"):
        host.failed(f"{ROOT}{path}")
        assert host.may_be_well
    host.failed(f"{ROOT}/c")
    assert not host.may_be_well


def test_the_failures_of_a_page_that_is_given_up_are_held_against_no_host(host: Host) -> None:
    for path in ("/a", "/b", "/a"):
        host.failed(f"{ROOT}{path}")
    host.forget(f"{ROOT}/a")
    assert host.bad == 1
    host.forget(f"{ROOT}/a")
    assert host.bad == 1


def test_a_host_of_which_nothing_or_only_its_rules_were_had_is_not_taken_for_a_good_one(host: Host) -> None:
    assert not host.may_be_well
    host.answered_well(with_page=False)
    assert not host.may_be_well


def test_a_good_answer_forgives_every_page(host: Host) -> None:
    host.answered_well()
    for _ in range(4):
        host.failed(f"{ROOT}/a")
    host.answered_well()
    host.failed(f"{ROOT}/a")
    assert host.bad == 1
