"""`extract --explain`: the line account of a page, for people."""

from pathlib import Path

from osce_crawler.archive.explaining import explain

PAGE = Path("fixtures/www.osce.org/kosovo/92355")


def test_each_line_of_the_item_has_a_role_and_a_rule() -> None:
    lines = list(explain([PAGE], None))
    assert lines[0] == "https://www.osce.org/kosovo/92355"
    assert lines[1].startswith("  release (title suffix: OSCE")
    assert any(line.startswith("  title       title of the page") for line in lines)
    assert any(line.startswith("  date        date line") for line in lines)
    assert sum(line.startswith("  text        anchored text") for line in lines) == 5


def test_what_is_no_part_of_the_item_is_told_in_one_line_a_rule() -> None:
    menu = [line for line in explain([PAGE], None) if "class menu" in line]
    assert len(menu) == 1
    assert menu[0].endswith("(and 18 more)")


def test_a_page_that_is_no_release_says_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Just a moment…</p></body></html>")
    lines = list(explain([page], "https://www.osce.org/cio/1"))
    assert lines[1] == "  challenge (Just a moment)"
