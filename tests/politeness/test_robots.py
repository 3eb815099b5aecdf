"""What a host's robots.txt allows, and what becomes of a host that does not say."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Response

from osce_crawler.politeness.hosts import LeftAloneError
from osce_crawler.politeness.robots import RefusedError, Robots, robots_answered
from tests.politeness.driving import ODIHR, WWW, Asking, Crawl, in_turn, items, page

RULES = f"{WWW}/robots.txt"
ITEM = f"{WWW}/cio/300001"
AGENT = "osce-crawler (+tests@example.org)"
OPEN = b"User-agent: *\nDisallow: /admin"


class OnOsce(Asking):
    """Goes to two hosts only."""

    def is_on_site(self, url: str) -> bool:
        return url.startswith((f"{WWW}/", "https://osce.org/"))


class Obeying(Crawl):
    """A crawl that asks for rules, and what was told of them."""

    def begin(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.rules: list[Response] = []
        self.crawler.signals.connect(self._told, robots_answered)

    def _told(self, url: str, why: str, detail: str, response: Response | None) -> None:
        self.told.append((url, why, detail))
        if response is not None:
            self.rules.append(response)

    @property
    def rules_asked(self) -> list[str]:
        return [url for url in self.urls if url.endswith("/robots.txt")]

    @property
    def pages_asked(self) -> list[str]:
        return [url for url in self.urls if not url.endswith("/robots.txt")]


def obeying(
    rules: bytes | Response | Callable[[Request], object] = OPEN,
    wanted: list[Any] | None = None,
    **settings_: Any,
) -> Obeying:
    """A crawl of these pages; `rules` answers each request for a robots.txt."""

    def answer(request: Request) -> object:
        if not request.url.endswith("/robots.txt"):
            return page(request.url)
        if isinstance(rules, bytes):
            return page(request.url, body=rules)
        return rules(request) if callable(rules) else rules

    own = {"ROBOTSTXT_OBEY": True, "USER_AGENT": AGENT}
    return Obeying([ITEM] if wanted is None else wanted, answer, settings=own | settings_, spider=OnOsce)


def allows(rules: bytes, path: str, **settings_: Any) -> bool:
    return obeying(rules, [f"{WWW}{path}"], **settings_).pages_asked == [f"{WWW}{path}"]


def delay_of(rules: bytes, **settings_: Any) -> float:
    return obeying(rules, **settings_).host().delay


def warnings(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]


# Before anything else


def test_of_each_host_the_rules_are_asked_for_first_and_once() -> None:
    crawl = obeying(OPEN, [*items(3), *items(3, ODIHR)])
    assert crawl.urls == [RULES, *items(3)]
    every = Obeying(
        [*items(2), "https://WWW.osce.org/c", *items(2, ODIHR)],
        lambda request: page(request.url),
        settings={"ROBOTSTXT_OBEY": True},
        spider=Asking,
    )
    assert {*every.urls[:2]} == {*every.rules_asked} == {RULES, f"{ODIHR}/robots.txt"}
    assert len(every.rules_asked) == 2
    assert len(every.pages_asked) == 5


def test_another_port_is_another_host_with_rules_of_its_own() -> None:
    ports = ["http://127.0.0.1:8001", "http://127.0.0.1:8002"]
    crawl = Crawl(
        [f"{port}/a" for port in ports],
        lambda r: page(r.url, body=b"User-agent: *\nDisallow: /" if "8001/robots" in r.url else OPEN),
        settings={"ROBOTSTXT_OBEY": True},
    )
    assert {*crawl.urls} == {*(f"{port}/robots.txt" for port in ports), f"{ports[1]}/a"}


def test_as_long_as_the_rules_are_under_way_nothing_is_asked() -> None:
    crawl = Crawl(items(3), lambda r: page(r.url), took=600, settings={"ROBOTSTXT_OBEY": True})
    assert crawl.asked[:2] == [(0.0, RULES), (600.0, ITEM)]


def test_of_a_host_to_which_the_crawl_was_not_sent_no_rules_are_asked_for() -> None:
    assert obeying(OPEN, ["https://www.example.org/a", "https://www.example.com/b"]).asked == []


def test_no_rules_are_asked_for_where_none_are_to_be_obeyed() -> None:
    assert obeying(OPEN, ROBOTSTXT_OBEY=False).urls == [ITEM]


def test_a_request_may_say_that_the_rules_are_not_for_it() -> None:
    request = Request(f"{WWW}/admin/x", meta={"dont_obey_robotstxt": True}, dont_filter=True)
    assert obeying(OPEN, [request]).urls == [f"{WWW}/admin/x"]


def test_what_extensions_ask_for_past_the_scheduler_obeys_the_rules_too() -> None:
    class Downloading(Obeying):
        def begin(self) -> None:
            super().begin()
            asyncio.get_running_loop().call_later(1, self.ask)

        def ask(self) -> None:
            self.asking = asyncio.ensure_future(self.download())

        async def download(self) -> None:
            for path in ("/open", "/admin/x"):
                try:
                    await self.crawler.engine.download_async(Request(f"{WWW}{path}"))
                except RefusedError as error:
                    self.answers.append((path, error))

    crawl = Downloading(
        [Request(f"{ODIHR}/a", meta={"not_before": 1050.0})],
        lambda r: page(r.url, body=OPEN),
        settings={"ROBOTSTXT_OBEY": True},
    )
    assert [url for url in crawl.urls if url.startswith(WWW)] == [RULES, f"{WWW}/open"]
    assert crawl.answers[0][0] == "/admin/x"


# What they say


def test_the_rules_are_obeyed() -> None:
    rules = b"User-agent: *\nDisallow: /admin\nAllow: /admin/press\nDisallow: /*.pdf$"
    paths = ["/", "/cio/300001", "/admin/x", "/admin/press/1", "/a.pdf", "/a.pdf.html"]
    crawl = obeying(rules, [f"{WWW}{path}" for path in paths])
    refused = [url.removeprefix(WWW) for url, last in crawl.answers if isinstance(last, RefusedError)]
    assert refused == ["/admin/x", "/a.pdf"]
    assert crawl.pages_asked == [f"{WWW}{path}" for path in paths if path not in refused]


def test_a_refusal_reaches_the_spider_with_its_reason() -> None:
    ((_, last),) = obeying(b"User-agent: *\nDisallow: /cio").answers
    assert isinstance(last, RefusedError)
    assert str(last) == "refused by robots.txt"


def test_rules_that_forbid_everything_forbid_not_themselves() -> None:
    assert obeying(b"User-agent: *\nDisallow: /").urls == [RULES]


def test_rules_for_this_crawler_go_before_those_for_all() -> None:
    rules = b"User-agent: *\nDisallow:\n\nUser-agent: OSCE-Crawler\nDisallow: /cio\nCrawl-delay: 7"
    assert not allows(rules, "/cio/300001")
    assert delay_of(rules) == 7.0


def test_rules_for_other_crawlers_are_not_ours() -> None:
    rules = b"User-agent: GPTBot\nDisallow: /\nCrawl-delay: 40"
    assert allows(rules, "/cio/300001")
    assert delay_of(rules) == 1.0


def test_the_name_that_rules_are_read_for_can_be_set() -> None:
    rules = b"User-agent: another\nDisallow: /cio\nCrawl-delay: 7"
    assert not allows(rules, "/cio/300001", ROBOTSTXT_USER_AGENT="another")
    assert delay_of(rules, ROBOTSTXT_USER_AGENT="another") == 7.0


def endless_rules(first: bytes) -> bytes:
    """More than the half mebibyte that is read."""
    return first + b"\n" + b"Disallow: /admin\n" * 40_000 + b"Disallow: /cio\n"


def test_of_endless_rules_the_beginning_counts() -> None:
    # The last line that is read breaks off in its first word.
    crawl = obeying(endless_rules(b"User-agent: *\n#" + b"x" * 7), [f"{WWW}/admin/x", ITEM])
    assert crawl.pages_asked == [ITEM]


def test_of_endless_rules_no_line_is_read_that_breaks_off() -> None:
    assert allows(endless_rules(b"User-agent: *"), "/cio/300001")


def test_rules_in_another_encoding_are_read_as_far_as_they_can_be() -> None:
    assert not allows("# Правила\nUser-agent: *\nDisallow: /admin".encode("cp1251"), "/admin")


def test_rules_may_end_their_lines_as_they_like() -> None:
    assert not allows(b"User-agent: *\rDisallow: /a\r\nDisallow: /b\n", "/b")


def test_rules_behind_a_byte_order_mark_are_obeyed() -> None:
    rules = b"\xef\xbb\xbfUser-agent: *\nDisallow: /admin\nCrawl-delay: 7"
    assert not allows(rules, "/admin")
    assert delay_of(rules) == 7.0


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b"# nothing", b"<html><body>Not found</body></html>", b"\x00\xff" * 50]
)
def test_rules_that_say_nothing_allow_everything_and_are_asked_for_once(body: bytes) -> None:
    assert obeying(body).urls == [RULES, ITEM]


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [b"User-agent", b"Disallow", b"Allow", b"Crawl-delay", b"Request-rate", b"Visit-time"]
                ),
                st.binary(max_size=12)
                | st.sampled_from([b"*", b"/", b"/*$", b"$", b"%", b"%zz", b"1/0", b"0/0s", b"1e999"]),
            ).map(b": ".join),
            max_size=12,
        ).map(b"\n".join),
    )
)
def test_whatever_the_rules_are_the_page_is_asked_for_or_refused(body: bytes) -> None:
    crawl = obeying(body)
    ((_, last),) = crawl.answers
    assert isinstance(last, Response | RefusedError)
    assert 1.0 <= crawl.host().delay <= 60.0


# Crawl-delay


@pytest.mark.parametrize(
    ("asked_for", "delay"),
    [("10", 10.0), ("2.5", 2.5), ("60", 60.0), ("1", 1.0), ("0.1", 1.0), ("0", 1.0)],
)
def test_a_longer_pause_is_kept_and_a_shorter_one_is_not(asked_for: str, delay: float) -> None:
    assert delay_of(f"User-agent: *\nCrawl-delay: {asked_for}\nDisallow:".encode()) == delay


@pytest.mark.parametrize("asked_for", ["-5", "nan", "inf", "-inf", "1e999", "soon", "", "1,5"])
def test_a_pause_that_is_none_is_passed_over_and_the_rules_are_not(asked_for: str) -> None:
    rules = f"User-agent: *\nCrawl-delay: {asked_for}\nDisallow: /admin".encode()
    crawl = obeying(rules, [f"{WWW}/admin", ITEM])
    assert crawl.host().delay == 1.0
    assert crawl.pages_asked == [ITEM]


def test_the_pause_that_the_rules_ask_for_is_made_between_all_requests() -> None:
    crawl = obeying(b"User-agent: *\nCrawl-delay: 10", items(3))
    assert crawl.moments == [0.0, 10.0, 20.0, 30.0]


def test_it_is_still_made_after_the_host_was_not_asked_for_minutes() -> None:
    # Scrapy drops a slot that was idle for a minute, and makes it anew from the settings.
    late = [Request(url, dont_filter=True, meta={"not_before": 1600.0}) for url in items(3)]
    moments = obeying(b"User-agent: *\nCrawl-delay: 10", [ITEM, *late]).moments[2:]
    assert moments == [600.0, 610.0, 620.0]


def test_it_is_made_at_its_own_port_and_at_no_other() -> None:
    slow, fast = "http://127.0.0.1:8001", "http://127.0.0.1:8002"
    crawl = Crawl(
        [*items(2, slow), *items(2, fast)],
        lambda r: page(
            r.url, body=b"User-agent: *\nCrawl-delay: 10" if r.url == f"{slow}/robots.txt" else OPEN
        ),
        settings={"ROBOTSTXT_OBEY": True},
    )
    moments = {url: moment for moment, url in crawl.asked}
    assert all(moments[url] < 10 for url in items(2, fast))
    assert moments[items(2, slow)[1]] - moments[items(2, slow)[0]] == 10.0


def test_a_slower_slot_of_the_settings_is_not_made_faster_by_the_rules() -> None:
    crawl = obeying(
        b"User-agent: *\nCrawl-delay: 10", items(2), DOWNLOAD_SLOTS={"www.osce.org": {"delay": 20}}
    )
    assert crawl.moments == [0.0, 20.0, 40.0]


def test_the_pauses_before_retries_are_as_long_as_the_rules_make_them() -> None:
    answers = iter([page(ITEM, 503), page(ITEM)])
    crawl = Crawl(
        [ITEM],
        lambda r: page(r.url, body=b"User-agent: *\nCrawl-delay: 10") if "robots" in r.url else next(answers),
        settings={"ROBOTSTXT_OBEY": True},
    )
    assert crawl.pauses()[-1] == 50.0


@pytest.mark.parametrize("asked_for", ["61", "1000000"])
def test_no_more_than_a_minute_is_kept_and_that_is_one_warning(
    asked_for: str, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = obeying(f"User-agent: *\nCrawl-delay: {asked_for}".encode(), items(2))
    assert crawl.moments == [0.0, 60.0, 120.0]
    (warning,) = warnings(caplog)
    wanted = f"{float(asked_for):g} s between two requests; the crawl keeps 60 s"
    assert warning == f"www.osce.org: robots.txt asks for {wanted}"


# Hosts without rules


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_that_says_that_it_has_no_rules_allows_everything(status: int) -> None:
    crawl = obeying(page(RULES, status, b"User-agent: *\nDisallow: /"))
    assert crawl.urls == [RULES, ITEM]
    assert crawl.told == [(RULES, "robots.txt", f"HTTP {status}")]
    assert [response.status for response in crawl.rules] == [status]


@pytest.mark.parametrize(
    "to",
    ["https://www.example.org/robots.txt", "ftp://www.osce.org/robots.txt", RULES],
    ids=["host", "ftp", "loop"],
)
def test_rules_that_lead_away_from_the_site_or_in_circles_are_none(to: str) -> None:
    crawl = obeying(page(RULES, 302, Location=to))
    assert {*crawl.urls} == {RULES, ITEM}
    assert crawl.good() == [ITEM]
    ((url, why, _),) = crawl.told
    assert (url, why) == (RULES, "robots.txt")


def test_rules_behind_a_redirect_are_those_of_the_host_that_was_asked() -> None:
    def rules(request: Request) -> Response:
        if request.url == RULES:
            return page(RULES, 301, Location="https://osce.org/robots.txt")
        return page(request.url, body=b"User-agent: *\nDisallow: /cio")

    crawl = obeying(rules)
    assert crawl.urls == [RULES, "https://osce.org/robots.txt"]
    assert crawl.told == [(RULES, "robots.txt", "HTTP 200")]


def test_rules_behind_a_redirect_to_a_host_that_is_left_alone_are_not_known() -> None:
    class Leaving(Obeying):
        def begin(self) -> None:
            super().begin()
            self.hosts.leave(self.host("https://osce.org/"), "ten failures")

    moved = page(RULES, 301, Location="https://osce.org/robots.txt")
    crawl = Leaving([ITEM], lambda _: moved, settings={"ROBOTSTXT_OBEY": True}, spider=OnOsce)
    assert {*crawl.urls} == {RULES}
    assert crawl.host().left == "robots.txt: ten failures"


# Hosts that do not say their rules


def test_the_rules_are_asked_for_again_before_the_host_is_left_alone() -> None:
    crawl = obeying(in_turn(page(RULES, 503), page(RULES, 503), page(RULES, body=OPEN)))
    assert crawl.urls == [RULES] * 3 + [ITEM]
    assert crawl.pauses() == [5.0, 15.0, 0.0]


def test_the_host_asks_for_nothing_else_meanwhile() -> None:
    crawl = obeying(in_turn(page(RULES, 503), page(RULES, body=OPEN)), items(5))
    assert crawl.urls == [RULES, RULES, *items(5)]


def test_rules_that_ask_to_wait_are_waited_for() -> None:
    busy = page(RULES, 503, Retry_After="120")
    crawl = obeying(in_turn(busy, page(RULES, body=OPEN)))
    assert crawl.pauses() == [120.0, 0.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 429])
def test_a_host_that_does_not_say_its_rules_is_left_alone(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = obeying(page(RULES, status), items(3))
    assert crawl.urls == [RULES] * 6
    assert crawl.host().left == f"robots.txt: HTTP {status}"
    assert crawl.told == [(RULES, "host left alone", f"robots.txt: HTTP {status}")]
    assert [str(last) for _, last in crawl.answers if isinstance(last, LeftAloneError)] == [
        crawl.host().left
    ] * 3
    assert warnings(caplog)[-1] == f"www.osce.org is left alone: robots.txt: HTTP {status}"
    assert len(warnings(caplog)) == 6


@pytest.mark.parametrize(
    ("error", "said"),
    [(DownloadTimeoutError, "robots.txt: no answer in time"), (ValueError, "robots.txt: not this time")],
)
def test_a_host_that_gives_no_answer_is_left_alone(error: type[Exception], said: str) -> None:
    crawl = obeying(lambda _: error("not this time"))
    assert crawl.urls == [RULES] * 6
    assert crawl.host().left == said
    assert crawl.told == [(RULES, "host left alone", said)]


def test_a_host_that_never_gave_an_answer_gets_no_more_tries_than_are_set() -> None:
    crawl = obeying(lambda _: DownloadTimeoutError("not this time"), FIRST_TRIES=3)
    assert crawl.urls == [RULES] * 3
    assert crawl.host().left == "robots.txt: no answer in time"


def test_an_error_is_no_good_answer() -> None:
    crawl = obeying(page(RULES, 503), FIRST_TRIES=3)
    assert crawl.urls == [RULES] * 3
    assert crawl.host().left == "robots.txt: HTTP 503"
    assert obeying(page(RULES, 503)).urls == [RULES] * 6


def test_a_host_that_asks_for_too_long_a_wait_before_its_first_answer_is_left_alone() -> None:
    busy = page(RULES, 503, Retry_After="120")
    assert obeying(busy, FIRST_WAIT=60).urls == [RULES]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DownloadConnectionRefusedError, "connection refused"),
        (CannotResolveHostError, "DNS: the name cannot be resolved"),
    ],
)
def test_a_host_that_is_not_there_is_left_alone_after_ten_outages(error: type[Exception], said: str) -> None:
    crawl = obeying(lambda _: error("not there"))
    assert crawl.urls == [RULES] * 10
    assert crawl.host().left == f"10 failures in a row, the last: {said}"


@pytest.mark.parametrize(
    "fails", [DownloadConnectionRefusedError("not there"), DownloadTimeoutError(), page(RULES, 503)]
)
def test_a_host_that_the_spider_before_left_alone_is_asked_once(fails: object) -> None:
    crawl = obeying(lambda _: fails, LEFT_ALONE=["www.osce.org"])
    assert crawl.urls == [RULES]
    assert crawl.host().left


def test_ten_minutes_without_a_network_cost_nothing() -> None:
    def reached(_: Request) -> object:
        return page(RULES) if asyncio.get_running_loop().time() > 1600 else CannotResolveHostError()

    assert obeying(reached).good() == [ITEM]


def test_when_the_rules_come_at_last_the_pauses_of_the_host_begin_anew() -> None:
    refused = DownloadConnectionRefusedError
    answers = in_turn(refused(), refused(), page(RULES, body=OPEN), refused(), page(ITEM))
    crawl = Crawl([ITEM], answers, settings={"ROBOTSTXT_OBEY": True})
    assert crawl.pauses() == [5.0, 15.0, 0.0, 5.0]


def test_where_nothing_is_retried_the_host_is_left_alone_at_once() -> None:
    for settings_ in ({"RETRY_ENABLED": False}, {"RETRY_TIMES": 0}):
        crawl = obeying(page(RULES, 503), **settings_)
        assert crawl.urls == [RULES]
        assert crawl.host().left == "robots.txt: HTTP 503"


def test_one_host_without_rules_leaves_the_others_as_they_were() -> None:
    crawl = Crawl(
        [*items(2), *items(2, ODIHR)],
        lambda r: page(r.url, 503 if r.url == RULES else 200),
        settings={"ROBOTSTXT_OBEY": True},
    )
    assert crawl.good() == items(2, ODIHR)
    assert crawl.moments[-1] > crawl.moments[0]


def test_a_stop_does_not_wait_for_rules_that_never_come(caplog: pytest.LogCaptureFixture) -> None:
    crawl = Obeying(
        items(3), lambda r: page(r.url), took=6000, most=1, settings={"ROBOTSTXT_OBEY": True}, spider=OnOsce
    )
    assert crawl.urls == [RULES]
    assert crawl.now_at_end < 10
    assert crawl.told == []
    assert warnings(caplog) == []


def test_nor_does_one_of_scrapy_s_own_limits() -> None:
    limit = {"ROBOTSTXT_OBEY": True, "CLOSESPIDER_TIMEOUT": 30}
    crawl = Crawl(items(3), lambda r: page(r.url), took=6000, settings=limit)
    assert crawl.stat("finish_reason") == "closespider_timeout"
    assert crawl.now_at_end < 40


def test_a_downloader_that_is_full_is_no_stop() -> None:
    assert obeying(OPEN, items(3), CONCURRENT_REQUESTS=1).good() == items(3)


def test_a_stop_does_not_wait_for_the_pauses_before_rules() -> None:
    crawl = Crawl([ITEM], lambda r: page(r.url, 503), most=3, settings={"ROBOTSTXT_OBEY": True})
    assert crawl.urls == [RULES] * 3
    assert crawl.stat("finish_reason") == "shutdown"
    assert crawl.now_at_end - crawl.moments[-1] < 10


# Counted as Scrapy counts


def test_rules_are_counted_as_scrapy_counts_them() -> None:
    crawl = obeying(in_turn(page(RULES, 503), page(RULES, body=OPEN)), [f"{WWW}/admin/x", ITEM])
    assert crawl.stat("robotstxt/request_count") == 2
    assert crawl.stat("robotstxt/response_count") == 2
    assert crawl.stat("robotstxt/response_status_count/503") == 1
    assert crawl.stat("robotstxt/response_status_count/200") == 1
    assert crawl.stat("robotstxt/forbidden") == 1


def test_rules_that_a_stop_cancelled_are_judged_anew_and_raise_nothing_at_once() -> None:
    async def judged() -> object:
        cancelled = asyncio.ensure_future(asyncio.sleep(9))
        cancelled.cancel()
        await asyncio.wait([cancelled])
        robots = Robots.__new__(Robots)
        robots._asked = {"www.osce.org": cancelled}
        judging = robots.process_request(Request(f"{WWW}/cio/300001"))
        assert judging is not None
        judging.close()
        return judging

    assert asyncio.run(judged()) is not None
