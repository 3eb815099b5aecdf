"""Bytes as a tree: menus that can be left out, and those that cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.pages.document import Document, Page, without_menus


def test_menus_are_left_out() -> None:
    page = b"<body><nav class=a><ul><li>Menu</ul></nav><h1>Title</h1><nav>More</nav><p>Text</body>"
    assert without_menus(page) == b"<body><h1>Title</h1><p>Text</body>"


@pytest.mark.parametrize(
    "page",
    [
        b"<body><nav><h1>Title</h1></nav>",
        b"<body><nav>never closed<h1>Title</h1>",
        b"<script>'<nav>'</script><p>Text</p><nav></nav>",
        b"<!-- <nav> --><p>Text</p><nav></nav>",
        b"<body><nav><a hreflang=ru href=/ru/cio/232506></a></nav>",
        b"<body><navigation>own tag</navigation></nav>",
        b"<body>no menu at all",
    ],
)
def test_what_is_no_plain_menu_stays(page: bytes) -> None:
    assert without_menus(page) == page


def test_a_menu_in_a_menu_keeps_what_follows() -> None:
    page = b"<nav><nav>In</nav>Between</nav><h1>Title</h1>"
    assert without_menus(page).endswith(b"<h1>Title</h1>")


@given(
    st.lists(
        st.sampled_from(
            [b"<nav>", b"</nav>", b"<h1>T</h1>", b"<p>x", b"<script>", b"</script>", b"<!--", b"-->"]
        )
    )
)
def test_no_title_is_ever_cut_out(parts: list[bytes]) -> None:
    page = b"".join(parts)
    assert without_menus(page).count(b"<h1>T</h1>") == page.count(b"<h1>T</h1>")


def test_the_whole_page_can_still_be_asked_for() -> None:
    document = Document(
        Page("https://www.osce.org/", b"<body><nav><a href=/x>Menu</a></nav><h1>Title</h1></body>")
    )
    assert document.core.find(".//a") is None
    assert document.root.find(".//a") is not None
