"""Gives each line of the element around an item's title its role."""

import re
from dataclasses import dataclass

from osce_crawler.addresses import nid_of
from osce_crawler.pages.announced import Printed, are_headed, are_of_meeting, is_unknown
from osce_crawler.pages.below_anchor import PARAGRAPH, end_of_paragraphs
from osce_crawler.pages.boxes import same_parent, smallest_box
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.facts import FactLines, Facts
from osce_crawler.pages.facts_around import FactsAround
from osce_crawler.pages.files import without_files
from osce_crawler.pages.header import Header
from osce_crawler.pages.label_values import FARTHEST_VALUE, MOST_PARTS, Labelled
from osce_crawler.pages.label_words import VALUED, label_kind
from osce_crawler.pages.line_marks import Marks, is_heading
from osce_crawler.pages.lines import Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.others import Others, Run, heads_other_items
from osce_crawler.pages.roles import Account, Role
from osce_crawler.pages.text_end import give_last_lines
from osce_crawler.pages.unknown_labels import looks_unknown

# An invitation says where in its own text; alone this is no label of the item.
_INVITATION = re.compile(r"where\b", re.IGNORECASE)
_OF_ITEMS = frozenset({"source", "fields_of_work"})
_FACTS_IN_A_BOX = 3
_LONGEST_TITLE = 60  # characters
_ENDS = frozenset(".!?…”»:;,")
_NEAR_TITLE = 3
_FEWEST_TEASERS, _LONGEST_SNIPPET = 2, 400


@dataclass(slots=True)
class Item:
    """The lines of an item sorted into what they are: evidence for its kind, material for its record."""

    title: str
    title_at: int
    facts: Facts
    body: range
    text: list[Line]
    text_at: frozenset[int]
    contacts: list[str]
    account: Account
    uncertain: bool
    published: str | None
    """The moment of publishing that the page's head gives."""


def item_of(region: Region, url: str, published: str | None = None) -> Item:
    """The item's lines told apart: type word, labels, date line, captions, text, contacts.

    `published`: the moment of publishing that the page's head gives.
    """
    return _Sorting(region, url, published).item()


