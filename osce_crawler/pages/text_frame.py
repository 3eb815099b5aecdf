"""Lines of a text that are the frame of a page: banners, bars, footers.

The words are in `vocabulary/frame_lines.csv`.
"""

import re
from functools import cache, lru_cache

from osce_crawler.pages.publisher import COPYRIGHT
from osce_crawler.vocabulary.words import frame_lines

FRAME, FOOT = "frame of the page", "foot of the page"
"""Rules by which a line is part of the frame: wherever it is, or below all of the page's own."""
_LONGEST = 300
_LONGEST_CREDITED = 400
_COOKIES = re.compile(r"\b(cookies?|cookie-fajl\w*|файл\w* cookie)\b", re.IGNORECASE)
_RIGHTS = re.compile(r"^(©|\(c\)|copyright\b)[^/]{0,200}$", re.IGNORECASE)
_BREADCRUMBS = re.compile(r"^(home|главная|головна|početna|ballina|acasă)\s?[>»›/|]", re.IGNORECASE)
_LANGUAGES = re.compile(
    r"^(also available in|available in|доступно также|доступно на)\b.{0,150}$", re.IGNORECASE
)
_RIGHTS_AT_END = re.compile(r"(©|\(c\))[^/]{0,100}$")
_SIGNS = " .:›»>‹«|·•↑✓/,"
_MOST_WORDS = 20
_CREDIT = re.compile(
    r"\(((photo|фото)(:| by) ?)?(OSCE|ОБСЕ|ОБСЄ)(/[^()]{1,60})?\)\.?$|©\s?(OSCE|ОБСЕ|ОБСЄ)/[^()]{1,60}$",
    re.IGNORECASE,
)


def frame_rule(text: str) -> str:
    """The rule by which the line is part of a page's frame; empty where it is none."""
    return _rule(text) if len(text) <= _LONGEST else ""


@lru_cache(maxsize=4096)
def _rule(text: str) -> str:
    """The same of one line: pages of one site share their frame."""
    places = _places(text.casefold())
    if "foot" in places or _RIGHTS.match(text):
        return FOOT
    return (
        FRAME if places or _BREADCRUMBS.match(text) or _LANGUAGES.match(text) or _COOKIES.search(text) else ""
    )


def _places(folded: str) -> set[str]:
    """The places of the frame's lines that make up this one: a footer may print all its links on one line."""
    words = _RIGHTS_AT_END.sub("", folded).strip(_SIGNS).split()
    if len(words) > _MOST_WORDS:
        return set()
    places, at = set(), 0
    while at < len(words):
        phrases = ((" ".join(words[at:end]).strip(_SIGNS), end) for end in range(len(words), at, -1))
        phrase, at = next(((phrase, end) for phrase, end in phrases if phrase in _lines()), ("", len(words)))
        if not phrase:
            return set()
        places.add(_lines()[phrase])
    return places


@cache
def _lines() -> dict[str, str]:
    return {"": "any", **frame_lines()}


def is_credited(text: str) -> bool:
    """Whether the line ends with the credit of a picture, as captions do."""
    return len(text) < _LONGEST_CREDITED and bool(_CREDIT.search(text[-90:]))


def copyright_of_osce(text: str) -> str | None:
    """The words that give the page's copyright to the OSCE."""
    match = COPYRIGHT.search(text[:_LONGEST])
    return match[0] if match else None


def copyright_of_others(text: str) -> bool:
    """Whether the line gives the page's copyright to somebody else."""
    return len(text) <= _LONGEST and bool(_RIGHTS.match(text)) and copyright_of_osce(text) is None
