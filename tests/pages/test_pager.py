"""Where a list's pager leads, and how many items it says it has."""

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.pager import Pager, total_of

URL = "https://www.osce.org/press-releases?page=1"


def document(body: str) -> Document:
    return Document(Page(URL, f"<html><body>{body}</body></html>".encode()))


def pager(body: str) -> Pager:
    return Pager(document(body))


NEXT, LAST = "https://www.osce.org/press-releases?page=2", "https://www.osce.org/press-releases?page=9"


@pytest.mark.parametrize(
    "links",
    [
        '<link rel="next" href="?page=2"><link rel="last" href="?page=9">',
        '<a rel="next nofollow" href="?page=2">more</a><a rel="last" href="?page=9">end</a>',
        '<ul class="pager"><li class="pager-next"><a href="?page=2">x</a></li><li class="pager-last"><a href="?page=9">y</a></li></ul>',
        '<div class="pagination"><a class="next" href="?page=2">x</a><a class="last" href="?page=9">y</a></div>',
        '<p><a href="?page=2">next</a> <a href="?page=9">last</a></p>',
        '<p><a href="?page=2">Next page ›</a> <a href="?page=9">Last page »</a></p>',
        '<p><a href="?page=2">›</a> <a href="?page=9">»</a></p>',
        '<p><a href="?page=2">Следующая ›</a> <a href="?page=9">последняя »</a></p>',
    ],
)
def test_next_and_last_are_told_by_relation_name_or_words(links: str) -> None:
    found = pager(links)
    assert (found.next_url, found.last_url) == (NEXT, LAST)
    assert found.paged


@pytest.mark.parametrize(
    "links",
    [
        '<a href="/plans">next</a>',
        '<a href="/plans">Next steps</a> <a href="/last">last</a>',
        '<a href="?page=2">The next page of our history is written</a>',
        "<a>next</a>",
        '<div class="pages"></div>',
    ],
)
def test_other_links_lead_nowhere(links: str) -> None:
    found = pager(links)
    assert (found.next_url, found.last_url, found.paged) == (None, None, False)


def test_a_relation_comes_before_words() -> None:
    found = pager('<p><a href="?page=7">next</a></p><link rel="next" href="?page=2">')
    assert found.next_url == NEXT


def test_numbers_in_a_pager_are_a_pager_without_a_next_page() -> None:
    found = pager('<ul class="pager"><li><a href="?page=0">1</a></li></ul>')
    assert (found.next_url, found.last_url, found.paged) == (None, None, True)


def test_numbers_outside_a_pager_are_none() -> None:
    assert not pager('<ul><li><a href="?page=0">1</a></li></ul>').paged


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("1 - 10 of 33560", 33560),
        ("1 - 10 of about 33,560", 33560),
        ("Showing 1–10 OF 33.560 items", 33560),
        ("10 items", None),
        ("of many", None),
        ("1 of 1234567891", 123456789),
    ],
)
def test_the_total_is_the_number_behind_of(words: str, total: int | None) -> None:
    assert total_of(document(f'<div class="results">{words}</div>')) == total


def test_a_number_elsewhere_is_no_total() -> None:
    assert total_of(document("<p>1 - 10 of 33560</p>")) is None


def test_the_first_total_that_is_a_number_counts() -> None:
    body = (
        '<h2 class="header">News of the day</h2><p class="count">1 - 10 of 50</p><p class="count">1 of 60</p>'
    )
    assert total_of(document(body)) == 50


def test_a_total_far_down_its_element_is_none() -> None:
    assert total_of(document(f'<div class="results">{"word " * 50}1 - 10 of 50</div>')) is None
