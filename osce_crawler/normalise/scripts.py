"""The script that a text is written in, and which languages are written so.

`vocabulary/scripts.csv` has the scripts of each language by their ISO 15924 codes.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_LETTERS = {
    "Latn": re.compile("[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ]+"),
    "Cyrl": re.compile("[Ѐ-ԯ]+"),
    "Grek": re.compile("[Ͱ-Ͽἀ-῾]+"),
    "Armn": re.compile("[Ա-Ֆա-և]+"),
    "Geor": re.compile("[Ⴀ-ჿᲐ-Ჿ]+"),
    "Arab": re.compile("[ء-يٮ-ۓەۺ-ۿݐ-ݿﭐ-﷿ﹰ-ﻼ]+"),
    "Hebr": re.compile("[א-ת]+"),
    "Thai": re.compile("[ก-๎]+"),
    "Hani": re.compile("[㐀-䶿一-鿿]+"),
    "Kana": re.compile("[ぁ-ヿ]+"),
    "Hang": re.compile("[가-힣]+"),
}
# Scripts that one language of the table writes and no other. Japanese is told by kana among its characters.
_OWN = {"Armn": "hy", "Geor": "ka", "Grek": "el", "Hebr": "he", "Thai": "th", "Kana": "ja", "Hang": "ko"}
_HALF = 0.5
_FEWEST_OF_OWN = 2  # letters
_LEAST_KANA = 0.2  # of the letters of a Japanese text; they are half of them as a rule
# Fewer letters could be a name or two, and a lesser share leaves room for another language beside.
_FEWEST_LETTERS = 20
_MOST_OF_TEXT = 0.7


def script_of(text: str) -> str | None:
    """The script that nearly all letters of the text belong to; null for a short or a mixed text."""
    counts = _counts(text)
    letters = sum(counts.values())
    script = max(counts, key=counts.__getitem__)
    return script if letters >= _FEWEST_LETTERS and counts[script] >= _MOST_OF_TEXT * letters else None


def can_be_written_in(language: str, script: str | None) -> bool:
    """Whether the language is written in the script; of languages not in the table anything is believed."""
    scripts = _scripts().get(language)
    return script is None or scripts is None or script in scripts


def only_language_of(text: str) -> str | None:
    """The language whose own script most letters of the text belong to."""
    if text.isascii():
        return None
    counts = _counts(text)
    letters = sum(counts.values())
    if counts["Kana"] > _LEAST_KANA * letters:
        return "ja"
    own = max(_OWN, key=counts.__getitem__)
    return _OWN[own] if counts[own] >= _FEWEST_OF_OWN and counts[own] > _HALF * letters else None


def _counts(text: str) -> Mapping[str, int]:
    return {script: sum(map(len, letters.findall(text))) for script, letters in _LETTERS.items()}


@cache
def _scripts() -> Mapping[str, frozenset[str]]:
    table = resources.files("osce_crawler.vocabulary").joinpath("scripts.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["language"]: frozenset(row["scripts"].split()) for row in rows}
