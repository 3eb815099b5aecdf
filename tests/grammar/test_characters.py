"""Printed characters cleaned."""

import unicodedata

import pytest

from osce_crawler.grammar.characters import clean, clean_or_none, clean_paragraphs


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        (" two\u00a0 words\t", "two words"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301te\u0301", "été"),
        ("bell\x07", "bell"),
        ("one\u2028two", "one two"),
    ],
)
def test_a_text_is_one_line_of_composed_characters(printed: str, cleaned: str) -> None:
    assert clean(printed) == cleaned


def test_paragraphs_keep_their_breaks_and_empty_ones_are_left_out() -> None:
    assert clean_paragraphs(["one\u0085two", " \u200b "]) == ["one\ntwo"]


def test_nothing_left_is_null() -> None:
    assert clean_or_none("\ufeff ") is None


@pytest.mark.parametrize("marks", [10, 30])
def test_marks_on_a_letter_are_kept(marks: int) -> None:
    text = "q" + "\u0316" * marks
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_more_marks_than_any_language_has_are_cut() -> None:
    assert len(clean("q" + "\u0301\u0316" * 50_000 + "end")) == 34
