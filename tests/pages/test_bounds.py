"""What prints more than any page is named, and nothing of it is cut."""

import pytest

from osce_crawler.pages.bounds import LONGEST_TITLE, MOST_ENTRIES, MOST_OF_A_KIND
from osce_crawler.pages.document import Document, Page, UnreadablePageError
from osce_crawler.pages.menu import PrintedEntry, entries_of
from osce_crawler.pages.menus import menu_of
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from tests.making import TEXT, release_page

URL = "https://www.osce.org/secretariat/300000"


def page(html: str, url: str = URL) -> Page:
    return Page(url, html.encode(), "text/html; charset=utf-8")


def read(title: str = "Guards plant trees", within: str = "") -> Reading:
    html = release_page(title)
    assert TEXT in html
    return read_page(page(html.replace(TEXT, f"{TEXT} {within}", 1)))


def links(count: int, suffix: str = "") -> str:
    return " ".join(f'<a href="/x/{number}{suffix}">{number}</a>' for number in range(count))


def images(count: int) -> str:
    return " ".join(f'<img src="/x/{number}.jpg">' for number in range(count))


def menu(count: int) -> str:
    entries = "".join(f'<li><a href="/e{number}">Entry {number}</a></li>' for number in range(count))
    return f"<html><body><nav><ul>{entries}</ul></nav></body></html>"


@pytest.mark.parametrize(
    ("title", "within", "fault"),
    [
        ("Tree " * (LONGEST_TITLE // 5 + 1), "", "title: longer than 10,000 characters"),
        ("Trees", links(MOST_OF_A_KIND + 1), "links: more than 5,000"),
        ("Trees", links(MOST_OF_A_KIND + 1, ".pdf"), "documents: more than 5,000"),
        ("Trees", images(MOST_OF_A_KIND + 1), "images: more than 5,000"),
    ],
    ids=["title", "links", "documents", "images"],
)
def test_a_release_that_prints_too_much_is_unreadable_and_says_of_what(
    title: str, within: str, fault: str
) -> None:
    reading = read(title, within)
    assert (reading.kind, reading.evidence, reading.printed) == (Kind.UNREADABLE, [fault], None)


def test_as_much_as_is_allowed_is_read_whole() -> None:
    reading = read("Tree " * (LONGEST_TITLE // 5 - 1), links(MOST_OF_A_KIND))
    assert reading.printed is not None, reading.evidence
    assert len(reading.printed.links) == MOST_OF_A_KIND


def test_a_menu_with_too_many_entries_is_unreadable() -> None:
    assert len(menu_of(page(menu(MOST_ENTRIES)))) == MOST_ENTRIES
    with pytest.raises(UnreadablePageError, match="menu entries: more than 2,000"):
        menu_of(page(menu(MOST_ENTRIES + 1)))


@pytest.mark.parametrize(
    "head",
    [f"<title>{'T' * 20_000}</title>", f'<title>T</title><meta name="description" content="{"D" * 20_000}">'],
    ids=["title", "description"],
)
def test_the_page_behind_an_entry_says_no_more_of_itself_than_a_page_does(head: str) -> None:
    (entry,) = entries_of(Document(page(menu(1))))
    assert isinstance(entry, PrintedEntry)
    with pytest.raises(UnreadablePageError, match="longer than 10,000 characters"):
        entry.note_page_behind(Document(page(f"<html><head>{head}</head><body>x</body></html>")), URL)
    assert (entry.page_status, entry.final_url) == (200, URL)
    assert entry.page_title in {None, "T"}
    assert entry.page_description is None
