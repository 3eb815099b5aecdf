"""Bytes as one tree, of which nothing is left out in silence."""

import pytest

from osce_crawler.pages.document import Document, Page, UnreadablePageError, words_of


def _document(body: bytes) -> Document:
    return Document(Page("https://www.osce.org/", body, "text/html; charset=utf-8"))


def test_elements_are_given_in_the_order_of_the_page() -> None:
    document = _document(b"<body><h1>One</h1><nav><h1>Two</h1></nav><h1>Three</h1></body>")
    assert [words_of(heading) for heading in document.elements("h1")] == ["One", "Two", "Three"]


def test_a_page_that_asks_to_be_parsed_as_xml_is_parsed_as_html() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><html><body><p>Zürich</p></body></html>'
    assert words_of(_document(body.encode()).root) == "Zürich"


@pytest.mark.parametrize(
    "character", ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x81", "\ufffe", "\uffff", "\U0001f600"]
)
def test_no_character_ends_the_page(character: str) -> None:
    root = _document(f"<html><body><p>before {character} after</p><p>end</p></body></html>".encode()).root
    assert words_of(root).startswith("before")
    assert words_of(root).endswith("end")


def test_elements_nested_two_thousand_deep_are_read() -> None:
    root = _document(b"<html><body>" + b"<div>" * 2_000 + b"deep" + b"</div>" * 2_000 + b"<p>after").root
    assert words_of(root) == "deepafter"


def test_a_page_nested_deeper_than_the_parser_follows_is_unreadable_and_not_cut() -> None:
    with pytest.raises(UnreadablePageError, match="nested deeper"):
        _ = _document(b"<html><body>" + b"</x>" * 500 + b"<div>" * 3_000 + b"deep").root


def test_bytes_that_are_no_text_give_a_tree_all_the_same() -> None:
    assert _document(bytes(range(256)) * 40).root.tag == "html"
