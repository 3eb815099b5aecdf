"""Bytes as one tree, of which nothing is left out in silence."""

import pytest

from osce_crawler.pages.document import Document, Page, UnreadablePageError, shown_words, words_of
from osce_crawler.pages.lines import flow_of, paragraphs_of


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


@pytest.mark.parametrize(
    "reference",
    ["&#27;", "&#x1b;", "&#X00001B;", "&#27", "&#127;", "&#129;", "&#x9d;", "&#x202e;", "&#8238;", "&lrm;", "&#x61c;", "&#1;"],
)  # fmt: skip
def test_a_character_that_a_page_may_not_hold_cannot_be_referred_to(reference: str) -> None:
    root = _document(f'<html lang="en{reference} z"><body><p>a{reference} z</p></body></html>'.encode()).root
    assert (words_of(root), root.get("lang")) == ("a z", "en z")


@pytest.mark.parametrize(
    ("reference", "character"),
    [
        ("&#228;", "ä"),
        ("&#x42f;", "Я"),
        ("&#150;", "–"),
        ("&#x93;", "“"),
        ("&#128512;", "\U0001f600"),
        ("&ndash;", "–"),
    ],
)
def test_other_characters_can(reference: str, character: str) -> None:
    assert (
        words_of(_document(f"<html><body><p>a{reference}b</p></body></html>".encode()).root)
        == f"a{character}b"
    )


@pytest.mark.parametrize(
    "character", ["\x0b", "\x0c", "\x1b", "\ufffe", "\uffff", "&#11;", "&#12;", "&#27;", "&#xffff;"]
)
def test_what_xml_cannot_hold_breaks_no_preformatted_text(character: str) -> None:
    root = _document(f"<html><body><pre>one {character}\ntwo {character}</pre></body></html>".encode()).root
    assert shown_words(root) == "one two"


def test_what_only_looks_like_a_reference_stays() -> None:
    link = _document(b'<html><body><a href="/x?a=1&lrm=2&rlmx=3&amp;#27;">y</a></body></html>').elements("a")[
        0
    ]
    assert link.get("href") == "/x?a=1&lrm=2&rlmx=3&#27;"


def test_elements_nested_two_thousand_deep_are_read() -> None:
    root = _document(b"<html><body>" + b"<div>" * 2_000 + b"deep" + b"</div>" * 2_000 + b"<p>after").root
    assert words_of(root) == "deepafter"


def test_a_page_nested_deeper_than_the_parser_follows_is_unreadable_and_not_cut() -> None:
    with pytest.raises(UnreadablePageError, match="nested deeper"):
        _ = _document(b"<html><body>" + b"</x>" * 500 + b"<div>" * 3_000 + b"deep").root


def test_bytes_that_are_no_text_give_a_tree_all_the_same() -> None:
    assert _document(bytes(range(256)) * 40).root.tag == "html"


def _of(html: str) -> Document:
    return Document(Page("https://www.osce.org/cio/1234", html.encode()))


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="ru"><p>x', "ru"),
        ('<html xml:lang="ru"><p>x', "ru"),
        ('<html lang="" xml:lang="ru"><p>x', "ru"),
        ("<html><p lang='ru'>x", None),
    ],
)
def test_the_language_is_that_of_the_root(html: str, language: str | None) -> None:
    assert _of(html).language == language


def test_the_title_is_the_first_and_in_one_line() -> None:
    assert _of("<title>Water \n talks</title><title>Other</title>").title == "Water talks"
    assert _of("<p>x").title == ""


def test_meta_is_found_by_property_or_name_whatever_the_case_of_either() -> None:
    document = _of(
        '<meta property="OG:Title" content="Water  talks"><meta name="DC.date" content="2016"><meta name="empty" content="">'
        '<meta content="nameless"><meta name="twice" content="one"><meta name="twice" content="two">'
    )
    assert document.meta("og:title") == "Water talks"
    assert document.meta("dc.date") == "2016"
    assert document.meta("empty") is document.meta("absent") is None
    assert document.meta("twice") == "two"


@pytest.mark.parametrize("close", [">", "", "x='>'>"])
def test_a_tag_with_more_attributes_than_can_be_read_makes_a_page_unreadable(close: str) -> None:
    tag = "<p " + " ".join(f"a{number}" for number in range(20_000)) + close
    with pytest.raises(UnreadablePageError, match="attributes"):
        _ = _of(f"<html><p>before</p>{tag}after").root


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "word " * 20_000,
        "<p>1 < " + "2 " * 20_000,
        "<p title='" + "word " * 20_000 + "'>x</p>",
        "<script>" + "a b " * 20_000 + "</script>",
    ],
)
def test_long_texts_and_values_are_no_such_tag(html: str) -> None:
    assert _of(f"<html><body>{html}</body></html>").root is not None


@pytest.mark.parametrize(
    ("html", "words"), [("<p> a \n b </p>", "a b"), ("<p>a<b> b</b>c<i></i></p>", "a bc"), ("<p></p>", "")]
)
def test_words_are_in_one_line_with_single_spaces(html: str, words: str) -> None:
    assert words_of(next(_of(html).root.iter("p"))) == words


def test_the_ends_of_lines_in_preformatted_text_are_breaks() -> None:
    body = b"<body><pre>VIENNA -\nForty <b>people\nmet</b>\n\nThey left.</pre><p>one\nline</p></body>"
    flow = flow_of(_document(body).root, lambda _: None)
    assert [line.text for line in flow.lines] == ["VIENNA -", "Forty people", "met", "They left.", "one line"]
    assert paragraphs_of(flow.lines) == ["VIENNA -\nForty people\nmet", "They left.", "one line"]
