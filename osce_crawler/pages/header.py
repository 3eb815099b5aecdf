"""Gives roles to the lines between an item's title and its text, and says where the text begins."""

from osce_crawler.grammar.dates import is_date
from osce_crawler.pages.contacts import Contacts
from osce_crawler.pages.day_lines import named_fact
from osce_crawler.pages.facts import FactLines
from osce_crawler.pages.facts_ahead import FactsAhead
from osce_crawler.pages.label_words import VALUED, folded
from osce_crawler.pages.lead import is_lead
from osce_crawler.pages.line_marks import is_heading
from osce_crawler.pages.lines import Line
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.passing_words import READING_TIME, SHARE_BAR, is_language_bar
from osce_crawler.pages.roles import FACTS, Role
from osce_crawler.pages.unknown_facts import UnknownFacts
from osce_crawler.vocabulary.words import page_types

_MOST_LINES = 1000  # no item has more above its text


class Header:
    """One pass over the lines between title and text."""

    def __init__(self, fact_lines: FactLines, contacts: Contacts, title: str) -> None:
        self.marks, self.lines, self.account = fact_lines.marks, fact_lines.lines, fact_lines.account
        self.fact_lines, self.facts, self.contacts = fact_lines, fact_lines.facts, contacts
        self.ahead, self.unknown = FactsAhead(self.marks, self.facts), UnknownFacts(fact_lines)
        self.title = title
        self.lead: list[int] = []
        """The lines above the text that are text: a subtitle, say."""

    def read(self, index: int, text_at: int | None) -> int:
        """Pass over the header; where the text begins. `text_at` is where an anchor says that it does."""
        end = min(len(self.lines) if text_at is None else text_at, index + _MOST_LINES)
        while index < end:
            passed = self.unknown.take_value(index) or self._known(index)
            if not passed:
                stop = text_at if text_at is not None else self.ahead.next_from(index)
                if stop is None and self.contacts.are_above_text(index):
                    stop = end
                if stop is None:
                    return self._text_start(index)
                passed = self._between(index, stop)
            index += passed
        text_at = len(self.lines) if text_at is None else text_at
        self.account.give(self.lines[end:text_at], Role.BOILERPLATE, "between title and text")
        return text_at

    def _known(self, index: int) -> int:
        """How many lines from here are header by their own words."""
        line = self.lines[index]
        if found := self.marks.labels_from(index):
            if found[0].kind == "contacts":
                return 0
            self.fact_lines.take_labels([*found], "label")
            return found[-1].last - index + 1
        if self.fact_lines.take_type_and_day(line) or self._take_type(line):
            return 1
        if self.marks.is_caption(index):
            self.fact_lines.take_caption(index)
            return 1
        taken = self.fact_lines.take_date_line(index)
        if not taken and (self._take_known_name(index) or self._give_repeated(line)):
            return 1
        return taken or self.unknown.take_label(index)

    def _take_type(self, line: Line) -> bool:
        """Take the line if it is a type word, be it that of another kind of page."""
        if is_type_word(line.text):
            self.fact_lines.take_type(line, "type word")
            return True
        if page_types().get(line.text[:60].casefold()) in {"event", "document"} and not self.facts.labels:
            self.account.give([line], Role.TYPE, "type word of another kind of page")
            return True
        return False

    def _take_known_name(self, index: int) -> bool:
        """Take the line if it is a fact's known name beside other facts."""
        kind = self._named_beside_facts(index)
        if kind is not None:
            self.fact_lines.take_name(index, kind, f"known name beside facts: {kind}")
        return kind is not None

    def _give_repeated(self, line: Line) -> bool:
        """Give the line away if it is a share bar, or the title again."""
        if not SHARE_BAR.match(line.text[:80]) and folded(line.text) != folded(self.title):
            return False
        self.account.give([line], Role.BOILERPLATE, "share bar, or the title again")
        return True

    def _named_beside_facts(self, index: int) -> str | None:
        """The fact that a line names without a label, right above a day or right below such a fact."""
        line, below = self.lines[index], self.lines[index + 1 : index + 2]
        is_below = self.account.role_of(self.lines[index - 1]) in FACTS and self.facts.date_lines
        if is_heading(line) or not (is_below or any(is_date(one.text) for one in below)):
            return None
        return named_fact(line.text, VALUED - self.facts.kinds())

    def _between(self, index: int, stop: int) -> int:
        """Give a role to a line that is neither a fact nor text."""
        line = self.lines[index]
        if taken := self.contacts.take_above_text(index, stop):
            return taken
        is_bar = self.marks.is_link_list(index) and is_language_bar(line.text)
        if is_bar or self.marks.is_note_on_languages(index):
            self.account.give([line], Role.TRANSLATION, "links to other languages")
        elif READING_TIME.match(line.text[:80]) or self.marks.is_link_list(index):
            self.account.give([line], Role.BOILERPLATE, "between title and text")
        elif self.unknown.is_label_like(line):
            self.unknown.take(index)
        elif self.marks.is_prose(index) or is_lead(self.marks, self.account, index):
            self.lead.append(index)
            self.account.give([line], Role.TEXT, "lead above the text")
        else:
            self.account.give([line], Role.BOILERPLATE, "between title and text")
        return 1

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
