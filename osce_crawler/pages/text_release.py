"""The release in a page saved as text: its lines from the title on, up to where the page goes on with others.

A text has no boxes: the item ends where other items, the item printed once more or the page's foot begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from osce_crawler.grammar.datelines import read_dateline
from osce_crawler.grammar.dates import is_date
from osce_crawler.pages.facts import Facts
from osce_crawler.pages.files import HEAD as FILES_HEAD
from osce_crawler.pages.item import Item, item_of
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.label_words import VALUED, label_kind
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.main_content import Region, without_apart
from osce_crawler.pages.others import heads_other_items, is_type_word
from osce_crawler.pages.text_frame import FOOT
from osce_crawler.pages.text_title import LONGEST_TITLE, facts_in, titles_in
from osce_crawler.vocabulary import sources

_WINDOW = 14  # lines between a title and its text, facts and captions among them
_PROSE = 80
_SENTENCE = 30
_ABOVE = 12  # lines above a title that may be facts of its item
_FEWEST_LOST = 2  # paragraphs that no word alone takes away
_MOST_FILES = 20
_LONGEST_TYPE, _MOST_WORDS_OF_TYPE = 40, 4
_SIZE = re.compile(
    r"\b(pdf|docx?|xlsx?)?[\s,(–-]{0,3}\d{1,5}([.,]\d{1,2})?\s?[kmкм][bб]\)?$"
    r"|\((pdf|docx?|xlsx?)\)$|\.(pdf|docx?|xlsx?)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s[|–—-]\s(OSCE|ОБСЕ|ОБСЄ|OEBS|OESS|OSBE)$")
_ABOVE_RULE = "above the title"
_FILES = "file without an address"
_LABEL = "label that the vocabulary does not know"
_CONTACTS = "contacts above the text"
_OTHER = "another item below"
_AGAIN = "the item once more"


@dataclass(slots=True)
class TextItem:
    """A line read as the title, and the item that follows it."""

    region: Region
    item: Item
    is_uncertain: bool
    """Whether prose below the text was taken for another item's, or what ends the text may be none of it."""
    word_above: str
    """A word in the place of a type, above the title, that nobody knows; empty where there is none."""

    @property
    def passed_over(self) -> int:
        """Lines between title and text that say nothing of the item: few below a title, many below others."""
        return sum(entry.rule == "between title and text" for entry in self.item.account)


def items_in(flow: Flow, url: str, *, is_known: bool) -> Iterator[TextItem]:
    """The item below each line that may be a title, in the order of the page.

    `is_known`: whether the page is known to be an item, so that its first line may be the title.
    """
    lines = [line for line in flow.lines if not line.apart]
    facts, feet = facts_in(lines), _feet(flow.lines)
    for at in titles_in(lines, facts, is_known=is_known):
        yield _Cut(lines, at, facts, feet).item(flow, url)


def _feet(every: list[Line]) -> set[int]:
    """The lines, counted without those apart, that are just below a line of the page's foot."""
    feet, own, is_foot = set(), 0, False
    for line in every:
        if line.apart:
            is_foot = is_foot or line.apart == FOOT
            continue
        if is_foot:
            feet.add(own)
        own, is_foot = own + 1, False
    return feet


