"""Where requests may go, and which are refused before anything is asked."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from osce_crawler.politeness.hosts import LeftAloneError
from osce_crawler.politeness.offsite import OffSiteError
from osce_crawler.politeness.robots import RefusedError
from osce_crawler.spiders.base import OsceSpider
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.politeness.driving import ODIHR, WWW, Asking, Crawl, items, page
from tests.spiders.telling import spider_of

ITEM = f"{WWW}/cio/300001"
OTHERS = [
    "https://www.example.org/cio/300001",
    "https://www.osce.org.example/cio/300001",
    "https://www.osce.gob.pe/cio/300001",
    "https://xwww.osce.org/",
    "https://x.www.osce.org/",
    "https://polis.osce.org/",
    "https://org/",
    "https://www.osce.org:8443/",
    "https://www.osce.org@example.org/",
    "https://www.osce.org%2eexample.org/",
    "https://example.org/https://www.osce.org/",
    "https://example.org/?x=www.osce.org",
    "https://127.0.0.1/",
    "https://example.org\\@www.osce.org/",
]
NOT_OF_THE_WEB = [
    "ftp://www.osce.org/a",
    "file:///etc/passwd",
    "file://www.osce.org/etc/passwd",
    "data:text/html,x",
    "s3://www.osce.org/a",
]


class OnSites(OsceSpider):
    """Asks for what the test wants, where a spider of this project may go."""

    name = "asking"
    driven: Crawl

    def starts_of_site(self, root: str) -> list[str]:
        return [root]

    async def crawl(self) -> AsyncIterator[Request]:
        async for request in Asking.start(self):  # type: ignore[arg-type]
            yield request

    def parse(self, response: Response) -> Any:
        return Asking.parse(self, response)  # type: ignore[arg-type]

    def failed(self, failure: Any) -> None:
        Asking.failed(self, failure)  # type: ignore[arg-type]


def crawl(wanted: list[Any], answer: Any = lambda request: page(request.url), **settings: Any) -> Crawl:
    own = {"CONTACT": "tests@example.org", "ROBOTSTXT_OBEY": True}
    return Crawl(wanted, answer, settings=own | settings, spider=OnSites)


def reasons(done: Crawl) -> dict[str, type]:
    return {url: type(last) for url, last in done.answers if isinstance(last, Exception)}


# Which addresses are of the site


@pytest.fixture(scope="module")
def spider() -> OsceSpider:
    return spider_of(PressReleasesSpider, CONTACT="tests@example.org")[0]


@pytest.mark.parametrize(
    "url",
    [ITEM, "http://www.osce.org/cio/300001", "https://WWW.OSCE.ORG/", ODIHR, "https://osce.org/node/300001"],
)
def test_hosts_of_the_crawl_are_the_site(spider: OsceSpider, url: str) -> None:
    assert spider.is_on_site(url)


@pytest.mark.parametrize("url", OTHERS)
def test_other_hosts_are_not_however_much_they_look_like_one(spider: OsceSpider, url: str) -> None:
    assert not spider.is_on_site(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "mailto:press@osce.org", "javascript:void(0)", "//www.osce.org/a", "https://"),
        *("https://[www.osce.org/", "https:///a", "\x00"),
        *NOT_OF_THE_WEB,
    ],
)
def test_what_is_no_address_of_the_web_is_none_of_the_site(spider: OsceSpider, url: str) -> None:
    assert not spider.is_on_site(url)


def test_a_crawl_of_one_site_goes_to_no_other() -> None:
    spider, _ = spider_of(PressReleasesSpider, START_SITES=["http://127.0.0.1:8001/"])
    assert spider.is_on_site("http://127.0.0.1:8001/cio/300001")
    for other in (
        ITEM,
        "http://127.0.0.1:8002/",
        "http://127.0.0.1/",
        "http://localhost:8001/",
        "https://osce.org/",
    ):
        assert not spider.is_on_site(other)


# What is asked


def test_what_is_of_the_site_is_asked_for() -> None:
    assert {*crawl([ITEM, f"{ODIHR}/a"]).good()} == {ITEM, f"{ODIHR}/a"}


def test_other_hosts_are_not_asked_nor_for_their_rules() -> None:
    done = crawl(OTHERS)
    assert done.asked == []
    assert {*reasons(done).values()} == {OffSiteError}
    assert len(reasons(done)) == len(OTHERS)


def test_nothing_is_asked_but_what_the_web_is_made_of() -> None:
    done = crawl(NOT_OF_THE_WEB)
    assert done.asked == []
    assert {*reasons(done).values()} == {OffSiteError}


def test_that_a_request_may_be_a_duplicate_opens_no_way_off_the_site() -> None:
    done = crawl([Request(OTHERS[0], dont_filter=True), Request(OTHERS[1], dont_filter=False)])
    assert reasons(done) == dict.fromkeys(OTHERS[:2], OffSiteError)


def test_a_redirect_off_the_site_is_refused() -> None:
    done = crawl(
        [ITEM],
        lambda request: (
            page(request.url, 302, Location=OTHERS[0]) if "cio" in request.url else page(request.url)
        ),
    )
    assert done.urls == [f"{WWW}/robots.txt", ITEM]
    assert reasons(done) == {OTHERS[0]: OffSiteError}


def test_a_request_may_say_that_it_is_meant_to_leave_the_site() -> None:
    request = Request(OTHERS[0], meta={"allow_offsite": True}, dont_filter=True)
    assert crawl([request]).good() == [OTHERS[0]]


def test_every_refusal_is_counted_as_scrapy_counts_it() -> None:
    assert crawl([*OTHERS[:3], ITEM]).stat("offsite/filtered") == 3


def test_spiders_that_do_not_judge_are_kept_to_their_allowed_domains() -> None:
    class Allowed(Asking):
        allowed_domains = ["osce.org"]  # noqa: RUF012  as Scrapy has it

    done = Crawl([ITEM, f"{ODIHR}/a", *OTHERS[:2]], lambda request: page(request.url), spider=Allowed)
    assert {*done.good()} == {ITEM, f"{ODIHR}/a"}
    assert reasons(done) == dict.fromkeys(OTHERS[:2], OffSiteError)


def test_other_spiders_may_go_where_they_like() -> None:
    assert Crawl([OTHERS[0]], lambda request: page(request.url)).good() == [OTHERS[0]]


def test_as_long_as_no_crawl_began_a_person_may_ask_for_everything() -> None:
    crawler = spider_of(PressReleasesSpider, begun=False)[0]
    assert crawler.is_on_site(OTHERS[0])
    assert crawler.is_on_site(ITEM)


# Hosts that are left alone


class Leaving(Crawl):
    """The host is left alone before anything is asked."""

    def begin(self) -> None:
        self.hosts.leave(self.host(), "ten failures")


def test_a_host_that_is_left_alone_is_not_asked_and_the_reason_told() -> None:
    done = Leaving([*items(2), *items(1, ODIHR)], lambda request: page(request.url))
    assert done.urls == items(1, ODIHR)
    left = {url: str(last) for url, last in done.answers if isinstance(last, LeftAloneError)}
    assert left == dict.fromkeys(items(2), "ten failures")


def test_the_rules_of_a_host_that_is_left_alone_are_not_asked_for() -> None:
    done = Leaving(items(2), lambda request: page(request.url), settings={"ROBOTSTXT_OBEY": True})
    assert done.asked == []


@pytest.mark.parametrize(
    ("error", "why"),
    [(OffSiteError, "off-site"), (RefusedError, "refused"), (LeftAloneError, "host left alone")],
)
def test_each_refusal_has_its_own_reason_in_the_report(error: type[Exception], why: str) -> None:
    spider, told = spider_of(PressReleasesSpider, CONTACT="tests@example.org")
    failure = SimpleNamespace(request=Request(ITEM), value=error("x"), getErrorMessage=lambda: "x")
    spider.failed(failure)  # type: ignore[arg-type]  # all that is read of a failure
    assert told.explained == {ITEM: (why, "x")}
