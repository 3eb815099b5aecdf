"""Lines between title and text that templates print there: share bars, languages, times of reading."""

import re

SHARE_BAR = re.compile(
    r"^(share|print|download|tweet|facebook|twitter|linkedin|e-?mail|whatsapp|telegram|copy link|"
    r"back to top|listen|pdf)\b.{0,20}$",
    re.IGNORECASE,
)
_LANGUAGE_NAME = re.compile(
    r"(?:english|русский|українська|deutsch|français|español|italiano|bosanski|hrvatski|srpski|crnogorski|"
    r"shqip|română|македонски|қазақша|кыргызча|o[‘'’]?zbekcha|тоҷикӣ|türkmençe|azərbaycanca|հայերեն|ქართული|"
    r"[a-z]{2,3})(?:[\s|/,·•]+|$)",
    re.IGNORECASE,
)
READING_TIME = re.compile(
    r"^(reading time\b.{0,30}|\d{1,3}\s*(min|minutes?|мин\S*|хв\S*)\b.{0,20}"
    r"|(by|author|автор)\s[^.!?:]{2,50})$",
    re.IGNORECASE,
)


def is_language_bar(text: str) -> bool:
    """Whether a short line names languages and nothing else: `EN | RU | Shqip`."""
    if len(text) > 120:
        return False
    names = [name for name in re.split(r"[\s|/,·•]+", text) if name]
    return bool(names) and all(_LANGUAGE_NAME.fullmatch(name) for name in names)
