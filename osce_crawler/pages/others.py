"""Where a page shows other items below or within an item's text, and how far that goes.

Nothing is ended by words alone: a heading such as "Related" counts where links follow it, and what it
heads is taken with its own box, so that a text goes on behind the box.
"""

import re
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from osce_crawler.pages.announced import are_of_table
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.line_marks import Marks, is_heading, is_in_list
from osce_crawler.pages.lines import Line
from osce_crawler.vocabulary import content_types
from osce_crawler.vocabulary.words import other_item_headings, page_types

_LONGEST_HEADING = 60
# Drupal's pages for printing name their address, and all links, below the text.
_PRINT_FOOT = re.compile(
    r"(Source URL\b.{0,60}?:\s*|Printed (on|from)\b[^.]{0,60}?\s)https?://", re.IGNORECASE
)
_LONGEST_TYPE = 50  # characters
_LONGEST_FACTS = 1000  # characters of a line of labels and values
_AHEAD = 6
_WORDS = re.compile(r"[\w']+")


class Run(NamedTuple):
    """Lines of other items, from the first up to the end, and the rule that found them."""

    first: int
    end: int
    rule: str
    is_boxed: bool
    """Whether they are in a box that holds neither title nor the beginning of the text."""


class Others:
    """Finds runs of lines that belong to other items, between the start of the text and the page's end."""

    def __init__(self, marks: Marks, own_kinds: frozenset[str], start: int, title: Line) -> None:
        self.marks = marks
        self.lines = marks.lines
        self.own_kinds = own_kinds
        self.kept = (title.block, self.lines[start].block)
        self.start = start
        self._ends: dict[Element, int] = {}

    def run_from(self, index: int) -> Run | None:
        """The run of other items that begins at this line, if one does; a box of paragraphs is none."""
        run = self._found(index)
        return None if run is None or self._is_text(run) else run

    def _is_text(self, run: Run) -> bool:
        """Whether a box holds two or more paragraphs, with fewer linked titles than half of them.

        A heading that is no link itself says less: then half of them is enough.
        """
        prose, titles = (counts[run.end] - counts[run.first] for counts in self._counts)
        return run.is_boxed and prose >= 2 and titles * 2 < prose + (run.first not in self.marks.items)

    @cached_property
    def _counts(self) -> tuple[list[int], list[int]]:
        """How many paragraphs, and how many linked titles, are above each line."""
        indexes = range(len(self.lines))
        titles = (at in self.marks.linked or self.marks.is_item_heading(at) for at in indexes)
        return list(accumulate(map(self.marks.is_prose, indexes), initial=0)), list(
            accumulate(titles, initial=0)
        )

    def is_within_text(self, run: Run) -> bool:
        """Whether the lines are in the box of the text's beginning, which does not hold the title."""
        title, opening = self.kept
        box = opening.getparent() if opening is not None else None
        return box is not None and is_inside(self.lines[run.first].block, box) and not is_inside(title, box)

    def _found(self, index: int) -> Run | None:
        if _PRINT_FOOT.match(self.lines[index].text[:200]):
            return Run(index, len(self.lines), "foot of a page for printing", is_boxed=True)
        if (words := heads_other_items(self.lines[index])) and self._leads_to_links(index):
            return self._run(index, f"heading “{words}” above links")
        if is_heading(self.lines[index]) and self._heads_last_links(index):
            return self._run(index, "heading above the last links")
        if self.marks.is_item_heading(index) and self._is_teaser(index):
            return self._run(index, "linked heading of another item")
        if self._has_second_facts(index):
            return self._run(index, "labels of another item")._replace(first=self._first_title_above(index))
        return None

    def _run(self, index: int, rule: str) -> Run:
        box = self._box(index)
        end = self._end_of_links(index) if box is None else self._end_of_box(index, box)
        return Run(index, end, rule, box is not None)

    def _box(self, index: int) -> Element | None:
        """The largest element around the line that holds neither title nor the beginning of the text."""
        block = self.lines[index].block
        box = None
        while block is not None and not any(is_inside(kept, block) for kept in self.kept if kept is not None):
            box, block = block, block.getparent()
        return box if box is not None and box is not self.lines[index].block else None

    def _end_of_box(self, index: int, box: Element) -> int:
        if box not in self._ends:
            while index < len(self.lines) and is_inside(self.lines[index].block, box):
                index += 1
            self._ends[box] = index
        return self._ends[box]

    def _end_of_links(self, index: int) -> int:
        """Without a box of their own: a list of links ends with its links, anything else with the page."""
        at = index + 1
        while at < len(self.lines) and (at in self.marks.linked or at in self.marks.items):
            at += 1
        listed = at > index + 1 and (self.lines[at - 1].listed or is_in_list(self.lines[at - 1]))
        return at if listed and at < len(self.lines) and self.marks.is_prose(at) else len(self.lines)

    def _leads_to_links(self, index: int) -> bool:
        """Whether what follows the heading is links, the titles of items, or nothing at all."""
        ahead = range(index + 1, min(index + 1 + _AHEAD, len(self.lines)))
        for at in ahead:
            if self.marks.is_link_list(at) or at in self.marks.items or self.marks.is_item_heading(at):
                return True
            if self.marks.is_prose(at):
                return False
        # A heading that only begins with such words heads lines of the text, unless titles are set below it.
        is_whole = names_other_items(self.lines[index].text)
        return not ahead or is_whole or is_heading(self.lines[index + 1])

    def _heads_last_links(self, index: int) -> bool:
        """Whether two links or more follow the heading in its own box, none of them a file, and no more."""
        box = self._box(index)
        end = len(self.lines) if box is None else self._end_of_box(index, box)
        below = range(index + 1, min(end, index + 1 + _AHEAD))
        if len(below) < 2 or box is None:
            return False
        return all(self.marks.is_link_list(at) and at not in self.marks.files for at in below)

    def _is_teaser(self, index: int) -> bool:
        """Whether a linked heading is a teaser: in a box of its own, or with nothing but links behind it."""
        if self._box(index) is not None:
            return True
        following = index + 1
        return following >= len(self.lines) or not self.marks.is_prose(following)

    def _has_second_facts(self, index: int) -> bool:
        """Whether labels of some other item begin at this line: below a link, or after the item's own."""
        if len(self.lines[index].text) > _LONGEST_FACTS:
            return False
        found = self.marks.labels_from(index)
        if not found or found[0].kind not in VALUED:
            return False
        if len(found) == 1 and found[-1].last + 1 < len(self.lines):
            found += self.marks.labels_from(found[-1].last + 1)
        if are_of_table(self.lines[index], found) and self._is_below_prose(index):
            return False
        if self._goes_on_with_list(index) or self._is_below_text(index):
            return False
        kinds = {item.kind for item in found if item.kind in VALUED}
        return len(kinds) > 1 and (bool(kinds & self.own_kinds) or index - 1 in self.marks.linked)

    def _is_below_prose(self, index: int) -> bool:
        """Whether a paragraph is right above the row of the line, not the title of an item."""
        row = self.lines[index].block
        row = row.getparent() if row is not None else None
        while index > self.start and row is not None and is_inside(self.lines[index - 1].block, row):
            index -= 1
        return self.marks.is_prose(index - 1)

    def _goes_on_with_list(self, index: int) -> bool:
        """Whether the line above is in the same list: another item's facts begin theirs."""
        block, above = self.lines[index].block, self.lines[index - 1].block
        return block is not None and block.tag == "dt" and is_inside(above, block.getparent())

    def _is_below_text(self, index: int) -> bool:
        """Whether, in a page saved as text, a paragraph is where another item would have its title."""
        return self.lines[index].block is None and self.marks.is_prose(index - 1)

    def _first_title_above(self, index: int) -> int:
        """The first of the linked lines and headings just above another item's labels."""
        while index > self.start and (index - 1 in self.marks.linked or is_heading(self.lines[index - 1])):
            index -= 1
        return index


