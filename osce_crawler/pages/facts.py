"""The facts that an item prints beside its text: what lines print is kept, and they get the fact's role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.grammar.dates import is_date_line
from osce_crawler.pages.day_lines import may_be_day_line, says_other
from osce_crawler.pages.document import Element
from osce_crawler.pages.label_values import Labelled, date_over_breaks
from osce_crawler.pages.label_words import VALUED, is_event_label, is_of_change
from osce_crawler.pages.line_marks import PHOTO_DETAILS, Marks
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.roles import ROLE_OF_LABEL, Account, Role

DASHES = frozenset("-–—")
"""What ends a dateline: a line that ends so opens the text, and is no date line."""
_PARTED = re.compile(r"\s*[·•|]\s*")


@dataclass(slots=True)
class Facts:
    """What an item prints beside its text."""

    types: list[str] = field(default_factory=list)
    labels: list[Labelled] = field(default_factory=list)
    date_lines: list[str] = field(default_factory=list)
    bare_times: list[Element] = field(default_factory=list)
    """The `<time>` of each date line: no label says what day it is."""
    captions: list[tuple[int, str]] = field(default_factory=list)
    unknown_labels: list[str] = field(default_factory=list)
    _kinds: frozenset[str] = frozenset()

    def kinds(self) -> frozenset[str]:
        """The facts that labels gave."""
        return self._kinds

    def keep(self, labels: Sequence[Labelled]) -> None:
        """Keep these labels behind the others."""
        self.labels += labels
        self._kinds |= VALUED.intersection([item.kind for item in labels])

    def keep_types(self, words: Sequence[str]) -> None:
        """Keep type words behind the others: the first one counts."""
        self.types += words

    def keep_type_above(self, word: str) -> None:
        """Keep a type word that is printed above the title: it counts before those below it."""
        self.types.insert(0, word)

    def keep_days(self, lines: Sequence[str]) -> None:
        """Keep what date lines print."""
        self.date_lines += lines

    def keep_bare_time(self, time: Element, index: int) -> None:
        """Keep the `<time>` of a date line."""
        self.keep([Labelled("date", [], time, index, index)])
        self.bare_times.append(time)

    def keep_caption(self, index: int, text: str) -> None:
        """Keep the caption of the picture at this line."""
        self.captions.append((index, text))

    def keep_unknown(self, words: Sequence[str], *, is_value: bool = False) -> None:
        """Keep a label that the vocabulary lacks, and its value; `is_value`: of the label kept last."""
        if is_value and self.unknown_labels:
            words = [self.unknown_labels.pop(), *words]
        mark = "" if len(words) == 1 or ":" in words[0] else ":"
        self.unknown_labels.append(" ".join([words[0] + mark, *words[1:]]))


class FactLines:
    """Takes lines of an item as facts."""

    def __init__(self, marks: Marks, account: Account) -> None:
        self.marks, self.lines, self.account = marks, marks.lines, account
        self.facts = Facts()

    def take_labels(self, found: list[Labelled], rule: str, lines: list[Line] | None = None) -> None:
        """Keep labels with their values, each line with the role of its fact.

        `lines`: those that the labels were read from, where they are in a box beside the text.
        """
        lines = self.lines if lines is None else lines
        self.facts.keep(found)
        for item in found:
            role = ROLE_OF_LABEL.get(item.kind, Role.BOILERPLATE)
            self.account.give(lines[item.first : item.last + 1], role, f"{rule}: {item.kind}")
            if item.kind == "unknown":
                said = next((value for value in item.values if ":" in value), lines[item.first].text)
                self.facts.keep_unknown([said])

    def take_type(self, line: Line, rule: str) -> None:
        """Take the line as the item's type word."""
        self.facts.keep_types([line.text])
        self.account.give([line], Role.TYPE, rule)

    def take_name(self, index: int, kind: str, rule: str) -> None:
        """Take the line as a fact of this kind, though no label says so."""
        self.facts.keep([Labelled(kind, [self.lines[index].text], None, index, index)])
        self.account.give([self.lines[index]], ROLE_OF_LABEL[kind], rule)

    def take_date_line(self, index: int) -> int:
        """Keep the line if it is a place and a day, or a day alone; how many lines that takes."""
        line = self.lines[index]
        text, last = date_over_breaks(self.lines, index, line.text, is_date_line)
        if not (is_date_line(text) or may_be_day_line(line, text)):
            return 0
        if text[-1:] in DASHES or self._goes_on_below(last, text):
            return 0  # a dateline in a paragraph of its own, or on a line that breaks: it opens the text
        lines = self.lines[index : last + 1]
        if is_of_change(text) or is_event_label(text) or says_other(line, text):
            self.account.give(lines, Role.BOILERPLATE, "day of a change or an event")
        else:
            self._keep_date_line(lines, text, index)
        return len(lines)

    def _keep_date_line(self, lines: list[Line], text: str, index: int) -> None:
        self.facts.keep_days([text])
        if lines[0].times:
            self.facts.keep_bare_time(lines[0].times[0], index)
        self.account.give(lines, Role.DATE, "date line")

    def _goes_on_below(self, index: int, text: str) -> bool:
        """Whether the line is a dateline and the first words behind it, the others below a break."""
        below = self.lines[index + 1 : index + 2]
        is_broken = any(line.after_break and not line.after_gap for line in below)
        return is_broken and below[0].block is self.lines[index].block and opens_text(text)

    def take_type_and_day(self, line: Line) -> bool:
        """Type and day on one line, `Press release · 3 May 2020 · Vienna`; what has no label stays unread."""
        parts = _parts_of(line.text) if len(line.text) < 120 else []
        if len(parts) < 2 or not any(map(is_type_word, parts)):
            return False
        self.facts.keep_types([part for part in parts if is_type_word(part)])
        days = [part for part in parts if is_date_line(part)]
        self.facts.keep_days(days)
        if days and line.times:
            self.facts.keep_bare_time(line.times[0], 0)
        self.account.give([line], Role.TYPE, "type word and date on one line")
        return True

    def take_caption(self, index: int) -> None:
        """Take the line as a picture's caption."""
        text = self.lines[index].text.removesuffix(PHOTO_DETAILS).strip()
        self.facts.keep_caption(index, text)
        self.account.give([self.lines[index]], Role.CAPTION, "caption of a picture")


def _parts_of(text: str) -> list[str]:
    """What bars or dots part; or commas, where one part is a day: titles have commas, too."""
    parts = _PARTED.split(text)
    by_commas = [part.strip() for part in text.split(",")]
    if len(parts) > 1 or not is_type_word(by_commas[0]):
        return parts
    return by_commas if any(map(is_date_line, by_commas)) else parts
