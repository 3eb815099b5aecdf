"""An item's lines told apart: each line of the element around the title gets its role."""

import re
from dataclasses import dataclass

from osce_crawler.addresses import nid_of
from osce_crawler.pages.announced import Printed, are_of_meeting
from osce_crawler.pages.document import Element
from osce_crawler.pages.header import Facts, Header
from osce_crawler.pages.labels import VALUED, Labelled, is_inside, label_kind, labelled_from
from osce_crawler.pages.line_marks import Marks, is_heading, is_in_list
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.others import Others, Run, is_type_word, opens_others
from osce_crawler.pages.roles import Account, Role
from osce_crawler.vocabulary import sources

# An invitation says where in its own text; alone this is no label of the item.
_INVITATION = re.compile(r"where\b", re.IGNORECASE)
_FILES_HEAD = re.compile(
    r"(related |attached )?(documents?|downloads?|attachments?|files?|document\w*|документ\w*)\s*:?$",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"@|\btel\b|\bphone\b|\bfax\b|\bтел\b|\+\d|\(\d{2,}\)", re.IGNORECASE)
# Boxes in which items print facts of their own; menus and teasers print those of the site and of others.
_MAY_HOLD_FACTS = frozenset(
    {
        "aside element",
        "footer element",
        "header element",
        "class sidebar",
        "class tags",
        "class footer",
        "role complementary",
    }
)
_MOST_CONTACTS = 20
_ABOVE_TITLE = 12
_NEAR_TITLE = 3


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
    uncertain: bool = False


def item_of(region: Region, url: str) -> Item:
    """The item's lines told apart: type word, labels, date line, captions, text, contacts."""
    return _Sorting(region, url).item()


