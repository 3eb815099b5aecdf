"""Menus as trees, in whatever boxes their entries stand."""

import pytest

from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.menu import MenuItem, entries_of, every_item, read_menu


def _document(body: str) -> Document:
    html = f"<html><body>{body}</body></html>"
    return Document(Page("https://www.osce.org/", html.encode(), "text/html; charset=utf-8"))


def _told(items: list[MenuItem]) -> list[object]:
    return [(item.printed, _told(item.children)) if item.children else item.printed for item in items]


def _menu(body: str) -> list[object]:
    return _told(read_menu(_document(body)))


TREE = [("Our work", ["Elections", "Human rights"]), "About us"]


@pytest.mark.parametrize(
    "menu",
    [
        "<ul><li><a>Our work</a><ul><li>Elections<li>Human rights</ul><li>About us</ul>",
        "<ul><li><a>Our work</a><div><ul><li>Elections<li>Human rights</ul></div><li>About us</ul>",
        "<ul><li><a>Our work</a><span><ul><li>Elections<li>Human rights</ul></span><li>About us</ul>",
        "<div><h2>Our work</h2><ul><li>Elections<li>Human rights</ul></div><ul><li>About us</ul>",
        "<h2>Our work</h2><div></div><div><ul><li>Elections</li><li>Human rights</li></ul></div><ul><li>About us</ul>",
        "<ul><li><h3>Our work</h3><div><h4>Our work</h4><ul><li>Elections<li>Human rights</ul></div><li>About us</ul>",
        "<ul><li>Our work<ul><li><ul><li>Elections</ul><li>Human rights</ul><li>About us</ul>",
    ],
)
def test_lists_headings_and_boxes_make_one_tree(menu: str) -> None:
    assert _menu(f"<nav>{menu}</nav>") == TREE


def test_a_menu_nested_in_a_thousand_boxes_is_the_same_menu() -> None:
    menu = "<ul><li>Our work<ul><li>Elections<li>Human rights</ul><li>About us</ul>"
    assert _menu(f"<nav>{'<div>' * 1_000}{menu}{'</div>' * 1_000}</nav>") == TREE


def test_entries_nested_a_thousand_deep_are_all_there_and_no_deeper_than_twelve() -> None:
    document = _document("<nav>" + "".join(f"<ul><li>Entry {number}" for number in range(800)))
    entries = list(entries_of(document))
    assert [entry.path[-1][0] for entry in entries] == [f"Entry {number}" for number in range(800)]
    assert max(len(entry.path) for entry in entries) == 12


def test_headings_below_headings_a_thousand_deep_are_all_there() -> None:
    menu = "".join(f"<section><h2>Entry {number}</h2>" for number in range(100))
    items = read_menu(_document(f"<nav>{menu}<ul><li>Last</ul></nav>"))
    assert [item.printed for item in every_item(items)] == [
        *(f"Entry {number}" for number in range(100)),
        "Last",
    ]


def test_a_heading_above_nothing_is_no_entry() -> None:
    assert _menu("<nav><h2>Search</h2><div><ul><li></li></ul></div><ul><li>About us</ul></nav>") == [
        ("Search", ["About us"])
    ]


def test_a_text_in_the_menu_is_no_entry() -> None:
    assert _menu(f"<nav><ul><li>{'word ' * 200}<ul><li>Elections</ul><li>About us</ul></nav>") == [
        "Elections",
        "About us",
    ]


def test_a_menu_named_so_counts_where_the_only_navigation_is_the_path() -> None:
    body = "<nav class=breadcrumb><ul><li>Home</ul></nav><ul class=main-menu><li>About us<li>Contact</ul>"
    assert _menu(body) == ["About us", "Contact"]


def test_equal_siblings_are_told_apart_by_number() -> None:
    document = _document("<nav><ul><li>Fields<li>About<li>Fields</ul></nav>")
    assert [entry.path for entry in entries_of(document)] == [
        (("Fields", 1),),
        (("About", 1),),
        (("Fields", 2),),
    ]


def test_a_heading_too_deep_for_a_level_of_its_own_stands_once() -> None:
    deep = "".join(f"<ul><li>Entry {number}" for number in range(12))
    box = "<div><ul><li>One</ul></div><div><ul><li>Two</ul></div>"
    items = every_item(read_menu(_document(f"<nav>{deep}<div><h2>Heading</h2>{box}</div></nav>")))
    assert [item.printed for item in items][12:] == ["Heading", "One", "Two"]


def test_an_entry_knows_enough_of_its_siblings_and_not_all_of_thousands() -> None:
    (*_, last) = entries_of(
        _document("<nav><ul>" + "".join(f"<li>Entry {number}" for number in range(3_000)))
    )
    assert last.siblings == [f"Entry {number}" for number in range(100)]


def test_a_heading_ends_at_the_next_entry_beside_it() -> None:
    menu = "<div><h2>Search</h2><li>About us</li><div><ul><li>Elections</ul></div></div>"
    assert _menu(f"<nav>{menu}</nav>") == ["About us", "Elections"]


def test_an_entry_leads_where_its_first_link_does_and_a_heading_nowhere() -> None:
    menu = (
        "<nav><h2>Our work</h2><ul><li><a>Elections</a> <a href='/e'>now</a> <a href='/f'>then</a></li>"
        "<li>Human rights</li><li><a href='https://odihr.osce.org/odihr?x=1#top'>ODIHR</a></li></ul></nav>"
    )
    assert [(item.printed, item.url) for item in every_item(read_menu(_document(menu)))] == [
        ("Our work", None),
        ("Elections now then", "https://www.osce.org/e"),
        ("Human rights", None),
        ("ODIHR", "https://odihr.osce.org/odihr?x=1#top"),
    ]


def test_the_navigation_with_most_entries_is_the_menu() -> None:
    small, large = "<nav><ul><li>One</ul></nav>", "<nav><ul><li>One<li>Two</ul></nav>"
    assert _menu(small + large) == _menu(large + small) == ["One", "Two"]


@pytest.mark.parametrize("name", ["breadcrumb", "pager", "language", "social", "footer", "tabs", "skip"])
def test_other_navigation_is_no_menu(name: str) -> None:
    other = f'<nav class="{name}"><ul><li>One<li>Two<li>Three</ul></nav>'
    assert _menu(f"{other}<nav><ul><li>Our work</ul></nav>") == ["Our work"]
    assert _menu(
        "<footer><nav><ul><li>One<li>Two</ul></nav></footer><div role='navigation'><ul><li>Our work</ul></div>"
    ) == ["Our work"]


def test_entries_know_their_place() -> None:
    first, second, third = entries_of(
        _document("<nav><ul><li>Our work<ul><li><a href='/e'>Elections</a></ul><li>About us</ul></nav>")
    )
    assert [entry.position for entry in (first, second, third)] == [1, 2, 3]
    assert (first.path, first.has_children, first.siblings) == (
        (("Our work", 1),),
        True,
        ["Our work", "About us"],
    )
    assert (second.path, second.has_children) == ((("Our work", 1), ("Elections", 1)), False)
    assert (second.url, second.siblings, second.menu_page) == (
        "https://www.osce.org/e",
        ["Elections"],
        "https://www.osce.org/",
    )


@pytest.mark.parametrize(("length", "entries"), [(500, 1), (501, 0)])
def test_what_is_longer_than_an_entry_is_a_text(length: int, entries: int) -> None:
    assert len(_menu(f"<nav><ul><li>{'x' * length}</ul></nav>")) == entries
