"""The site's menu among the lines of a text."""

from collections.abc import Iterable

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.menu import MenuItem, PrintedEntry, entries_of, placed
from osce_crawler.pages.text_lines import lines_of
from osce_crawler.pages.text_menu import menus_in, read_text_menu
from osce_crawler.records.menu_entry import entry_of
from tests.making import PAGES, SEED

URL = "https://osce.org/cio/232506"
TEXT = (PAGES / "seed_as_text.txt").read_text(encoding="utf-8")


def from_text(text: str) -> Iterable[PrintedEntry]:
    return placed(read_text_menu(lines_of(text), URL), URL, None)


def from_html() -> Iterable[PrintedEntry]:
    return entries_of(Document(Page(URL, (SEED / "page.html").read_bytes())))


def told(entries: Iterable[PrintedEntry]) -> list[object]:
    """All that a text can tell: no address, no language."""
    records = map(entry_of, entries)
    return [
        (r.id, r.label, r.printed, r.kind, r.entity, r.country, r.chairpersonship_year, r.path, r.position)
        for r in records
    ]


def test_the_seed_as_text_gives_the_entries_of_its_page() -> None:
    entries = list(from_text(TEXT))
    assert len(entries) == 142
    assert told(entries) == told(from_html())
    assert {(entry.url, entry.language) for entry in entries} == {(None, None)}


def test_a_text_without_marks_of_lists_gives_the_same() -> None:
    lines = [line.removeprefix("- ") for line in TEXT.split("\n") if line != "-"]
    assert told(from_text("\n".join(lines))) == told(from_html())


def test_other_marks_and_line_ends_give_the_same() -> None:
    for mark in "*•":
        text = TEXT.replace("\n- ", f"\n{mark} ").replace("\n-\n", f"\n{mark}\n").replace("\n", "\r\n")
        assert told(from_text(text)) == told(from_html())


def test_indents_say_how_deep_an_entry_stands_and_markdown_where_it_leads() -> None:
    lines = [
        "  " * (len(entry.path) - 1) + f"* [{entry.path[-1][0]}]({entry.url})"
        if entry.url
        else "  " * (len(entry.path) - 1) + f"* {entry.path[-1][0]}"
        for entry in from_html()
    ]
    entries = list(from_text("\n".join(lines)))
    assert told(entries) == told(from_html())
    assert [entry.url for entry in entries] == [entry.url for entry in from_html()]


def test_an_entry_that_no_table_knows_stands_below_the_heading_above_it() -> None:
    text = TEXT.replace("- Projects", "- Projects\n- Lakes and rivers")
    paths = [[words for words, _ in entry.path] for entry in from_text(text)]
    assert ["Our work", "Lakes and rivers"] in paths
    assert len(paths) == 143


def test_a_heading_that_no_table_knows_stands_beside_the_one_before_it() -> None:
    text = TEXT.replace("-\nCountries\n", "-\nLakes\n- Ohrid\n- Prespa\n-\nCountries\n")
    paths = [[words for words, _ in entry.path] for entry in from_text(text)]
    assert ["Lakes", "Ohrid"] in paths
    assert ["Lakes", "Prespa"] in paths
    assert ["Countries", "Participating States", "Albania"] in paths


def test_a_list_in_a_text_is_no_menu() -> None:
    text = "The following took part:\n- Albania\n- Austria\n- Belgium\n- OSCE Secretariat\nThey agreed on the following."
    assert menus_in(lines_of(text)) == []


def _depth(items: list[MenuItem]) -> int:
    depth = 0
    while items:
        depth, items = depth + 1, [child for item in items for child in item.children]
    return depth


def test_headings_a_thousand_deep_are_all_there_and_no_deeper_than_twelve() -> None:
    heads = "".join(f"-\nHeading {number}\n" for number in range(1000))
    items = read_text_menu(lines_of(MENU_START + heads + "- About us\n"), URL)
    assert _depth(items) <= 12
    assert sum(1 for _ in placed(items, URL, None)) == 1005


MENU_START = "-\nCountries\n-\nParticipating States\n- Albania\n-\nStructures and institutions\n"
