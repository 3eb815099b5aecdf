"""Facts that an item prints above its title, and in boxes of its own beside the text."""

from osce_crawler.addresses import nid_of
from osce_crawler.pages.anchors import names
from osce_crawler.pages.announced import days_of
from osce_crawler.pages.boxes import are_alike
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.document import Element, is_inside
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.others import heads_event, heads_other_items, is_type_word
from osce_crawler.pages.roles import Role
from osce_crawler.pages.unknown_labels import looks_unknown, shares_list
from osce_crawler.vocabulary import sources

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
_ABOVE_TITLE = 12  # lines


class FactsAround:
    """Gives roles to the facts around title and text; `box` is the smallest element that holds both."""

    def __init__(
        self, region: Region, fact_lines: FactLines, contacts: Contacts, box: Element | None
    ) -> None:
        self.region, self.fact_lines, self.contacts, self.box = region, fact_lines, contacts, box
        self.lines, self.facts, self.account = fact_lines.lines, fact_lines.facts, fact_lines.account

    def above_title(self) -> None:
        """Type words just above the title, and labels in the item's own element above it."""
        index = max(0, self.region.title_at - _ABOVE_TITLE)
        while index < self.region.title_at:
            own = self.box is None or is_inside(self.lines[index].block, self.box)
            found = labelled_from(self.lines, index) if own else []
            self.fact_lines.take_labels(found, "label above the title")
            index = (found[-1].last if found else index) + 1
        for index in self._near_title():
            if is_type_word(self.lines[index].text):
                self.facts.keep_type_above(self.lines[index].text)
                self.account.give([self.lines[index]], Role.TYPE, "type word above the title")
                self._structure_above(index - 1)
            elif not self.fact_lines.take_type_and_day(self.lines[index]) and self._holds_date(
                self.lines[index]
            ):
                self.fact_lines.take_date_line(index)

    def _holds_date(self, line: Line) -> bool:
        """Whether an anchor names the line's day: any other day above a title may be today's."""
        return line.block is not None and any(names(span, "date") for span in line.block.iter("span"))

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
        if known and are_alike(line.block, type_line.block):
            self.fact_lines.take_name(index, "source", "structure above the type")

    def beside_text(self) -> None:
        """Facts in an aside, header or footer of the item's own: only those that are missing."""
        for lines in self._own_boxes():
            found = _labels_of(lines)
            if self._is_of_event(lines, found):
                continue
            own = self.facts.kinds()
            self.contacts.take_box(lines)
            self._take_published(lines)
            for item in found:
                if item.kind in VALUED and item.kind not in own:
                    self.fact_lines.take_labels([item], "label in a box of the item's own", lines)
            self.fact_lines.take_labels(_unknown_of(lines, found), "label in a box of the item's own", lines)

    def _is_of_event(self, lines: list[Line], found: list[Labelled]) -> bool:
        """Whether the box is headed by an event or by other items, or prints another day than the item."""
        first = min((label.first for label in found), default=0)
        if any(heads_other_items(line) or heads_event(line.text) for line in lines[:first]):
            return True
        own, other = _days_of(self.facts.labels), _days_of(found)
        return bool(own and other) and own.isdisjoint(other)

    def _take_published(self, lines: list[Line]) -> None:
        """Keep the day that microdata call that of publishing."""
        times = [(line, time) for line in lines for time in line.times]
        published = [one for one in times if one[1].get("itemprop") == "datePublished"]
        if published and "date" not in self.facts.kinds():
            line, time = published[0]
            self.fact_lines.take_labels([Labelled("date", [], time, 0, 0)], "microdata of the item", [line])

    def _own_boxes(self) -> list[list[Line]]:
        """The boxes beside the text that lead to no other item."""
        box = self.box
        if box is None:
            return []
        parent = box.getparent()
        around = box if parent is None or box.tag in {"main", "article", "body"} else parent
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
        own = self.fact_lines.marks.own_nid
        leads_elsewhere = any(nid_of(a.get("href") or "") not in {None, own} for a in box.iter("a"))
        return not leads_elsewhere and next(box.iterancestors("a"), None) is None


def _days_of(labels: list[Labelled]) -> set[tuple[int, int]]:
    return days_of(value for label in labels if label.kind == "date" for value in label.values)


def _unknown_of(lines: list[Line], found: list[Labelled]) -> list[Labelled]:
    """Labels that the vocabulary lacks, in the list of one that it knows."""
    known = next((lines[label.first] for label in found if label.kind in VALUED), None)
    passed = {at for label in found for at in range(label.first, label.last + 1)}
    unknown = []
    for at, line in enumerate(lines if known is not None else []):
        if known is None or at in passed or not shares_list(line, known):
            continue
        value = lines[at + 1] if at + 1 < len(lines) else None
        if looks_unknown(line):
            unknown.append(Labelled("unknown", [line.text], None, at, at))
        elif value is not None and _is_term(line, value):
            unknown.append(Labelled("unknown", [f"{line.text.rstrip(' :')}: {value.text}"], None, at, at + 1))
    return unknown


def _is_term(line: Line, value: Line) -> bool:
    term, beside = line.block, value.block
    return term is not None and term.tag == "dt" and beside is not None and term.getnext() is beside


def _labels_of(lines: list[Line]) -> list[Labelled]:
    found: list[Labelled] = []
    index = 0
    while index < len(lines):
        labels = labelled_from(lines, index)
        found += labels
        index = (labels[-1].last if labels else index) + 1
    return found
