"""Gives roles to labels between title and text that the vocabulary lacks, and to their values."""

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.pages.document import is_inside, words_of
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.lines import Line
from osce_crawler.pages.roles import FACTS, Role
from osce_crawler.pages.unknown_labels import (
    are_dressed_alike,
    is_of_facts,
    looks_unknown,
    words_with_colon,
)

_LABEL_TAGS = frozenset({"dt", "dd", "th"})
_MOST_BELOW = 6  # lines that may end a list of facts
_MOST_OF_LIST = 12  # lines of a list that are asked for facts
_LONGEST_LIST = 1000  # characters
_LONGEST = 160  # characters of a label and its value


class UnknownFacts:
    """Takes lines as labels that the vocabulary lacks, where facts beside them say that they are some."""

    def __init__(self, fact_lines: FactLines) -> None:
        self.marks, self.lines = fact_lines.marks, fact_lines.lines
        self.facts, self.account = fact_lines.facts, fact_lines.account

    def take_value(self, index: int) -> int:
        """Keep the line if it is the value, a day perhaps, beside an unknown label; how many lines it is."""
        block = self.lines[index].block
        if block is None or block.tag not in {"dd", "td"} or index == 0:
            return 0
        before = self.lines[index - 1]
        is_beside = before.block is not None and before.block.getnext() is block
        is_value = is_beside and self.account.role_of(before) is Role.LABEL
        return self.take(index, is_value=True) if is_value else 0

    def take_label(self, index: int) -> int:
        """Keep the label that begins here if it is among the item's own facts; how many lines that takes."""
        line = self.lines[index]
        if self._is_beside_fact(index):
            return self.take(index)
        if not self.facts.kinds() and not self._begins_facts(index):
            return 0
        if line.block is not None and line.block.tag in _LABEL_TAGS:
            return self.take(index)
        if ":" not in line.text[:30] and (len(line.text) >= 40 or line.text[-1:] in ".,;!?"):
            return 0
        return self._unknown_above_facts(index)

    def take(self, index: int, count: int = 1, *, is_value: bool = False) -> int:
        """Keep so many lines as one label and its value, or as the value of the label before them."""
        lines = self.lines[index : index + count]
        block = lines[0].block
        words = words_with_colon(lines[0]) + [line.text for line in lines[1:]]
        is_value = is_value or (block is not None and block.tag == "dd")
        self.facts.keep_unknown(words, is_value=is_value)
        self.account.give(lines, Role.LABEL, "label that the vocabulary does not know")
        return count

    def is_label_like(self, line: Line) -> bool:
        """Whether markup or a colon near its beginning makes a label of the line."""
        head, colon, value = line.text[:200].partition(":")
        if line.block is not None and line.block.tag in _LABEL_TAGS:
            return True
        return bool(colon) and len(head) < 30 and len(line.text) < _LONGEST and bool(value or len(head) < 25)

    def _unknown_above_facts(self, index: int) -> int:
        """How many lines an unknown label takes above a fact that is new."""
        known = self.facts.kinds()
        for at in range(index + 1, min(index + 3, len(self.lines))):
            before = self.lines[at - 1].text
            if len(before) > _LONGEST or opens_text(before):
                return 0
            if found := self.marks.labels_from(at):
                new = found[0].kind in VALUED - known
                return self.take(index, at - index) if new else 0
        return 0

    def _is_beside_fact(self, index: int) -> bool:
        """Whether the line is one more of the facts that end above it or begin below it."""
        line, before = self.lines[index], self.lines[index - 1]
        if self.account.role_of(before) in FACTS and before.text not in self.facts.date_lines:
            further = self.lines[index + 1 : index + _MOST_BELOW]
            return is_of_facts(line, before, next((one for one in further if not looks_unknown(one)), None))
        found = self.marks.labels_from(index + 1) if index + 1 < len(self.lines) else ()
        return bool(found) and found[0].kind in VALUED and are_dressed_alike(line, self.lines[index + 1])

    def _begins_facts(self, index: int) -> bool:
        """Whether the line opens a list of facts of which at least two are known."""
        block = self.lines[index].block
        box = next((a for a in block.iterancestors("dl", "ul", "table")), None) if block is not None else None
        if box is None or len(words_of(box)) > _LONGEST_LIST:
            return False
        ahead = range(index, min(index + _MOST_OF_LIST, len(self.lines)))
        inside = [at for at in ahead if is_inside(self.lines[at].block, box)]
        return len({item.kind for at in inside for item in self.marks.labels_from(at)} & VALUED) >= 2
