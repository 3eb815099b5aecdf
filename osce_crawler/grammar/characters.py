"""The one place where characters that come in are cleaned.

`without_controls` takes out of a page's text, before anything is read, what no site prints in good faith:
characters that a terminal obeys, and marks that turn text around. `clean` makes the words of records and
accounts: it leaves out what has no width, and knows the ends of lines.

Joiners (U+200C, U+200D) and soft hyphens go: no language of the site is spelt with joiners, and with any of
them equal words would be different ones. Text that leaves the program passes `report/showing.py`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Characters without width or meaning in running text: soft hyphen, zero-width signs, direction marks,
# the byte-order mark, and marks for annotations, shorthand, music and tags.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Unicode's own bound for streams: no language has more marks on a letter, and sorting them is quadratic.
_MARKS_ON_A_LETTER = 30
_BASIC_PLANE = 0x10000
# Tab and the ends of lines are text; NEL (U+0085) is one of them. Two others no markup may hold.
_C0 = bytes([*range(9), *range(14, 32), 127])
_VERTICAL_TAB, _FORM_FEED, _LINE_SEPARATOR = b"\x0b", b"\x0c", "\u2028".encode()
_PLAIN, _NO_ASCII = b"\t\n\r" + bytes(range(32, 127)), bytes(range(128, 256))
_BEYOND_ASCII = re.compile(
    rb"\xc2[\x80-\x84\x86-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c|\xf3\xa0[\x80\x81]."
    rb"|\xef\xbf[\xbe\xbf]"
)
_BREAK = str.maketrans(dict.fromkeys("\r\x0b\x0c\u0085\u2028\u2029", "\n"))


def without_controls(utf8: bytes) -> bytes:
    """A page's text in UTF-8 without control characters and without marks that turn text around.

    Whatever ends a line goes on to do so.
    """
    # Hardly any page has one: what is left without the plain characters tells at a fifth of the cost.
    others = utf8.translate(None, _PLAIN)
    if others.translate(None, _NO_ASCII):
        utf8 = utf8.translate(None, _C0)
        for end in (_VERTICAL_TAB, _FORM_FEED):
            utf8 = utf8.replace(end, _LINE_SEPARATOR)
    return _BEYOND_ASCII.sub(b"", utf8) if _BEYOND_ASCII.search(others) else utf8


def clean(text: str) -> str:
    """The text on one line: Unicode NFC, single spaces, nothing invisible."""
    return _cleaned(text).replace("\n", " ")


def clean_paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs cleaned, line breaks inside them kept, empty ones left out."""
    return [cleaned for paragraph in paragraphs if (cleaned := _cleaned(paragraph))]


def unwanted_in(text: str) -> str | None:
    """The first character that is never left of a cleaned text; ends of lines and spaces aside."""
    if text.isprintable():
        return None
    found = _CONTROL.search(text) or _INVISIBLE.search(text)
    return found[0] if found else None


def clean_or_none(text: str | None) -> str | None:
    """The text cleaned; null where nothing is left of it."""
    return (clean(text) or None) if text is not None else None


def _cleaned(text: str) -> str:
    # What is printable holds no control, format or line-breaking character, and no space but the common one.
    if text.isprintable() and "  " not in text:
        return _composed(text).strip()
    text = _CONTROL.sub("", _INVISIBLE.sub("", text).translate(_BREAK))
    lines = (" ".join(line.split()) for line in _composed(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _composed(text: str) -> str:
    """The text in Unicode's composed form (NFC)."""
    if text.isascii():
        return text
    # Of too many marks in a row, one stands at a multiple of what is allowed.
    if not _marks().isdisjoint(text[::_MARKS_ON_A_LETTER]):
        text = _stacks().sub(lambda stack: stack[0][:_MARKS_ON_A_LETTER], text)
    return unicodedata.normalize("NFC", text)


@cache
def _marks() -> frozenset[str]:
    """What stands on the letter before it."""
    return frozenset(filter(unicodedata.combining, map(chr, range(_BASIC_PLANE))))


@cache
def _stacks() -> re.Pattern[str]:
    """Marks that stand on one letter, where there are too many of them."""
    marks = "".join(sorted(_marks()))
    # The first mark stands alone: a pattern that begins with a class is looked for fastest.
    return re.compile(f"[{marks}][{marks}]{{{_MARKS_ON_A_LETTER - 1},}}")
