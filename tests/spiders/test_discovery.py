"""The ways into a site: home page, sitemaps and lists, and the items that they lead to."""

from itertools import pairwise
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError

from osce_crawler.pages.observation import Observation
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.making import list_page
from tests.politeness.driving import WWW, page
from tests.site.building import BuiltSite
from tests.spiders.building import built
from tests.spiders.telling import Crawled, crawled

HOME, SITEMAP, LIST = f"{WWW}/", f"{WWW}/sitemap.xml", f"{WWW}/press-releases"
SECOND = "https://site-2.osce.org/"
ITEMS = 30
INDEX = (
    '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
)
BARE = "<html><body>Nothing but words</body></html>"


def discovered(pages: Any, *roots: str, **settings: Any) -> Crawled:
    return crawled(PressReleasesSpider, pages, START_SITES=[*roots] or [HOME], **settings)


def items_of(crawl: Crawled) -> list[str]:
    """The items that were asked for, in order."""
    return [url for url in crawl.urls if url.rsplit("/", 1)[-1].isdigit()]


def ways_of(crawl: Crawled) -> list[str]:
    return [url for url in crawl.urls if not url.rsplit("/", 1)[-1].isdigit()]


def moment_of(crawl: Crawled, url: str) -> float:
    return next(moment for moment, asked in crawl.asked if asked == url)


def first_item(crawl: Crawled) -> float:
    return moment_of(crawl, items_of(crawl)[0])


def found(crawl: Crawled) -> set[str]:
    assert all(isinstance(item, Observation) for item in crawl.items)
    return {item.url for item in crawl.items}


# In which order


def test_the_home_page_says_which_way_comes_first_the_rules_go_before_it() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3)), ROBOTSTXT_OBEY=True)
    assert crawl.urls[:2] == [f"{WWW}/robots.txt", HOME]


def test_a_site_of_the_third_generation_is_read_by_its_sitemaps_then_by_its_list() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3)))
    assert ways_of(crawl)[:3] == [HOME, SITEMAP, LIST]
    assert found(crawl) == set(items_of(crawl))


def test_a_site_of_the_second_generation_is_read_by_its_list_which_says_everything() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 2)))
    assert ways_of(crawl)[:2] == [HOME, LIST]
    assert len(found(crawl)) == ITEMS


def test_sitemaps_that_robots_txt_names_are_read_too() -> None:
    site = BuiltSite(ITEMS, 3)
    rules = page(f"{WWW}/robots.txt", body=f"Sitemap: {WWW}/news.xml\n".encode())
    crawl = discovered(built(site, instead={f"{WWW}/robots.txt": [rules]}), ROBOTSTXT_OBEY=True)
    assert {*ways_of(crawl)[2:4]} == {f"{WWW}/news.xml", SITEMAP}


def test_items_of_sitemaps_are_asked_for_newest_first() -> None:
    site = BuiltSite(ITEMS, 3)
    crawl = discovered(built(site))
    assert [url.rsplit("/", 1)[-1] for url in items_of(crawl)] == [*reversed(site.releases)]
    assert found(crawl) == site.addresses()


def test_items_of_a_list_are_asked_for_in_its_order_though_the_home_page_names_some_first() -> None:
    site = BuiltSite(ITEMS, 2)
    crawl = discovered(built(site))
    assert [url.rsplit("/", 1)[-1] for url in items_of(crawl)] == [*reversed(site.releases)]


def test_everything_is_asked_with_the_host_s_pause() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 2)))
    crawl_quick = crawled(
        PressReleasesSpider, built(BuiltSite(ITEMS, 3)), START_SITES=[HOME], DOWNLOAD_DELAY=4
    )
    assert all(after - before >= 2 for before, after in pairwise(crawl.moments))
    assert all(after - before >= 4 for before, after in pairwise(crawl_quick.moments))


def test_few_items_wait_in_the_scheduler_however_many_are_known() -> None:
    site = built(BuiltSite(60, 3))
    waiting = []

    class Noting(Crawled):
        def begin(self) -> None:
            super().begin()
            self.answer = self.noted

        def noted(self, request: Request) -> object:
            waiting.append(self.host().queued)
            return site(request)

    own = {"CONTACT": "tests@example.org", "START_SITES": [HOME]}
    crawl = Noting([], site, settings=own, spider=PressReleasesSpider)
    assert len(crawl.items) == 60
    assert max(waiting) <= 16


# Items and ways in


def test_items_wait_until_the_ways_in_are_read() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3)))
    assert all(moment_of(crawl, url) < first_item(crawl) for url in (HOME, SITEMAP, LIST))


def test_items_of_a_host_wait_for_its_ways_in_and_for_those_of_no_other() -> None:
    pages = built(
        BuiltSite(ITEMS, 3), BuiltSite(3, 3, first_nid=500101), instead={HOME: [page(HOME, 503)] * 3}
    )
    crawl = discovered(pages, HOME, SECOND)
    asked = [url for moment, url in crawl.asked if moment < moment_of(crawl, SITEMAP)]
    assert sum(url.startswith(SECOND) and url[-1].isdigit() for url in asked) == 3
    assert len(found(crawl)) == ITEMS + 3


