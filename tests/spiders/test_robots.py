"""What a host's robots.txt allows, and what becomes of a host that does not say."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from osce_crawler.spiders.guard import LeftAloneError, OffSiteError, RefusedError
from osce_crawler.spiders.hosts import Host
from osce_crawler.spiders.robots import Robots
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from tests.spiders.asking import ODIHR, WWW, Asking, page

RULES_OF_WWW = f"{WWW}/robots.txt"
ITEM = f"{WWW}/cio/300001"
AGENT = "osce-crawler (+tests@example.org)"


class Obeying:
    """A crawl that asks for rules, and what it told of them."""

    def __init__(self, **settings: object) -> None:
        settings = {"USER_AGENT": AGENT} | settings
        self.asking = Asking(2.0, **settings)
        self.frontier = self.asking.frontier
        self.robots = Robots(self.frontier, self.asking.settings)
        self.frontier.rules_of = self.robots.request
        self.told: list[Response] = []
        self.not_told: list[tuple[str, str, str]] = []
        self.robots.told = self._tell
        self.asking.read = self.read
        self.robots.not_told = lambda *what: self.not_told.append(what)

    def _tell(self, response: Response) -> Iterator[Response]:
        self.told.append(response)
        yield from ()

    def host(self, url: str = WWW) -> Host:
        return self.frontier.host(url)

    def answered(self, body: bytes = b"", status: int = 200) -> Host:
        """The host as it is after this answer."""
        response = page(RULES_OF_WWW, status, body)
        response.request = self.robots.request(RULES_OF_WWW)
        host = self.host()
        list(self.robots.read(response))
        return host

    def failed(self, error: Exception) -> Host:
        """The host as it is after this failure."""
        failure = Failure(error)  # type: ignore[no-untyped-call]
        failure.request = self.robots.request(RULES_OF_WWW)  # type: ignore[attr-defined]  # as Scrapy does
        host = self.host()
        self.robots.failed(failure)
        return host

    def read(self, request: Request, response: Response) -> None:
        if request.callback == self.robots.read:
            response.request = request
            list(self.robots.read(response))


@pytest.fixture
def obeying() -> Obeying:
    return Obeying()


def allows(host: Host, path: str) -> bool:
    return host.allows is None or host.allows(f"{WWW}{path}")


def test_nothing_is_asked_of_a_host_before_its_rules(obeying: Obeying) -> None:
    obeying.frontier.add(Request(f"{WWW}/", priority=50))
    obeying.frontier.add_item(ITEM)
    obeying.asking.run(lambda request: page(request.url, 200, b"User-agent: *\nDisallow: /admin"))
    assert obeying.asking.urls == [RULES_OF_WWW, f"{WWW}/", ITEM]


def test_as_long_as_the_rules_are_under_way_nothing_is_asked(obeying: Obeying) -> None:
    obeying.frontier.add_item(ITEM)
    assert obeying.frontier.next(()) is not None
    obeying.asking.clock.now = 600.0
    assert obeying.frontier.next(()) is None
    assert obeying.frontier.wait() is None


def test_the_rules_are_obeyed(obeying: Obeying) -> None:
    host = obeying.answered(b"User-agent: *\nDisallow: /admin\nAllow: /admin/press\nDisallow: /*.pdf$")
    assert not host.closed
    paths = ["/", "/cio/300001", "/admin/x", "/admin/press/1", "/a.pdf", "/a.pdf.html"]
    assert [path for path in paths if not allows(host, path)] == ["/admin/x", "/a.pdf"]


def test_what_the_rules_forbid_is_refused(obeying: Obeying) -> None:
    obeying.answered(b"User-agent: *\nDisallow: /cio")
    with pytest.raises(RefusedError):
        obeying.asking.guard.process_request(Request(ITEM))
    obeying.asking.guard.process_request(Request(f"{WWW}/secretariat/300001"))


def test_the_rules_of_one_host_are_those_of_no_other(obeying: Obeying) -> None:
    obeying.answered(b"User-agent: *\nDisallow: /")
    other = obeying.host(ODIHR)
    assert other.closed
    assert other.allows is None


def test_rules_for_this_crawler_go_before_those_for_all(obeying: Obeying) -> None:
    body = b"User-agent: *\nDisallow:\n\nUser-agent: OSCE-Crawler\nDisallow: /cio\nCrawl-delay: 7"
    host = obeying.answered(body)
    assert not allows(host, "/cio/300001")
    assert host.delay == 7.0


def test_rules_for_other_crawlers_are_not_ours(obeying: Obeying) -> None:
    host = obeying.answered(b"User-agent: GPTBot\nDisallow: /\nCrawl-delay: 90")
    assert allows(host, "/cio/300001")
    assert host.delay == 1.0


def test_the_name_that_rules_are_read_for_can_be_set() -> None:
    host = Obeying(ROBOTSTXT_USER_AGENT="another").answered(b"User-agent: another\nDisallow: /cio")
    assert not allows(host, "/cio/300001")


@pytest.mark.parametrize(
    ("asked_for", "delay"), [("10", 10.0), ("2.5", 2.5), ("1", 1.0), ("0.1", 1.0), ("0", 1.0)]
)
def test_a_longer_pause_is_kept_and_a_shorter_one_is_not(
    obeying: Obeying, asked_for: str, delay: float
) -> None:
    host = obeying.answered(f"User-agent: *\nCrawl-delay: {asked_for}\nDisallow:".encode())
    assert host.delay == delay


@pytest.mark.parametrize("asked_for", ["-5", "nan", "inf", "-inf", "1e999", "soon", "", "1,5"])
def test_a_pause_that_is_none_is_passed_over_and_the_rules_are_not(obeying: Obeying, asked_for: str) -> None:
    host = obeying.answered(f"User-agent: *\nCrawl-delay: {asked_for}\nDisallow: /admin".encode())
    assert host.delay == 1.0
    assert not allows(host, "/admin")


def test_the_pause_that_the_rules_ask_for_is_made_between_all_requests(obeying: Obeying) -> None:
    for number in range(3):
        obeying.frontier.add_item(f"{WWW}/cio/{300001 + number}")
    obeying.asking.run(lambda request: page(request.url, 200, b"User-agent: *\nCrawl-delay: 10"))
    assert len(obeying.asking.asked) == 4
    # What was asked before the rules were known was asked with the pause of the settings.
    assert obeying.asking.moments == [0.0, 2.0, 12.0, 22.0]


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_a_host_that_says_that_it_has_no_rules_allows_everything(obeying: Obeying, status: int) -> None:
    host = obeying.answered(b"User-agent: *\nDisallow: /", status)
    assert not host.closed
    assert not host.left
    assert allows(host, "/cio/300001")
    assert [response.status for response in obeying.told] == [status]


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b"# nothing", b"<html><body>Not found</body></html>", b"\x00\xff" * 50]
)
def test_rules_that_say_nothing_allow_everything(obeying: Obeying, body: bytes) -> None:
    host = obeying.answered(body)
    assert not host.closed
    assert allows(host, "/cio/300001")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 429])
def test_a_host_that_does_not_say_its_rules_is_left_alone(obeying: Obeying, status: int) -> None:
    obeying.frontier.add_item(ITEM)
    host = obeying.answered(b"", status)
    assert host.left == f"robots.txt: HTTP {status}"
    assert obeying.asking.not_asked == {ITEM: host.left}
    assert obeying.not_told == [(RULES_OF_WWW, "host left alone", host.left)]
    assert obeying.told == []
    with pytest.raises(LeftAloneError):
        obeying.asking.guard.process_request(Request(f"{WWW}/"))


@pytest.mark.parametrize("error", [DownloadTimeoutError, DownloadConnectionRefusedError, ValueError])
def test_a_host_that_gives_no_answer_is_left_alone(obeying: Obeying, error: type[Exception]) -> None:
    obeying.frontier.add_item(ITEM)
    host = obeying.failed(error("no answer"))
    assert host.left == "robots.txt: no answer"
    assert obeying.asking.not_asked == {ITEM: host.left}
    assert obeying.not_told == [(RULES_OF_WWW, "host left alone", "robots.txt: no answer")]


@pytest.mark.parametrize(
    "error", [OffSiteError("off-site: https://www.example.org/"), IgnoreRequest("in circles")]
)
def test_rules_that_lead_away_from_the_site_are_none(obeying: Obeying, error: Exception) -> None:
    host = obeying.failed(error)
    assert not host.closed
    assert not host.left
    assert obeying.not_told == [(RULES_OF_WWW, "robots.txt", str(error))]


def test_rules_behind_a_redirect_are_those_of_the_host_that_was_asked(obeying: Obeying) -> None:
    obeying.host()
    response = page("https://osce.org/robots.txt", 200, b"User-agent: *\nDisallow: /cio")
    response.request = obeying.robots.request(RULES_OF_WWW).replace(url="https://osce.org/robots.txt")
    list(obeying.robots.read(response))
    assert not allows(obeying.host(), "/cio/300001")


def test_the_rules_are_asked_for_again_before_the_host_is_left_alone(obeying: Obeying) -> None:
    host = obeying.host()
    answers = iter([503, 503, 200])
    obeying.asking.run(lambda request: page(request.url, next(answers), b"User-agent: *\nDisallow: /admin"))
    assert obeying.asking.urls == [RULES_OF_WWW] * 3
    assert obeying.asking.pauses() == [5.0, 15.0]
    assert (host.closed, host.left) == (False, "")


def test_the_host_is_left_alone_when_its_rules_were_asked_for_often_enough(obeying: Obeying) -> None:
    host = obeying.host()
    obeying.asking.run(lambda request: page(request.url, 503))
    assert len(obeying.asking.asked) == 6
    assert host.left == "robots.txt: HTTP 503"


def test_an_empty_file_of_rules_is_taken_at_its_word(obeying: Obeying) -> None:
    obeying.host()
    obeying.asking.run(lambda request: page(request.url, 200, b""))
    assert obeying.asking.urls == [RULES_OF_WWW]


def test_the_request_for_the_rules_is_known_as_one_and_goes_first(obeying: Obeying) -> None:
    request = obeying.robots.request(RULES_OF_WWW)
    assert request.priority > 50
    assert request.dont_filter
    assert (request.callback, request.errback) == (obeying.robots.read, obeying.robots.failed)
    obeying.host().allows = lambda _: False
    obeying.asking.guard.process_request(request)


def endless_rules(first: bytes) -> bytes:
    """More than the half mebibyte that is read."""
    return first + b"\n" + b"Disallow: /admin\n" * 40_000 + b"Disallow: /cio\n"


def test_of_endless_rules_the_beginning_counts(obeying: Obeying) -> None:
    # The last line that is read breaks off in its first word.
    host = obeying.answered(endless_rules(b"User-agent: *\n#" + b"x" * 7))
    assert not allows(host, "/admin")
    assert allows(host, "/cio/300001")


def test_of_endless_rules_no_line_is_read_that_breaks_off(obeying: Obeying) -> None:
    host = obeying.answered(endless_rules(b"User-agent: *"))
    assert allows(host, "/cio/300001")


def test_rules_in_another_encoding_are_read_as_far_as_they_can_be(obeying: Obeying) -> None:
    host = obeying.answered("# Правила\nUser-agent: *\nDisallow: /admin".encode("cp1251"))
    assert not allows(host, "/admin")


def test_rules_may_end_their_lines_as_they_like(obeying: Obeying) -> None:
    assert not allows(obeying.answered(b"User-agent: *\rDisallow: /a\r\nDisallow: /b\n"), "/b")


def test_rules_behind_a_byte_order_mark_are_obeyed(obeying: Obeying) -> None:
    host = obeying.answered(b"\xef\xbb\xbfUser-agent: *\nDisallow: /admin\nCrawl-delay: 7")
    assert not allows(host, "/admin")
    assert host.delay == 7.0


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [b"User-agent", b"Disallow", b"Allow", b"Crawl-delay", b"Request-rate", b"Visit-time"]
                ),
                st.binary(max_size=12)
                | st.sampled_from([b"*", b"/", b"/*$", b"$", b"%", b"%zz", b"1/0", b"0/0s"]),
            ).map(b": ".join),
            max_size=12,
        ).map(b"\n".join),
    )
)
def test_whatever_the_rules_are_the_host_is_opened(body: bytes) -> None:
    host = Obeying().answered(body)
    assert not host.closed
    assert host.delay >= 1.0
    assert allows(host, "/cio/300001") in {True, False}