def heads_other_items(line: Line) -> str | None:
    """The words of a heading below which pages show other items, if the line is one."""
    text = line.text
    return text if text and len(text) < _LONGEST_HEADING and _heads_others(text) else None


@lru_cache(maxsize=4096)
def _heads_others(text: str) -> bool:
    if text[-1] in ".,;?":
        return False
    whole, prefixes = other_item_headings()
    words = _WORDS.findall(text.casefold())
    opened = accumulate(words, lambda opening, word: f"{opening} {word}")
    return " ".join(words) in whole or any(opening in prefixes for opening in opened)


def names_other_items(text: str) -> bool:
    """Whether a heading says nothing but that other items follow: `Latest news`, not `Next course`."""
    return " ".join(_WORDS.findall(text.casefold())) in other_item_headings()[0]


def heads_event(text: str) -> bool:
    """Whether a heading names an event: `Upcoming event`, `Next seminar`."""
    words = _WORDS.findall(text.casefold()) if len(text) < _LONGEST_HEADING else []
    return any(page_types().get(word) == "event" for word in words)


def is_type_word(text: str) -> bool:
    """Whether this is a type that the site prints above items that are released to the public."""
    return len(text) < _LONGEST_TYPE and _is_type_word(text)


@lru_cache(maxsize=4096)
def _is_type_word(text: str) -> bool:
    entry = content_types().lookup(text)
    return entry is not None and entry.kind != "other"
