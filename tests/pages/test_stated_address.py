"""A page that calls itself another item."""

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.stated_address import another_item

URL = "https://www.osce.org/secretariat/300001"
OTHER = "https://www.osce.org/secretariat/300002"


def other(*links: str, url: str = URL) -> str | None:
    body = f"<html><head>{''.join(links)}</head><body><p>Words</p></body></html>"
    return another_item(Document(Page(url, body.encode(), "text/html; charset=utf-8", 200)), url)


def canonical(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


@pytest.mark.parametrize(
    "href",
    [OTHER, "/secretariat/300002", "http://osce.org:80/ru/node/300002/", "//d6.web.osce.org/cio/300002"],
)
def test_only_another_number_makes_another_item(href: str) -> None:
    found = other(canonical(href))
    assert found is not None
    assert "300002" in found
    assert other(f'<LINK REL="Alternate CANONICAL" HREF="{href}">')


@pytest.mark.parametrize(
    "href",
    [
        URL,
        "http://osce.org:80/secretariat/300001/",
        "/node/300001",
        "https://d6.web.osce.org/cio/300001?page=1#top",
        "https://www.osce.org/ru/odihr/300001",
        "https://web.archive.org/web/20160501000000/http://www.osce.org/cio/300001",
        "https://www.osce.org/",
        "https://www.osce.org/press-releases/2016",
        "https://www.osce.org/item/300002.html",
        "http://[",
        "",
    ],
)
def test_what_names_no_number_or_the_same_is_this_item(href: str) -> None:
    assert other(canonical(href)) is None


def test_a_page_without_a_canonical_address_is_believed() -> None:
    assert other() is None
    assert other(f'<link rel="alternate" hreflang="ru" href="{OTHER}">', "<link rel=canonical>") is None


def test_one_of_several_canonical_addresses_is_enough() -> None:
    assert other(canonical(OTHER), canonical(URL)) is None


def test_what_is_no_item_is_not_asked_which_one_it_is() -> None:
    assert other(canonical(OTHER), url="https://www.osce.org/press-releases") is None
