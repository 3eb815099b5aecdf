"""Lines of a text that are the frame of a page: banners, bars, footers.

The words are in `vocabulary/frame_lines.csv`.
"""

import re

from osce_crawler.pages.publisher import COPYRIGHT
from osce_crawler.vocabulary.words import frame_lines

FRAME, FOOT = "frame of the page", "foot of the page"
"""Rules by which a line is part of the frame: wherever it stands, or below all of the page's own."""
_LONGEST = 300
_LONGEST_CREDITED = 400
_COOKIES = re.compile(r"\b(cookies?|cookie-fajl\w*|файл\w* cookie)\b", re.IGNORECASE)
_RIGHTS = re.compile(r"^(©|\(c\)|copyright\b)[^/]{0,200}$", re.IGNORECASE)
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_BREADCRUMBS = re.compile(r"^(home|главная|головна|početna|ballina|acasă)\s?[>»›/|]", re.IGNORECASE)
_CREDIT = re.compile(
    r"\(((photo|фото)(:| by) ?)?(OSCE|ОБСЕ|ОБСЄ)(/[^()]{1,60})?\)\.?$|©\s?(OSCE|ОБСЕ|ОБСЄ)/[^()]{1,60}$",
    re.IGNORECASE,
)


def frame_rule(text: str) -> str:
    """The rule by which the line is part of a page's frame; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    place = frame_lines().get(text.casefold().strip(" .:›»>‹«|·•↑✓"))
    if place == "foot" or _RIGHTS.match(text):
        return FOOT
    return FRAME if place or _BREADCRUMBS.match(text) or _COOKIES.search(text) else ""


def is_credited(text: str) -> bool:
    """Whether the line ends with the credit of a picture, as captions do."""
    return len(text) < _LONGEST_CREDITED and bool(_CREDIT.search(text[-90:]))


def copyright_of_osce(text: str) -> str | None:
    """The words that give the page's copyright to the OSCE."""
    match = COPYRIGHT.search(text[:_LONGEST])
    return match[0] if match else None


def copyright_of_others(text: str) -> bool:
    """Whether the line gives the page's copyright, with its year, to somebody else."""
    is_rights = len(text) <= _LONGEST and _RIGHTS.match(text) and _YEAR.search(text)
    return bool(is_rights) and copyright_of_osce(text) is None
