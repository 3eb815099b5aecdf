"""Keeps a spreadsheet from running the text of a CSV file as a formula.

A spreadsheet runs a cell whose text begins with `=`, `+`, `-` or `@` (their wide forms included), some also
behind blanks and control characters; a text that begins with a tab or a line end may come apart so that its
rest begins a cell. Such a text gets an apostrophe before it, and so does one that looks as if it had got
one. Where `GUARDED` matches a cell of the file, the text is the cell without its first character.
"""

import polars as pl
from polars import selectors

_RISKY = r"(?:[\s'\x00-\x1f\u00A0\uFEFF]*[=+\-@＝＋－＠]|'*[\t\r\n])"
GUARDED = rf"\A'{_RISKY}"
"""A regular expression of the cells that have one apostrophe more than their text."""


def guarded(table: pl.DataFrame) -> pl.DataFrame:
    """The same table; numbers and dates stay as they are, `-0.5` is no formula."""
    text = selectors.string()
    risky = text.str.contains(rf"\A{_RISKY}")
    return table.with_columns(pl.when(risky).then("'" + text).otherwise(text).name.keep())
