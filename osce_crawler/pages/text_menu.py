"""The site's menu in a page saved as text, where only words show the depth of an entry.

Marks of a list tell entries from headings, and indents their depth where there are any; else the
vocabulary knows which section is below which, and what each holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from osce_crawler.addresses import absolute
from osce_crawler.pages.label_words import label_kind
from osce_crawler.pages.menu import MenuItem
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.publisher import menu_mark
from osce_crawler.pages.text_lines import TextLine
from osce_crawler.vocabulary import Entry, countries, fields_of_work, meetings, sections, sources

# Entries that no table knows may be so many in a row among others, where no mark shows the list.
_MOST_UNKNOWN = 2
_LONGEST_ENTRY = 150
_FEWEST_SECTIONS = 3
_DAY = re.compile(r"\b\d{1,2}\.?\s+[^\W\d_]{3,20}\.?,?\s+(19|20)\d\d\b")
_DEEPEST = 12
_KIND_OF_SOURCE = {"field_operation": "field_operation", "partnership": "partners"}


def menus_in(lines: list[TextLine]) -> list[range]:
    """Where menus of the OSCE are among the lines: by its sections, or most of its fields of work."""
    return [run for run in _runs(lines) if menu_mark(lines[at].text for at in run)]


def navigation_in(lines: list[TextLine]) -> list[range]:
    """Where words of navigation are, though they may be another site's: menus, and sections in a row."""
    return [
        run for run in _runs(lines) if _holds_sections(lines, run) or menu_mark(lines[at].text for at in run)
    ]


def _holds_sections(lines: list[TextLine], run: range) -> bool:
    named = {known.section.id for at in run if (known := _known(lines[at].text)) and known.section}
    return len(named) >= _FEWEST_SECTIONS


def read_text_menu(lines: list[TextLine], base: str) -> list[MenuItem]:
    """The top entries of the longest menu."""
    run = max(menus_in(lines), key=len, default=range(0))
    return _Tree(base).of([lines[at] for at in run])


def _runs(lines: list[TextLine]) -> Iterator[range]:
    """Lines that may be one menu: from a word that menus hold, over entries of lists, to the last of them."""
    first = last = None
    for at, line in enumerate(lines):
        if first is not None and last is not None and not _goes_on(line, at - last):
            yield range(first, last + 1)
            first = last = None
        if _is_known(line) and not _heads_item(lines, at):
            first, last = (at if first is None else first), at
    if first is not None and last is not None:
        yield range(first, last + 1)


def _goes_on(line: TextLine, unknown: int) -> bool:
    """Whether a menu may go on with this line, behind so many that no table knows."""
    if len(line.text) > _LONGEST_ENTRY or line.text[-1] in ":." or is_type_word(line.text):
        return False
    if line.listed or line.heads:
        return not _DAY.search(line.text)
    return _is_known(line) or (unknown <= _MOST_UNKNOWN and label_kind(line.text) is None)


def _heads_item(lines: list[TextLine], at: int) -> bool:
    """Whether the line is a body above the type of its release, as pages of 2013 print it."""
    own, following = _known(lines[at].text), lines[at + 1 : at + 2]
    return own is not None and own.source is not None and any(is_type_word(line.text) for line in following)


def is_menu_word(words: str) -> bool:
    """Whether the words are those of a section, field, State, meeting or body that menus lead to."""
    return len(words) <= _LONGEST_ENTRY and _known(words) is not None


def _is_known(line: TextLine) -> bool:
    return len(line.text) <= _LONGEST_ENTRY and _known(line.text) is not None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the vocabulary knows of an entry's words."""

    section: Entry | None
    kinds: frozenset[str]
    """The kinds of entries that the words may name."""
    source: Entry | None


@lru_cache(maxsize=4096)
def _known(words: str) -> _Known | None:
    tables = (("field_of_work", fields_of_work()), ("country", countries()), ("meeting", meetings()))
    kinds = {kind for kind, table in tables if table.lookup(words)}
    state, chairs, _ = words.partition(" – ")
    if chairs and countries().lookup(state):
        # "Finland – OSCE Chairpersonship 2025" is a State among States.
        return _Known(None, frozenset({"country"}), None)
    section, source = sections().lookup(words), sources().lookup(words)
    if source is not None:
        kinds.add(_KIND_OF_SOURCE.get(source.kind or "", "structure"))
    if section is None and not kinds:
        return None
    return _Known(section, frozenset(kinds), source)