class _Sorting:
    """One pass over the lines of a region: header, text, what follows; each line is given one role."""

    def __init__(self, region: Region, url: str, published: str | None) -> None:
        self.region = region
        self.published = published
        self.lines = region.flow.lines
        self.account = Account(region.every)
        self.marks = Marks(region.flow, nid_of(url))
        self.fact_lines = FactLines(self.marks, self.account)
        self.facts = self.fact_lines.facts
        self.contacts = Contacts(region, self.marks, self.account)
        self.header = Header(self.fact_lines, self.contacts, region.title)
        self.uncertain = False
        self.opening_at = 0

    def item(self) -> Item:
        """The item; every line of the region has its role then. Called once: roles are given as it goes.

        Newer pages print the facts below the title, older ones within the text's own element, above the
        title, or in a box beside the text; what is printed twice counts where it is read first.
        """
        self.account.give([self.region.title_line], Role.TITLE, "title of the page")
        if self.region.type_in_title:
            self.facts.keep_types([self.region.type_in_title])
        start = self.header.read(self.region.title_at + 1, self._anchored_start())
        taken, end = self._anchored_text(start) if self.region.text is not None else self._text(start)
        around = FactsAround(self.region, self.fact_lines, self.contacts, self._box(start, end))
        around.above_title()
        around.beside_text()
        self.contacts.keep_above_text()
        text_at = [*self.header.lead, *taken]
        text = [self.lines[index] for index in text_at]
        self._give_rest(end)
        return Item(
            self.region.title,
            self.region.title_at,
            self.facts,
            range(min(text_at, default=start), end),
            text,
            frozenset(text_at),
            self.contacts.printed,
            self.account,
            self.uncertain,
            self.published,
        )

    def _box(self, start: int, end: int) -> Element | None:
        return smallest_box(self.region, self.account, start, end)

    # ---- where an anchor names the text

    def _anchored_start(self) -> int | None:
        if self.region.text is None:
            return None
        above = self.region.title_at
        inside = (
            i for i, line in enumerate(self.lines) if i > above and is_inside(line.block, self.region.text)
        )
        return next(inside, None)

    def _anchored_text(self, start: int) -> tuple[list[int], int]:
        """All of the anchored element is text, but captions and what templates print above and below."""
        end = start
        while end < len(self.lines) and is_inside(self.lines[end].block, self.region.text):
            end += 1
        if end == start:
            return self._text(start)
        start = self.opening_at = self._anchored_header(start, end)
        named, end = end, self._end_below_anchor(start, end)
        below = self._below(end, len(self.lines))
        self._tail_facts(end, below)
        own = {line.text for line in self.lines[start:end]}
        self.uncertain = any(self._is_lost_paragraph(at, own) for at in range(end, below))
        last = self.contacts.take_at_end(start, self._without_labels(start, named))
        last = without_files(self.marks, self.account, start, last, is_anchored=True)
        taken = self._take_text(start, last, "anchored text")
        return taken + self._take_text(named, end, "paragraphs right below the anchored text"), end

    def _end_below_anchor(self, start: int, end: int) -> int:
        text = self.region.text
        return end if text is None else end_of_paragraphs(self.marks, text, start, end)

    def _is_lost_paragraph(self, index: int, own: set[str]) -> bool:
        """Whether a paragraph that no rule gave away, and the text does not print, stands outside of it."""
        line = self.lines[index]
        is_long = len(line.text) >= PARAGRAPH and self.marks.is_prose(index)
        return is_long and line.text not in own and not self.account.has(line)

    def _anchored_header(self, start: int, end: int) -> int:
        """G2 prints the date line, and captions, within the element of the text."""
        while start < end - 1:
            if self.marks.is_caption(start):
                self.fact_lines.take_caption(start)
                start += 1
            elif taken := self.fact_lines.take_date_line(start):
                start += taken
            else:
                break
        return start

    def _below(self, index: int, end: int) -> int:
        """How far the item's own lines go below an anchored text: to its contacts' end, or to other items."""
        while index < end:
            if label_kind(self.lines[index].text) == "contacts":
                return self.contacts.take(index)
            if heads_other_items(self.lines[index]) or self.marks.is_item_heading(index):
                return index
            index += 1
        return index

    def _tail_facts(self, start: int, end: int) -> None:
        labels = self._labels_below(start, end)
        new = [item for item in labels if item.kind not in self.facts.kinds()]
        self.fact_lines.take_labels(new, "label below the text")

    # ---- where evidence finds the text

    def _text(self, start: int) -> tuple[list[int], int]:
        """The lines of the text from its first to its last, without boxes that show other items."""
        if start >= len(self.lines):
            return [], start
        self.opening_at = start
        others = Others(self.marks, self.facts.kinds(), start, self.region.title_line)
        end, gaps = self._end(start, others)
        end = self._without_others(start, end, gaps)
        end = self._within(self._box(start, end), start, end)
        end = without_files(self.marks, self.account, start, self._without_labels(start, end))
        self._facts_amid(start, end)
        give_last_lines(self.marks, self.account, start, end)
        return [i for i in self._take_text(start, end, "text by evidence") if i not in gaps], end

    def _without_others(self, start: int, end: int, gaps: set[int]) -> int:
        """Where the text ends above other items that are shown last, and above their heading."""
        last = end
        while last - 1 in gaps:
            last -= 1
        if last < end and last - 1 > start and is_heading(self.lines[last - 1]):
            last -= 1
            self.account.give([self.lines[last]], Role.BOILERPLATE, "heading above the last links")
        return self._without_teasers(start, last)

    def _without_teasers(self, start: int, end: int) -> int:
        """Where titles of other items with their snippets begin; in the box of the text they are a guess."""
        first = end
        while first - 2 > start and self._is_teaser(first - 2):
            first -= 2
        opening = self.lines[start].block
        if end - first < _FEWEST_TEASERS * 2 or opening is None or self.lines[first - 1].text.endswith(":"):
            return end
        if is_inside(self.lines[first].block, opening.getparent()):
            self.uncertain = True
            return end
        self.account.give(self.lines[first:end], Role.BOILERPLATE, "linked heading of another item")
        return first

    def _is_teaser(self, index: int) -> bool:
        snippet = index + 1
        is_short = len(self.lines[snippet].text) < _LONGEST_SNIPPET
        return index in self.marks.items and snippet not in self.marks.linked and is_short

    def _end(self, start: int, others: Others) -> tuple[int, set[int]]:
        """Where the text ends, and which lines within it are none."""
        gaps: set[int] = set()
        index = start
        while index < len(self.lines):
            if self.contacts.begin_at(index, start):
                return self._end_at_contacts(index, others, gaps)
            run = others.run_from(index)
            if run is None:
                index += 1
                continue
            gaps |= self._leave_out(run, others)
            index = max(run.end, index + 1)
        return len(self.lines), gaps

    def _leave_out(self, run: Run, others: Others) -> set[int]:
        """Give a run of other items away; where it holds text and has no box of its own, that is a guess."""
        indexes = range(run.first, run.end)
        lost = sum(map(self.marks.is_prose, indexes))
        titles = sum(index in self.marks.linked for index in indexes)
        is_guess = lost > titles if not run.is_boxed else lost >= titles and others.is_within_text(run)
        self.uncertain = self.uncertain or (is_guess and lost > 0)
        self.account.give(self.lines[run.first : run.end], Role.BOILERPLATE, run.rule)
        return set(indexes)

    def _end_at_contacts(self, index: int, others: Others, gaps: set[int]) -> tuple[int, set[int]]:
        last = self.contacts.take(index, others)
        if not self.contacts.text_resumes(last, index):
            return index, gaps
        end, further = self._end(last, others)
        return end, gaps | further | set(range(index, last))

    def _within(self, box: Element | None, start: int, end: int) -> int:
        """Where the lines end that are in the smallest element around title and text."""
        while box is not None and end > start and not is_inside(self.lines[end - 1].block, box):
            end -= 1
        return end

    # ---- the text, and facts below it

    def _labels_below(self, start: int, end: int) -> list[Labelled]:
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
        return labels if kinds and not self._is_invitation(labels, len(kinds)) else []

    def _is_invitation(self, labels: list[Labelled], kinds: int) -> bool:
        """Whether the labels are those of a meeting that the text announces."""
        first = labels[0].first
        if kinds == 1 and _INVITATION.match(self.lines[first].text):
            return True
        above = [line.text for line in self.lines[max(self.opening_at + 1, first - 2) : first]]
        dates = [value for label in self.facts.labels if label.kind == "date" for value in label.values]
        near_title = self.lines[max(0, self.region.title_at - _NEAR_TITLE) : self.region.title_at]
        types = [*self.facts.types, *(line.text for line in near_title)]
        opening = self.lines[self.opening_at].text
        printed = Printed(opening, [*dates, *self.facts.date_lines], types, self.published)
        return (self._has_title(first) and are_headed(labels)) or are_of_meeting(labels, above, printed)

    def _has_title(self, index: int) -> bool:
        """Whether a heading stands just above a line of the text, or a line set like it and no sentence."""
        above = index - 1
        line = self.lines[above]
        if above <= self.opening_at or above in self.marks.links or line.text[-1:] in _ENDS:
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

    def _without_labels(self, start: int, end: int) -> int:
        """Where facts below the text begin; only those that the item does not print above it."""
        labels = self._labels_below(start, end)
        if not labels or {item.kind for item in labels} & self.facts.kinds() or self._is_remark(labels):
            return end
        self.fact_lines.take_labels(labels, "label below the text")
        return labels[0].first

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

    def _facts_amid(self, start: int, end: int) -> None:
        """Facts in a box between two parts of the text, where the item prints none elsewhere.

        The place and time of an event in a text are text: three kinds of facts make a box of them.
        """
        index = start
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

    def _take_text(self, start: int, end: int, rule: str) -> list[int]:
        """Give the lines of the text their role; captions among them are set aside."""
        open_lines = [index for index in range(start, end) if not self.account.has(self.lines[index])]
        taken = []
        for index in open_lines:
            if self.marks.is_caption(index):
                self.fact_lines.take_caption(index)
            else:
                taken.append(index)
        self.account.give((self.lines[index] for index in taken), Role.TEXT, rule)
        return taken

    def _give_rest(self, end: int) -> None:
        """Boxes apart and what is outside the item: boilerplate, with the rule that says why."""
        for line in self.region.every:
            if line.apart:
                self.account.give([line], Role.BOILERPLATE, line.apart)
        self.account.give((self.lines[at] for at in self.marks.files if at >= end), Role.FILE, "file")
        below = (at for at in self.marks.links if at >= end and self.marks.is_note_on_languages(at))
        notes = (self.lines[at] for at in below)
        self.account.give(notes, Role.TRANSLATION, "links to other languages")
        self.account.give(self.lines[: self.region.title_at], Role.BOILERPLATE, "above the title")
        self.account.give(self.lines[end:], Role.BOILERPLATE, "below the text")
