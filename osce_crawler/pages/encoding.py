"""A page's bytes as text: what is declared of their encoding counts as far as the bytes bear it out.

Order of trust as in browsers: byte-order mark, Content-Type header, `<meta>`. Bytes that are UTF-8 but for
a few are UTF-8. Other bytes are read in the code page whose letters they spell best, the declared one
wherever it spells nearly as well. No byte ends a text: one that spells nothing costs one character.
"""

import re
from codecs import getincrementaldecoder
from collections import Counter
from dataclasses import dataclass

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

LOST = "\ufffd"
"""What the text has in place of bytes that spell no character."""

_WESTERN = {
    "de": "äöüß",
    "es, pt": "áéíóúñüãõâêçàô¿¡ªº",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "it": "àèéìòù",
    "nl, sq": "ëçéïó",
    "sv, da, no, fi": "åäöæøé",
}
_CENTRAL = {
    "sh, sl": "đćčšž",
    "cs, sk": "áčďéěíľĺňóôŕřšťúůýžä",
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "de, sq": "äöüßëç",
}
_TURKISH = {"tr": "âçğıîöşü"}
_CYRILLIC = {
    "ru, bg": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "sr, mk": "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ",
}
# The first of equals counts: code pages of Windows before the standards that they widen.
_LATIN_PAGES = {"cp1252": _WESTERN, "cp1250": _CENTRAL, "iso8859-2": _CENTRAL, "cp1254": _TURKISH}
_CYRILLIC_PAGES = dict.fromkeys(("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866"), _CYRILLIC)
# The commonest letters of Cyrillic tell its code pages apart even where all words are in capitals.
_FREQUENT = frozenset("оеаинтср")
_SIGNS = frozenset("\u00a0\u00ad«»„“”‘’‚‹›–—…•·§©®™°№€£")
# Further encodings that browsers know: believed where the bytes can be read in them without loss.
_OTHERS = frozenset(
    [
        *("cp874", "cp949", "big5", "big5hkscs", "euc_jp", "euc_kr", "gb18030", "gbk", "gb2312"),
        *("iso2022_jp", "shift_jis", "cp932", "mac-roman", "mac-cyrillic"),
        *("cp1253", "cp1255", "cp1256", "cp1257", "cp1258"),
        *(f"iso8859-{number}" for number in (1, 3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    ]
)
_KNOWN = _OTHERS | {"utf-8", "utf-16", "utf-16-le", "utf-16-be", *_LATIN_PAGES, *_CYRILLIC_PAGES}
_ASCII = bytes(range(0x80))
_ABOVE = bytes(range(0x80, 0x100))
_RUNS = re.compile(rb"[\x80-\xff]{3,}")
# So many bytes are searched for the NULs of UTF-16.
_SAMPLE = 8192
_PIECE = 16384
# A declared code page is believed unless another spells the text better by a tenth and by a few letters.
_NEARLY, _FEW_LETTERS = 0.9, 2
# Bytes that are declared as something else are UTF-8 where so many characters come on one that is not.
_OVERWHELMING = 8
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text as UTF-8; `repaired` where it is not what the page declares, or where some is lost."""

    utf8: bytes
    encoding: str
    repaired: bool

    @property
    def text(self) -> str:
        """The text itself."""
        return self.utf8.decode()


def decoded(body: bytes, content_type: str | None) -> Decoded:
    """The text of these bytes. Never raises: whatever cannot be read is one lost character each."""
    marked, mark = read_bom(body)
    if marked:
        return _read(body[len(mark or b"") :], marked, declared=marked)
    declared = _declared(body, content_type)
    if wide := _wide(body):
        return _read(body, wide, declared=wide if (declared or "").startswith("utf-16") else declared)
    if body.isascii():
        stateful = declared == "iso2022_jp"
        return _read(body, "iso2022_jp", declared=declared) if stateful else Decoded(body, "utf-8", False)
    if _decodes(body, "utf-8"):
        return Decoded(body, "utf-8", declared not in {None, "utf-8"})
    if _is_nearly_utf8(body, declared):
        return _read(body, "utf-8", declared=declared or "utf-8")
    return _read(body, _code_page(body, declared), declared=declared)


def _read(body: bytes, encoding: str, *, declared: str | None) -> Decoded:
    text = body.decode(encoding, "replace")
    lost = LOST in text and text.count(LOST) > body.count(LOST.encode(encoding, "ignore") or b"\0")
    return Decoded(text.encode("utf-8", "replace"), encoding, lost or encoding != declared)


def _declared(body: bytes, content_type: str | None) -> str | None:
    """The declared encoding by Python's name, if any; pages are not written in all that Python can decode."""
    name = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    if not name:
        return None
    encoding = resolve_encoding(name)
    return encoding if encoding in _KNOWN else _UNKNOWN


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: many of every second byte of markup are NUL, and hardly any of the others."""
    sample = body[:_SAMPLE]
    if b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many * 10 < len(sample) or few * 10 > many:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_nearly_utf8(body: bytes, declared: str | None) -> bool:
    """Whether these bytes are UTF-8 but for a few; those that are declared as another, for very few."""
    text = body.decode("utf-8", "replace")
    replaced = text.count(LOST)
    lost = replaced - body.count(LOST.encode())
    characters = len(text) - len(body.translate(None, _ABOVE)) - replaced
    if declared in {None, "utf-8", _UNKNOWN}:
        cut = int(_is_cut(body))
        return lost <= cut or lost - cut < characters
    return _OVERWHELMING * lost < characters


def _is_cut(body: bytes) -> bool:
    """Whether the page ends inside a character of UTF-8."""
    decoder = getincrementaldecoder("utf-8")("replace")
    decoder.decode(body[-4:])
    return bool(decoder.getstate()[0])


def _code_page(body: bytes, declared: str | None) -> str:
    """The code page that spells the text best."""
    if declared in _OTHERS and _decodes(body, declared):
        return declared
    high = body.translate(None, _ASCII)
    pages = _CYRILLIC_PAGES if _is_in_runs(body, len(high)) else _LATIN_PAGES
    counts = Counter(high)
    scores = {page: max(_score(counts, page, letters) for letters in pages[page].values()) for page in pages}
    best = max(scores, key=lambda page: scores[page])
    if declared in scores and scores[declared] >= _NEARLY * scores[best] - _FEW_LETTERS:
        return declared
    return best


def _decodes(body: bytes, encoding: str) -> bool:
    """Whether each byte is part of a character; decoded piece by piece, as the text itself is not wanted."""
    decoder = getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(body), _PIECE):
            decoder.decode(body[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_in_runs(body: bytes, high: int) -> bool:
    """Whether the bytes above ASCII make whole words, as in Cyrillic, or are letters among others."""
    return 2 * sum(map(len, _RUNS.findall(body))) > high


def _score(counts: Counter[int], page: str, letters: str) -> float:
    """How well these bytes spell words of this alphabet in this code page."""
    return sum(
        count * _worth(bytes([byte]).decode(page, "replace"), letters) for byte, count in counts.items()
    )


def _worth(character: str, letters: str) -> float:
    """Texts are mostly in small letters: those of another alphabet, and signs inside words, speak against."""
    if character in _SIGNS:
        return 0.0
    if character.lower() not in letters:
        return -1.0 if character.isalpha() else -2.0
    return (1.0 if character in letters else 0.7) + 2 * (character.lower() in _FREQUENT)