@dataclass(slots=True)
class _Open:
    """A heading that may still get entries."""

    item: MenuItem
    known: _Known | None
    indent: int

    def accepts(self, known: _Known | None) -> bool:
        """Whether an entry that is no section may be below this heading."""
        if known is None or self.known is None:
            return True
        if self.known.section is not None:
            holds = self.known.section.holds
            return holds is None or holds in known.kinds
        own, other = self.known.source, known.source
        return own is not None and other is not None and own.kind == other.kind


class _Tree:
    """Entries put below the headings that they belong to, in one pass."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.top: list[MenuItem] = []
        self.open: list[_Open] = []

    def of(self, lines: list[TextLine]) -> list[MenuItem]:
        """The top entries."""
        indents = {line.indent for line in lines if line.listed}
        marked = any(line.listed for line in lines)
        for at, line in enumerate(lines):
            following = lines[at + 1 : at + 3]
            if len(indents) > 1:
                self._add_by_indent(line, following)
            else:
                self._add(line, is_heading=_is_heading(line, following, marked=marked))
        return self.top

    def _add_by_indent(self, line: TextLine, following: list[TextLine]) -> None:
        while self.open and (self.open[-1].indent >= line.indent or len(self.open) >= _DEEPEST):
            self.open.pop()
        is_heading = line.heads or any(below.indent > line.indent for below in following[:1])
        self._put(line, _known(line.text), is_heading=is_heading)

    def _add(self, line: TextLine, *, is_heading: bool) -> None:
        known = _known(line.text)
        depth = self._depth(known, is_heading=is_heading)
        del self.open[depth:]
        self._put(line, known, is_heading=is_heading)

    def _put(self, line: TextLine, known: _Known | None, *, is_heading: bool) -> None:
        url = absolute(self.base, line.links[0][1]) if line.links else None
        item = MenuItem(line.text, url, is_unaddressed=not is_heading and url is None)
        (self.open[-1].item.children if self.open else self.top).append(item)
        if is_heading and len(self.open) < _DEEPEST - 1:
            self.open.append(_Open(item, known, line.indent))

    def _depth(self, known: _Known | None, *, is_heading: bool) -> int:
        """How many of the open headings are above the entry."""
        if known is not None and known.section is not None:
            return self._depth_of_section(known.section, is_heading=is_heading)
        if known is None and is_heading and self.open:
            return len(self.open) - (not self._waits(self.open[-1]))
        accepting = (depth for depth in range(len(self.open), 0, -1) if self.open[depth - 1].accepts(known))
        return next(accepting, len(self.open))

    def _depth_of_section(self, section: Entry, *, is_heading: bool) -> int:
        if section.parent is None:
            return 0
        for depth in range(len(self.open), 0, -1):
            above = self.open[depth - 1].known
            if above is not None and above.section is not None and above.section.id == section.parent:
                return depth
        if is_heading:
            return 0
        return next((depth for depth in range(len(self.open), 0, -1) if self._is_mixed(depth - 1)), 0)

    def _waits(self, above: _Open) -> bool:
        """Whether a heading still lacks entries, and may have others than of one kind."""
        section = above.known.section if above.known is not None else None
        return not above.item.children and (section is None or section.holds is None)

    def _is_mixed(self, at: int) -> bool:
        known = self.open[at].known
        return known is None or (known.section is not None and known.section.holds is None)


def _is_heading(line: TextLine, following: list[TextLine], *, marked: bool) -> bool:
    """A list mark alone above it says so; without marks, what is below it."""
    if line.heads or (marked and not line.listed):
        return True
    own = _known(line.text)
    if marked or own is None:
        return False
    below = next((known for other in following if (known := _known(other.text))), None)
    return below is not None and _stands_below(own, below)


def _stands_below(above: _Known, below: _Known) -> bool:
    if above.section is None:
        # A body that its kind is named for, the Secretariat, heads the others of its kind.
        body = above.source
        heads = body is not None and body.id == body.kind
        return heads and below.source is not None and body is not None and below.source.kind == body.kind
    if below.section is not None:
        return below.section.parent == above.section.id
    return above.section.holds is not None and above.section.holds in below.kinds
