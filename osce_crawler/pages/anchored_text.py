"""The text of an item where an anchor names the element that holds it."""

from osce_crawler.pages.below_anchor import PARAGRAPH, end_of_paragraphs
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.facts_below import FactsBelow
from osce_crawler.pages.files import without_files
from osce_crawler.pages.item_text import ItemText, take_text
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.others import heads_other_items


class AnchoredText:
    """All of the anchored element is text, but captions and what templates print above and below."""

    def __init__(
        self, element: Element, fact_lines: FactLines, contacts: Contacts, below: FactsBelow
    ) -> None:
        self.element, self.fact_lines, self.contacts, self.facts_below = element, fact_lines, contacts, below
        self.marks, self.lines, self.account = fact_lines.marks, fact_lines.lines, fact_lines.account

    def first_line(self, title_at: int) -> int | None:
        """The first line below the title that is in the element; null where there is none."""
        below = range(title_at + 1, len(self.lines))
        return next((at for at in below if is_inside(self.lines[at].block, self.element)), None)

    def read(self, start: int) -> ItemText | None:
        """The text from this line on; null where the line is not in the element."""
        stop = start
        while stop < len(self.lines) and is_inside(self.lines[stop].block, self.element):
            stop += 1
        if stop == start:
            return None
        opening = self._without_header(start, stop)
        end = end_of_paragraphs(self.marks, self.element, opening, stop)
        below = self._end_below(end)
        self.facts_below.take_missing(opening, end, below)
        own = {line.text for line in self.lines[opening:end]}
        is_uncertain = any(self._is_lost_paragraph(at, own) for at in range(end, below))
        last = self.contacts.take_at_end(opening, self.facts_below.end_above(opening, stop))
        last = without_files(self.marks, self.account, opening, last, is_anchored=True)
        taken = take_text(self.fact_lines, opening, last, "anchored text")
        taken += take_text(self.fact_lines, stop, end, "paragraphs right below the anchored text")
        return ItemText(taken, end, is_uncertain)

    def _without_header(self, start: int, end: int) -> int:
        """Behind the date line and captions: the site's second generation prints them within the element."""
        while start < end - 1:
            if self.marks.is_caption(start):
                self.fact_lines.take_caption(start)
                start += 1
            elif taken := self.fact_lines.take_date_line(start):
                start += taken
            else:
                break
        return start

    def _end_below(self, index: int) -> int:
        """How far the item's own lines go below the text: to its contacts' end, or to other items."""
        while index < len(self.lines):
            if label_kind(self.lines[index].text) == "contacts":
                return self.contacts.take(index)
            if heads_other_items(self.lines[index]) or self.marks.is_item_heading(index):
                return index
            index += 1
        return index

    def _is_lost_paragraph(self, index: int, own: set[str]) -> bool:
        """Whether a paragraph that no rule gave away, and the text does not print, is outside of it."""
        line = self.lines[index]
        is_long = len(line.text) >= PARAGRAPH and self.marks.is_prose(index)
        return is_long and line.text not in own and not self.account.has(line)