class _Sorting:
    """One pass over the lines of a region: header, text, what follows; each line is given one role."""

    def __init__(self, region: Region, url: str) -> None:
        self.region = region
        self.lines = region.flow.lines
        self.account = Account(region.every)
        self.marks = Marks(region.flow, nid_of(url))
        self.header = Header(self.marks, self.account, region.title)
        self.facts = self.header.facts
        self.contacts: list[str] = []
        self.uncertain = False
        self.opening_at = 0

    def item(self) -> Item:
        self.account.give([self.region.title_line], Role.TITLE, "title of the page")
        if self.region.type_in_title:
            self.facts.types.append(self.region.type_in_title)
        start = self.header.read(self.region.title_at + 1, self._anchored_start())
        taken, end = self._anchored_text(start) if self.region.text is not None else self._text(start)
        box = self._box(start, end)
        self._before_title(box)
        self._facts_apart(box)
        self._read_contacts_above()
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
            self.contacts,
            self.account,
            self.uncertain,
        )

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
        below = self._below(end, len(self.lines))
        self._tail_facts(end, below)
        last = self._without_labels(start, end)
        taken = self._take_text(start, self._without_files(start, last), "anchored text")
        return taken, end

    def _anchored_header(self, start: int, end: int) -> int:
        """G2 prints the date line, and captions, within the element of the text."""
        while start < end - 1:
            if self.marks.is_caption(start):
                self.header.keep_caption(start)
                start += 1
            elif taken := self.header.take_date_line(start):
                start += taken
            else:
                break
        return start

    def _below(self, index: int, end: int) -> int:
        """How far the item's own lines go below an anchored text: to its contacts' end, or to other items."""
        while index < end:
            if label_kind(self.lines[index].text) == "contacts":
                return self._take_contacts(index, None)
            if opens_others(self.lines[index]) or self.marks.is_item_heading(index):
                return index
            index += 1
        return index

    def _tail_facts(self, start: int, end: int) -> None:
        labels = self._labels_below(start, end)
        new = [item for item in labels if item.kind not in self.facts.kinds()]
        self.header.take_labels(new, "label below the text")

    # ---- where evidence finds the text

    def _text(self, start: int) -> tuple[list[int], int]:
        """The lines of the text from its first to its last, without boxes that show other items."""
        if start >= len(self.lines):
            return [], start
        self.opening_at = start
        others = Others(self.marks, self.facts.kinds(), start, self.region.title_line)
        end, gaps = self._end(start, others)
        end = self._within(self._box(start, end), start, end)
        end = self._without_files(start, self._without_labels(start, end))
        return [i for i in self._take_text(start, end, "text by evidence") if i not in gaps], end

    def _end(self, start: int, others: Others) -> tuple[int, set[int]]:
        """Where the text ends, and which lines within it are none."""
        gaps: set[int] = set()
        index = start
        while index < len(self.lines):
            if self._is_contact_label(index, start):
                return self._end_at_contacts(index, others, gaps)
            run = others.run_from(index)
            if run is None:
                index += 1
                continue
            gaps |= self._leave_out(run)
            index = max(run.end, index + 1)
        return len(self.lines), gaps

    def _leave_out(self, run: Run) -> set[int]:
        """Give a run of other items away; where it holds text and has no box, its end is a guess."""
        indexes = range(run.first, run.end)
        lost = sum(map(self.marks.is_prose, indexes))
        titles = sum(index in self.marks.linked for index in indexes)
        self.uncertain = self.uncertain or (not run.is_boxed and lost > titles)
        self.account.give(self.lines[run.first : run.end], Role.BOILERPLATE, run.rule)
        return set(indexes)

    def _is_contact_label(self, index: int, start: int) -> bool:
        """Whether contacts begin here: their label, and below it what contacts print."""
        text = self.lines[index].text
        if label_kind(text) == "contacts":
            return not self._goes_on_as_text(index + 1)
        head, colon, value = text[:200].partition(":")
        return (
            bool(colon)
            and len(text) < 200
            and index > start
            and label_kind(head) == "contacts"
            and bool(value)
        )

    def _goes_on_as_text(self, index: int) -> bool:
        below = range(index, min(index + 4, len(self.lines)))
        if any(_CONTACT.search(self.lines[at].text[:500]) for at in below):
            return False
        return bool(below) and all(self.marks.is_prose(at) and len(self.lines[at].text) > 120 for at in below)

    def _end_at_contacts(self, index: int, others: Others, gaps: set[int]) -> tuple[int, set[int]]:
        last = self._take_contacts(index, others)
        has_text = self._box(self.region.title_at + 1, index) is not None
        resumes = has_text and last < len(self.lines) and self.marks.is_prose(last)
        if not resumes or not _same_parent(self.lines[last], self.lines[index - 1]):
            return index, gaps
        end, further = self._end(last, others)
        return end, gaps | further | set(range(index, last))

    def _within(self, box: Element | None, start: int, end: int) -> int:
        """Where the lines end that are in the smallest element around title and text."""
        while box is not None and end > start and not is_inside(self.lines[end - 1].block, box):
            end -= 1
        return end

    def _box(self, start: int, end: int) -> Element | None:
        """The smallest element that holds the title and the text; the item is in it, other items are not."""
        title = self.region.title_line.block
        if title is None or start >= end:
            return None
        own = [line for line in self.lines[start:end] if not self.account.is_boilerplate(line)]
        longest = max(own, key=lambda line: len(line.text), default=self.lines[start])
        return _common(_common(title, self.lines[start].block), longest.block)

    def _labels_below(self, start: int, end: int) -> list[Labelled]:
        """Labels with nothing but labels and files after them."""
        labels: list[Labelled] = []
        index = start
        while index < end:
            found = labelled_from(self.lines, index)
            labels = labels + found if found or index in self.marks.files else []
            index = (found[-1].last if found else index) + 1
        kinds = {item.kind for item in labels} & VALUED
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
        return are_of_meeting(labels, above, Printed(opening, [*dates, *self.facts.date_lines], types))

    def _without_labels(self, start: int, end: int) -> int:
        """Where facts below the text begin; only those that the item does not print above it."""
        labels = self._labels_below(start, end)
        if not labels or {item.kind for item in labels} & self.facts.kinds():
            return end
        self.header.take_labels(labels, "label below the text")
        return labels[0].first

    # ---- text, files, contacts

    def _without_files(self, start: int, end: int) -> int:
        """Where files and items listed below the text begin."""
        last = end
        while last - 1 > start and (last - 1 in self.marks.files or self._is_listed_item(last - 1)):
            last -= 1
        if self._heads_files(start, last):
            last -= 1
        for index in range(last, end):
            role = (
                Role.FILE if index in self.marks.files or last not in self.marks.items else Role.BOILERPLATE
            )
            self.account.give([self.lines[index]], role, "files below the text")
        return last

    def _is_listed_item(self, index: int) -> bool:
        """Whether the line is a link to another item, and one of several or in a list."""
        if index not in self.marks.items:
            return False
        listed = self.lines[index].block is None or is_in_list(self.lines[index])
        above = self.lines[index - 1]
        beside_text = _same_parent(self.lines[index], above) and index - 1 not in self.marks.items
        return listed or not beside_text or opens_others(above) is not None

    def _is_files_head(self, at: int) -> bool:
        return at + 1 in self.marks.files and bool(_FILES_HEAD.match(self.lines[at].text[:100]))

    def _heads_files(self, start: int, end: int) -> bool:
        """Whether the last line of the text is the heading of the files below it."""
        line = self.lines[end - 1]
        below = end in self.marks.files and end - 1 > start
        return below and len(line.text) < 60 and (is_heading(line) or bool(_FILES_HEAD.match(line.text)))

    def _take_text(self, start: int, end: int, rule: str) -> list[int]:
        """Give the lines of the text their role; captions among them are set aside."""
        taken = []
        for index in range(start, end):
            if self.account.has(self.lines[index]):
                continue
            if self.marks.is_caption(index):
                self.header.keep_caption(index)
                continue
            self.account.give([self.lines[index]], Role.TEXT, rule)
            taken.append(index)
        return taken

    def _take_contacts(self, index: int, others: Others | None) -> int:
        """Keep what is below the contact label, in its box or beside it; the line after the last."""
        found = labelled_from(self.lines, index)
        lines = list(found[0].values) if found else []
        at = (found[-1].last if found else index) + 1
        own = self._box(self.region.title_at + 1, index)
        if not is_inside(self.lines[index].block, own):
            own = None
        while own is not None or not lines:
            if at >= len(self.lines) or len(lines) >= _MOST_CONTACTS or self._ends_contacts(at, own, others):
                break
            lines.append(self.lines[at].text)
            at += 1
        self.account.give(self.lines[index:at], Role.CONTACT, "contacts")
        self.contacts = [text for text in lines if text]
        return at

    def _ends_contacts(self, at: int, box: Element | None, others: Others | None) -> bool:
        line = self.lines[at]
        if box is not None and not is_inside(line.block, box):
            return True
        if at in self.marks.files or self._is_files_head(at):
            return True
        if at in self.marks.items or opens_others(line) or label_kind(line.text) in VALUED:
            return True
        if self.marks.is_item_heading(at):
            return True
        return others is not None and others.run_from(at) is not None

    def _read_contacts_above(self) -> None:
        at = self.facts.contact_at
        if at is not None and not self.contacts:
            last = at + 1
            while last < len(self.lines) and self.account.role_of(self.lines[last]) is Role.CONTACT:
                last += 1
            self.contacts = [line.text for line in self.lines[at + 1 : last]]

    # ---- above the title, and in boxes apart from the text

    def _before_title(self, box: Element | None) -> None:
        """Type words just above the title, and labels in the item's own element above it."""
        title_at = self.region.title_at
        index = max(0, title_at - _ABOVE_TITLE)
        while index < title_at:
            own = box is None or is_inside(self.lines[index].block, box)
            found = labelled_from(self.lines, index) if own else []
            self.header.take_labels(found, "label above the title")
            index = (found[-1].last if found else index) + 1
        for index in self._near_title():
            if is_type_word(self.lines[index].text):
                self.facts.types.append(self.lines[index].text)
                self.account.give([self.lines[index]], Role.TYPE, "type word above the title")
                self._structure_above(index - 1)

    def _near_title(self) -> list[int]:
        """The last three lines above the title that are no labels and no values, in their order."""
        above = range(self.region.title_at - 1, max(-1, self.region.title_at - _ABOVE_TITLE), -1)
        return [index for index in above if not self.account.has(self.lines[index])][:3][::-1]

    def _structure_above(self, index: int) -> None:
        """Pages of 2013 print the issuing structure, without a label, above the type."""
        if index < 0:
            return
        line, type_line = self.lines[index], self.lines[index + 1]
        known = len(line.text) < 160 and sources().lookup(line.text) is not None
        if known and _are_alike(line.block, type_line.block):
            self.facts.labels.append(Labelled("source", [line.text], None, index, index))
            self.account.give([line], Role.SOURCE, "structure above the type")

    def _facts_apart(self, box: Element | None) -> None:
        """Facts in an aside, header or footer of the item's own: only those that are missing."""
        for lines in self._boxes_apart(box):
            flow = Flow(lines=lines)
            index, found = 0, []
            while index < len(lines):
                labels = labelled_from(flow.lines, index)
                found += labels
                index = (labels[-1].last if labels else index) + 1
            own = self.facts.kinds()
            if not self.contacts and lines[0].text and label_kind(lines[0].text) == "contacts":
                self.contacts = [line.text for line in lines[1:][:_MOST_CONTACTS]]
                self.account.give(lines, Role.CONTACT, "contacts in a box of the item's own")
            for item in found:
                if item.kind in VALUED and item.kind not in own:
                    self.header.take_labels([item], "label in a box of the item's own", lines)

    def _boxes_apart(self, box: Element | None) -> list[list[Line]]:
        """The boxes beside the text that lead to no other item."""
        if box is None:
            return []
        around = (
            box if box.tag in {"main", "article", "body"} or (parent := box.getparent()) is None else parent
        )
        grouped: dict[int, list[Line]] = {}
        for line in self.region.every:
            if line.box is not None and line.apart in _MAY_HOLD_FACTS:
                grouped.setdefault(id(line.box), []).append(line)
        return [lines for lines in grouped.values() if self._is_own(lines[0].box, around)]

    def _is_own(self, box: Element | None, around: Element) -> bool:
        if box is None or not is_inside(box, around):
            return False
        parent = box.getparent()
        if parent is None or parent.tag == "body":
            return False
        own = self.marks.own_nid
        return (
            all(nid_of(a.get("href") or "") in {None, own} for a in box.iter("a"))
            and next(box.iterancestors("a"), None) is None
        )

    def _give_rest(self, end: int) -> None:
        """Boxes apart and what is outside the item: boilerplate, with the rule that says why."""
        for line in self.region.every:
            if line.apart:
                self.account.give([line], Role.BOILERPLATE, line.apart)
        self.account.give((self.lines[at] for at in self.marks.files if at >= end), Role.FILE, "file")
        self.account.give(self.lines[: self.region.title_at], Role.BOILERPLATE, "above the title")
        self.account.give(self.lines[end:], Role.BOILERPLATE, "below the text")


def _are_alike(one: Element | None, other: Element | None) -> bool:
    """Whether two blocks are side by side as the same kind of element."""
    if one is None or other is None:
        return False
    return one is not other and one.tag == other.tag and one.getparent() is other.getparent()


def _same_parent(one: Line, other: Line) -> bool:
    if one.block is None or other.block is None:
        return one.block is other.block
    return one.block is other.block or one.block.getparent() is other.block.getparent()


def _common(one: Element, other: Element | None) -> Element:
    """The nearest element that holds both."""
    above = {other, *(other.iterancestors() if other is not None else ())}
    while one not in above and (parent := one.getparent()) is not None:
        one = parent
    return one
