"""Printed characters cleaned."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.grammar.characters import (
    clean,
    clean_or_none,
    clean_paragraphs,
    unwanted_in,
    without_controls,
)


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


@pytest.mark.parametrize(
    "character",
    [
        *map(chr, [*range(9), *range(14, 32), *range(127, 0x85), *range(0x86, 0xA0)]),
        *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        "\U000e0001",
        "\U000e007f",
        *"\ufffe\uffff",
    ],
    ids=ascii,
)
def test_a_page_holds_no_control_character_and_no_mark_that_turns_text(character: str) -> None:
    assert without_controls(f"Zü{character}rich".encode()) == "Zürich".encode()
    assert without_controls(f"a{character}b".encode()) == b"ab"
    assert clean(f"Zü{character}rich") == "Zürich"
    assert unwanted_in(f"Zü{character}rich") == character


def test_ends_of_lines_joiners_and_words_of_any_script_stay_in_a_page() -> None:
    text = "one\n\t\r\x85\u2028\u2029two « Київ » Тоҷикистон \u200c\u200d\u00ad 你好 \U0001f600 \u00a0–“”"
    assert without_controls(text.encode()).decode() == text
    assert without_controls(b"one\x0btwo\x0cthree").decode() == "one\u2028two\u2028three"
    assert clean_paragraphs(["one\x0btwo\x0cthree"]) == clean_paragraphs(["one\u2028two\u2028three"])


def test_marks_without_width_are_no_part_of_a_word() -> None:
    hidden = (
        "\u00ad\u061c\u180e\u200b\u200c\u200d\u2060\u2064\u206a\u206f\ufeff\ufff9\ufffb\U0001d173\U000e0041"
    )
    assert clean(f"Vi{hidden}enna") == "Vienna"


@given(st.text())
def test_nothing_unwanted_is_left_of_a_cleaned_text(text: str) -> None:
    assert unwanted_in(clean(text)) is None
    assert all(unwanted_in(paragraph) is None for paragraph in clean_paragraphs([text]))
