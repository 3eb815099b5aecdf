"""Facts that an item prints below its text, or in a box amid it."""

import re

from osce_crawler.pages.announced import Printed, are_headed, are_of_meeting, is_unknown
from osce_crawler.pages.boxes import same_parent
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.label_values import FARTHEST_VALUE, MOST_PARTS, Labelled
from osce_crawler.pages.label_words import VALUED, label_kind
from osce_crawler.pages.line_marks import is_heading
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.unknown_labels import looks_unknown

# An invitation says where in its own text; alone this is no label of the item.
_INVITATION = re.compile(r"where\b", re.IGNORECASE)
_OF_ITEMS = frozenset({"source", "fields_of_work"})
_FACTS_IN_A_BOX = 3
_LONGEST_TITLE = 60  # characters
_ENDS = frozenset(".!?…”»:;,")
_NEAR_TITLE = 3


class FactsBelow:
    """Takes labels below a text, or amid it, that are the item's own and not those of a meeting in the text.

    `opening`, in all methods, is the first line of the text.
    """

    def __init__(self, region: Region, fact_lines: FactLines, published: str | None) -> None:
        self.region, self.fact_lines, self.published = region, fact_lines, published
        self.marks, self.lines = fact_lines.marks, fact_lines.lines
        self.facts, self.account = fact_lines.facts, fact_lines.account

    def end_above(self, opening: int, end: int) -> int:
        """Where facts below the text begin; they are taken if the item prints none of them above it."""
        labels = self._labels(opening, opening, end)
        if not labels or {item.kind for item in labels} & self.facts.kinds() or self._is_remark(labels):
            return end
        self.fact_lines.take_labels(labels, "label below the text")
        return labels[0].first

    def take_missing(self, opening: int, start: int, end: int) -> None:
        """Take the facts between these lines, below the text, that the item does not print above it."""
        labels = self._labels(opening, start, end)
        new = [item for item in labels if item.kind not in self.facts.kinds()]
        self.fact_lines.take_labels(new, "label below the text")

    def take_amid(self, opening: int, end: int) -> None:
        """Take facts in a box between two parts of the text, where the item prints none elsewhere.

        The place and time of an event in a text are text: three kinds of facts make a box of them.
        """
        index = opening
        while index < end and not self.facts.kinds():
            run: list[Labelled] = []
            while index < end and (found := self._unread_labels(index)):
                run += found
                index = found[-1].last + 1
            valued = {item.kind for item in run if item.values or item.time is not None} & VALUED
            goes_on = index < end and self.marks.is_prose(index)
            if len(valued) >= _FACTS_IN_A_BOX and goes_on and not are_headed(run):
                self.fact_lines.take_labels(run, "facts amid the text")
            index += 1

    def _unread_labels(self, index: int) -> tuple[Labelled, ...]:
        """The labels that begin at a line which no rule has given away."""
        return () if self.account.has(self.lines[index]) else self.marks.labels_from(index)

    def _labels(self, opening: int, start: int, end: int) -> list[Labelled]:
        """Labels with nothing but labels and files after them."""
        labels: list[Labelled] = []
        text = (index for index in reversed(range(start, end)) if self._is_no_fact(index, start))
        index = next(text, start - 1) + 1
        while index < end:
            if self.account.has(self.lines[index]):
                # Another item's, that a rule has given away already.
                index += 1
                continue
            found = self.marks.labels_from(index) or self._unknown_below(index)
            if not found and index not in self.marks.files:
                labels = []
            labels += found
            index = (found[-1].last if found else index) + 1
        kinds = {item.kind for item in labels} & VALUED
        if labels and labels[-1].kind == "unknown" and not kinds & _OF_ITEMS:
            return []
        return labels if kinds and not self._is_invitation(opening, labels, len(kinds)) else []

    def _is_invitation(self, opening: int, labels: list[Labelled], kinds: int) -> bool:
        """Whether the labels are those of a meeting that the text announces."""
        first = labels[0].first
        if kinds == 1 and _INVITATION.match(self.lines[first].text):
            return True
        above = [line.text for line in self.lines[max(opening + 1, first - 2) : first]]
        dates = [value for label in self.facts.labels if label.kind == "date" for value in label.values]
        near_title = self.lines[max(0, self.region.title_at - _NEAR_TITLE) : self.region.title_at]
        types = [*self.facts.types, *(line.text for line in near_title)]
        first_line = self.lines[opening].text
        printed = Printed(first_line, [*dates, *self.facts.date_lines], types, self.published)
        return (self._has_title(opening, first) and are_headed(labels)) or are_of_meeting(
            labels, above, printed
        )

    def _has_title(self, opening: int, index: int) -> bool:
        """Whether a heading is just above a line of the text, or a line set like it and no sentence."""
        above = index - 1
        line = self.lines[above]
        if above <= opening or above in self.marks.links or line.text[-1:] in _ENDS:
            return False
        return is_heading(line) or (len(line.text) < _LONGEST_TITLE and same_parent(line, self.lines[index]))

    def _unknown_below(self, index: int) -> tuple[Labelled, ...]:
        """A label that the vocabulary lacks, set like the known one on the line above."""
        line, above = self.lines[index], self.lines[index - 1]
        known = self.marks.labels_from(index - 1) if index else ()
        if not known or known[0].kind not in VALUED or known[-1].last >= index or not looks_unknown(line):
            return ()
        if not same_parent(line, above):
            return ()
        return (Labelled("unknown", [line.text], None, index, index),)

    def _is_no_fact(self, index: int, start: int) -> bool:
        """Whether the line is no file, begins with no label, and is too far below any to be its value."""
        if index in self.marks.files or self.marks.labels_from(index) or self._unknown_below(index):
            return False
        if self.lines[index].after_break and self._ends_date(index, start):
            return False
        above = self.lines[max(start, index - FARTHEST_VALUE) : index]
        return not any(label_kind(line.text) for line in above)

    def _ends_date(self, index: int, start: int) -> bool:
        """Whether the line is the rest of a labelled date that breaks part."""
        above = map(self.marks.labels_from, range(max(start, index - MOST_PARTS), index))
        return any(found and found[-1].last >= index for found in above)

    def _is_remark(self, labels: list[Labelled]) -> bool:
        """Whether a single label, set like the text's paragraphs, has an unknown value: it is text."""
        first = labels[0].first
        above = self.lines[first - 1]
        if (
            len(labels) > 1
            or first == 0
            or labels[0].last > first
            or not same_parent(above, self.lines[first])
        ):
            return False
        return above.block is not None and self.marks.is_prose(first - 1) and is_unknown(labels[0])
