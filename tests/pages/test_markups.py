"""The same release in every markup gives the same reading, and nothing of the page around it."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from tests.pages.markups import EVENT_TITLE, MARKUPS, OFFICE, OTHER_TITLE, Facts, LabelWords, Markup
from tests.pages.matrix import CASES, Printing, printing
from tests.pages.releases import ENGLISH, RELEASES

DATES_BY_TRUST = ("time", "label", "line", "listing", "meta")
ALIEN = (OTHER_TITLE, EVENT_TITLE, OFFICE, "2031", "2020-05-03", "2033", "Facebook", "Oslo", "Lisbon")

every_markup = pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.name)
every_case = pytest.mark.parametrize("page", [pytest.param(one, id=one.name) for one in map(printing, CASES)])


def read(facts: Facts, html: str) -> Any:
    return read_page(Page(facts.url, html.encode(), "text/html; charset=utf-8"))


@cache
def printed(facts: Facts, markup: Markup) -> Any:
    return release(facts, markup.render(facts))


def release(facts: Facts, html: str) -> Any:
    reading = read(facts, html)
    assert reading.kind is Kind.RELEASE, reading.evidence
    return reading.printed


def best_date(reading: Any) -> str | None:
    return next((reading.dates[key] for key in DATES_BY_TRUST if reading.dates.get(key)), None)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def told(reading: Any) -> dict[str, Any]:
    """What was read, in the words of the facts."""
    return {
        "type": reading.content_type,
        "title": reading.title,
        "date": one_line(best_date(reading)) or None,
        "place": reading.place or None,
        "sources": one_line(", ".join(reading.sources)),
        "fields": one_line(", ".join(reading.fields_of_work)),
        "body": reading.paragraphs,
        "links": [(link.url, link.text) for link in reading.links],
        "images": [(image.url, image.caption) for image in reading.images],
        "documents": [(link.url, link.text) for link in reading.documents],
        "contacts": one_line(reading.contacts),
    }


def known(facts: Facts) -> dict[str, Any]:
    return {
        "type": facts.type_word,
        "title": facts.title,
        "date": facts.date,
        "place": facts.place,
        "sources": ", ".join(facts.sources),
        "fields": ", ".join(facts.fields),
        "body": facts.paragraphs,
        "links": list(facts.links),
        "images": [facts.image] if facts.image else [],
        "documents": list(facts.documents),
        "contacts": " ".join(facts.contacts),
    }


@every_case
def test_a_page_gives_all_of_its_release_and_nothing_else(page: Printing) -> None:
    reading = release(page.facts, page.html)
    assert told(reading) == known(page.facts)
    assert [alien for alien in ALIEN if alien in str(reading)] == []


@every_markup
def test_a_page_without_its_surroundings_reads_the_same(markup: Markup) -> None:
    assert printed(replace(ENGLISH, noise=False), markup) == printed(ENGLISH, markup)


@pytest.mark.parametrize("name", ["news_without_dateline", "speech"])
def test_without_type_dateline_and_source_a_date_alone_makes_no_release(name: str) -> None:
    facts = replace(RELEASES[name], type_word=None, sources=())
    assert read(facts, MARKUPS[0].render(facts)).kind is Kind.UNKNOWN


@every_markup
def test_an_unknown_label_among_the_known_makes_no_value_wrong(markup: Markup) -> None:
    reading = printed(replace(ENGLISH, words=LabelWords(source="Author"), noise=False), markup)
    assert best_date(reading) in (ENGLISH.date, None)
    assert reading.place in (ENGLISH.place, None)
    assert list(reading.sources) == []
    assert tuple(reading.fields_of_work) == ENGLISH.fields


def test_an_unknown_label_among_the_known_costs_only_itself() -> None:
    html = MARKUPS[0].render(ENGLISH).replace("<dt>Source:", "<dt>Author:")
    reading = read(ENGLISH, html).printed
    assert (best_date(reading), reading.place, reading.sources) == (ENGLISH.date, ENGLISH.place, [])
    assert reading.paragraphs == ENGLISH.paragraphs
