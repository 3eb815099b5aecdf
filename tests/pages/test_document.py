"""Bytes as a tree: menus that can be left out, and those that cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.pages.document import Document, Page, without_menus, words_of


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


RUSSIAN = "<html><head>{}<title>Вена | ОБСЕ</title></head><body><h1>ВЕНА</h1><p>{}</p></body></html>"
TEXT = "Сегодня в Вене открылась конференция по безопасности, в которой участвуют все государства. " * 5


def _words(html: str, written_in: str, content_type: str | None, meta: str = "") -> tuple[str, bool]:
    body = html.format(meta, TEXT).encode(written_in)
    document = Document(Page("https://www.osce.org/ru/cio/232506", body, content_type))
    return words_of(document.root), document.repaired


@pytest.mark.parametrize(
    ("written_in", "content_type", "meta", "repaired"),
    [
        ("utf-8", "text/html; charset=utf-8", "", False),
        ("utf-8", None, "", False),
        ("windows-1251", "text/html; charset=windows-1251", "", False),
        ("windows-1251", None, '<meta charset="windows-1251">', False),
        ("koi8-r", "text/html; charset=koi8-r", "", False),
        ("utf-8-sig", "text/html; charset=windows-1251", "", False),
        ("utf-16", None, "", False),
        ("utf-8", "text/html; charset=windows-1251", "", True),
        ("windows-1251", "text/html; charset=utf-8", "", True),
        ("windows-1251", None, "", True),
    ],
)
def test_bytes_are_read_in_the_encoding_they_are_in(
    written_in: str, content_type: str | None, meta: str, repaired: bool
) -> None:
    words, mended = _words(RUSSIAN, written_in, content_type, meta)
    assert TEXT.strip() in words
    assert mended is repaired


def test_western_text_in_a_wrong_declaration_keeps_its_letters() -> None:
    body = "<html><body><p>Zürich, “Genève” and Malmö – yes</p></body></html>"
    document = Document(Page("https://www.osce.org/", body.encode("cp1252"), "text/html; charset=utf-8"))
    assert words_of(document.root) == "Zürich, “Genève” and Malmö – yes"
    assert document.repaired


def test_bytes_that_are_no_text_give_a_tree_all_the_same() -> None:
    document = Document(Page("https://www.osce.org/", bytes(range(256)) * 40, "text/html"))
    assert document.root.tag == "html"
