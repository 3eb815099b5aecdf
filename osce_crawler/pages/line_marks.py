"""What a line is by itself: a caption, a link and nothing else, a file, the title of another item, prose."""

import re
from collections.abc import Iterator
from itertools import islice

from osce_crawler.addresses import nid_of
from osce_crawler.grammar.datelines import opens_text
from osce_crawler.pages.anchors import names
from osce_crawler.pages.document import Element, is_inside, words_of
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import SUBHEADINGS, Flow, Line
from osce_crawler.pages.text_frame import is_credited

_FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|rtf|zip)$", re.IGNORECASE)
PHOTO_DETAILS = "Photo details"
_TEXT_TAGS = frozenset({"p", "body", "main", "article", "html"})
_LONGEST_CAPTION = 400
_LONGEST_CREDIT = 100
_LONGEST_NOTE = 200
_CREDIT = re.compile(r"[^\W\d]{3,20} ?: ?[\w.-]{2,20}/[^\W\d][\w.'’ -]{2,50}")
_PROSE = 80  # characters: longer than a subtitle, a teaser's line or a caption without a sentence


class Marks:
    """The marks of an item's lines, by index."""

    def __init__(self, flow: Flow, own_nid: str | None) -> None:
        self.lines = flow.lines
        self.own_nid = own_nid
        self._labels: dict[int, tuple[Labelled, ...]] = {}
        self.pictured = set(_pictured(flow))
        self._imaged = {index for index, _ in flow.images}
        self.files = set(_file_lines(flow))
        self.linked: set[int] = set()
        self.items: set[int] = set()
        self.links: dict[int, list[Element]] = {}
        for index, anchor in flow.links:
            if index < len(flow.lines):
                self.links.setdefault(index, []).append(anchor)
        for index, anchors in self.links.items():
            if any(flow.lines[index].text == words_of(anchor) for anchor in anchors[:3]):
                self.linked.add(index)
                if any(nid_of(a.get("href") or "") not in {None, own_nid} for a in anchors[:3]):
                    self.items.add(index)

    def labels_from(self, index: int) -> tuple[Labelled, ...]:
        """The labels that begin at this line, with their values; several rules ask for the same."""
        if index not in self._labels:
            found = () if self.is_credit(index) else labelled_from(self.lines, index)
            self._labels[index] = tuple(found)
        return self._labels[index]

    def is_caption(self, index: int) -> bool:
        """Whether the line belongs to a picture."""
        line = self.lines[index]
        if line.caption or index in self.pictured or self.is_credit(index):
            return True
        return len(line.text) < _LONGEST_CAPTION and line.text.endswith(PHOTO_DETAILS)

    def is_credit(self, index: int) -> bool:
        """Whether the line behind a picture names agency and photographer, `Source: OSCE/Jane Roe`."""
        return index in self._imaged and bool(_CREDIT.fullmatch(self.lines[index].text[:_LONGEST_CREDIT]))

    def is_prose(self, index: int) -> bool:
        """Whether the line is a paragraph of text: long, or a sentence, and not made of links."""
        text = self.lines[index].text
        ends = text[-1:] in '.!?…”"»' and len(text) >= _PROSE // 2
        if index in self.linked or not (len(text) >= _PROSE or ends):
            return False
        return sum(len(words_of(a)) for a in self.links.get(index, [])[:20]) * 2 < len(text)

    def is_link_list(self, index: int) -> bool:
        """Whether the line is links and what parts them, nothing else."""
        anchors = self.links.get(index)
        if not anchors:
            return False
        if index in self.linked:
            return True
        rest = len(self.lines[index].text) - sum(len(words_of(a)) for a in anchors[:50])
        return rest <= 3 * len(anchors)

    def is_note_on_languages(self, index: int) -> bool:
        """Whether a short line leads to other languages, each named by one word, and nowhere else."""
        anchors = self.links.get(index)
        if not anchors or len(self.lines[index].text) >= _LONGEST_NOTE:
            return False
        own = (anchors[0].getroottree().getroot().get("lang") or "").partition("-")[0]
        named = [(a.get("hreflang") or own).partition("-")[0] for a in anchors]
        return own not in named and all(len(words_of(a).split()) == 1 for a in anchors)

    def is_item_heading(self, index: int) -> bool:
        """Whether the line is a heading that leads to another item."""
        line = self.lines[index]
        if line.block is None or not is_heading(line):
            return False
        if index in self.items:
            return True
        return next(line.block.iterancestors("a"), None) is not None


def is_heading(line: Line) -> bool:
    """Whether the line is a heading below the title's level."""
    return line.block is not None and line.block.tag in SUBHEADINGS


def is_in_list(line: Line) -> bool:
    """Whether the line is in an item of a list."""
    block = line.block
    return block is not None and (block.tag == "li" or next(block.iterancestors("li"), None) is not None)


def _pictured(flow: Flow) -> Iterator[int]:
    """Lines that share a box with a picture and nothing else: captions, whatever their markup."""
    seen = set()
    for index, image in flow.images:
        if index < len(flow.lines) and index not in seen and _is_alone_with(image, flow.lines, index):
            seen.add(index)
            yield index


def _is_alone_with(image: Element, lines: list[Line], index: int) -> bool:
    line = lines[index]
    if len(line.text) >= _LONGEST_CAPTION or opens_text(line.text) or _is_paragraph(line):
        return False
    box = next((e for e in islice(image.iterancestors(), 6) if is_inside(line.block, e)), None)
    beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return (
        box is not None
        and box.tag not in _TEXT_TAGS
        and not any(is_inside(other.block, box) for other in beside)
    )


def _is_paragraph(line: Line) -> bool:
    """Whether the line is set and written as the paragraphs of a text are, without a picture's credit."""
    is_set = line.block is not None and line.block.tag == "p" and not line.block.get("class")
    return is_set and len(line.text) >= _PROSE and line.text[-1] in ".!?…”" and not is_credited(line.text)


def leads_to_file(anchor: Element, path: str) -> bool:
    """Whether the link is one of a file: by the path of its address, or in the site's list of files."""
    return bool(_FILE.search(path)) or any(names(box, "files") for box in islice(anchor.iterancestors(), 3))


def _file_lines(flow: Flow) -> Iterator[int]:
    """Lines that are the link of a file, with no more beside it than its type and size."""
    for index, anchor in flow.links:
        if leads_to_file(anchor, (anchor.get("href") or "").partition("?")[0]) and index < len(flow.lines):
            text, words = flow.lines[index].text, words_of(anchor)
            if words and text.startswith(words) and len(text) < len(words) + 30:
                yield index
