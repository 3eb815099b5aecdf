"""Words as they are compared: what print varies at will is taken away."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛ʼʹʻ′`´", "'"),
        # Capitals do not tell the Turkic dotless i from the dotted one.
        "ı": "i",
    }
)
_DOT_OF_CAPITAL_I = re.compile("(?<=i)\u0307+")
# Romanian is printed with cedillas wherever a typeface or keyboard lacks the comma below.
_CEDILLA = re.compile("(?<=[st])\u0327+")


def fold(text: str) -> str:
    """The text as it is compared: case, spaces, dashes, apostrophes and Unicode form do not matter.

    Invisible characters are dropped, diacritics stay.
    """
    if not (text.isascii() and text.isprintable() and "`" not in text):
        text = _fold_unicode(text)
    return " ".join(text.casefold().split())


def _fold_unicode(text: str) -> str:
    apart = unicodedata.normalize("NFKD", _alike(_INVISIBLE.sub("", text)))
    # Taking letters apart brings up capitals and dashes that were hidden in compatibility forms.
    marked = _DOT_OF_CAPITAL_I.sub("", unicodedata.normalize("NFD", _alike(apart)))
    return unicodedata.normalize("NFC", _CEDILLA.sub("\u0326", marked))


def _alike(text: str) -> str:
    return text.translate(_ALIKE).casefold()
