"""Files, and links to other items, that are listed below an item's text."""

import re

from osce_crawler.pages.boxes import same_parent
from osce_crawler.pages.line_marks import Marks, is_heading, is_in_list
from osce_crawler.pages.others import heads_other_items
from osce_crawler.pages.roles import Account, Role

HEAD = re.compile(
    r"(related |attached )?(documents?|downloads?|attachments?|files?|document\w*|документ\w*)"
    r"\s*(\(\d{1,3}\))?\s*:?$",
    re.IGNORECASE,
)
_LONGEST_HEAD = 60


def without_files(marks: Marks, account: Account, start: int, end: int, *, is_anchored: bool = False) -> int:
    """Where files and items listed below the text begin; a list that the text announces is its own."""
    last = end
    while last - 1 > start and (last - 1 in marks.files or _is_listed_item(marks, last - 1)):
        last -= 1
    heads_others = (
        last - 1 > start and last in marks.items and heads_other_items(marks.lines[last - 1]) is not None
    )
    if heads_others:
        last -= 1
    elif is_anchored or marks.lines[last - 1].text.endswith(":"):
        last = _last_item(marks, last, end)
    if _heads_files(marks, start, last):
        last -= 1
    for index in range(last, end):
        is_file = index in marks.files or not (heads_others or last in marks.items)
        role, rule = (Role.FILE, "files") if is_file else (Role.BOILERPLATE, "items listed")
        account.give([marks.lines[index]], role, f"{rule} below the text")
    return last


def _last_item(marks: Marks, start: int, end: int) -> int:
    """Behind the last line that is no file."""
    while end > start and end - 1 in marks.files:
        end -= 1
    return end


def is_files_head(marks: Marks, at: int) -> bool:
    """Whether the line is the heading of the file in the next one."""
    return at + 1 in marks.files and bool(HEAD.match(marks.lines[at].text[:100]))


def _is_listed_item(marks: Marks, index: int) -> bool:
    """Whether the line is a link to another item, and one of several or in a list."""
    if index not in marks.items:
        return False
    line, above = marks.lines[index], marks.lines[index - 1]
    listed = line.block is None or is_in_list(line)
    is_one_of_several = bool(marks.items & {index - 1, index + 1})
    is_below = listed or is_one_of_several or not same_parent(line, above)
    return is_below or heads_other_items(above) is not None


def _heads_files(marks: Marks, start: int, end: int) -> bool:
    """Whether the last line of the text is the heading of the files below it."""
    line = marks.lines[end - 1]
    below = end in marks.files and end - 1 > start
    return below and len(line.text) < _LONGEST_HEAD and (is_heading(line) or bool(HEAD.match(line.text)))
