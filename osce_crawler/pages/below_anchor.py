"""Paragraphs of an item right below the element that an anchor names as its text, not in it."""

from itertools import takewhile

from osce_crawler.pages.document import Element
from osce_crawler.pages.line_marks import Marks
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import heads_other_items

# So many characters make a line a paragraph of an anchored text, which may not be lost.
PARAGRAPH = 80
_LISTS = frozenset({"ul", "ol", "blockquote"})
_MOST = 200  # lines
_MOST_BOXES = 3


def end_of_paragraphs(marks: Marks, text: Element, start: int, end: int) -> int:
    """Behind the last paragraph without a link that goes on with the text from `end`, in its own container.

    Paragraphs are set as those of the text are; what is between two of them may be a list or hold links.
    """
    if end == len(marks.lines):
        return end
    container = _container(text)
    own = {line.text for line in marks.lines[start:end]}
    dresses = {_dress(line.block) for line in marks.lines[start:end]}
    below = range(end, min(end + _MOST, len(marks.lines)))

    def goes_on(index: int) -> bool:
        line = marks.lines[index]
        is_set = _holder(line, container) is not None and (_dress(line.block) in dresses or _is_in_list(line))
        return is_set and line.text not in own and not _is_other(marks, index)

    run = list(takewhile(goes_on, below))
    paragraphs = [at for at in run if len(marks.lines[at].text) >= PARAGRAPH and at not in marks.links]
    return max((at + 1 for at in paragraphs if marks.is_prose(at)), default=end)


def _container(text: Element) -> Element | None:
    """What holds the text and something beside it; boxes around the text alone are looked through."""
    container = text.getparent()
    for _ in range(_MOST_BOXES):
        if container is None or len(container) > 1:
            break
        container = container.getparent()
    return container


def _holder(line: Line, container: Element | None) -> Element | None:
    """The paragraph or list beside the text in which the line is."""
    block = line.block
    while block is not None and block.getparent() is not container:
        block = block.getparent() if block.tag in _LISTS | {"p", "li"} else None
    return block if block is not None and (block.tag == "p" or block.tag in _LISTS) else None


def _is_in_list(line: Line) -> bool:
    return line.block is not None and not line.block.keys() and line.block.tag != "p"


def _is_other(marks: Marks, index: int) -> bool:
    """Whether the line begins something else than text: facts, contacts, files, captions, links."""
    line = marks.lines[index]
    is_named = marks.labels_from(index) or index in marks.files or marks.is_caption(index)
    return bool(is_named) or marks.is_link_list(index) or heads_other_items(line) is not None


def _dress(block: Element | None) -> tuple[str, str] | None:
    return (block.tag, block.get("class") or "") if block is not None else None
