"""The text of an item where no anchor names it: evidence says where it ends, and what within it is none."""

from osce_crawler.pages.boxes import smallest_box
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.facts_below import FactsBelow
from osce_crawler.pages.files import without_files
from osce_crawler.pages.item_text import ItemText, take_text
from osce_crawler.pages.line_marks import is_heading
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.others import Others, Run
from osce_crawler.pages.roles import Role
from osce_crawler.pages.text_end import give_last_lines

_FEWEST_TEASERS, _LONGEST_SNIPPET = 2, 400


class TextByEvidence:
    """The lines of the text from its first to its last, without boxes that show other items."""

    def __init__(self, region: Region, fact_lines: FactLines, contacts: Contacts, below: FactsBelow) -> None:
        self.region, self.fact_lines, self.contacts, self.facts_below = region, fact_lines, contacts, below
        self.marks, self.lines, self.account = fact_lines.marks, fact_lines.lines, fact_lines.account
        self.is_uncertain = False

    def read(self, start: int) -> ItemText:
        """The text that begins at this line."""
        if start >= len(self.lines):
            return ItemText([], start)
        others = Others(self.marks, self.fact_lines.facts.kinds(), start, self.region.title_line)
        end, gaps = self._end(start, others)
        end = self._without_others(start, end, gaps)
        end = self._within(smallest_box(self.region, self.account, start, end), start, end)
        end = self.facts_below.end_above(start, end)
        end = without_files(self.marks, self.account, start, end)
        self.facts_below.take_amid(start, end)
        give_last_lines(self.marks, self.account, start, end)
        taken = take_text(self.fact_lines, start, end, "text by evidence")
        return ItemText([index for index in taken if index not in gaps], end, self.is_uncertain)

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

    def _end_at_contacts(self, index: int, others: Others, gaps: set[int]) -> tuple[int, set[int]]:
        last = self.contacts.take(index, others)
        if not self.contacts.text_resumes(last, index):
            return index, gaps
        end, further = self._end(last, others)
        return end, gaps | further | set(range(index, last))

    def _leave_out(self, run: Run, others: Others) -> set[int]:
        """Give a run of other items away; where it holds text and has no box of its own, that is a guess."""
        indexes = range(run.first, run.end)
        lost = sum(map(self.marks.is_prose, indexes))
        titles = sum(index in self.marks.linked for index in indexes)
        is_guess = lost > titles if not run.is_boxed else lost >= titles and others.is_within_text(run)
        self.is_uncertain = self.is_uncertain or (is_guess and lost > 0)
        self.account.give(self.lines[run.first : run.end], Role.BOILERPLATE, run.rule)
        return set(indexes)

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
            self.is_uncertain = True
            return end
        self.account.give(self.lines[first:end], Role.BOILERPLATE, "linked heading of another item")
        return first

    def _is_teaser(self, index: int) -> bool:
        snippet = index + 1
        is_short = len(self.lines[snippet].text) < _LONGEST_SNIPPET
        return index in self.marks.items and snippet not in self.marks.linked and is_short

    def _within(self, box: Element | None, start: int, end: int) -> int:
        """Where the lines end that are in the smallest element around title and text."""
        while box is not None and end > start and not is_inside(self.lines[end - 1].block, box):
            end -= 1
        return end