def test_items_use_the_time_for_which_every_way_in_pauses() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3), instead={LIST: [page(LIST, 503)] * 3}))
    asked = [url for moment, url in crawl.asked if moment < 70 and url in items_of(crawl)]
    assert len(asked) > 20
    assert crawl.urls.count(LIST) == 4
    assert len(found(crawl)) == ITEMS


def test_the_way_in_has_its_turn_as_soon_as_its_pause_is_over() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3), instead={LIST: [page(LIST, 503)]}))
    refused, again = [moment for moment, url in crawl.asked if url == LIST]
    # The answer took 2 seconds, the pause 5, and one item may have been under way.
    assert again - refused <= 2 + 5 + 2


def test_items_wait_where_one_way_in_pauses_and_another_is_to_be_asked_or_under_way() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3), instead={SITEMAP: [page(SITEMAP, 503)]}))
    assert moment_of(crawl, LIST) < first_item(crawl)


def test_a_way_in_that_is_never_read_keeps_no_item_waiting_for_ever() -> None:
    crawl = discovered(built(BuiltSite(ITEMS, 3), instead={LIST: [page(LIST, 503)] * 9}))
    assert len(found(crawl)) == ITEMS
    assert crawl.told.why()[LIST] == "failed"


def test_items_at_a_host_that_is_left_alone_are_explained_those_found_later_too() -> None:
    site = BuiltSite(ITEMS, 3)
    lost: dict[str, list[object]] = {url: [DownloadConnectionRefusedError()] * 20 for url in (SITEMAP, LIST)}
    crawl = discovered(built(site, instead=lost))
    reasons = crawl.told.why()
    # The home page leads to some of the items before the host goes away.
    assert crawl.host().left
    left = [url for url, why in reasons.items() if why == "host left alone" and url[-1].isdigit()]
    assert len(left) + len(found(crawl)) == 8
    assert crawl.urls.count(SITEMAP) + crawl.urls.count(LIST) >= 10


def test_items_found_later_of_a_host_that_is_left_alone_already_are_explained_too() -> None:
    """The other site's home page leads there."""
    pages = {
        f"{WWW}/robots.txt": page(f"{WWW}/robots.txt", 503),
        SECOND: list_page([(f"{WWW}/cio/300002", "One"), ("/cio/300003", "Two")]),
    }
    crawl = discovered(pages, HOME, SECOND, ROBOTSTXT_OBEY=True, RETRY_TIMES=0)
    assert crawl.told.explained[f"{WWW}/cio/300002"] == ("host left alone", "robots.txt: HTTP 503")
    assert items_of(crawl) == [f"{SECOND}cio/300003"]


# Sites without a way in


def test_a_site_that_no_way_leads_into_has_failed() -> None:
    crawl = discovered({HOME: BARE})
    assert crawl.told.explained[HOME] == ("failed", "no list, sitemap or teaser leads into the site")


def test_a_home_page_that_is_not_there_leaves_the_other_ways() -> None:
    site = BuiltSite(ITEMS, 3)
    crawl = discovered(built(site, instead={HOME: [page(HOME, 404, b"<html>Not here</html>")]}))
    assert found(crawl) == site.addresses()
    assert crawl.told.why()[HOME] == "404"


def test_of_a_site_that_was_never_there_that_is_said_once() -> None:
    crawl = discovered(lambda _: DownloadConnectionRefusedError())
    assert crawl.urls == [HOME] * 10
    assert crawl.told.why()[HOME] in {"failed", "host left alone"}


# Ways without an end


@pytest.mark.parametrize("budget", [1, 5])
def test_sitemaps_that_name_ever_new_ones_come_to_an_end(budget: int) -> None:
    def endless(request: Any) -> Any:
        if not request.url.endswith(".xml"):
            return BARE
        number = len(request.url)
        named = "".join(f"<sitemap><loc>{WWW}/{'x' * number}{n}.xml</loc></sitemap>" for n in range(3))
        return page(request.url, body=INDEX.format(named).encode(), Content_Type="application/xml")

    crawl = discovered(endless, SITEMAP_BUDGET=budget)
    assert sum(url.endswith(".xml") for url in crawl.urls) == budget
    assert "over the page budget" in crawl.told.why().values()


def test_a_list_whose_pager_goes_in_a_circle_comes_to_an_end() -> None:
    crawl = discovered(built(BuiltSite(200, 2)), LIST_BUDGET=5)
    assert len([url for url in crawl.urls if url.startswith(LIST)]) <= 5
    assert crawl.told.why()[LIST] == "over the page budget"


def test_a_limit_ends_the_reading_of_lists_and_of_items() -> None:
    crawl = discovered(built(BuiltSite(200, 2)), ITEM_LIMIT=3)
    assert len(crawl.items) == 3
    assert len([url for url in crawl.urls if url.startswith(LIST)]) == 1
