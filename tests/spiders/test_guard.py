"""Where requests may go, and which are refused before anything is asked."""

from types import SimpleNamespace
from typing import cast

import pytest
from osce_crawler.spiders.guard import Guard, LeftAloneError, OffSiteError, RefusedError
from osce_crawler.spiders.hosts import RULES
from scrapy import Request
from scrapy.crawler import Crawler

from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.spiders.asking import ODIHR, WWW
from tests.spiders.telling import Told, spider_of

ITEM = f"{WWW}/cio/300001"


@pytest.fixture
def crawling() -> tuple[PressReleasesSpider, Told]:
    return spider_of(PressReleasesSpider, CONTACT="tests@example.org")


@pytest.fixture
def guard(crawling: tuple[PressReleasesSpider, Told]) -> Guard:
    engine = SimpleNamespace(scheduler=SimpleNamespace(frontier=crawling[0].frontier))
    return Guard.from_crawler(cast("Crawler", SimpleNamespace(engine=engine)))


@pytest.mark.parametrize(
    "url",
    [ITEM, "http://www.osce.org/cio/300001", "https://WWW.OSCE.ORG/", ODIHR, "https://osce.org/node/300001"],
)
def test_hosts_of_the_crawl_may_be_asked(guard: Guard, url: str) -> None:
    guard.process_request(Request(url))


@pytest.mark.parametrize(
    "url",
    [
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
    ],
)
def test_other_hosts_are_not_asked_however_much_they_look_like_one(
    guard: Guard, crawling: tuple[PressReleasesSpider, Told], url: str
) -> None:
    with pytest.raises(OffSiteError):
        guard.process_request(Request(url))
    # Nor are they asked for their rules.
    assert rules_to_ask_for(crawling[0]) == []


def rules_to_ask_for(spider: PressReleasesSpider) -> list[str]:
    """The rules that are to be asked for."""
    urls = []
    while (request := spider.frontier.next(())) is not None:
        urls.append(request.url)
    return [url for url in urls if url.endswith("/robots.txt")]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.osce.org/a",
        "file:///etc/passwd",
        "file://www.osce.org/etc/passwd",
        "data:text/html,x",
        "s3://www.osce.org/a",
    ],
)
def test_nothing_is_asked_but_what_the_web_is_made_of(guard: Guard, url: str) -> None:
    with pytest.raises(OffSiteError):
        guard.process_request(Request(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "mailto:press@osce.org",
        "javascript:void(0)",
        "//www.osce.org/a",
        "https://",
        "https://[www.osce.org/",
        "https:///a",
        "\x00",
    ],
)
def test_what_is_no_address_is_none_of_the_site(crawling: tuple[PressReleasesSpider, Told], url: str) -> None:
    assert not crawling[0].may_go(url)


def test_a_crawl_of_one_site_asks_no_other() -> None:
    spider, _ = spider_of(PressReleasesSpider, START_SITES=["http://127.0.0.1:8001/"], OTHER_HOSTS=[])
    assert spider.may_go("http://127.0.0.1:8001/cio/300001")
    for other in (
        ITEM,
        "http://127.0.0.1:8002/",
        "http://127.0.0.1/",
        "http://localhost:8001/",
        "https://osce.org/",
    ):
        assert not spider.may_go(other)


def test_a_host_that_is_left_alone_is_not_asked_and_the_reason_told(
    guard: Guard, crawling: tuple[PressReleasesSpider, Told]
) -> None:
    frontier = crawling[0].frontier
    frontier.leave(frontier.host(WWW), "ten failures")
    with pytest.raises(LeftAloneError, match=r"^ten failures$"):
        guard.process_request(Request(ITEM))
    guard.process_request(Request(ODIHR))


def test_what_a_host_s_rules_forbid_is_not_asked(
    guard: Guard, crawling: tuple[PressReleasesSpider, Told]
) -> None:
    crawling[0].frontier.host(WWW).allows = lambda url: "/cio/" not in url
    with pytest.raises(RefusedError):
        guard.process_request(Request(ITEM))
    guard.process_request(Request(f"{WWW}/secretariat/300001"))
    guard.process_request(Request(f"{ODIHR}/cio/300001"))


def test_rules_that_forbid_everything_forbid_not_themselves(
    guard: Guard, crawling: tuple[PressReleasesSpider, Told]
) -> None:
    crawling[0].frontier.host(WWW).allows = lambda _: False
    guard.process_request(Request(f"{WWW}/robots.txt", meta={RULES: f"{WWW}/robots.txt"}))


def test_rules_that_lead_to_a_foreign_host_are_not_asked_there(guard: Guard) -> None:
    with pytest.raises(OffSiteError):
        guard.process_request(Request("https://example.org/robots.txt", meta={RULES: f"{WWW}/robots.txt"}))


def test_the_rules_of_a_host_that_is_left_alone_are_not_asked_for(
    guard: Guard, crawling: tuple[PressReleasesSpider, Told]
) -> None:
    frontier = crawling[0].frontier
    frontier.leave(frontier.host(WWW), "ten failures")
    with pytest.raises(LeftAloneError):
        guard.process_request(Request(f"{WWW}/robots.txt", meta={RULES: f"{WWW}/robots.txt"}))


@pytest.mark.parametrize(
    ("error", "why"),
    [(OffSiteError, "off-site"), (RefusedError, "refused"), (LeftAloneError, "host left alone")],
)
def test_each_refusal_has_its_own_reason_in_the_report(
    crawling: tuple[PressReleasesSpider, Told], error: type[Exception], why: str
) -> None:
    spider, told = crawling
    failure = SimpleNamespace(request=Request(ITEM), value=error("x"), getErrorMessage=lambda: "x")
    spider.failed(failure)  # type: ignore[arg-type]  # all that is read of a failure
    assert told.explained == {ITEM: (why, "x")}
