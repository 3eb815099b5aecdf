"""Which heading is the item's title, and where in it, or beside it, the item begins."""

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page

URL = "https://www.osce.org/bishkek/47480"
BODY = [
    "OSH, 14 March 2006 – Forty people from three valleys met in the town hall today to talk about water.",
    "They will meet again in May, when the snow is gone and the roads are open.",
]
TEXT = "".join(f"<p>{text}</p>" for text in BODY)
FACTS = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Osh</dd></dl>"


def release(body: str, title: str = "Talks in Osh | OSCE") -> PrintedRelease:
    html = f'<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'
    reading = read_page(Page(URL, html.encode(), "text/html; charset=utf-8"))
    assert reading.kind is Kind.RELEASE, reading.evidence
    assert reading.printed is not None
    return reading.printed


@pytest.mark.parametrize(
    "rest",
    [
        "in Osh",
        "on the water of three valleys, on the roads between them and on what the snow leaves of both",
        "14 March 2007",
    ],
)
def test_a_title_over_several_lines_is_one_title_and_no_line_of_it_is_text_or_fact(rest: str) -> None:
    made = release(
        f"<main><p>Press release</p><h1>Talks<br>{rest}</h1>{FACTS}<div>{TEXT}</div></main>",
        title=f"Talks {rest} | OSCE",
    )
    assert (made.title, made.dates, made.paragraphs) == (f"Talks {rest}", {"label": "14 March 2006"}, BODY)


def test_a_link_behind_a_title_of_several_lines_keeps_its_place() -> None:
    text = TEXT.replace("May", '<a href="/bishkek/may">May</a>')
    body = f"<main><p>Press release</p><h1>Talks<br>in<br>Osh</h1><div>{text}</div></main>"
    assert [link.url for link in release(body).links] == ["https://www.osce.org/bishkek/may"]


def test_an_anchored_title_counts_before_a_heading_that_repeats_the_pages_own() -> None:
    made = release(
        "<h1>Newsroom</h1><main><p>Press release</p>"
        f"<div class='content--header'><h1>Talks in Osh</h1></div>{FACTS}<div>{TEXT}</div></main>",
        title="Newsroom | OSCE",
    )
    assert made.title == "Talks in Osh"


@pytest.mark.parametrize("logo", ["OSCE", "Organization for Security and Co-operation in Europe"])
def test_of_headings_that_repeat_nothing_the_first_that_is_no_name_of_the_site_is_the_title(
    logo: str,
) -> None:
    body = f"<h1>{logo}</h1><main><p>Press release</p><h1>Talks in Osh</h1>{FACTS}<div>{TEXT}</div></main>"
    assert release(body, title="Newsroom | OSCE").title == "Talks in Osh"


def test_a_title_within_the_anchored_text_is_no_text() -> None:
    box = f"<p>Press release</p><h1>Talks in Osh</h1>{FACTS}{TEXT}"
    made = release(f"<main><div class='body body-section is-text'>{box}</div></main>")
    assert (made.title, made.place, made.paragraphs) == ("Talks in Osh", "Osh", BODY)


def test_a_heading_counts_before_other_words_that_repeat_the_title_above_it() -> None:
    lead = "The centre has worked in three valleys for twenty years and tells of its work on these pages."
    made = release(
        f"<main><div>Talks in Osh</div><p>{lead}</p><p>Press release</p><h2>Talks in Osh</h2>"
        f"{FACTS}<div>{TEXT}</div></main>"
    )
    assert (made.title, made.paragraphs) == ("Talks in Osh", BODY)