class _Cut:
    """The lines of one item: what is above, beside and below it is set apart before it is read."""

    def __init__(self, lines: list[Line], title_at: int, facts: set[int], feet: set[int]) -> None:
        self.lines, self.title_at, self.feet = lines, title_at, feet
        self.facts = facts
        self.first = self._first()
        self.start = self._text_start()
        self.contacts = self._contacts()
        self.between = self._between()
        self.end, self.rule = self._end()

    def item(self, flow: Flow, url: str) -> TextItem:
        """The item below the title, read as an HTML page's lines are, and what else the text says of it.

        `flow`: all lines of the page; `url`: the page's, or empty.
        """
        whole = self._set_apart(flow)
        title_line = self.lines[self.title_at]
        title = _SUFFIX.sub("", title_line.text)
        title_at = self.title_at - self.first
        region = Region(whole.lines, without_apart(whole), title_at, title, title_line, None, None)
        item = item_of(region, url)
        self._take_structure(item.facts)
        self._take_unknown(item.facts)
        item = replace(item, contacts=item.contacts or self._contacts_above())
        return TextItem(region, item, self._is_uncertain(item), self._word_above())

    def _set_apart(self, flow: Flow) -> Flow:
        """The page with what is above, beside and below this item set apart, by its rule."""
        apart = [(line, _ABOVE_RULE) for line in self.lines[: self.first]]
        apart += ((self.lines[at], rule) for at, rule in self.between.items())
        apart += ((self.lines[at], _FILES) for at in self._files())
        apart += ((line, self.rule) for line in self.lines[self.end :])
        rules = {id(line): rule for line, rule in apart}
        lines = [replace(line, apart=rules[id(line)]) if id(line) in rules else line for line in flow.lines]
        return Flow(lines, flow.links, flow.images)

    def _is_uncertain(self, item: Item) -> bool:
        if self.rule == _OTHER and any(is_prose(line) and _ends(line) for line in self.lines[self.end :]):
            return True
        tail = item.text[-2:]
        return len(tail) == 2 and not any(line.listed or is_prose(line) or _ends(line) for line in tail)

    # ---- above the title

    def _first(self) -> int:
        """The first line of the item: facts just above the title, up to the nearest word for its type."""
        at = self.title_at
        while at > max(0, self.title_at - _ABOVE) and at - 1 in self.facts:
            at -= 1
            if is_type_word(self.lines[at].text):
                break
        return at

    def _word_above(self) -> str:
        line = self.lines[self.first - 1] if self.first else None
        if line is None or line.listed or self.first != self.title_at:
            return ""
        words = line.text
        is_short = len(words) < _LONGEST_TYPE and len(words.split()) <= _MOST_WORDS_OF_TYPE
        return (
            words
            if is_short and words[0].isupper() and re.fullmatch(r"[^\W\d_]+([ -][^\W\d_]+)*", words)
            else ""
        )

    def _take_structure(self, facts: Facts) -> None:
        """Pages of 2013 print the issuing structure, without a label, above type and title."""
        at = self.first - 1
        if at < 0 or not is_type_word(self.lines[self.first].text) or self.lines[at].listed:
            return
        has_source = any(label.kind == "source" for label in facts.labels)
        is_one_of_many = at > 0 and sources().lookup(self.lines[at - 1].text) is not None
        if not has_source and not is_one_of_many and sources().lookup(self.lines[at].text) is not None:
            facts.keep([Labelled("source", [self.lines[at].text], None, at, at)])

    # ---- the text and its end

    def _text_start(self) -> int:
        """The first line of the text: a dateline near the title, else the first paragraph."""
        below = self.title_at + 1
        near = range(below, min(below + _WINDOW, len(self.lines)))
        prose = [at for at in near if is_prose(self.lines[at]) and not self.lines[at].caption]
        datelines = (at for at in prose if read_dateline(self.lines[at].text) is not None)
        return next(datelines, next(iter(prose), below))

    def _contacts(self) -> range:
        """The label of contacts between title and text, and what is below it up to the next fact."""
        near = range(self.title_at + 1, min(self.start, len(self.lines)))
        first = next((at for at in near if label_kind(self.lines[at].text) == "contacts"), self.start)
        ends = (at for at in range(first + 1, self.start) if label_kind(self.lines[at].text) in VALUED)
        return range(first, next(ends, self.start))

    def _between(self) -> dict[int, str]:
        """Short lines between title and dateline that are no facts, each with what it is."""
        rules: dict[int, str] = {}
        if self.start >= len(self.lines) or read_dateline(self.lines[self.start].text) is None:
            return rules
        for at in range(self.title_at + 1, self.start):
            line, before = self.lines[at], rules.get(at - 1)
            if at in self.contacts:
                rules[at] = _CONTACTS
            elif line.caption or at in self.facts or is_prose(line):
                continue
            elif line.text[-1] == ":" or (before == _LABEL and self.lines[at - 1].text[-1] == ":"):
                rules[at] = _LABEL
            else:
                rules[at] = "between title and text"
        return rules

    def _take_unknown(self, facts: Facts) -> None:
        """Keep labels above the text that nobody knows."""
        for text in self._texts_between(_LABEL):
            facts.keep_unknown([text], is_value=text[-1] != ":")

    def _contacts_above(self) -> list[str]:
        """Contacts above the text, without their label."""
        return self._texts_between(_CONTACTS)[1:]

    def _texts_between(self, rule: str) -> list[str]:
        return [self.lines[at].text for at, given in self.between.items() if given == rule]

    def _end(self) -> tuple[int, str]:
        """Where the item's lines end, and what begins there."""
        opening = self.lines[self.start].text if self.start < len(self.lines) else ""
        for at in range(self.start + 1, len(self.lines)):
            text = self.lines[at].text
            if text == opening and len(text) >= _PROSE and self._repeats(at):
                return self._with_header(at), _AGAIN
            if at in self.feet and self._loses_little(at):
                return at, FOOT
            if self._begins_other(at):
                return at, _OTHER
        return len(self.lines), ""

    def _repeats(self, at: int) -> bool:
        """Whether what follows the opening repeats what followed it before; a caption may repeat it alone."""
        again = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        return not again or again == self.lines[self.start + 1].text or len(again) < _PROSE

    def _with_header(self, at: int) -> int:
        """What is printed once more may begin with the lines above the text."""
        own = {line.text for line in self.lines[self.first : self.start]}
        while at > self.start + 1 and self.lines[at - 1].text in own:
            at -= 1
        return at

    def _loses_little(self, at: int) -> bool:
        prose = 0
        for line in self.lines[at:]:
            prose += len(line.text) >= _PROSE
            if prose >= _FEWEST_LOST:
                return False
        return True

    def _begins_other(self, at: int) -> bool:
        """Whether another item begins: below a heading, with its type, or as a title with a dateline."""
        line = self.lines[at]
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if line.listed:
            return False
        if heads_other_items(line):
            return following is None or not is_prose(following)
        if following is None or is_type_word(line.text):
            return following is not None
        if len(line.text) > LONGEST_TITLE or line.text[-1] in '.:;,…”"»' or label_kind(line.text):
            return False
        if not is_prose(line) and is_date(following.text):
            return True
        return at > self.start + 1 and is_prose(following) and read_dateline(following.text) is not None

    def _files(self) -> Iterator[int]:
        """Lines within the item that name files, by their size or below the heading of such."""
        at = self.start + 1
        while at < self.end:
            if _SIZE.search(self.lines[at].text[-40:]) and len(self.lines[at].text) < LONGEST_TITLE:
                yield at
            elif FILES_HEAD.match(self.lines[at].text[:100]):
                count = self._files_below(at)
                yield from range(at, at + count)
                at += count
            at += 1

    def _files_below(self, at: int) -> int:
        """How many lines the files take with their heading; none where no line says that it is one."""
        below = self.lines[at + 1 : min(at + 1 + _MOST_FILES, self.end)]
        stop = next(
            (n for n, line in enumerate(below) if is_prose(line) or label_kind(line.text)), len(below)
        )
        named = any(_SIZE.search(line.text[-40:]) for line in below[:stop])
        return stop + 1 if named else 0


def _ends(line: Line) -> bool:
    return line.text[-1] in '.!?…”"»'


def is_prose(line: Line) -> bool:
    """Whether the line is a paragraph: long, or a sentence of some length."""
    return len(line.text) >= _PROSE or (len(line.text) >= _SENTENCE and _ends(line))


def has_facts(item: Item) -> bool:
    """Whether the item has facts of a release: labels with values, a day, or a dateline."""
    is_dated = bool(item.facts.date_lines)
    return has_labels(item) or is_dated or bool(item.text and read_dateline(item.text[0].text) is not None)


def has_labels(item: Item) -> bool:
    """Whether the item has labels with values."""
    return any(label.values and label.kind in VALUED for label in item.facts.labels)


def has_paragraph(item: Item) -> bool:
    """Whether the item has a text that ends as texts do, and no title in the place of one."""
    return any(is_prose(line) and _ends(line) for line in item.text)
