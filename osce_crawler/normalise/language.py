"""The language of a text, seen in the text itself.

The page's own mark and the address are no proof: pages under /tk/ and /bs/ often hold English text (seen on
the site). They are asked only where the text is too short or unclear, and to tell bs, hr, sr and cnr apart,
which no detector can do honestly; and none is believed whose language is not written in the text's letters.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from osce_crawler.normalise.scripts import can_be_written_in, only_language_of, script_of

_SAMPLE = 1000  # characters: more changes no answer and costs time
_CODE = re.compile("[a-z]{2,3}")
_SAME_LANGUAGE = {"hbs": "sh", "mo": "ro"}  # codes of other lists for what BCP 47 calls sh and ro
_UNDETERMINED = "und"
# One language to a detector, four by name; Croatian is not written in Cyrillic.
_NAMES_OF_ONE = {"sh": ("bs", "hr", "sr", "cnr"), "sr": ("bs", "sr", "cnr")}

_RUNNING_TEXT = 60  # words
_FEWEST_SIGNS = 4  # fewer could be a name or two
_LEAST_SHARE = 0.12  # of the words: running text has two to four times as many
_CLEAR_LEAD = 1.25  # over the runner-up


class _Signs(NamedTuple):
    words: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, tuple[str, ...]]
    any_letter: re.Pattern[str]


def read_language(text: str, *, declared: str | None, prefix: str | None) -> tuple[str, tuple[str, ...]]:
    """The BCP 47 code of the text's language, and warning codes; never raises.

    `declared` is the page's `lang`, `prefix` the language step of its address. Where the text does not show
    its language the first of them is taken that is a code and written in the text's letters, with a warning;
    with neither the answer is "und".
    Serbo-Croatian text takes its name from them; where they name none it is "sh" ("sr" in Cyrillic).
    """
    seen = _seen(text)
    if seen and seen not in _NAMES_OF_ONE:
        return seen, ()
    marks = [code for code in map(_code, (declared, prefix)) if code]
    if seen:
        return next((mark for mark in marks if mark in _NAMES_OF_ONE[seen]), seen), ()
    marks = [mark for mark in marks if _may_be_in(mark, text[:_SAMPLE])]
    return (marks[0], ("language_from_page",)) if marks else (_UNDETERMINED, ("language_unknown",))


def _may_be_in(mark: str, sample: str) -> bool:
    """Whether the text may be in this language: by its letters, and, where it is long, by its words.

    No running text goes on for long without the commonest words of its language.
    """
    if not can_be_written_in(mark, script_of(sample)):
        return False
    words = sample.lower().split()
    is_known = any(mark in languages for languages in _signs().words.values())
    return len(words) < _RUNNING_TEXT or not is_known or mark in _scores(sample.lower(), words)


def _seen(text: str) -> str | None:
    """The language that the first part of the text shows, null where it is too short or unclear."""
    sample = text[:_SAMPLE].lower()
    words = sample.split()
    return _clearest(_scores(sample, words), len(words)) or only_language_of(sample)


def _clearest(scores: Mapping[str, int], words: int) -> str | None:
    first = max(scores, key=scores.__getitem__, default=None)
    if first is None:
        return None
    *_, second, most = sorted([0, *scores.values()])
    needed = max(_FEWEST_SIGNS, _LEAST_SHARE * words, _CLEAR_LEAD * second)
    return first if most >= needed else None


def _scores(sample: str, words: list[str]) -> dict[str, int]:
    """How many signs of each language the sample holds: its commonest words, and letters few others have.

    Letters only support words: in an English text they stand in people's names.
    """
    signs = _signs()
    scores = _counted(words, signs.words)
    # Most text beyond ASCII holds dashes and quotation marks, and no such letter.
    if not sample.isascii() and (letters := signs.any_letter.findall(sample)):
        for language, count in _counted(letters, signs.letters).items():
            in_words = scores.get(language, 0)
            scores[language] = in_words + min(count, in_words + 1)
    return scores


def _counted(found: list[str], signs: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    known = filter(None, map(signs.get, found))
    return Counter(chain.from_iterable(known))


def _code(mark: str | None) -> str | None:
    """The language of a mark such as "en-GB", without region or script; null where it is none."""
    first = (mark or "").strip().lower().replace("_", "-").partition("-")[0]
    if not _CODE.fullmatch(first) or first == _UNDETERMINED:
        return None
    return _SAME_LANGUAGE.get(first, first)


@cache
def _signs() -> _Signs:
    table = resources.files("osce_crawler.vocabulary").joinpath("languages.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    letters = _by_sign((row["language"], row["letters"]) for row in rows)
    words = _by_sign((row["language"], row["words"].split()) for row in rows)
    return _Signs(words, letters, re.compile(f"[{''.join(letters)}]"))


def _by_sign(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    languages: dict[str, set[str]] = {}
    for language, signs in rows:
        for sign in signs:
            languages.setdefault(sign, set()).add(language)
    return {sign: tuple(sorted(found)) for sign, found in languages.items()}
