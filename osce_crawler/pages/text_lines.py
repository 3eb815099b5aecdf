"""A page saved as text as lines: what marks a list, what is a link, which lines were wrapped.

Texts come from browsers, from extractors and as Markdown: with list marks or without, links as
`[words](address)` or lost, paragraphs on one line or wrapped at some width.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from osce_crawler.pages.document import Element, one_line
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.text_frame import is_credited

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LIST_MARK = re.compile(r"[-*+•·–▪◦](?:\s+|$)")
_HEADING_MARK = re.compile(r"#{1,6}\s+(?=\S)")
_LINK = re.compile(r'(!?)\[([^\[\]]{0,500})\]\(\s{0,3}<?([^\s()<>\[\]]{1,2000})>?(?:\s{1,3}"[^"]{0,300}")?\)')
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']{1,2000}")
# Texts are wrapped at 72, 80 or 100 columns; where one line is longer, none was.
_NARROWEST, _WIDEST = 40, 110
_FEWEST_WRAPS = 3
_TAB = 4


@dataclass(slots=True)
class TextLine:
    """A line of a text: its words, and what its marks say of it."""

    text: str
    raw: str
    listed: bool = False
    heads: bool = False
    """Whether a list mark is alone on the line above: an entry that has others below it."""
    indent: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words and address of each link."""
    images: list[str] = field(default_factory=list)
    address: str | None = None
    """The bare address that fills the line."""


def lines_of(text: str) -> list[TextLine]:
    """The lines of a text that say something, those that were wrapped made whole."""
    raw = [line.strip("\ufeff").rstrip() for line in _LINE_ENDS.split(text)]
    return list(_marked(_unwrapped(raw)))


def flow_of(lines: Iterable[TextLine], apart: Sequence[str]) -> Flow:
    """The lines as those of any page, with their links and pictures.

    `apart`: for each line with words the rule by which it is no part of an item, or nothing.
    """
    flow = Flow()
    for line in lines:
        at = len(flow.lines)
        for words, url in line.links:
            flow.links.append((at, _element("a", words, href=url)))
        for url in line.images:
            flow.images.append((at, _element("img", "", src=url)))
        if line.text:
            flow.lines.append(
                Line(
                    None,
                    [(line.raw, None)],
                    caption=is_credited(line.text),
                    listed=line.listed,
                    text=line.text,
                    apart=apart[at],
                )
            )
    return flow


def _element(tag: str, words: str, **attributes: str) -> Element:
    element = etree.Element(tag)
    for name, value in attributes.items():
        element.set(name, value)
    element.text = words
    return element


# ---- marks


def _marked(raw: Iterable[str]) -> Iterator[TextLine]:
    alone = starred = False
    for line in raw:
        mark = _LIST_MARK.match(line.lstrip())
        if starred and mark and mark[0][0] == "*":
            mark = None  # the note to what a star refers to
        starred = starred or (line.endswith("*") and not mark)
        words = line.lstrip()[mark.end() :] if mark else line.strip()
        if mark and not words:
            alone = True
        elif words:
            yield _line(words, _indent(line), listed=bool(mark), heads=alone and not mark)
            alone = False


def _indent(line: str) -> int:
    expanded = line[:200].expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip())


def _line(words: str, indent: int, *, listed: bool, heads: bool) -> TextLine:
    links: list[tuple[str, str]] = []
    images: list[str] = []
    words = _HEADING_MARK.sub("", words, count=1) if words.startswith("#") else words
    if "](" in words:
        words, links, images = _without_links(words)
    words = words.replace("**", "") if words.count("**") >= 2 else words
    raw = _printable(words).strip()
    text = one_line(raw)
    found = _ADDRESS.fullmatch(text) if text.startswith("http") else None
    return TextLine(text, raw, listed, heads, indent, links, images, found[0] if found else None)


def _printable(words: str) -> str:
    """The words without what XML cannot hold."""
    return (
        words if words.isprintable() else re.sub("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", words)
    )


def _without_links(words: str) -> tuple[str, list[tuple[str, str]], list[str]]:
    """The words alone; words and address of each link; the addresses of pictures."""
    links: list[tuple[str, str]] = []
    images: list[str] = []

    def words_of_link(match: re.Match[str]) -> str:
        words, address = one_line(_printable(match[2])), _printable(match[3])
        if match[1]:
            images.append(address)
            return ""
        links.append((words, address))
        return words

    return _LINK.sub(words_of_link, words), links, images


# ---- wrapped lines


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that an editor broke at some width, joined: each is as long as its next word lets it be."""
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return lines
    goes_on = [_goes_on(line, following, width) for line, following in pairwise(lines)]
    return list(_joined(lines, goes_on)) if _are_wraps(lines, goes_on, width) else lines


def _are_wraps(lines: list[str], goes_on: list[bool], width: int) -> bool:
    """Whether most long lines go on, and within a sentence: titles of one length, in a list, do not."""
    following = [line.lstrip() for line, more in zip(lines[1:], goes_on, strict=True) if more]
    long = sum(len(line) > 0.6 * width for line in lines)
    within = sum(line[:1].islower() for line in following)
    return len(following) >= max(_FEWEST_WRAPS, long / 2) and within * 5 >= len(following) * 2


def _goes_on(line: str, following: str, width: int) -> bool:
    words = following.split(maxsplit=1)
    if not line.strip() or not words or _LIST_MARK.match(following.lstrip()):
        return False
    if len(line) + 1 + len(words[0]) <= width:
        return False
    return not _stands_alone(line) and not _stands_alone(following)


def _stands_alone(line: str) -> bool:
    """Whether the line is whole by what it says: a label, a type, an address."""
    words = line.strip()
    return label_kind(words[:100].partition(":")[0]) is not None or is_type_word(words) or words[:4] == "http"


def _joined(lines: list[str], goes_on: list[bool]) -> Iterator[str]:
    pieces: list[str] = []
    for line, more in zip(lines, [*goes_on, False], strict=True):
        pieces.append(line if not pieces else line.strip())
        if not more:
            yield _one(pieces)
            pieces = []


def _one(pieces: list[str]) -> str:
    """The pieces of a wrapped line; a hyphen at the end of one was in its word before the wrap."""
    return "".join(
        piece if last or (piece[-1:] == "-" and piece[-2:-1].isalpha()) else f"{piece} "
        for piece, last in ((piece, at == len(pieces) - 1) for at, piece in enumerate(pieces))
    )
