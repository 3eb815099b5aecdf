"""The elements around an item's lines: which holds them all, and which lines are side by side."""

from osce_crawler.pages.document import Element
from osce_crawler.pages.lines import Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.roles import Account


def smallest_box(region: Region, account: Account, start: int, end: int) -> Element | None:
    """The smallest element that holds the title and the text; the item is in it, other items are not."""
    title = region.title_line.block
    if title is None or start >= end:
        return None
    lines = region.flow.lines
    own = [line for line in lines[start:end] if not account.is_boilerplate(line)]
    longest = max(own, key=lambda line: len(line.text), default=lines[start])
    return _common(_common(title, lines[start].block), longest.block)


def are_alike(one: Element | None, other: Element | None) -> bool:
    """Whether two blocks are side by side as the same kind of element."""
    if one is None or other is None:
        return False
    return one is not other and one.tag == other.tag and one.getparent() is other.getparent()


def same_parent(one: Line, other: Line) -> bool:
    """Whether two lines are in one block, or in blocks side by side."""
    if one.block is None or other.block is None:
        return one.block is other.block
    return one.block is other.block or one.block.getparent() is other.block.getparent()


def _common(one: Element, other: Element | None) -> Element:
    """The nearest element that holds both."""
    above = {other, *(other.iterancestors() if other is not None else ())}
    while one not in above and (parent := one.getparent()) is not None:
        one = parent
    return one
