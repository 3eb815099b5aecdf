"""The text of an item once it is found: which lines are its own, and where they end."""

from dataclasses import dataclass

from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.roles import Role


@dataclass(frozen=True, slots=True)
class ItemText:
    """The lines of a text, by index."""

    lines_at: list[int]
    end: int
    """The first line behind the text: between two lines of the text may be others."""
    is_uncertain: bool = False
    """Whether a weak rule ended or cut the text."""


def take_text(fact_lines: FactLines, start: int, end: int, rule: str) -> list[int]:
    """Give the lines of the text their role, those that no rule has given away; captions are set aside."""
    account, lines = fact_lines.account, fact_lines.lines
    taken = []
    for index in [index for index in range(start, end) if not account.has(lines[index])]:
        if fact_lines.marks.is_caption(index):
            fact_lines.take_caption(index)
        else:
            taken.append(index)
    account.give((lines[index] for index in taken), Role.TEXT, rule)
    return taken
