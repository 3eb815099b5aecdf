"""An item's contacts: where they begin, which lines are theirs, and whether the text goes on behind them."""

import re

from osce_crawler.pages.boxes import same_parent, smallest_box
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.files import is_files_head
from osce_crawler.pages.label_words import VALUED, label_kind
from osce_crawler.pages.line_marks import Marks, is_heading
from osce_crawler.pages.lines import Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.others import Others, heads_other_items
from osce_crawler.pages.roles import Account, Role

_PRINTS_CONTACT = re.compile(r"@|\btel\b|\bphone\b|\bfax\b|\bтел\b|\+\d|\(\d{2,}\)", re.IGNORECASE)
_LONGEST = 200  # characters of a line that holds label and contact
_PARAGRAPH = 120  # characters: longer lines below the label are text
_MOST = 20
_MOST_READ = 500  # characters of a line in which a contact is looked for
_SHORTEST_TEXT = 60  # characters of a paragraph behind contacts


class Contacts:
    """Finds the contacts among the lines of an item, and keeps what they print."""

    def __init__(self, region: Region, marks: Marks, account: Account) -> None:
        self.region, self.marks, self.account = region, marks, account
        self.lines = marks.lines
        self.printed: list[str] = []
        self._above_text: range | None = None

    def are_above_text(self, index: int) -> bool:
        """Whether a box of contacts begins at this line, right behind which the text does."""
        if not self._begin_above_text(index):
            return False
        last = self._end_above_text(index, len(self.lines))
        return last < len(self.lines) and self.marks.is_prose(last)

    def take_above_text(self, index: int, stop: int) -> int:
        """Take a box of contacts above the text, the label's line and what is in its box; how many lines."""
        if not self._begin_above_text(index):
            return 0
        self._above_text = range(index, self._end_above_text(index, stop))
        lines = self.lines[index : self._above_text.stop]
        self.account.give(lines, Role.CONTACT, "contacts above the text")
        return len(lines)

    def _begin_above_text(self, index: int) -> bool:
        return label_kind(self.lines[index].text) == "contacts" and self._above_text is None

    def _end_above_text(self, index: int, stop: int) -> int:
        block = self.lines[index].block
        box = block.getparent() if block is not None else None
        last = index + 1
        while last < stop and (box is None or is_inside(self.lines[last].block, box)):
            if self.marks.labels_from(last) or self.marks.is_prose(last):
                break
            last += 1
        return last

    def begin_at(self, index: int, start: int) -> bool:
        """Whether contacts begin here: their label, and below it what contacts print."""
        text = self.lines[index].text
        if label_kind(text) == "contacts":
            return not self._goes_on_as_text(index + 1)
        head, _, value = text[:_LONGEST].partition(":")
        return bool(value) and len(text) < _LONGEST and index > start and label_kind(head) == "contacts"

    def _goes_on_as_text(self, index: int) -> bool:
        below = self.lines[index : index + 4]
        if any(map(_prints_contact, below)):
            return False
        prose = all(map(self.marks.is_prose, range(index, index + len(below))))
        return bool(below) and prose and all(len(line.text) > _PARAGRAPH for line in below)

    def take(self, index: int, others: Others | None = None) -> int:
        """Keep what is below the contact label, in its box or beside it; the line after the last."""
        found = self.marks.labels_from(index)
        printed = list(found[0].values) if found else []
        at = (found[-1].last if found else index) + 1
        box = self._own_box(index)
        # A page saved as text has no boxes: its contacts go on until something else begins.
        while box is not None or not printed or self.lines[index].block is None:
            if at >= len(self.lines) or len(printed) >= _MOST or self._end_at(at, box, others):
                break
            if any(map(_PRINTS_CONTACT.search, printed)) and self._is_text(at):
                break
            printed.append(self.lines[at].text)
            at += 1
        self.account.give(self.lines[index:at], Role.CONTACT, "contacts")
        self.printed = [text for text in printed if text]
        return at

    def take_at_end(self, start: int, end: int) -> int:
        """Keep contacts at the end of a text that an anchor names; where they begin, else its end.

        Below their label nothing but contacts follows: a text that goes on is not cut.
        """
        near = range(max(start + 1, end - _MOST), end) if not self.printed else ()
        index = next((at for at in near if self.begin_at(at, start)), None)
        if index is None or not self._are_contacts(index, end):
            return end
        found = self.marks.labels_from(index)
        below = (found[-1].last if found else index) + 1
        printed = [*(found[0].values if found else ()), *(line.text for line in self.lines[below:end])]
        self.account.give(self.lines[index:end], Role.CONTACT, "contacts at the end of the anchored text")
        self.printed = [text for text in printed if text]
        return index

    def _are_contacts(self, start: int, end: int) -> bool:
        """Whether lines hold a number or an address to ask at, and no paragraph without one."""
        prints = [_prints_contact(line) for line in self.lines[start:end]]
        return any(prints) and all(
            prints[at - start] or not self.marks.is_prose(at) for at in range(start, end)
        )

    def _own_box(self, index: int) -> Element | None:
        """The box of the label and what is below it, else that of title and text if the label is in it."""
        block = self.lines[index].block
        parent = block.getparent() if block is not None else None
        around = self.lines[max(index - 1, 0) : index + 2]
        if parent is not None and [is_inside(line.block, parent) for line in around] == [False, True, True]:
            return parent
        box = smallest_box(self.region, self.account, self.region.title_at + 1, index)
        return box if is_inside(block, box) else None

    def _end_at(self, at: int, box: Element | None, others: Others | None) -> bool:
        line = self.lines[at]
        if box is not None and not is_inside(line.block, box):
            return True
        if line.block is None and self.marks.is_prose(at) and not _prints_contact(line):
            return True
        if at in self.marks.files or is_files_head(self.marks, at):
            return True
        if at in self.marks.items or heads_other_items(line) or label_kind(line.text) in VALUED:
            return True
        if self.marks.is_item_heading(at):
            return True
        return others is not None and others.run_from(at) is not None

    def _is_text(self, at: int) -> bool:
        """Whether a paragraph without a contact is here or below a heading here, and none near below."""
        at += self._is_heading(at)
        below = self.lines[at : at + 3]
        if any(map(_prints_contact, below)):
            return False
        return bool(below) and self.marks.is_prose(at) and len(below[0].text) >= _SHORTEST_TEXT

    def _is_heading(self, at: int) -> bool:
        """Whether the line is set as a heading, or bold; in a page saved as text, short behind a contact."""
        line = self.lines[at]
        if line.block is None:
            is_behind = _prints_contact(self.lines[at - 1])
            return is_behind and not self.marks.is_prose(at)
        is_bold = all(element is not None and element.tag in {"b", "strong"} for _, element in line.segments)
        return is_heading(line) or is_bold

    def text_resumes(self, last: int, index: int) -> bool:
        """Whether the text goes on at line `last`, behind contacts that began at `index`."""
        if last >= len(self.lines) or not (self.marks.is_prose(last) or self._is_text(last)):
            return False
        box = smallest_box(self.region, self.account, self.region.title_at + 1, index)
        has_text = box is not None or self.lines[last].block is None
        return has_text and same_parent(self.lines[last], self.lines[index - 1])

    def keep_above_text(self) -> None:
        """Keep the contacts that are printed above the text, where there are none below it."""
        if self._above_text is None or self.printed:
            return
        last = self._above_text.start + 1
        while last < len(self.lines) and self.account.role_of(self.lines[last]) is Role.CONTACT:
            last += 1
        self.printed = [line.text for line in self.lines[self._above_text.start + 1 : last]]

    def take_box(self, lines: list[Line]) -> None:
        """Keep what a box of the item's own prints below the contacts' label, where nothing else did."""
        if not self.printed and lines[0].text and label_kind(lines[0].text) == "contacts":
            self.printed = [line.text for line in lines[1:][:_MOST]]
            self.account.give(lines, Role.CONTACT, "contacts in a box of the item's own")


def _prints_contact(line: Line) -> bool:
    return bool(_PRINTS_CONTACT.search(line.text[:_MOST_READ]))
