"""The matrix of pages: what may vary in a page of a release, and a few hundred cases that meet every pair of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.pages.markups import MARKUPS, Facts, LabelWords, Markup, Row
from tests.pages.pairs import Case, pairwise
from tests.pages.releases import RELEASES

Blocks = tuple[tuple[str, str], ...]

# What a text holds of its own that looks as if it stood around it.
OWN_MATTER: Mapping[str, Blocks] = {
    "nothing": (),
    "a heading that begins like a list of links": (
        ("h3", "More on the work behind it"),
        ("p", "It began with a letter, and four years passed before the first answer came."),
    ),
    "a heading of what comes next": (
        ("h3", "Next steps"),
        ("p", "A second meeting is planned, and its findings will be shared with everybody who asked."),
    ),
    "a line that looks like a label": (
        ("p", "Source: own observation of everybody who took part."),
        ("p", "All else is told in the words of those who were there from the first day to the last."),
    ),
    "a line that looks like a date": (("p", "12 May 2011 was the day on which the work was begun."),),
    "a list": (
        ("li", "the first point is about rivers and those who live beside them;"),
        ("li", "the second is about forests and those who walk in them."),
    ),
}
LEFT_OUT: Mapping[str, dict[str, Any]] = {
    "nothing": {},
    "date": {"date": None},
    "place": {"place": None},
    "sources": {"sources": ()},
    "fields": {"fields": ()},
    "every label": {"date": None, "place": None, "sources": (), "fields": ()},
}
WITHOUT_DATELINE = {"news_without_dateline", "speech"}
TYPE_WORDS = ("its own", "Press statement", "Daily report", "Media advisory", "News Item", "Statement", None)

DIMENSIONS: Mapping[str, tuple[Any, ...]] = {
    "labels": tuple(dict.fromkeys(markup.labels for markup in MARKUPS)),
    "frame": tuple(dict.fromkeys(markup.frame for markup in MARKUPS)),
    "links": (False, True),
    "time": (False, True),
    "release": tuple(RELEASES),
    "type word": TYPE_WORDS,
    "left out": tuple(LEFT_OUT),
    "own matter": tuple(OWN_MATTER),
    "foreign matter": (True, False),
    "spaces": ("", "\xa0", "\u200b", "\u00ad", "\u2009", " \n\t "),
}
CASES = pairwise(DIMENSIONS)


def is_told(case: Case) -> bool:
    """Whether a page can say what it is, and the reader tell it from what stands around.

    Without type word and dateline, a date and a source are what makes a release.
    """
    nothing_opens = case.get("type word") is None and case.get("release") in WITHOUT_DATELINE
    left_out = case.get("left out") in {"date", "sources", "every label"}
    return not (nothing_opens and "type word" in case and left_out)


CASES = pairwise(DIMENSIONS, is_told)


@dataclass(frozen=True)
class Printing:
    """One case of the matrix: the facts, and the page that prints them."""

    name: str
    facts: Facts
    html: str


def printing(case: Case) -> Printing:
    facts = _facts(case)

    def labels(rows: Sequence[Row]) -> str:
        return _spaced(case["labels"](rows), facts.words, case["spaces"])

    markup = Markup("", labels, case["frame"], case["links"], case["time"])
    return Printing(_name(case), facts, markup.render(facts))


def _facts(case: Case) -> Facts:
    release = RELEASES[case["release"]]
    opening, rest = release.body[:2], release.body[2:]
    return replace(
        release,
        **LEFT_OUT[case["left out"]],
        body=(*opening, *OWN_MATTER[case["own matter"]], *rest),
        type_word=release.type_word if case["type word"] == "its own" else case["type word"],
        noise=case["foreign matter"],
    )


def _spaced(labels: str, words: LabelWords, spaces: str) -> str:
    """The labels with spaces, seen or not, around their words."""
    every = "|".join(map(re.escape, asdict(words).values()))
    return re.sub(rf"(?<=>)({every})(:|<)", rf"{spaces}\1{spaces}\2", labels)


def _name(case: Case) -> str:
    return ", ".join(str(getattr(value, "__name__", value)) for value in case.values())
