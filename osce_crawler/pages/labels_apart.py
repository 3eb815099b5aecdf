"""Labels set apart from their values: at the head of a table's columns, or stacked in a box beside them."""

from itertools import islice, takewhile

from osce_crawler.pages.document import Element, is_inside, words_of
from osce_crawler.pages.label_values import FARTHEST_VALUE, Labelled, values_in
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.lines import Line, next_element
from osce_crawler.pages.no_facts import next_row

_MOST_STACKED = 12
_MOST_COLUMNS = 40


def labels_of_columns(lines: list[Line], index: int) -> list[Labelled]:
    """The labels that head a table's columns, with the values of the row below; none for any other cell."""
    head = lines[index].block
    row = head.getparent() if head is not None and head.tag in {"th", "td"} else None
    if row is None or row.tag != "tr" or next(islice(row, _MOST_COLUMNS, None), None) is not None:
        return []
    heads = [cell for cell in row if isinstance(cell.tag, str)]
    kinds = [label_kind(words_of(cell)) for cell in heads]
    known = len(kinds) - kinds.count(None)
    if known < 2 or (known < len(kinds) and any(cell.tag != "th" for cell in heads)):
        return []
    values = next_row(row)
    below = lines[index : index + 1 + FARTHEST_VALUE]
    last = index + sum(is_inside(line.block, row) or is_inside(line.block, values) for line in below) - 1
    cells = [cell for cell in values if isinstance(cell.tag, str)] if values is not None else []
    # A row that does not fit its head says nothing for certain.
    fitting: list[Element | None] = [*cells] if len(cells) == len(kinds) else [None] * len(kinds)
    return [
        _of_cell(kind, cell, index, last)
        for kind, cell in zip(kinds, fitting, strict=True)
        if kind is not None
    ]


def stacked_labels(lines: list[Line], index: int) -> list[Labelled]:
    """Labels one below the other in one box, with as many values in the box beside it."""
    first = lines[index].block
    box = first.getparent() if first is not None else None
    beside = next_element(box) if box is not None else None
    if box is None or beside is None:
        return []
    near = takewhile(lambda line: _is_child(line, box), lines[index : index + _MOST_STACKED])
    kinds = list(takewhile(lambda kind: kind is not None, (label_kind(line.text) for line in near)))
    if len(kinds) < 2:
        return []
    at = index + len(kinds)
    values = list(takewhile(lambda line: _is_child(line, beside), lines[at : at + len(kinds) + 1]))
    if len(kinds) != len(values):
        return []
    last = at + len(values) - 1
    return [
        Labelled(kind, values_in(line, line.text, kind), next(iter(line.times), None), index, last)
        for kind, line in zip(kinds, values, strict=True)
        if kind is not None
    ]


def _is_child(line: Line, box: Element) -> bool:
    return line.block is not None and line.block.getparent() is box


def _of_cell(kind: str, cell: Element | None, first: int, last: int) -> Labelled:
    text = words_of(cell) if cell is not None else ""
    time = next(cell.iter("time"), None) if cell is not None else None
    return Labelled(kind, [text] if text else [], time, first, last)
