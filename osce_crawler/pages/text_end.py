"""The last lines of a text that are none: a heading of pictures, hash words, a question with buttons."""

from osce_crawler.pages.line_marks import Marks, is_heading
from osce_crawler.pages.roles import Account, Role

_FEWEST_BUTTONS = 2
_MOST = 40  # lines


def give_last_lines(marks: Marks, account: Account, start: int, end: int) -> None:
    """Give away what templates print at the end of a text; pictures with captions may be below it."""
    at, pictures = end - 1, False
    while at > max(start, end - _MOST):
        if account.has(marks.lines[at]) or marks.is_caption(at):
            pictures = pictures or marks.is_caption(at)
        elif rule := _rule_of(marks, at, above_pictures=pictures):
            account.give([marks.lines[at]], Role.BOILERPLATE, rule)
        else:
            return
        at -= 1


def _rule_of(marks: Marks, at: int, *, above_pictures: bool) -> str | None:
    line = marks.lines[at]
    if above_pictures and is_heading(line):
        return "heading above the last pictures"
    if marks.is_link_list(at) and all(word.startswith("#") for word in line.text[:1000].split()):
        return "hash words below the text"
    box = line.block.getparent() if line.block is not None else None
    has_buttons = box is not None and len(box.findall("button")) >= _FEWEST_BUTTONS
    return "question above buttons" if has_buttons and not marks.is_prose(at) else None
