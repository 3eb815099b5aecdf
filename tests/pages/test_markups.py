"""The same release in every markup gives the same reading, and nothing of the page around it."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from tests.pages.markups import EVENT_TITLE, MARKUPS, OFFICE, OTHER_TITLE, Facts, LabelWords, Markup
from tests.pages.releases import ENGLISH, RELEASES

DATES_BY_TRUST = ("time", "label", "line", "listing", "meta")

every_markup = pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.name)
every_release = pytest.mark.parametrize("facts", RELEASES.values(), ids=RELEASES)


def read(facts: Facts, html: str) -> Any:
    return read_page(Page(facts.url, html.encode(), "text/html; charset=utf-8"))


@cache
def printed(facts: Facts, markup: Markup) -> Any:
    reading = read(facts, markup.render(facts))
    assert reading.kind is Kind.RELEASE, reading.evidence
    return reading.printed


def best_date(reading: Any) -> str | None:
    return next((reading.dates[key] for key in DATES_BY_TRUST if reading.dates.get(key)), None)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


@every_markup
@every_release
def test_labels_give_date_place_sources_and_fields(facts: Facts, markup: Markup) -> None:
    reading = printed(facts, markup)
    assert one_line(best_date(reading)) == facts.date
    assert (reading.place or None) == facts.place
    assert one_line(", ".join(reading.sources)) == ", ".join(facts.sources)
    assert one_line(", ".join(reading.fields_of_work)) == ", ".join(facts.fields)


@every_markup
@every_release
def test_title_and_type_are_those_of_the_item(facts: Facts, markup: Markup) -> None:
    reading = printed(facts, markup)
    assert (reading.title, reading.content_type) == (facts.title, facts.type_word)


@every_markup
@every_release
def test_body_is_whole_and_alone(facts: Facts, markup: Markup) -> None:
    assert printed(facts, markup).paragraphs == facts.paragraphs


@every_markup
@every_release
def test_images_documents_and_contacts_are_those_of_the_item(facts: Facts, markup: Markup) -> None:
    reading = printed(facts, markup)
    assert [(image.url, image.caption) for image in reading.images] == ([facts.image] if facts.image else [])
    assert [(link.url, link.text) for link in reading.documents] == list(facts.documents)
    assert one_line(reading.contacts) == " ".join(facts.contacts)


@every_markup
def test_links_are_those_of_the_text(markup: Markup) -> None:
    assert [(link.url, link.text) for link in printed(ENGLISH, markup).links] == list(ENGLISH.links)


@every_markup
@every_release
def test_nothing_around_the_item_is_read(facts: Facts, markup: Markup) -> None:
    everything = str(printed(facts, markup))
    for alien in (
        OTHER_TITLE,
        EVENT_TITLE,
        OFFICE,
        "2031",
        "2020-05-03",
        "2033",
        "Facebook",
        "Oslo",
        "Lisbon",
    ):
        assert alien not in everything


@every_markup
@every_release
def test_a_page_without_its_surroundings_reads_the_same(facts: Facts, markup: Markup) -> None:
    assert printed(replace(facts, noise=False), markup) == printed(facts, markup)


@every_markup
@pytest.mark.parametrize(
    "word", ["Press statement", "Daily report", "Media advisory", "News Item", "Statement", None]
)
def test_the_type_word_may_be_any_or_none(markup: Markup, word: str | None) -> None:
    reading = printed(replace(ENGLISH, type_word=word), markup)
    assert (reading.title, reading.content_type) == (ENGLISH.title, word)


@every_markup
@pytest.mark.parametrize(
    "facts",
    [
        replace(ENGLISH, date=None),
        replace(ENGLISH, place=None),
        replace(ENGLISH, sources=()),
        replace(ENGLISH, fields=()),
    ],
    ids=["date", "place", "sources", "fields"],
)
def test_a_label_that_is_missing_is_not_taken_from_elsewhere(markup: Markup, facts: Facts) -> None:
    reading = printed(facts, markup)
    assert best_date(reading) == facts.date
    assert (reading.place or None) == facts.place
    assert ", ".join(reading.sources) == ", ".join(facts.sources)
    assert ", ".join(reading.fields_of_work) == ", ".join(facts.fields)
    assert reading.paragraphs == facts.paragraphs


@every_markup
def test_no_label_at_all_leaves_the_text_to_speak(markup: Markup) -> None:
    facts = replace(ENGLISH, date=None, place=None, sources=(), fields=())
    reading = printed(facts, markup)
    assert (
        best_date(reading),
        reading.place or None,
        list(reading.sources),
        list(reading.fields_of_work),
    ) == (
        None,
        None,
        [],
        [],
    )
    assert reading.paragraphs == facts.paragraphs


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.name)
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
