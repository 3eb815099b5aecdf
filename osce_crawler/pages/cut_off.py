"""Whether the bytes of a page end before the page does."""

import re

_HTML = re.compile(rb"<\s*html\b", re.IGNORECASE)
# So many bytes at either end of a page are looked through for its `<html>` and `</html>`.
_AT_AN_END = 4096
# What is no markup, up to its end or that of the page, and elements that HTML does not allow to stay open.
_NO_MARKUP = re.compile(rb"<!--.*?(-->|\Z)|<(script|style)\b.*?(</\2\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ELEMENTS = rb"main|article|section|aside|header|footer|nav|div|table|ul|ol|dl|form|script|style"
# No `<nav-bar>`: elements of a page's own have a hyphen in their names.
_OPENED = re.compile(rb"<(?:" + _ELEMENTS + rb")(?=[\s>/]|\Z)", re.IGNORECASE)
_CLOSED = re.compile(rb"</(?:" + _ELEMENTS + rb")\s*>", re.IGNORECASE)
_PARAGRAPH = re.compile(rb"<(/?)p(?=[\s>])", re.IGNORECASE)
_CONTENT = re.compile(rb"</head\b|<body\b|<(?:p|h[1-6]|" + _ELEMENTS + rb")\b", re.IGNORECASE)
_BEGUN_TAG = re.compile(rb"<[a-z/!]?", re.IGNORECASE)


def lacks_end(body: bytes) -> bool:
    """Whether it is HTML that comes without `</html>`, as it may."""
    return b"</html" not in body[-_AT_AN_END:].lower() and bool(_HTML.search(body, 0, _AT_AN_END))


def is_closed(body: bytes) -> bool:
    """Whether the page closes every element that it opens and that must be closed."""
    markup = _NO_MARKUP.sub(lambda found: b"" if found[1] or found[3] else b"<script", body)
    return len(_OPENED.findall(markup)) == len(_CLOSED.findall(markup))


def is_cut_off(body: bytes) -> bool:
    """Whether this is a part of a page, as far as one look at it can say."""
    return lacks_end(body) and (
        not is_closed(body)
        or _ends_within_tag(body)
        or _CONTENT.search(body) is None
        or _leaves_only_its_last_paragraph_open(body)
    )


def _ends_within_tag(body: bytes) -> bool:
    last = body.rfind(b"<")
    found = _BEGUN_TAG.match(body, last) if body.find(b">", last) < 0 <= last else None
    return found is not None and (len(found[0]) > 1 or last + 1 == len(body))


def _leaves_only_its_last_paragraph_open(body: bytes) -> bool:
    """`</p>` may be left out; who writes it behind all others does not."""
    closing = [bool(found[1]) for found in _PARAGRAPH.finditer(body)]
    return len(closing) > 1 and not closing[-1] and sum(closing) == len(closing) // 2
