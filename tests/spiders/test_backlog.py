"""Items that were found: each once, in an order, at an address that leads to it."""

import datetime as dt
from itertools import pairwise

import pytest

from osce_crawler.outcomes import EMITTED, KNOWN, NO_ANSWER, Memory, Outcome, Outcomes, Records
from osce_crawler.pages.listing import Row
from osce_crawler.spiders.backlog import KNOWN_BEFORE, LIST, SITEMAP, TEASER, Backlog
from osce_crawler.spiders.revisit import Revisit
from tests.politeness.driving import ODIHR, WWW, settings_of

TODAY = dt.date(2026, 3, 1)
PAGE = f"{WWW}/press-releases"
ITEM, OTHER = f"{WWW}/cio/300001", f"{WWW}/cio/300002"


class Kept:
    """A backlog with its outcomes, and the rows that it had kept."""

    def __init__(self, *known: Outcome, limit: int = 0) -> None:
        self.outcomes = Outcomes()
        self.rows: list[Row] = []
        days = {seen.id: dt.date(2016, 4, 12) for seen in known if seen.id}
        self.backlog = Backlog(self.outcomes, is_on_site, self.rows.extend)
        memory = Memory([*known], Records(days))
        self.backlog.begin(Revisit.from_settings(settings_of(), memory, TODAY), limit)

    def why(self, url: str) -> str:
        return self.outcomes.by_url[url].why

    def rest(self, host: str = "www.osce.org") -> list[str]:
        """All that is still to be asked of the host, in order."""
        return [*iter(lambda: self.backlog.next_of(host), None)]


def is_on_site(url: str) -> bool:
    return url.startswith((WWW, ODIHR))


@pytest.fixture
def kept() -> Kept:
    return Kept()


# The order


def test_items_of_a_list_keep_its_order(kept: Kept) -> None:
    urls = [f"{WWW}/cio/{number}" for number in (300002, 300009, 300001)]
    for url in urls:
        kept.backlog.found(url, PAGE, LIST)
    assert kept.rest() == urls


@pytest.mark.parametrize("way", [SITEMAP, TEASER])
def test_items_that_no_list_puts_in_order_come_last_and_newest_first(kept: Kept, way: str) -> None:
    for number in (9001, 300009, 20001):
        kept.backlog.found(f"{WWW}/cio/{number}", PAGE, way)
    kept.backlog.found(ITEM, PAGE, LIST)
    assert kept.rest() == [f"{WWW}/cio/{number}" for number in (300001, 300009, 20001, 9001)]


def test_an_item_of_the_home_page_takes_the_place_that_the_list_gives_it(kept: Kept) -> None:
    newest, older = f"{WWW}/cio/300009", f"{WWW}/cio/300002"
    kept.backlog.found(newest, f"{WWW}/", TEASER)
    for url in (newest, older):
        kept.backlog.found(url, PAGE, LIST)
    assert kept.rest() == [newest, older]


def test_an_item_found_while_others_are_asked_takes_its_place_among_them(kept: Kept) -> None:
    for number in (300001, 300005):
        kept.backlog.found(f"{WWW}/cio/{number}", PAGE, SITEMAP)
    assert kept.backlog.next_of("www.osce.org") == f"{WWW}/cio/300005"
    kept.backlog.found(f"{WWW}/cio/300003", PAGE, SITEMAP)
    assert kept.rest() == [f"{WWW}/cio/300003", ITEM]


def test_each_host_has_an_order_of_its_own(kept: Kept) -> None:
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found(f"{ODIHR}/odihr/300009", PAGE, LIST)
    assert kept.backlog.hosts() == ["www.osce.org", "odihr.osce.org"]
    assert kept.rest("odihr.osce.org") == [f"{ODIHR}/odihr/300009"]
    assert kept.backlog.hosts() == ["www.osce.org"]


def test_a_backlog_is_empty_when_all_of_it_was_given(kept: Kept) -> None:
    assert not kept.backlog
    assert kept.backlog.next_of("www.osce.org") is None
    kept.backlog.found(ITEM, PAGE, LIST)
    assert kept.backlog
    kept.rest()
    assert not kept.backlog


# Each once


@pytest.mark.parametrize("way", [LIST, SITEMAP, TEASER])
def test_an_item_is_asked_for_once_however_many_ways_give_it(kept: Kept, way: str) -> None:
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found(ITEM, f"{WWW}/sitemap.xml", way)
    assert kept.rest() == [ITEM]


def test_of_each_way_it_is_counted_how_many_items_it_gave(kept: Kept) -> None:
    for url, way in ((ITEM, LIST), (ITEM, LIST), (ITEM, SITEMAP), (OTHER, SITEMAP)):
        kept.backlog.found(url, PAGE, way)
    assert kept.backlog.found_by == {LIST: 1, SITEMAP: 2}


