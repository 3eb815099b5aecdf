"""The line account: every text block of an item gets exactly one role, and the rule that gave it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from osce_crawler.pages.lines import Line


class Role(StrEnum):
    """What a text block of an item is."""

    TITLE = "title"
    TYPE = "type"
    DATE = "date"
    PLACE = "place"
    SOURCE = "source"
    TOPIC = "topic"
    TEXT = "text"
    CAPTION = "caption"
    CONTACT = "contact"
    FILE = "file"
    TRANSLATION = "translation"
    LABEL = "label"
    BOILERPLATE = "boilerplate"


ROLE_OF_LABEL = {
    "date": Role.DATE,
    "place": Role.PLACE,
    "source": Role.SOURCE,
    "fields_of_work": Role.TOPIC,
    "content_type": Role.TYPE,
    "contacts": Role.CONTACT,
    "unknown": Role.LABEL,
}
"""Labels that are none of these (`Updated`) are boilerplate."""
FACTS = frozenset({Role.DATE, Role.PLACE, Role.SOURCE, Role.TOPIC, Role.LABEL})
"""Lines that print a fact, with its label or without."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text block of the item, its role, and the rule that gave it."""

    text: str
    role: Role
    rule: str


class Account:
    """Roles of lines; the first that a line is given stays."""

    def __init__(self, every: list[Line]) -> None:
        self._every = every
        self._given: dict[int, tuple[Role, str]] = {}

    def give(self, lines: Iterable[Line], role: Role, rule: str) -> None:
        """Give a role to those of the lines that have none."""
        given = (role, rule)
        for line in lines:
            self._given.setdefault(id(line), given)

    def has(self, line: Line) -> bool:
        """Whether the line has a role."""
        return id(line) in self._given

    def is_boilerplate(self, line: Line) -> bool:
        """Whether the line was given away as no part of the item."""
        return self.role_of(line) is Role.BOILERPLATE

    def role_of(self, line: Line) -> Role | None:
        """The role of a line, if it has one."""
        given = self._given.get(id(line))
        return given[0] if given else None

    def __iter__(self) -> Iterator[Entry]:
        """The account of all lines; what no rule named is boilerplate and says so."""
        return self._entries()

    def _entries(self) -> Iterator[Entry]:
        for line in self._every:
            if line.text:
                role, rule = self._given.get(id(line), (Role.BOILERPLATE, "named by no rule"))
                yield Entry(line.text, role, rule)
