"""No text of a CSV file runs in a spreadsheet, and every text can be had back."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.dataset.export.formulas import GUARDED, guarded
from tests.commanding import ROOT
from tests.dataset.export.hostile import TEXTS


def guard(text: str) -> str:
    found: str = guarded(pl.DataFrame({"text": [text]}))["text"][0]
    return found


def as_it_was(cell: str) -> str:
    return cell[1:] if re.search(GUARDED, cell) else cell


@pytest.mark.parametrize("text", [*TEXTS[:13]])
def test_a_text_that_a_spreadsheet_may_run_begins_with_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "'plain", "a=b", "VIENNA, 12 April 2016 – =", "– a dash", "007"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("'=+-@＝ \t\r\n\x00\x0b\x1f\x85\u00a0\u2028\ufeff"), st.characters(codec="utf-8")
        )
    )
)
def test_every_text_can_be_had_back(text: str) -> None:
    assert as_it_was(guard(text)) == text


def test_numbers_and_missing_values_stay_as_they_are() -> None:
    table = pl.DataFrame({"latitude": [-0.5, None], "text": [None, "a"]})
    assert guarded(table).equals(table)


def test_the_pattern_in_the_documentation_undoes_the_same() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"^`(\^'.+)`\.", page, re.MULTILINE)
    cells = [guard(text) for text in TEXTS]
    assert [cell[1:] if re.search(pattern, cell) else cell for cell in cells] == TEXTS
