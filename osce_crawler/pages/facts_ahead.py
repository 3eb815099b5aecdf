"""Whether facts of the item go on below lines that are none, or the text has begun."""

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.grammar.dates import is_date_line
from osce_crawler.pages.announced import are_of_table
from osce_crawler.pages.boxes import are_alike
from osce_crawler.pages.facts import DASHES, Facts
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.line_marks import Marks
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import heads_other_items, is_type_word

_AHEAD = 40  # lines
_MOST_PROSE = 3  # paragraphs above facts
_LONG = 60  # characters of a line that a dateline opens


class FactsAhead:
    """Looks for facts below a line, on behalf of one item."""

    def __init__(self, marks: Marks, facts: Facts) -> None:
        self.marks, self.lines, self.facts = marks, marks.lines, facts

    def next_from(self, index: int) -> int | None:
        """Where facts of the item go on behind lines that are none; null where the text begins here."""
        prose: list[Line] = []
        for at in range(index, min(index + _AHEAD, len(self.lines))):
            line = self.lines[at]
            if self._ends_header(at, is_first=at == index):
                return None
            if at > index and (self._are_facts(at, prose) or (at == index + 1 and self._is_day(at))):
                return at if self._text_follows(at) else None
            if self.marks.is_prose(at):
                prose.append(line)
            if len(prose) > _MOST_PROSE:
                return None
        return None

    def _ends_header(self, at: int, *, is_first: bool) -> bool:
        """Whether the line opens the text, or other items begin at it."""
        line = self.lines[at]
        if opens_text(line.text) and not line.times and len(line.text) > _LONG:
            return True
        if at in self.marks.items or self.marks.is_item_heading(at):
            return True
        return not is_first and bool(heads_other_items(line))

    def _is_day(self, at: int) -> bool:
        """Whether the line is the item's day, and its first: nothing above it can be the text."""
        text, is_first = self.lines[at].text, not self.facts.date_lines and "date" not in self.facts.kinds()
        return is_first and is_date_line(text) and text[-1:] not in DASHES

    def _text_follows(self, at: int) -> bool:
        """Whether text comes behind the facts; if not, what was above them is the text."""
        last = min(at + _AHEAD, len(self.lines))
        while at < last and (found := self.marks.labels_from(at)):
            at = found[-1].last + 1
        for index in range(at, last):
            if heads_other_items(self.lines[index]):
                return False
            if self.marks.is_prose(index):
                return True
        return False

    def _are_facts(self, at: int, prose: list[Line]) -> bool:
        """Whether facts begin at this line that text does not print: two kinds, or a day in its own box."""
        line = self.lines[at]
        beside_text = any(_is_beside(line, other) for other in prose)
        found = self.marks.labels_from(at)
        if not found:
            return not prose and is_type_word(line.text)
        if prose and are_of_table(line, found):
            return False
        kinds = self._kinds_of(found)
        new = kinds - self.facts.kinds()
        if beside_text or not new:
            return False
        return len(kinds) >= 2 or (not prose and bool(kinds & {"date", "source", "fields_of_work"}))

    def _kinds_of(self, found: tuple[Labelled, ...]) -> set[str]:
        """The facts of these labels that have values, and of those right below if they are of one kind."""
        kinds = {item.kind for item in found if item.values or item.time is not None} & VALUED
        following = found[-1].last + 1
        if len(kinds) < 2 and following < len(self.lines):
            kinds |= {item.kind for item in self.marks.labels_from(following)} & VALUED
        return kinds


def _is_beside(line: Line, other: Line) -> bool:
    """Whether the line is in the other one's block, or in one like it beside that."""
    return line.block is not None and (line.block is other.block or are_alike(line.block, other.block))
