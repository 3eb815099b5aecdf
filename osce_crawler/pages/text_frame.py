"""Lines of a text that are the frame of a page: banners, bars, footers.

The words are in `vocabulary/frame_lines.csv`.
"""

import re

from osce_crawler.pages.publisher import COPYRIGHT
from osce_crawler.vocabulary.words import frame_lines

_LONGEST = 300
_COOKIES = re.compile(r"\b(cookies?|cookie-fajl\w*|файл\w* cookie)\b", re.IGNORECASE)
_RIGHTS = re.compile(r"^(©|\(c\)|copyright\b)", re.IGNORECASE)
_BREADCRUMBS = re.compile(r"^(home|главная|головна|početna|ballina|acasă)\s?[>»›/|]", re.IGNORECASE)


def is_frame(text: str) -> bool:
    """Whether the line is part of a page's frame, whatever the page shows."""
    if len(text) > _LONGEST:
        return False
    folded = text.casefold().strip(" .:›»>‹«|·•↑✓")
    return folded in frame_lines() or bool(_RIGHTS.match(text) or _BREADCRUMBS.match(text))


def is_banner(text: str) -> bool:
    """Whether the line speaks of cookies, as banners above and below pages do."""
    return len(text) <= _LONGEST and bool(_COOKIES.search(text))


def copyright_of_osce(text: str) -> str | None:
    """The words that give the page's copyright to the OSCE."""
    match = COPYRIGHT.search(text[:_LONGEST])
    return match[0] if match else None
