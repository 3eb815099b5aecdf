"""`extract --explain`: the line account of a page, for people."""

from pathlib import Path

from osce_crawler.archive.explaining import explain
from tests.making import PAGES, release_page, save_page

SEED_AS_TEXT = PAGES / "seed_as_text.txt"
PAGE = Path("fixtures/www.osce.org/kosovo/92355")


def test_each_line_of_the_item_has_a_role_and_a_rule() -> None:
    lines = list(explain([PAGE], None, []))
    assert lines[0] == "https://www.osce.org/kosovo/92355"
    assert lines[1].startswith("  release (title suffix: OSCE")
    assert any(line.startswith("  title       title of the page") for line in lines)
    assert any(line.startswith("  date        date line") for line in lines)
    assert sum(line.startswith("  text        anchored text") for line in lines) == 5


def test_what_is_no_part_of_the_item_is_told_in_one_line_a_rule() -> None:
    menu = [line for line in explain([PAGE], None, []) if "class menu" in line]
    assert len(menu) == 1
    assert menu[0].endswith("(and 18 more)")


def test_a_page_that_is_no_release_says_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Just a moment…</p></body></html>")
    lines = list(explain([page], "https://www.osce.org/cio/1", []))
    assert lines[1] == "  challenge (Just a moment)"


def test_a_page_saved_as_text_has_its_account(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(SEED_AS_TEXT.read_text("utf-8"), encoding="utf-8")
    lines = list(explain([page], "https://www.osce.org/cio/232506", []))
    assert lines[1] == "  release (menu: 15 known sections, 23 fields of work; type: Press release)"
    menu, type_word, title, *_ = lines[2:]
    assert menu.startswith("  boilerplate menu")
    assert menu.endswith("Our work (and 141 more)")
    assert type_word.startswith("  type        type word above the title")
    assert title.startswith("  title       title of the page")
    assert sum(line.startswith("  text        text by evidence") for line in lines) == 10


def test_a_page_that_a_row_calls_a_release_is_explained_as_one(tmp_path: Path) -> None:
    item = "<html><head><title>A title | OSCE</title></head><body><main><h1>A title</h1><p>A text.</p></main></body></html>"
    rows = (
        '<div><h3><a href="/node/300001">A title</a></h3><p>12 April 2016</p><p>Content type: News</p></div>'
        * 2
    )
    save_page(tmp_path / "1", "https://www.osce.org/cio/300001", item)
    save_page(tmp_path / "2", "https://www.osce.org/press-releases", f"<html><body>{rows}</body></html>")
    assert "  release (title suffix: OSCE; type in a list's row: News)" in list(explain([tmp_path], None, []))


def test_what_is_no_page_is_told_at_the_end(tmp_path: Path) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG")
    faults: list[str] = []
    lines = explain([picture, PAGE], None, faults)
    assert next(lines) == "https://www.osce.org/kosovo/92355"
    assert len(list(lines)) > 10
    assert [fault.partition(" (")[0] for fault in faults] == [
        f"{picture}: neither HTML nor the text of a page"
    ]


def test_paragraphs_that_are_left_out_below_the_title_are_told_one_by_one(tmp_path: Path) -> None:
    long = "A paragraph that is left out, and that nobody would look for behind a line that folds it away."
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><title>A title | OSCE</title></head><body><main><p>News</p><h1>A title</h1>"
        f"<p>{long}</p><p>{long}</p><aside>"
        f"<h3>Related</h3><p><a href='/cio/300002'>{long} 1</a></p><p><a href='/cio/300003'>{long} 2</a></p></aside>"
        "</main></body></html>"
    )
    told = [
        line for line in explain([page], "https://www.osce.org/cio/300001", []) if "aside element" in line
    ]
    assert [line.split(None, 3)[3][:11] for line in told] == ["Related", "A paragraph", "A paragraph"]


def test_a_long_rule_is_parted_from_its_line(tmp_path: Path) -> None:
    facts = "<dl><dt>Donor:</dt><dd>Somebody</dd></dl>"
    save_page(
        tmp_path, "https://www.osce.org/cio/300001", release_page().replace("</h1>", f"</h1>{facts}", 1)
    )
    told = "\n".join(explain([tmp_path], None, []))
    assert "label that the vocabulary does not know Donor:" in " ".join(told.split())
