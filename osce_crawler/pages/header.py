"""The facts of an item: its labels, type word and date line, wherever between title and text they are."""

import re
from dataclasses import dataclass, field

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.grammar.dates import is_date, is_date_line
from osce_crawler.pages.announced import are_of_table
from osce_crawler.pages.boxes import are_alike
from osce_crawler.pages.day_lines import may_be_day_line, named_fact, says_other
from osce_crawler.pages.document import Element, is_inside, words_of
from osce_crawler.pages.label_values import Labelled, date_over_breaks
from osce_crawler.pages.label_words import VALUED, folded, is_event_label, is_of_change, label_kind
from osce_crawler.pages.lead import is_lead
from osce_crawler.pages.line_marks import PHOTO_DETAILS, Marks, is_heading
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import heads_other_items, is_type_word
from osce_crawler.pages.passing_words import READING_TIME, SHARE_BAR, is_language_bar
from osce_crawler.pages.roles import ROLE_OF_LABEL, Account, Role
from osce_crawler.pages.unknown_labels import (
    are_dressed_alike,
    is_of_facts,
    looks_unknown,
    words_with_colon,
)
from osce_crawler.vocabulary.words import page_types

_DASHES = frozenset("-–—")
_PARTED = re.compile(r"\s*[·•|]\s*")
_LABEL_TAGS = frozenset({"dt", "dd", "th"})
_FACTS = frozenset({Role.DATE, Role.PLACE, Role.SOURCE, Role.TOPIC, Role.LABEL})
_MOST_UNKNOWN = 6  # lines that may end a list of facts
_AHEAD = 40
_MOST_LINES = 1000  # between title and text
_MOST_PROSE = 3


@dataclass(slots=True)
class Facts:
    """What an item's header prints, and where the header ends."""

    types: list[str] = field(default_factory=list)
    labels: list[Labelled] = field(default_factory=list)
    date_lines: list[str] = field(default_factory=list)
    bare_times: list[Element] = field(default_factory=list)
    """The `<time>` of each date line: no label says what day it is."""
    captions: list[tuple[int, str]] = field(default_factory=list)
    unknown_labels: list[str] = field(default_factory=list)
    contact_at: int | None = None
    _kinds: frozenset[str] = frozenset()

    def keep(self, labels: list[Labelled]) -> None:
        """Keep these labels behind the others."""
        self.labels += labels
        self._kinds |= VALUED.intersection([item.kind for item in labels])

    def kinds(self) -> frozenset[str]:
        """The facts that labels gave."""
        return self._kinds


