"""Which of the days on a page is the item's: not that of a change, an event, the site or another item."""

import json
from typing import Any

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.reading import read_page

TEXT = (
    "<div><p>OSH, Kyrgyzstan, 14 March 2006 – Forty people from three valleys met in the town hall.</p></div>"
)


def _dates(header: str = "", head: str = "") -> dict[str, str]:
    html = (
        f"<html><head><title>Talks in Osh | OSCE</title>{head}</head><body><main><p>Press release</p>"
        f"<h1>Talks in Osh</h1>{header}{TEXT}</main></body></html>"
    )
    printed = read_page(Page("https://www.osce.org/bishkek/47480", html.encode())).printed
    assert printed is not None
    return printed.dates


def _json_ld(*nodes: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated 3 May 2020</p>",
        "<p>Last modified: <time datetime='2020-05-03'>3 May 2020</time></p>",
        "<p>Обновлено 3 мая 2020</p>",
        "<p>Zuletzt aktualisiert 3. Mai 2020</p>",
    ],
)
def test_the_day_of_a_change_is_not_the_publishing_day(line: str) -> None:
    assert _dates(line) == {}


def test_the_time_of_an_event_is_not_the_publishing_day() -> None:
    assert _dates("<p>Event date: <time datetime='2020-05-03'>3 May 2020</time></p>") == {}


def test_a_time_that_prints_a_whole_day_needs_no_attribute() -> None:
    line = "<p><time datetime='2006-03-14T12:00:00Z'>14 March 2006</time></p>"
    assert _dates(line) == {"time": "14 March 2006"}


@pytest.mark.parametrize("words", ["6 years ago", "14 Mar", "14/03/2006"])
def test_a_time_whose_words_are_no_whole_day_brings_its_attribute(words: str) -> None:
    line = f"<p><time datetime='2006-03-14T12:00:00Z'>{words}</time></p>"
    dates = _dates(line)
    assert (dates["time"], dates["time_attribute"]) == (words, "2006-03-14T12:00:00Z")


def test_an_article_says_when_it_was_published() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2006-03-14"}
    assert _dates(head=_json_ld({"@type": "WebSite", "datePublished": "2011-01-01"}, node)) == {
        "meta": "2006-03-14"
    }


@pytest.mark.parametrize("type_", ["WebSite", "Event", "BreadcrumbList", "Organization", None, ["Thing"]])
def test_what_is_no_article_does_not(type_: Any) -> None:
    assert _dates(head=_json_ld({"@type": type_, "datePublished": "2011-01-01"})) == {}


def test_another_article_does_not() -> None:
    other = {"@type": "Article", "datePublished": "2011-01-01", "url": "https://www.osce.org/cio/99999"}
    assert _dates(head=_json_ld(other)) == {}
    own = {"@type": "Article", "datePublished": "2006-03-14", "mainEntityOfPage": "/bishkek/47480"}
    assert _dates(head=_json_ld(other, own)) == {"meta": "2006-03-14"}


@pytest.mark.parametrize(
    "line",
    [
        "<p>Date: 14 March<br>2006</p>",
        "<p><b>Date:</b> 14<br/>March<br/>2006</p>",
        "<dl><dt>Date</dt><dd>14 March<br>2006</dd></dl>",
        "<p>Date:<br>14 March<br>2006</p>",
        "<dl><dt>Date</dt><dd>14&nbsp;March&nbsp;2006</dd></dl>",
    ],
)
def test_a_break_or_a_hard_space_inside_a_labelled_date_parts_nothing(line: str) -> None:
    (printed,) = _dates(line).values()
    assert printed == "14 March 2006"


def test_a_break_inside_a_line_of_place_and_day_parts_nothing() -> None:
    assert _dates("<p>OSH 14 March<br>2006</p>") == {"line": "OSH 14 March 2006"}


def test_a_break_inside_a_time_stands_for_a_space() -> None:
    assert _dates("<p><time>14 March<br>2006</time></p>") == {"time": "14 March 2006"}


def test_what_follows_a_whole_date_behind_a_break_is_no_part_of_it() -> None:
    assert _dates("<p>Date: 14 March 2006<br>15:30</p>") == {"label": "14 March 2006"}
    assert _dates("<p>Date: 14 March 2006<br>Place: Osh</p>") == {"label": "14 March 2006"}


def test_a_line_before_a_date_of_its_own_is_no_part_of_it() -> None:
    assert "Talks" not in str(_dates("<p>Talks on water<br>14 March 2006</p>"))


@pytest.mark.parametrize(
    "words",
    [
        "15:30, 14 March 2006",
        "14 March 2006 - 15:30",
        "14 March 2006, 3.30 p.m.",
        "14 March 2006 at 15:30 CET",
        "OSH 14 March 2006 15:30",
        "15.30 - 14 March 2006",
    ],
)
def test_a_time_of_day_beside_the_date_does_not_hide_it(words: str) -> None:
    assert _dates(f"<p>{words}</p>") == {"line": words}


def test_a_weekday_or_a_time_of_day_behind_a_break_belongs_to_the_date() -> None:
    assert _dates("<p>Date: Tuesday,<br>14 March 2006</p>") == {"label": "Tuesday 14 March 2006"}
    assert _dates("<p>Date: 15:30<br>14 March 2006</p>") == {"label": "15:30 14 March 2006"}
