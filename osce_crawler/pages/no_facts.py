"""Where labels head no facts of an item: in a picture's caption, and above a table of the text."""

from itertools import islice

from osce_crawler.pages.document import Element, words_of
from osce_crawler.pages.lines import Line, next_element

_MOST_LABELS = 40  # heading one table


def is_in_figure(line: Line) -> bool:
    """Whether the line is a figure's caption by its element: class names say "caption" of much else."""
    above = line.block.iterancestors() if line.block is not None else ()
    return any(e is not None and e.tag in {"figure", "figcaption"} for e in (line.block, *islice(above, 6)))


def is_in_table_of_text(line: Line) -> bool:
    """Whether the line is in a table's head with two full rows below it: a schedule, not an item's facts."""
    row = _row_of_head(line.block)
    first = next_row(row) if row is not None else None
    second = next_element(first) if first is not None else None
    if row is None or first is None or second is None or second.tag != "tr":
        return False
    full = [[cell for cell in one if words_of(cell)[:1]] for one in (row, first, second)]
    return len(full[0]) > 1 and len({len(cells) for cells in full}) == 1


def _row_of_head(cell: Element | None) -> Element | None:
    """The row of the cell, where all its cells are heads and no more than a few."""
    row = cell.getparent() if cell is not None and cell.tag == "th" else None
    if row is None or row.tag != "tr" or next(islice(row, _MOST_LABELS, None), None) is not None:
        return None
    return row if all(one.tag == "th" for one in row if isinstance(one.tag, str)) else None


def next_row(row: Element) -> Element | None:
    """The row below, in the table's body where this one is in its head."""
    following = next_element(row)
    if following is not None:
        return following
    parent = row.getparent()
    section = next_element(parent) if parent is not None and parent.tag == "thead" else None
    return next(section.iterchildren("tr"), None) if section is not None else None