class Header:
    """Gives roles to the lines between title and text."""

    def __init__(self, marks: Marks, account: Account, title: str) -> None:
        self.marks, self.lines, self.account, self.title = marks, marks.lines, account, title
        self.facts = Facts()
        self.lead: list[int] = []

    def read(self, index: int, text_at: int | None) -> int:
        """Pass over the header; where the text begins. `text_at` is where an anchor says that it does."""
        end = min(len(self.lines) if text_at is None else text_at, index + _MOST_LINES)
        while index < end:
            passed = self._value_of_unknown(index) or self._known(index)
            if not passed:
                stop = text_at if text_at is not None else self._facts_ahead(index)
                if stop is None and self._are_contacts_above(index):
                    stop = end
                if stop is None:
                    return self._text_start(index)
                passed = self._between(index, stop)
            index += passed
        text_at = len(self.lines) if text_at is None else text_at
        # No item has so many lines above its text.
        self.account.give(self.lines[end:text_at], Role.BOILERPLATE, "between title and text")
        return text_at

    def _known(self, index: int) -> int:
        """How many lines from here are header by their own words."""
        line = self.lines[index]
        found = self.marks.labels_from(index)
        if found and found[0].kind != "contacts":
            self.take_labels([*found], "label")
            return found[-1].last - index + 1
        if found:
            return 0
        if self.keep_parts(line):
            return 1
        if is_type_word(line.text):
            self.facts.types.append(line.text)
            self.account.give([line], Role.TYPE, "type word")
        elif page_types().get(line.text[:60].casefold()) in {"event", "document"} and not self.facts.labels:
            self.account.give([line], Role.TYPE, "type word of another kind of page")
        elif self.marks.is_caption(index):
            self.keep_caption(index)
        elif taken := self.take_date_line(index):
            return taken
        elif kind := self._named_beside_facts(index):
            self.facts.keep([Labelled(kind, [line.text], None, index, index)])
            self.account.give([line], ROLE_OF_LABEL[kind], f"known name beside facts: {kind}")
        elif SHARE_BAR.match(line.text[:80]) or folded(line.text) == folded(self.title):
            self.account.give([line], Role.BOILERPLATE, "share bar, or the title again")
        else:
            return self._unknown_label(index)
        return 1

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
                self.facts.unknown_labels.append(said)

    def take_date_line(self, index: int) -> int:
        """Keep the line if it is a place and a day, or a day alone; how many lines that takes."""
        line = self.lines[index]
        text, last = date_over_breaks(self.lines, index, line.text, is_date_line)
        if not (is_date_line(text) or may_be_day_line(line, text)):
            return 0
        if text[-1:] in _DASHES or self._goes_on_below(last, text):
            return 0  # a dateline in a paragraph of its own, or on a line that breaks: it opens the text
        lines = self.lines[index : last + 1]
        if is_of_change(text) or is_event_label(text) or says_other(line, text):
            self.account.give(lines, Role.BOILERPLATE, "day of a change or an event")
        else:
            self._keep_date_line(lines, text, index)
        return len(lines)

    def _named_beside_facts(self, index: int) -> str | None:
        """The fact that a line names without a label, right above a day or right below such a fact."""
        line, below = self.lines[index], self.lines[index + 1 : index + 2]
        is_below = self.account.role_of(self.lines[index - 1]) in _FACTS and self.facts.date_lines
        if is_heading(line) or not (is_below or any(is_date(one.text) for one in below)):
            return None
        return named_fact(line.text, VALUED - self.facts.kinds())

    def _goes_on_below(self, index: int, text: str) -> bool:
        """Whether the line is a dateline and the first words behind it, the others below a break."""
        below = self.lines[index + 1 : index + 2]
        is_broken = any(line.after_break and not line.after_gap for line in below)
        return is_broken and below[0].block is self.lines[index].block and opens_text(text)

    def keep_caption(self, index: int) -> None:
        """Keep a picture's caption."""
        text = self.lines[index].text.removesuffix(PHOTO_DETAILS).strip()
        self.facts.captions.append((index, text))
        self.account.give([self.lines[index]], Role.CAPTION, "caption of a picture")

    def _keep_date_line(self, lines: list[Line], text: str, index: int) -> None:
        self.facts.date_lines.append(text)
        if lines[0].times:
            self._keep_bare_time(lines[0], index)
        self.account.give(lines, Role.DATE, "date line")

    def _keep_bare_time(self, line: Line, index: int) -> None:
        self.facts.keep([Labelled("date", [], line.times[0], index, index)])
        self.facts.bare_times.append(line.times[0])

    def keep_parts(self, line: Line) -> bool:
        """Type and day on one line, `Press release · 3 May 2020 · Vienna`; what has no label stays unread."""
        parts = _parts_of(line.text) if len(line.text) < 120 else []
        if len(parts) < 2 or not any(map(is_type_word, parts)):
            return False
        self.facts.types += [part for part in parts if is_type_word(part)]
        days = [part for part in parts if is_date_line(part)]
        self.facts.date_lines += days
        if days and line.times:
            self._keep_bare_time(line, 0)
        self.account.give([line], Role.TYPE, "type word and date on one line")
        return True

    def _facts_ahead(self, index: int) -> int | None:
        """Where facts of the item go on behind lines that are none; null where the text begins here."""
        prose: list[Line] = []
        for at in range(index, min(index + _AHEAD, len(self.lines))):
            line = self.lines[at]
            if opens_text(line.text) and not line.times and len(line.text) > 60:
                return None
            if (
                at in self.marks.items
                or self.marks.is_item_heading(at)
                or (at > index and heads_other_items(line))
            ):
                return None
            if at > index and (self._are_facts(at, prose) or (at == index + 1 and self._is_day(at))):
                return at if self._text_follows(at) else None
            if self.marks.is_prose(at):
                prose.append(line)
            if len(prose) > _MOST_PROSE:
                return None
        return None

    def _is_day(self, at: int) -> bool:
        """Whether the line is the item's day, and its first: nothing above it can be the text."""
        text, is_first = self.lines[at].text, not self.facts.date_lines and "date" not in self.facts.kinds()
        return is_first and is_date_line(text) and text[-1:] not in _DASHES

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
        beside_text = any(
            line.block is not None and (line.block is other.block or are_alike(line.block, other.block))
            for other in prose
        )
        found = self.marks.labels_from(at)
        if not found:
            return not prose and is_type_word(line.text)
        if prose and are_of_table(line, found):
            return False
        kinds = {item.kind for item in found if item.values or item.time is not None} & VALUED
        following = found[-1].last + 1
        if len(kinds) < 2 and following < len(self.lines):
            kinds |= {item.kind for item in self.marks.labels_from(following)} & VALUED
        new = kinds - self.facts.kinds()
        if beside_text or not new:
            return False
        return len(kinds) >= 2 or (not prose and bool(kinds & {"date", "source", "fields_of_work"}))

    def _between(self, index: int, stop: int) -> int:
        """Give a role to a line that is neither a fact nor text."""
        line = self.lines[index]
        if label_kind(line.text) == "contacts" and self.facts.contact_at is None:
            return self._contacts(index, stop)
        is_bar = self.marks.is_link_list(index) and is_language_bar(line.text)
        if is_bar or self.marks.is_note_on_languages(index):
            self.account.give([line], Role.TRANSLATION, "links to other languages")
        elif READING_TIME.match(line.text[:80]) or self.marks.is_link_list(index):
            self.account.give([line], Role.BOILERPLATE, "between title and text")
        elif self._looks_like_label(line):
            self._take_unknown(index, 1)
        elif self.marks.is_prose(index) or is_lead(self.marks, self.account, index):
            self.lead.append(index)
            self.account.give([line], Role.TEXT, "lead above the text")
        else:
            self.account.give([line], Role.BOILERPLATE, "between title and text")
        return 1

    def _are_contacts_above(self, index: int) -> bool:
        """Whether a box of contacts begins at this line, right behind which the text does."""
        if label_kind(self.lines[index].text) != "contacts" or self.facts.contact_at is not None:
            return False
        last = self._end_of_contacts(index, len(self.lines))
        return last < len(self.lines) and self.marks.is_prose(last)

    def _contacts(self, index: int, stop: int) -> int:
        """A box of contacts above the text: the label's line and what is in its box."""
        self.facts.contact_at = index
        last = self._end_of_contacts(index, stop)
        self.account.give(self.lines[index:last], Role.CONTACT, "contacts above the text")
        return last - index

    def _end_of_contacts(self, index: int, stop: int) -> int:
        block = self.lines[index].block
        box = block.getparent() if block is not None else None
        last = index + 1
        while last < stop and (box is None or is_inside(self.lines[last].block, box)):
            if self.marks.labels_from(last) or self.marks.is_prose(last):
                break
            last += 1
        return last

    def _text_start(self, index: int) -> int:
        """The first line of the text: a line that cannot open it is passed over where text follows."""
        while index + 1 < len(self.lines) and self._cannot_open(index):
            line = self.lines[index]
            is_note = is_language_bar(line.text) or self.marks.is_note_on_languages(index)
            role = Role.TRANSLATION if is_note else Role.BOILERPLATE
            self.account.give([line], role, "between title and text")
            index += 1
            passed = self._known(index) if index < len(self.lines) else 0
            index += passed
        return index

    def _cannot_open(self, index: int) -> bool:
        line = self.lines[index]
        if READING_TIME.match(line.text[:80]) or self.marks.is_note_on_languages(index):
            return True
        return self.marks.is_link_list(index) and not is_heading(line) and not self.marks.items & {index}

    def _looks_like_label(self, line: Line) -> bool:
        head, colon, value = line.text[:200].partition(":")
        if line.block is not None and line.block.tag in _LABEL_TAGS:
            return True
        return bool(colon) and len(head) < 30 and len(line.text) < 160 and bool(value or len(head) < 25)

    def _unknown_label(self, index: int) -> int:
        """How many lines a label takes that is not known here but is among the item's own."""
        line = self.lines[index]
        if self._is_beside_fact(index):
            return self._take_unknown(index, 1)
        if not self.facts.kinds() and not self._begins_facts(index):
            return 0
        if line.block is not None and line.block.tag in _LABEL_TAGS:
            return self._take_unknown(index, 1)
        if ":" not in line.text[:30] and (len(line.text) >= 40 or line.text[-1:] in ".,;!?"):
            return 0
        return self._unknown_above_facts(index)

    def _unknown_above_facts(self, index: int) -> int:
        """How many lines an unknown label takes above a fact that is new."""
        known = self.facts.kinds()
        for at in range(index + 1, min(index + 3, len(self.lines))):
            before = self.lines[at - 1].text
            if len(before) > 160 or opens_text(before):
                return 0
            if found := self.marks.labels_from(at):
                new = found[0].kind in VALUED - known
                return self._take_unknown(index, at - index) if new else 0
        return 0

    def _is_beside_fact(self, index: int) -> bool:
        """Whether the line is one more of the facts that end above it or begin below it."""
        line, before = self.lines[index], self.lines[index - 1]
        if self.account.role_of(before) in _FACTS and before.text not in self.facts.date_lines:
            further = self.lines[index + 1 : index + _MOST_UNKNOWN]
            return is_of_facts(line, before, next((one for one in further if not looks_unknown(one)), None))
        found = self.marks.labels_from(index + 1) if index + 1 < len(self.lines) else ()
        return bool(found) and found[0].kind in VALUED and are_dressed_alike(line, self.lines[index + 1])

    def _value_of_unknown(self, index: int) -> int:
        """Keep the line if it is the value beside a label that the vocabulary lacks, a day perhaps."""
        block = self.lines[index].block
        if block is None or block.tag not in {"dd", "td"} or index == 0:
            return 0
        before = self.lines[index - 1]
        is_beside = before.block is not None and before.block.getnext() is block
        is_value = is_beside and self.account.role_of(before) is Role.LABEL
        return self._take_unknown(index, 1, is_value=True) if is_value else 0

    def _take_unknown(self, index: int, count: int, *, is_value: bool = False) -> int:
        lines = self.lines[index : index + count]
        block, unknown = lines[0].block, self.facts.unknown_labels
        words = words_with_colon(lines[0]) + [line.text for line in lines[1:]]
        if unknown and (is_value or (block is not None and block.tag == "dd")):
            words.insert(0, unknown.pop())
        mark = "" if len(words) == 1 or ":" in words[0] else ":"
        unknown.append(" ".join([words[0] + mark, *words[1:]]))
        self.account.give(lines, Role.LABEL, "label that the vocabulary does not know")
        return count

    def _begins_facts(self, index: int) -> bool:
        """Whether the line opens a list of facts of which at least two are known."""
        block = self.lines[index].block
        box = next((a for a in block.iterancestors("dl", "ul", "table")), None) if block is not None else None
        if box is None or len(words_of(box)) > 1000:
            return False
        ahead = range(index, min(index + 12, len(self.lines)))
        inside = [at for at in ahead if is_inside(self.lines[at].block, box)]
        return len({item.kind for at in inside for item in self.marks.labels_from(at)} & VALUED) >= 2


def _parts_of(text: str) -> list[str]:
    """What bars or dots part; or commas, where one part is a day: titles have commas, too."""
    parts = _PARTED.split(text)
    by_commas = [part.strip() for part in text.split(",")]
    if len(parts) > 1 or not is_type_word(by_commas[0]):
        return parts
    return by_commas if any(map(is_date_line, by_commas)) else parts