def test_the_other_address_of_an_item_is_explained_and_tried_where_the_first_leads_nowhere(
    kept: Kept,
) -> None:
    other = f"{WWW}/node/300001"
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found(other, PAGE, SITEMAP)
    assert kept.why(other) == "another address of an item"
    assert kept.rest() == [ITEM]
    kept.backlog.add_other(ITEM)
    assert kept.rest() == [other]
    kept.backlog.add_other(ITEM)
    assert kept.rest() == []


def test_an_item_that_was_met_by_itself_is_not_asked_for_again(kept: Kept) -> None:
    kept.backlog.met(ITEM)
    kept.backlog.found(ITEM, PAGE, LIST)
    assert kept.rest() == []


def test_what_an_interrupted_run_has_is_not_asked_for_again() -> None:
    kept = Kept()
    kept.outcomes.attach(lambda _: None, [Outcome(ITEM, EMITTED, id="300001-en"), Outcome(OTHER, "404")])
    assert kept.backlog.resume() == 1
    for url in (ITEM, f"{WWW}/node/300001", OTHER, f"{WWW}/cio/300003"):
        kept.backlog.found(url, PAGE, LIST)
    assert kept.rest() == [f"{WWW}/cio/300003"]


# What is not asked for


def test_an_address_without_a_number_is_explained(kept: Kept) -> None:
    kept.backlog.found(f"{WWW}/about", PAGE, LIST)
    assert kept.why(f"{WWW}/about") == "no nid"
    assert kept.rest() == []


def test_an_address_that_is_none_is_explained_as_printed(kept: Kept) -> None:
    kept.backlog.found("https://[broken/cio/300002", PAGE, LIST)
    assert kept.why("https://[broken/cio/300002") == "no nid"


def test_an_address_off_the_site_is_explained(kept: Kept) -> None:
    kept.backlog.found("https://www.example.org/cio/300001", PAGE, LIST)
    assert kept.why("https://www.example.org/cio/300001") == "off-site"
    assert kept.backlog.hosts() == []


def test_what_is_known_and_old_is_explained_and_not_asked_for() -> None:
    kept = Kept(Outcome(ITEM, EMITTED, id="300001-en"))
    kept.backlog.found(ITEM, PAGE, LIST)
    assert kept.why(ITEM) == KNOWN
    assert kept.rest() == []


def test_what_nothing_lists_any_more_is_asked_for_unless_something_does() -> None:
    kept = Kept()
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found_before(ITEM)
    kept.backlog.found_before(OTHER)
    assert kept.rest() == [ITEM, OTHER]
    assert kept.backlog.found_by[KNOWN_BEFORE] == 1


# Rows


def test_rows_of_the_site_are_kept_for_what_they_print_and_lead_to_their_items(kept: Kept) -> None:
    here, away = Row(ITEM, "One", date="1 March 2026"), Row("https://www.example.org/cio/300002", "Two")
    kept.backlog.found_in_rows([here, away], PAGE, LIST)
    assert kept.rows == [here]
    assert kept.rest() == [ITEM]
    assert kept.why(away.url) == "off-site"
    assert kept.why(ITEM) == NO_ANSWER


# Limits


@pytest.mark.parametrize(("limit", "enough"), [(0, False), (1, True), (2, True), (3, False)])
def test_there_is_enough_when_as_many_items_are_known_as_are_wanted(limit: int, enough: bool) -> None:
    kept = Kept(limit=limit)
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found(OTHER, PAGE, LIST)
    assert kept.backlog.has_enough() is enough


# Translations


def test_translations_are_items_of_their_own(kept: Kept) -> None:
    kept.backlog.found(ITEM, PAGE, LIST)
    kept.backlog.found_translation(f"{WWW}/ru/cio/300001", ITEM)
    assert kept.rest() == [ITEM, f"{WWW}/ru/cio/300001"]


def test_a_chain_of_translations_each_leading_to_the_next_comes_to_an_end(kept: Kept) -> None:
    chain = [f"{WWW}/cio/{300001 + number}" for number in range(7)]
    kept.backlog.found(chain[0], PAGE, LIST)
    for before, after in pairwise(chain):
        kept.backlog.found_translation(after, before)
    assert sorted(kept.rest()) == chain[:6]
    assert kept.why(chain[6]) == "over the page budget"


def test_translations_that_name_one_another_are_no_chain(kept: Kept) -> None:
    kept.backlog.found(ITEM, PAGE, LIST)
    languages = [
        f"{WWW}/{language}/cio/300001" for language in ("ru", "de", "fr", "uk", "hy", "ka", "sr", "mk")
    ]
    for page in [ITEM, *languages]:
        for url in languages:
            kept.backlog.found_translation(url, page)
    assert sorted(kept.rest()) == sorted([ITEM, *languages])
