"""Who publishes a page is told by its own name for its site, its menu or its footer, never by its words."""

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.publisher import marks_of


def marks(head: str = "", body: str = "") -> list[str]:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return marks_of(Document(Page("https://www.osce.org/cio/1234", html.encode())))


@pytest.mark.parametrize(
    ("title", "suffix"),
    [
        ("Water talks | OSCE", "OSCE"),
        ("Water talks – OSCE", "OSCE"),
        ("Water talks - OSCE", "OSCE"),
        ("Water talks- OSCE", "OSCE"),
        ("Water talks | Newsroom | OSCE ", "OSCE"),
        ("Вода | ОБСЕ", "ОБСЕ"),
        ("Water talks | OSCE Mission to Moldova", "OSCE Mission to Moldova"),
    ],
)
def test_title_ends_with_the_name_of_the_site(title: str, suffix: str) -> None:
    assert marks(f"<title>{title}</title>") == [f"title suffix: {suffix}"]


@pytest.mark.parametrize(
    ("title", "suffix"),
    [
        ("Chairman-in-Office invites to Vilnius - OSCE", "OSCE"),
        (
            "Co-ordinators meet - Organization for Security and Co-operation in Europe",
            "Organization for Security and Co-operation in Europe",
        ),
    ],
)
def test_a_hyphen_within_a_word_parts_no_suffix(title: str, suffix: str) -> None:
    assert marks(f"<title>{title}</title>") == [f"title suffix: {suffix}"]


@pytest.mark.parametrize(
    "title",
    [
        "OSCE",
        "OSCE | A newspaper",
        "A newspaper | OSCE news",
        "What the OSCE does | A newspaper",
        "Non-OSCE",
        "Water talks | ",
    ],
)
def test_title_that_only_names_the_osce_is_no_mark(title: str) -> None:
    assert marks(f"<title>{title}</title>") == []


def test_site_name_is_a_mark_where_the_title_has_none() -> None:
    site = '<meta property="og:site_name" content="OSCE">'
    assert marks(f"<title>Water talks</title>{site}") == ["site name: OSCE"]
    assert marks(f"<title>Water talks | OSCE</title>{site}") == ["title suffix: OSCE"]
    assert marks('<meta property="og:site_name" content="A newspaper">') == []


def menu(*words: str) -> str:
    entries = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in words)
    return f"<nav><ul>{entries}</ul></nav>"


SECTIONS = ("Countries", "Field operations", "Structures and institutions")


def test_a_menu_of_three_sections_one_of_them_the_osces_alone_is_a_mark() -> None:
    assert marks(body=menu(*SECTIONS)) == ["menu: 3 known sections, 0 fields of work"]
    assert marks(body=menu(*SECTIONS[:2])) == []


def test_a_menu_of_sections_that_many_sites_have_is_no_mark() -> None:
    assert marks(body=menu("Countries", "Our work", "About us", "Newsroom", "Resources")) == []


TOPICS = (
    *("Arms control", "Border management", "Countering terrorism", "Economic activities", "Education"),
    *("Elections", "Gender equality", "Good governance", "Human rights", "Migration", "Policing", "Youth"),
)


def test_a_menu_of_twelve_fields_of_work_is_a_mark() -> None:
    assert marks(body=menu(*TOPICS)) == ["menu: 0 known sections, 12 fields of work"]
    assert marks(body=menu(*TOPICS[:-1])) == []


@pytest.mark.parametrize(
    "words", ["© 2026 OSCE", "(c) OSCE", "Copyright 1995–2026 by the OSCE", "© ОБСЕ", "copyright OSCE 2026"]
)
def test_a_footer_that_gives_the_copyright_to_the_osce_is_a_mark(words: str) -> None:
    (mark,) = marks(body=f"<footer><p>{words}</p></footer>")
    assert mark.startswith("footer: ")
    assert mark.removeprefix("footer: ") in words


def test_a_footer_that_thanks_the_osce_is_no_mark() -> None:
    assert marks(body="<footer>Made with help of the OSCE. © 2026 A newspaper</footer>") == []


def test_the_second_footer_counts_as_well() -> None:
    body = "<footer>A teaser's footer</footer><footer>© 2026 OSCE</footer>"
    assert marks(body=body) == ["footer: © 2026 OSCE"]
