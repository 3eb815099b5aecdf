"""What leads to a text and is too short for a paragraph: a subtitle, a quotation, a list of points."""

from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.line_marks import Marks, is_heading
from osce_crawler.pages.others import heads_other_items
from osce_crawler.pages.roles import Account, Role

_FEWEST_WORDS = 3
_MOST_POINTS = 10
_SET_APART = frozenset({"blockquote", "ul", "ol"})


def is_lead(marks: Marks, account: Account, index: int) -> bool:
    """Whether markup makes a short line above the text a subtitle, a quotation or a point in a list."""
    line = marks.lines[index]
    if len(line.text.split()) < _FEWEST_WORDS or line.block is None or heads_other_items(line):
        return False
    if is_heading(line):
        return not marks.is_link_list(index + 1)
    box = next((a for a in (line.block, *line.block.iterancestors()) if a.tag in _SET_APART), None)
    return box is not None and not _holds_facts(marks, account, index, box)


def _holds_facts(marks: Marks, account: Account, index: int, box: Element) -> bool:
    """Whether lines near this one and in the same box are no text."""
    near = range(max(0, index - _MOST_POINTS), min(index + _MOST_POINTS, len(marks.lines)))
    inside = [at for at in near if is_inside(marks.lines[at].block, box)]
    return any(_is_other(marks, account, at) for at in inside)


def _is_other(marks: Marks, account: Account, at: int) -> bool:
    has_role = account.role_of(marks.lines[at]) not in {None, Role.TEXT}
    return has_role or bool(marks.labels_from(at))
