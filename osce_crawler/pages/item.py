"""Gives each line of the element around an item's title its role."""

from dataclasses import dataclass

from osce_crawler.addresses import nid_of
from osce_crawler.pages.anchored_text import AnchoredText
from osce_crawler.pages.boxes import smallest_box
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.facts import FactLines, Facts
from osce_crawler.pages.facts_around import FactsAround
from osce_crawler.pages.facts_below import FactsBelow
from osce_crawler.pages.header import Header
from osce_crawler.pages.item_text import ItemText
from osce_crawler.pages.line_marks import Marks
from osce_crawler.pages.lines import Line
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.roles import Account, Role
from osce_crawler.pages.text_by_evidence import TextByEvidence


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
    """The item's lines, sorted: type word, labels, date line, captions, text, contacts.

    `published`: the moment of publishing that the page's head gives.
    """
    return _Sorting(region, url, published).item()


class _Sorting:
    """One pass over the lines of a region: header, text, what follows; each line is given one role."""

    def __init__(self, region: Region, url: str, published: str | None) -> None:
        self.region, self.published = region, published
        self.lines = region.flow.lines
        self.account = Account(region.every)
        self.marks = Marks(region.flow, nid_of(url))
        self.fact_lines = FactLines(self.marks, self.account)
        self.contacts = Contacts(region, self.marks, self.account)
        self.header = Header(self.fact_lines, self.contacts, region.title)

    def item(self) -> Item:
        """The item; every line of the region has its role then. Called once: roles are given as it goes.

        Newer pages print the facts below the title, older ones within the text's own element, above the
        title, or in a box beside the text; what is printed twice counts where it is read first.
        """
        region, facts = self.region, self.fact_lines.facts
        self.account.give([region.title_line], Role.TITLE, "title of the page")
        if region.type_in_title:
            facts.keep_types([region.type_in_title])
        start, text = self._header_and_text()
        self._read_around(start, text.end)
        text_at = [*self.header.lead, *text.lines_at]
        self._give_rest(text.end)
        return Item(
            region.title,
            region.title_at,
            facts,
            range(min(text_at, default=start), text.end),
            [self.lines[index] for index in text_at],
            frozenset(text_at),
            self.contacts.printed,
            self.account,
            text.is_uncertain,
            self.published,
        )

    def _header_and_text(self) -> tuple[int, ItemText]:
        """Where the header ends, and the text below it."""
        region, below = self.region, FactsBelow(self.region, self.fact_lines, self.published)
        parts = self.fact_lines, self.contacts, below
        anchored = AnchoredText(region.text, *parts) if region.text is not None else None
        first_line = anchored.first_line(region.title_at) if anchored is not None else None
        start = self.header.read(region.title_at + 1, first_line)
        text = anchored.read(start) if anchored is not None else None
        return start, text or TextByEvidence(region, *parts).read(start)

    def _read_around(self, start: int, end: int) -> None:
        """Facts and contacts above the title, beside the text and above it, where they are missing."""
        box = smallest_box(self.region, self.account, start, end)
        around = FactsAround(self.region, self.fact_lines, self.contacts, box)
        around.above_title()
        around.beside_text()
        self.contacts.keep_above_text()

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
