"""Which words are labels of facts: those of `vocabulary/labels.csv`, in every language.

Labels may stay English on a page in another language, so that all are known everywhere.
"""

import re
from functools import lru_cache

from osce_crawler.vocabulary.words import label_words

VALUED = frozenset({"date", "place", "source", "fields_of_work"})
"""The labels whose values are facts of the item."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def folded(text: str) -> str:
    """Words as labels are compared: lower case, single spaces, nothing invisible, no closing colon."""
    return " ".join(_INVISIBLE.sub("", text).casefold().split()).rstrip(" :：")


KINDS = {folded(label): kind for label, kind in label_words().items() if kind != "event"}
"""The fact that each label names, by its folded words."""
_OF_CHANGE = tuple(folded(label) for label, kind in label_words().items() if kind == "updated")
_OF_EVENTS = frozenset(folded(label) for label, kind in label_words().items() if kind == "event")
ANY_LABEL = "|".join(
    sorted((re.escape(word).replace(r"\ ", r"\s+") for word in KINDS), key=len, reverse=True)
)
"""A pattern of all labels, the longest first."""


def label_kind(text: str) -> str | None:
    """Which fact this text is the label of, if it is nothing but a label."""
    return _kind_of(text) if len(text) < 40 else None


@lru_cache(maxsize=4096)
def _kind_of(text: str) -> str | None:
    return KINDS.get(folded(text))


def is_event_label(text: str) -> bool:
    """Whether this text is, or opens with, a label that only events print."""
    head, colon, _ = text[:60].partition(":")
    return folded(head) in _OF_EVENTS and (bool(colon) or len(text) < 40)


def is_of_change(text: str) -> bool:
    """Whether this text opens with a word for when a page was changed last: `Updated 3 May 2020`."""
    return folded(text[:60]).startswith(_OF_CHANGE)
