"""How releases are found."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from osce_crawler.addresses import canonical, is_address
from osce_crawler.outcomes import EMITTED, KNOWN, Memory, Outcome, Records
from osce_crawler.pages.observation import Observation
from osce_crawler.settings import RETRY_TIMES
from osce_crawler.spiders.base import crawl_begins
from osce_crawler.spiders.discovery import Discovery
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.making import FIXTURES, list_page, release_page, save_page
from tests.politeness.driving import page
from tests.site.building import BuiltSite
from tests.spiders.building import built
from tests.spiders.telling import Crawled, Told, answer, asked_next, crawled, spider_of

LIST = "https://www.osce.org/press-releases"
ITEM = "https://www.osce.org/secretariat/300001"


@pytest.fixture
def crawling() -> tuple[PressReleasesSpider, Told]:
    return spider_of(PressReleasesSpider, CONTACT="tests@example.org", ROBOTSTXT_OBEY=False)


@pytest.fixture
def replaying(tmp_path: Path) -> tuple[PressReleasesSpider, Told]:
    """Over saved pages, of which two are lists."""
    save_page(tmp_path / "list", LIST, "x")
    return spider_of(PressReleasesSpider, saved=tmp_path)


@pytest.mark.parametrize(
    "found",
    [
        ITEM,
        f"{ITEM}/?page=2#text",
        "HTTP://WWW.OSCE.ORG/secretariat/300001",
        f"{ITEM}%C3%A9/300002",
        "//[",
        "x",
    ],
)
@pytest.mark.parametrize("times", [1, 7])
def test_addresses_of_the_account_are_written_in_the_one_way_already(
    crawling: tuple[PressReleasesSpider, Told], found: str, times: int
) -> None:
    spider, _ = crawling
    spider.begin_backlog()
    spider.backlog.found(found, LIST, "list")
    for number in range(times):
        spider.backlog.found_translation(f"{ITEM}{number + 1}/?x=1", f"{ITEM}{number}")
    written = [url for url in spider.outcomes.by_url if is_address(url)]
    assert [spider.written(url) for url in written] == [canonical(url) for url in written]


def test_a_crawl_begins_with_the_home_page_which_says_which_way_comes_first() -> None:
    spider, told = spider_of(PressReleasesSpider, START_SITES=["https://moldova.osce.org/"])
    (home,) = spider.discovery.first()
    assert home.url == "https://moldova.osce.org/"
    assert told.listed == {"https://moldova.osce.org/": "start"}


def test_a_full_crawl_of_the_built_in_sites_goes_to_the_older_one_too() -> None:
    older = "https://d6.web.osce.org/"
    assert older not in [one.url for one in spider_of(PressReleasesSpider)[0].discovery.first()]
    assert older in [one.url for one in spider_of(PressReleasesSpider, FULL=True)[0].discovery.first()]
    elsewhere, _ = spider_of(PressReleasesSpider, FULL=True, START_SITES=["https://hcnm.osce.org/"])
    assert [one.url for one in elsewhere.discovery.first()] == ["https://hcnm.osce.org/"]


def test_of_saved_pages_every_page_is_a_start(tmp_path: Path) -> None:
    save_page(tmp_path / "a", ITEM, "x")
    save_page(tmp_path / "b", "https://hcnm.osce.org/x", "y")
    spider, _ = spider_of(PressReleasesSpider, saved=tmp_path)
    assert spider.starts == [ITEM, "https://hcnm.osce.org/x"]


def test_rows_lead_to_items_and_are_told(crawling: tuple[PressReleasesSpider, Told]) -> None:
    spider, told = crawling
    page = list_page([("/cio/300002", "One"), ("/odihr/elections/usa/300003", "Two")])
    assert list(spider.parse(answer(LIST, page))) == []
    assert {*asked_next(spider)} == {
        "https://www.osce.org/cio/300002",
        "https://www.osce.org/odihr/elections/usa/300003",
    }
    assert [row.title for row in told.rows] == ["One", "Two"]
    assert told.listed["https://www.osce.org/cio/300002"] == LIST
    assert told.why() == {LIST: "list"}


def test_the_pager_of_a_saved_list_leads_on_and_to_the_last_page_once(
    replaying: tuple[PressReleasesSpider, Told],
) -> None:
    spider, _ = replaying
    rows = [("/cio/300002", "One")]
    list(spider.parse(answer(LIST, list_page(rows, following="?page=1", last="?page=9"))))
    item = "https://www.osce.org/cio/300002"
    assert {*asked_next(spider)} == {item, f"{LIST}?page=1", f"{LIST}?page=9"}
    list(spider.parse(answer(f"{LIST}?page=1", list_page([], following="?page=2", last="?page=9"))))
    assert asked_next(spider) == [f"{LIST}?page=2"]
    list(spider.parse(answer(f"{LIST}?page=9", list_page([]))))
    assert asked_next(spider) == []


@pytest.mark.parametrize(
    "other",
    ["/node/300002", "/chairpersonship/300002", "/cio/300002?fbclid=x", "/cio/300002#top", "/cio/300002/"],
)
def test_an_item_is_asked_for_once_whatever_its_address(
    crawling: tuple[PressReleasesSpider, Told], other: str
) -> None:
    spider, _ = crawling
    list(spider.parse(answer(LIST, list_page([("/cio/300002", "One"), (other, "One again")]))))
    assert asked_next(spider) == ["https://www.osce.org/cio/300002"]


def test_the_other_address_of_an_item_is_explained(crawling: tuple[PressReleasesSpider, Told]) -> None:
    spider, told = crawling
    list(spider.parse(answer(LIST, list_page([("/cio/300002", "One"), ("/node/300002", "One")]))))
    assert told.explained["https://www.osce.org/node/300002"] == (
        "another address of an item",
        "https://www.osce.org/cio/300002",
    )


def test_another_language_of_an_item_is_an_item_of_its_own(
    crawling: tuple[PressReleasesSpider, Told],
) -> None:
    spider, _ = crawling
    list(spider.parse(answer(LIST, list_page([("/cio/300002", "One"), ("/ru/cio/300002", "Один")]))))
    assert {*asked_next(spider)} == {"https://www.osce.org/cio/300002", "https://www.osce.org/ru/cio/300002"}


@pytest.mark.parametrize(
    "foreign",
    [
        "https://www.osce.gob.pe/cio/300002",
        "https://osce.org.example/cio/300002",
        "https://x.osce.org/cio/300002",
    ],
)
def test_a_row_that_leads_to_a_foreign_host_is_explained_and_not_followed(
    crawling: tuple[PressReleasesSpider, Told], foreign: str
) -> None:
    spider, told = crawling
    list(spider.parse(answer(LIST, list_page([(foreign, "One"), ("/cio/300003", "Two")]))))
    assert asked_next(spider) == ["https://www.osce.org/cio/300003"]
    assert told.explained[foreign][0] == "off-site"
    assert [row.title for row in told.rows] == ["Two"]


@pytest.mark.parametrize(
    "broken",
    [
        "https://www.osce.org:port/cio/300002",
        "https://[broken/cio/300002",
        "javascript:open/300002",
        "//cio/300002",
    ],
)
def test_an_address_that_is_none_costs_its_row_alone(
    crawling: tuple[PressReleasesSpider, Told], broken: str
) -> None:
    spider, _ = crawling
    list(spider.parse(answer(LIST, list_page([(broken, "One"), ("/cio/300003", "Two")]))))
    assert asked_next(spider) == ["https://www.osce.org/cio/300003"]


def test_a_release_is_handed_over_with_its_address_and_time(
    crawling: tuple[PressReleasesSpider, Told],
) -> None:
    spider, told = crawling
    response = answer(ITEM, release_page())
    assert response.request is not None
    response.request.meta["retrieved_at"] = "2025-12-01T10:00:00Z"
    (observation,) = spider.parse(response)
    assert isinstance(observation, Observation)
    assert (observation.url, observation.generation, observation.other_urls) == (ITEM, 3, [])
    assert observation.retrieved_at == "2025-12-01T10:00:00Z"
    assert told.explained == {}


def test_a_release_reached_by_a_redirect_keeps_both_addresses(
    crawling: tuple[PressReleasesSpider, Told],
) -> None:
    spider, _ = crawling
    (observation,) = spider.parse(answer(ITEM, release_page(), asked="https://www.osce.org/node/300001"))
    assert (observation.url, observation.other_urls) == (ITEM, ["https://www.osce.org/node/300001"])


def test_a_live_page_was_read_now(crawling: tuple[PressReleasesSpider, Told]) -> None:
    spider, _ = crawling
    (observation,) = spider.parse(answer(ITEM, release_page()))
    assert observation.retrieved_at >= "2026-01-01T00:00:00Z"


def test_translations_are_followed(crawling: tuple[PressReleasesSpider, Told]) -> None:
    spider, _ = crawling
    alternate = '<head><link rel="alternate" hreflang="ru" href="/ru/secretariat/300001">'
    list(spider.parse(answer(ITEM, release_page().replace("<head>", alternate))))
    assert asked_next(spider) == ["https://www.osce.org/ru/secretariat/300001"]


@pytest.mark.parametrize(
    ("status", "why"), [(404, "404"), (410, "410"), (403, "failed"), (500, "failed"), (301, "failed")]
)
def test_an_answer_that_is_no_page_is_explained(
    crawling: tuple[PressReleasesSpider, Told], status: int, why: str
) -> None:
    spider, told = crawling
    assert list(spider.parse(answer(ITEM, release_page(), status))) == []
    assert told.explained == {ITEM: (why, f"HTTP {status}")}


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("secretariat/608801", "event"),
        ("node/108218", "structure page"),
        ("permanent-council/553190", "document"),
        ("chairpersonship/604019", "unknown"),
    ],
)
def test_a_page_that_is_no_release_is_explained_by_its_kind(
    crawling: tuple[PressReleasesSpider, Told], folder: str, why: str
) -> None:
    spider, told = crawling
    url = f"https://www.osce.org/{folder}"
    body = (FIXTURES / "www.osce.org" / folder / "page.html").read_text(encoding="utf-8")
    assert [one for one in spider.parse(answer(url, body)) if isinstance(one, Observation)] == []
    assert told.why()[url] == why


@pytest.mark.parametrize(
    ("folder", "why"), [("odihr/602244", "challenge"), ("mission-to-montenegro/601920", "empty")]
)
def test_a_page_that_is_none_for_now_is_asked_for_again_and_then_explained(
    crawling: tuple[PressReleasesSpider, Told], folder: str, why: str
) -> None:
    spider, told = crawling
    url = f"https://www.osce.org/{folder}"
    body = (FIXTURES / "www.osce.org" / folder / "page.html").read_text(encoding="utf-8")
    response = answer(url, body)
    for _ in range(RETRY_TIMES):
        (again,) = spider.parse(response)
        assert (again.url, told.why()) == (url, {})
        response = response.replace(request=again)
    assert list(spider.parse(response)) == []
    assert told.why() == {url: why}


def test_a_release_at_an_address_without_a_number_is_explained(
    crawling: tuple[PressReleasesSpider, Told],
) -> None:
    spider, told = crawling
    url = "https://www.osce.org/newsroom/latest"
    assert list(spider.parse(answer(url, release_page()))) == []
    assert told.why() == {url: "no nid"}


def test_saved_sitemaps_lead_to_sitemaps_and_items(
    replaying: tuple[PressReleasesSpider, Told],
) -> None:
    spider, told = replaying
    index = "https://www.osce.org/sitemap.xml"
    body = (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>https://www.osce.org/sitemap.xml?page=1</loc></sitemap>"
        "<sitemap><loc>https://www.example.org/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    list(spider.parse(answer(index, body)))
    assert asked_next(spider) == ["https://www.osce.org/sitemap.xml?page=1"]
    body = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://www.osce.org/cio/300002</loc></url><url><loc>https://www.osce.org/about-us</loc></url>"
        "</urlset>"
    )
    list(spider.parse(answer(index, body)))
    assert asked_next(spider) == ["https://www.osce.org/cio/300002"]
    assert told.why()[index] == "sitemap"


def test_a_saved_robots_txt_names_sitemaps(
    replaying: tuple[PressReleasesSpider, Told],
) -> None:
    spider, told = replaying
    url = "https://www.osce.org/robots.txt"
    body = "User-agent: *\nDisallow: /admin\nSitemap: https://www.osce.org/news.xml\nSitemap: https://a.example/x.xml\n"
    list(spider.parse(answer(url, body)))
    assert asked_next(spider) == ["https://www.osce.org/news.xml"]
    assert told.why() == {url: "robots.txt"}


def test_no_more_items_than_the_limit_are_asked_for(tmp_path: Path) -> None:
    spider, told = spider_of(
        PressReleasesSpider, CONTACT="tests@example.org", ITEM_LIMIT=2, ROBOTSTXT_OBEY=False
    )
    rows = [(f"/cio/30000{number}", "A title") for number in range(4)]
    list(spider.parse(answer(LIST, list_page(rows))))
    assert len(asked_next(spider)) == 2
    assert list(told.why().values()).count("over the limit") == 2


def test_of_saved_pages_no_more_items_than_the_limit_are_handed_over(tmp_path: Path) -> None:
    addresses = [f"https://www.osce.org/cio/30000{number}" for number in range(3)]
    for number, url in enumerate(addresses):
        save_page(tmp_path / str(number), url, release_page())
    spider, told = spider_of(PressReleasesSpider, saved=tmp_path, ITEM_LIMIT=2)
    found = [one for url in addresses for one in spider.parse(answer(url, release_page()))]
    assert [one.url for one in found] == addresses[:2]
    assert told.why() == {addresses[2]: "over the limit"}


# Hosts that answer with what is no page


def crawl_with(answer: Callable[[str], Response | None], items: int = 30, **settings: Any) -> Crawled:
    """The crawl of a site whose items have these answers, or their own where they have none."""
    site = built(BuiltSite(items, 3))

    def answered(request: Request) -> object:
        is_item = request.url.rsplit("/", 1)[-1].isdigit()
        return (answer(request.url) if is_item else None) or site(request)

    return crawled(PressReleasesSpider, answered, START_SITES=["https://www.osce.org/"], **settings)


CHALLENGE = (FIXTURES / "www.osce.org" / "odihr" / "602244" / "page.html").read_bytes()


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [(CHALLENGE, 200, "challenge"), (CHALLENGE, 403, "challenge"), (b"<html>No</html>", 401, "HTTP 401")],
)
def test_a_host_that_answers_ten_pages_with_none_is_left_alone_and_all_items_are_explained(
    body: bytes, status: int, why: str
) -> None:
    crawl = crawl_with(lambda url: page(url, status, body))
    assert crawl.host().left.endswith(f"failures in a row, the last: {why}")
    reasons = crawl.told.why()
    items = {url for url in reasons if url.rsplit("/", 1)[-1].isdigit()}
    assert len(items) == 30
    assert {reasons[url] for url in items} <= {"challenge", "failed", "host left alone"}
    assert len({url for url in crawl.urls if url in items}) <= 11
    assert crawl.items == []


def test_a_few_challenged_pages_cost_themselves_and_no_other() -> None:
    crawl = crawl_with(lambda url: page(url, 200, CHALLENGE) if url.endswith(("300130", "300129")) else None)
    assert not crawl.host().left
    assert len(crawl.items) == 28
    assert list(crawl.told.why().values()).count("challenge") == 2


# The way of a crawl


def test_a_crawl_that_is_refused_says_why_in_one_line_and_asks_for_nothing(tmp_path: Path) -> None:
    refusals: dict[str, Any] = {
        "JOBDIR": str(tmp_path),
        "ITEM_LIMIT": "many",
        "SINCE": "yesterday",
        "CONTACT": "",
    }
    for name, value in refusals.items():
        crawl = crawl_with(lambda _: None, **{name: value})
        spider = crawl.crawler.spider
        assert isinstance(spider, PressReleasesSpider)
        assert crawl.asked == []
        assert spider.refusal
        assert "\n" not in spider.refusal
        assert crawl.stat("finish_reason") == spider.refusal


def test_who_begins_the_run_may_refuse_it() -> None:
    class Refusing(PressReleasesSpider):
        @classmethod
        def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
            spider = super().from_crawler(crawler, *args, **kwargs)
            crawler.signals.connect(spider.refuse, crawl_begins)
            return spider

        def refuse(self) -> None:
            raise CloseSpider("another run is at work")

    crawl = crawled(Refusing, {}, START_SITES=["https://www.osce.org/"])
    assert crawl.asked == []
    assert crawl.stat("finish_reason") == "another run is at work"


def test_what_is_remembered_of_earlier_runs_is_what_the_run_says() -> None:
    url = "https://www.osce.org/secretariat/300130"

    class Remembering(PressReleasesSpider):
        @classmethod
        def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
            spider = super().from_crawler(crawler, *args, **kwargs)
            crawler.signals.connect(spider.remember, crawl_begins)
            return spider

        def remember(self) -> Memory:
            return Memory(
                [Outcome(url, EMITTED, id="300130-en")], Records({"300130-en": dt.date(2016, 4, 12)})
            )

    site = built(BuiltSite(30, 3))
    crawl = crawled(Remembering, site, START_SITES=["https://www.osce.org/"])
    assert len(crawl.items) == 29
    assert list(crawl.told.why().values()).count(KNOWN) == 1


def test_a_crash_in_any_phase_is_no_end_of_a_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    for part, method in ((Discovery, "first"), (Discovery, "reconcile"), (Discovery, "conclude")):
        with monkeypatch.context() as broken:
            broken.setattr(part, method, lambda *_: 1 / 0)
            crawl = crawl_with(lambda _: None, items=3)
        assert crawl.stat("finish_reason") == "start_error", method
