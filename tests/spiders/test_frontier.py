"""What is asked next, host by host, and when."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from osce_crawler.spiders.frontier import NOT_BEFORE, Frontier
from osce_crawler.spiders.hosts import RULES
from scrapy import Request

from tests.spiders.asking import ODIHR, WWW, Asking, Clock, page, settings_of

ITEM = f"{WWW}/cio/300001"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def frontier(clock: Clock) -> Frontier:
    return Frontier(settings_of(), clock)


def next_url(frontier: Frontier) -> str | None:
    request = frontier.next(())
    return request.url if request is not None else None


def rules(url: str) -> Request:
    return Request(url, priority=1000, meta={RULES: url})


def test_a_host_is_asked_once_a_second(frontier: Frontier, clock: Clock) -> None:
    frontier.add_item(f"{WWW}/cio/300002")
    frontier.add_item(ITEM)
    assert next_url(frontier) == f"{WWW}/cio/300002"
    assert next_url(frontier) is None
    assert frontier.wait() == 1.0
    clock.now = 0.9
    assert next_url(frontier) is None
    clock.now = 1.0
    assert next_url(frontier) == ITEM


def test_the_pause_is_the_one_that_the_settings_name(clock: Clock) -> None:
    frontier = Frontier(settings_of(DOWNLOAD_DELAY=4.0), clock)
    frontier.add_item(f"{WWW}/cio/300002")
    frontier.add_item(ITEM)
    frontier.next(())
    frontier.next(())
    assert frontier.wait() == 4.0


def test_the_wait_is_counted_from_now(frontier: Frontier, clock: Clock) -> None:
    frontier.add_item(f"{WWW}/cio/300002")
    frontier.add_item(ITEM)
    frontier.next(())
    clock.now = 0.25
    assert frontier.wait() == 0.75
    clock.now = 5.0
    assert frontier.wait() == 0.0


def test_the_wait_is_that_of_the_host_which_is_due_first(frontier: Frontier) -> None:
    for url, moment in ((f"{WWW}/a", 30.0), (f"{ODIHR}/b", 20.0)):
        frontier.add(Request(url, meta={NOT_BEFORE: moment}))
    assert next_url(frontier) is None
    assert frontier.wait() == 20.0


def test_where_only_an_answer_makes_a_difference_there_is_no_time_to_wait_for(frontier: Frontier) -> None:
    frontier.hold(WWW)
    frontier.add_item(ITEM)
    assert next_url(frontier) is None
    assert frontier.is_pending()
    assert frontier.wait() is None


def test_no_second_request_goes_out_while_the_first_is_under_way(frontier: Frontier, clock: Clock) -> None:
    frontier.add_item(f"{WWW}/cio/300002")
    frontier.add_item(ITEM)
    first = frontier.next(())
    assert first is not None
    clock.now = 50.0
    assert frontier.next({first}) is None
    assert next_url(frontier) == ITEM


def test_what_is_under_way_at_one_host_keeps_no_other_waiting(frontier: Frontier) -> None:
    frontier.add_item(ITEM)
    first = frontier.next(())
    assert first is not None
    frontier.add_item(f"{ODIHR}/odihr/300002")
    second = frontier.next({first})
    assert second is not None
    assert second.url == f"{ODIHR}/odihr/300002"


def test_the_hosts_take_turns(frontier: Frontier, clock: Clock) -> None:
    hosts = [WWW, ODIHR, "https://hcnm.osce.org"]
    for number in (300003, 300002, 300001):
        for host in hosts:
            frontier.add_item(f"{host}/cio/{number}")
    asked = []
    for clock.now in (0.0, 1.0, 2.0):
        asked += [next_url(frontier) for _ in hosts]
        assert next_url(frontier) is None
    assert asked == [f"{host}/cio/{number}" for number in (300003, 300002, 300001) for host in hosts]


def test_whose_turn_was_last_has_it_last_again_even_where_all_are_due(
    frontier: Frontier, clock: Clock
) -> None:
    for number in (300003, 300002):
        for host in (WWW, ODIHR):
            frontier.add_item(f"{host}/cio/{number}")
    asked = []
    for clock.now in (0.0, 10.0, 20.0, 30.0):
        asked.append(next_url(frontier))
    assert asked == [f"{host}/cio/{number}" for number in (300003, 300002) for host in (WWW, ODIHR)]


def test_a_host_that_pauses_keeps_no_other_waiting(frontier: Frontier) -> None:
    frontier.host(WWW).due = 900.0
    frontier.add_item(ITEM)
    frontier.add_item(f"{ODIHR}/odihr/300002")
    assert next_url(frontier) == f"{ODIHR}/odihr/300002"
    assert next_url(frontier) is None


def test_requests_go_before_items(frontier: Frontier, clock: Clock) -> None:
    frontier.add_item(ITEM)
    frontier.add(Request(f"{WWW}/press-releases"))
    assert next_url(frontier) == f"{WWW}/press-releases"
    clock.now = 1.0
    assert next_url(frontier) == ITEM


def test_a_request_with_a_moment_of_its_own_is_not_asked_before_it(frontier: Frontier, clock: Clock) -> None:
    frontier.add(Request(f"{WWW}/a", meta={NOT_BEFORE: 30.0}))
    clock.now = 29.0
    assert next_url(frontier) is None
    assert frontier.wait() == 1.0
    clock.now = 30.0
    request = frontier.next(())
    assert request is not None
    assert NOT_BEFORE not in request.meta


def test_items_of_a_host_wait_for_its_ways_in_and_for_those_of_no_other(
    frontier: Frontier, clock: Clock
) -> None:
    frontier.hold(f"{WWW}/press-releases")
    frontier.hold(f"{WWW}/sitemap.xml")
    frontier.add_item(ITEM)
    frontier.add_item(f"{ODIHR}/odihr/300002")
    assert next_url(frontier) == f"{ODIHR}/odihr/300002"
    clock.now = 9.0
    frontier.release(f"{WWW}/sitemap.xml")
    assert next_url(frontier) is None
    frontier.release(f"{WWW}/press-releases")
    assert next_url(frontier) == ITEM


def test_items_wait_no_longer_when_no_way_in_will_be_read_any_more(frontier: Frontier) -> None:
    frontier.hold(WWW)
    frontier.add_item(ITEM)
    frontier.release_all()
    assert next_url(frontier) == ITEM


def test_an_item_for_which_no_request_is_made_takes_no_turn(frontier: Frontier) -> None:
    frontier.request_of = lambda url: None if url == ITEM else Request(url)
    frontier.add_item(ITEM)
    frontier.add_item(f"{WWW}/cio/300002")
    assert next_url(frontier) == f"{WWW}/cio/300002"
    frontier.add_item(ITEM)
    assert next_url(frontier) is None


def test_items_alone_that_are_not_asked_for_leave_nothing(frontier: Frontier) -> None:
    frontier.request_of = lambda _: None
    frontier.add_item(ITEM)
    assert next_url(frontier) is None
    assert not frontier.is_pending()


def test_of_each_host_the_rules_are_asked_for_first_and_once(frontier: Frontier, clock: Clock) -> None:
    frontier.rules_of = rules
    for url in (f"{WWW}/a", f"{WWW}/b", "https://WWW.osce.org/c", f"{ODIHR}/a"):
        frontier.add(Request(url, priority=50))
    assert [next_url(frontier) for _ in range(3)] == [f"{WWW}/robots.txt", f"{ODIHR}/robots.txt", None]
    frontier.host(WWW).closed = frontier.host(ODIHR).closed = False
    asked = []
    for clock.now in (1.0, 2.0, 3.0, 4.0):
        asked += [next_url(frontier), next_url(frontier)]
    assert sum(url is not None for url in asked) == 4
    assert not any(url and url.endswith("robots.txt") for url in asked)


def test_the_rules_of_an_item_s_host_are_asked_for_too(frontier: Frontier) -> None:
    frontier.rules_of = rules
    frontier.add_item(ITEM)
    assert next_url(frontier) == f"{WWW}/robots.txt"


def test_rules_that_are_asked_for_again_still_go_first(frontier: Frontier, clock: Clock) -> None:
    frontier.rules_of = rules
    frontier.add(Request(f"{WWW}/a"))
    again = frontier.next(())
    assert again is not None
    again.meta[NOT_BEFORE] = 30.0
    frontier.add(again)
    for clock.now in (1.0, 29.0):
        assert next_url(frontier) is None
    clock.now = 30.0
    assert next_url(frontier) == f"{WWW}/robots.txt"


def test_while_the_rules_of_the_only_host_pause_there_is_a_time_to_wait_for(
    frontier: Frontier, clock: Clock
) -> None:
    frontier.rules_of = rules
    frontier.add(Request(f"{WWW}/"))
    again = frontier.next(())
    assert again is not None
    again.meta[NOT_BEFORE] = 30.0
    frontier.add(again)
    clock.now = 2.0
    assert next_url(frontier) is None
    assert frontier.wait() == 28.0


def test_of_a_host_to_which_the_crawl_was_not_sent_no_rules_are_asked_for(frontier: Frontier) -> None:
    frontier.rules_of = rules
    frontier.may_go = lambda url: url.startswith(WWW)
    frontier.add(Request("https://www.example.org/a"))
    frontier.add(Request("https://www.example.com/b"))
    # They are handed out for the guard to refuse, at once.
    assert {next_url(frontier), next_url(frontier)} == {
        "https://www.example.org/a",
        "https://www.example.com/b",
    }
    assert not frontier.is_pending()


def test_another_port_is_another_host(frontier: Frontier) -> None:
    assert frontier.host("http://127.0.0.1:8001/a") is not frontier.host("http://127.0.0.1:8002/a")
    assert frontier.host(WWW) is frontier.host("HTTPS://WWW.OSCE.ORG/b")


def test_the_items_of_a_host_that_is_left_alone_are_explained_those_found_later_too(
    frontier: Frontier,
) -> None:
    told = []
    frontier.not_asked = lambda url, host: told.append((url, host.left))
    frontier.add_item(ITEM)
    frontier.add_item(f"{WWW}/cio/300002", listed=False)
    frontier.add_item(f"{ODIHR}/odihr/300003")
    frontier.leave(frontier.host(WWW), "ten failures")
    frontier.add_item(f"{WWW}/cio/300004")
    assert told == [(f"{WWW}/cio/30000{number}", "ten failures") for number in (1, 2, 4)]
    assert next_url(frontier) == f"{ODIHR}/odihr/300003"
    assert not frontier.is_pending()


def test_a_host_is_left_alone_once(frontier: Frontier) -> None:
    woken = []
    frontier.wake = lambda: woken.append(1)
    host = frontier.host(WWW)
    frontier.leave(host, "ten failures")
    frontier.leave(host, "something else")
    assert host.left == "ten failures"
    assert len(woken) == 1


def test_what_waits_at_a_host_that_is_left_alone_is_handed_out_to_be_refused(frontier: Frontier) -> None:
    frontier.add(Request(f"{WWW}/a", meta={NOT_BEFORE: 300.0}))
    assert next_url(frontier) is None
    frontier.leave(frontier.host(WWW), "ten failures")
    assert next_url(frontier) == f"{WWW}/a"
    assert not frontier.is_pending()


@given(
    st.lists(
        st.tuples(st.sampled_from([WWW, ODIHR, "https://hcnm.osce.org"]), st.integers(-5, 50), st.booleans()),
        max_size=30,
    ),
    st.sampled_from([0.25, 1.0, 4.0]),
)
def test_everything_is_asked_once_and_no_host_more_often_than_it_may_be(
    wanted: list[tuple[str, int, bool]], took: float
) -> None:
    asking = Asking(took)
    urls = []
    for number, (host, priority, is_item) in enumerate(wanted, 300001):
        urls.append(f"{host}/cio/{number}")
        if is_item:
            asking.frontier.add_item(urls[-1])
        else:
            asking.frontier.add(Request(urls[-1], priority=priority))
    asking.run(lambda request: page(request.url))
    assert sorted(asking.urls) == sorted(urls)
    for host in {host for host, *_ in wanted}:
        moments = [moment for moment, url in asking.asked if url.startswith(host)]
        assert all(after - before >= 1.0 for before, after in pairwise(moments))
