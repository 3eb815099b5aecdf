"""The labels under which the site prints facts, and the values beside them.

Which words are labels: `label_words`.
"""

from collections.abc import Iterator
from itertools import islice, takewhile

from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.label_values import (
    FARTHEST_VALUE,
    Labelled,
    are_all_known,
    date_over_breaks,
    is_plausible,
    names_of,
    values_in,
)
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.labels_apart import labels_of_columns, stacked_labels
from osce_crawler.pages.labels_in_line import labels_in_line
from osce_crawler.pages.lines import Line, next_element
from osce_crawler.pages.no_facts import is_in_figure, is_in_table_of_text
from osce_crawler.vocabulary import sections


def labelled_from(lines: list[Line], index: int) -> list[Labelled]:
    """The labels that begin at this line, with their values; none where it is an ordinary line."""
    line = lines[index]
    if (line.caption and is_in_figure(line)) or is_in_table_of_text(line):
        return []
    kind = label_kind(line.text)
    if kind is not None:
        following = labels_of_columns(lines, index) or stacked_labels(lines, index)
        return following or [_with_following(lines, index, kind)]
    return labels_in_line(lines, index)


def _with_following(lines: list[Line], index: int, kind: str) -> Labelled:
    """The label fills its line; its values are the lines of the element beside it."""
    following = _value_lines(lines, index)
    nothing = Labelled(kind, [], None, index, index)
    if not following:
        return nothing
    values = [value for line in following for value in values_in(line, line.text, kind)]
    times = [time for line in following for time in line.times]
    last = index + len(following)
    if kind == "date":
        date, end = date_over_breaks(lines, index + 1, following[0].text)
        values, last = (values, last) if date == following[0].text else ([date], max(last, end))
    found = Labelled(kind, values, times[0] if times else None, index, last)
    return found if is_plausible(found) else nothing


def _value_lines(lines: list[Line], index: int) -> list[Line]:
    label = lines[index]
    rest = lines[index + 1 : index + 1 + FARTHEST_VALUE]
    if not rest:
        return []
    if label.block is None:
        return _text_values(label, rest)
    if rest[0].block is label.block.getparent():
        # Bare words, links or chips behind a heading in a box of their own.
        return _until_label(rest[:1])
    if rest[0].block is label.block and rest[0].after_break:
        return [] if labelled_from(lines, index + 1) else rest[:1]
    inside = _until_label(list(takewhile(lambda line: is_inside(line.block, label.block), rest)))
    if inside:
        return inside
    holders = _beside(label.block)
    taken = []
    for line in rest:
        if not any(is_inside(line.block, holder) for holder in holders):
            break
        taken.append(line)
    return _until_label(taken)


def _text_values(label: Line, rest: list[Line]) -> list[Line]:
    """In a page saved as text values share their label's list, or are one line and further known names."""
    if label.listed:
        return _until_label(list(takewhile(lambda line: line.listed, rest)))
    names = names_of(label_kind(label.text) or "")
    if names is not None and label.text[-1] not in ":：" and sections().lookup(label.text):
        # The same words are a section of the site's menu.
        rest = list(takewhile(lambda line: are_all_known(names, line.text), rest))
    more = takewhile(lambda line: names is not None and are_all_known(names, line.text), rest[1:])
    return _until_label([*rest[:1], *more])


def _until_label(lines: list[Line]) -> list[Line]:
    for number, line in enumerate(lines):
        if label_kind(line.text):
            return lines[:number]
    return lines


def _beside(block: Element) -> list[Element]:
    """The elements that hold the value of a label standing alone in `block`."""
    while (following := next_element(block)) is None:
        parent = block.getparent()
        if parent is None or parent.tag in {"body", "main", "article"}:
            return []
        block = parent
    if block.tag != "dt":
        return [following, *_rows_spanned(block)]
    holders = []
    node: Element | None = following
    while node is not None and node.tag == "dd":
        holders.append(node)
        node = next_element(node)
    return holders


def _rows_spanned(label: Element) -> Iterator[Element]:
    """The further rows of a table that the label spans."""
    span = (label.get("rowspan") or "").strip()
    row = label.getparent()
    if row is not None and row.tag == "tr" and span.isdecimal():
        yield from islice(row.itersiblings("tr"), max(0, min(int(span[:3]), FARTHEST_VALUE) - 1))
