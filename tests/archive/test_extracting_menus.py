"""Menus of pages at hand, as a crawl writes them."""

import shutil
from pathlib import Path

import pytest

from osce_crawler.archive.folder import SavedPageError
from tests.commanding import run
from tests.extracting import extract_menus
from tests.making import FIXTURES, PAGES, SEED, lines_of, release_page, save_page

HOME = "https://www.osce.org/"
SEED_URL = "https://www.osce.org/cio/232506"


def page(*entries: str) -> str:
    items = "".join(f'<li><a href="/{entry.lower()}">{entry}</a></li>' for entry in entries)
    return f"<html><head><title>Home | OSCE</title></head><body><nav><ul>{items}</ul></nav></body></html>"


def told(paths: list[Path], url: str | None = None) -> list[tuple[str, str | None]]:
    return [(entry.id, entry.url) for entry in extract_menus(paths, url).records]


def test_a_page_gives_its_menu() -> None:
    records = extract_menus([SEED]).records
    assert [record.position for record in records] == list(range(1, 143))
    assert {record.menu_page for record in records} == {SEED_URL}


def test_the_same_page_as_text_gives_the_same_entries_without_what_no_text_prints() -> None:
    text = extract_menus([PAGES / "seed_as_text.txt"], SEED_URL).records
    html = extract_menus([SEED]).records
    for record in html:
        record.url = record.language = None
    for one in (*text, *html):
        one.retrieved_at = "2026-01-01T00:00:00Z"
    assert text == html


def test_a_folder_gives_what_a_crawl_of_it_gives(tmp_path: Path) -> None:
    done = run("crawl", "navigation", "--saved", FIXTURES, "--output", tmp_path / "crawled")
    assert done.returncode == 0
    extracted = run("extract", FIXTURES, "--what", "navigation", "-o", tmp_path / "extracted.jsonl")
    assert extracted.returncode == 0
    assert (tmp_path / "extracted.jsonl").read_bytes() == (tmp_path / "crawled/navigation.jsonl").read_bytes()
    assert len(lines_of(tmp_path / "extracted.jsonl")) == 142


def test_a_host_without_a_home_page_among_others_is_named(tmp_path: Path) -> None:
    save_page(tmp_path / "1", HOME, page("Elections"))
    save_page(tmp_path / "2", "https://bih.osce.org/cio/300001", page("Policing"))
    extraction = extract_menus([tmp_path])
    assert [record.site for record in extraction.records] == ["www.osce.org"]
    assert extraction.remarks == ["bih.osce.org: none of its pages gave a menu"]


def test_without_any_home_page_the_longest_menu_speaks_for_its_host(tmp_path: Path) -> None:
    save_page(tmp_path / "1", "https://www.osce.org/cio/300001", page("Elections", "Policing"))
    save_page(tmp_path / "2", "https://www.osce.org/cio/300002", page("Elections"))
    extraction = extract_menus([tmp_path])
    assert [record.menu_page for record in extraction.records] == ["https://www.osce.org/cio/300001"] * 2
    assert extraction.remarks == [
        "https://www.osce.org/cio/300002: the menu of https://www.osce.org/cio/300001 is taken for www.osce.org"
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_menus_of_one_host_one_is_taken_whatever_the_order(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    paths = [
        save_page(tmp_path / "home", HOME, page("Elections")),
        save_page(tmp_path / "item", "https://www.osce.org/cio/300001", page("Elections", "Policing")),
    ]
    assert told([paths[at] for at in order]) == [("www.osce.org/elections", "https://www.osce.org/elections")]


def test_the_page_behind_an_entry_says_what_it_is_where_it_is_at_hand(tmp_path: Path) -> None:
    save_page(tmp_path / "home", HOME, page("Elections"))
    save_page(tmp_path / "behind", "https://www.osce.org/elections", page("Nothing"), status=404)
    (record,) = extract_menus([tmp_path]).records
    assert (record.page_status, record.page_title) == (404, "Home | OSCE")
    assert record.final_url == "https://www.osce.org/elections"


def test_pages_without_a_menu_say_so(tmp_path: Path) -> None:
    paths = [
        save_page(tmp_path / "1", "https://www.osce.org/cio/300001", release_page()),
        save_page(tmp_path / "2", "https://www.osce.org/cio/300002", ""),
        save_page(tmp_path / "3", "https://www.osce.org/cio/300003", page("Elections"), status=404),
        save_page(tmp_path / "4", "https://www.osce.org/cio/300004", b"%PDF-1.4"),
        save_page(tmp_path / "5", "https://www.osce.org/cio/300005", "<" + "a" * 300_000 + ">"),
    ]
    extraction = extract_menus(paths)
    assert extraction.records == []
    said = [line.removeprefix("https://www.osce.org/cio/") for line in extraction.remarks]
    assert said[:3] == [f"30000{number}: no menu of the site" for number in (1, 2, 3)]
    assert said[3] == "300004: unreadable (neither HTML nor the text of a page)"
    assert len(said) == len(paths) + 1


def test_a_file_without_an_address_and_one_that_is_no_page_do_not_end_the_call(tmp_path: Path) -> None:
    text = Path(shutil.copy(PAGES / "seed_as_text.txt", tmp_path))
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\r\n\xff\xfe")
    extraction = extract_menus([text, picture, SEED])
    assert len(extraction.records) == 142
    assert extraction.faults == [
        f"{text}: the page names no canonical URL: give it with --url",
        f"{picture}: neither HTML nor the text of a page",
    ]
    with pytest.raises(SavedPageError, match="give it with --url"):
        extract_menus([text])
