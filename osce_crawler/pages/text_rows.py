"""The rows of a list in a page saved as text: type, day and title as lines, with an address or without."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from osce_crawler.addresses import absolute, nid_of
from osce_crawler.grammar.dates import is_date
from osce_crawler.pages.label_words import VALUED
from osce_crawler.pages.labels import labelled_from
from osce_crawler.pages.lines import Line
from osce_crawler.pages.listing import Listing, Row
from osce_crawler.pages.others import is_type_word
from osce_crawler.pages.text_lines import TextLine

_DAY_AND_PLACE = re.compile(
    r"^(\d{1,2}\.?\s+[^\W\d_]{3,20}\.?,?\s+(?:19|20)\d\d),?\s+([^\W\d_a-z][^.:;!?\d]{1,60})$"
)
_BARS = re.compile("[|·•]")
_OF_ROWS = VALUED | {"content_type"}
_FEWEST_ROWS = 2
_LONGEST_TITLE = 300
_SHORTEST_TITLE = 8


@dataclass(slots=True)
class _Facts:
    """Lines without a break that print facts of one row."""

    first: int
    end: int
    row: Row = field(default_factory=lambda: Row("", ""))
    is_labelled: bool = False

    def take(self, found: Mapping[str, list[str]], end: int, *, is_labelled: bool) -> None:
        """These facts go on with the row, up to this line."""
        for kind, values in found.items():
            self.row.keep(kind, values)
        self.end = end
        self.is_labelled = self.is_labelled or is_labelled


def read_text_rows(lines: list[TextLine], flow: list[Line], base: str) -> Listing:
    """The rows among the lines; without an address of their own they have an empty one.

    `flow`: the same lines as those of any page.
    """
    groups = [facts for facts in _groups(flow) if facts.row.date]
    if len(groups) < _FEWEST_ROWS:
        return Listing()
    above = _stand_above(groups, lines)
    ends = [*(_start(facts, lines, above=above) for facts in groups[1:]), len(lines)]
    rows = (_row(facts, end, lines, base, above=above) for facts, end in zip(groups, ends, strict=True))
    return Listing([row for row in rows if row.title])


def _groups(flow: list[Line]) -> Iterator[_Facts]:
    """Facts printed together; a fact that the row has already begins another row."""
    facts: _Facts | None = None
    at = 0
    while at < len(flow):
        found, end = _facts_at(flow, at)
        if facts is not None and (facts.end != at or _has_one_of(facts.row, found)):
            yield facts
            facts = None
        if found:
            facts = facts or _Facts(at, at)
            facts.take(found, end, is_labelled=end - at > 1 or ":" in flow[at].text)
        at = end
    if facts is not None:
        yield facts


def _facts_at(flow: list[Line], at: int) -> tuple[dict[str, list[str]], int]:
    """What the line prints of a row, by kind, and the number of the next line."""
    labelled = labelled_from(flow, at)
    for label in labelled:
        if label.values and label.kind in _OF_ROWS:
            return {label.kind: label.values for label in labelled}, labelled[-1].last + 1
    found: dict[str, list[str]] = {}
    for part in map(str.strip, _BARS.split(flow[at].text[:200])):
        if is_type_word(part):
            found["content_type"] = [part]
        elif is_date(part):
            found["date"] = [part]
        elif day := _DAY_AND_PLACE.match(part):
            found |= {"date": [day[1]], "place": [day[2]]}
    return found, at + 1


def _has_one_of(row: Row, found: dict[str, list[str]]) -> bool:
    return bool((row.date and "date" in found) or (row.content_type and "content_type" in found))


def _stand_above(groups: list[_Facts], lines: list[TextLine]) -> bool:
    """Whether titles are above their facts: where no line below the last facts can be a title."""
    if all(facts.is_labelled for facts in groups):
        first = groups[0].first
        return _can_be_title(lines, first - 1 - (first > 0 and lines[first - 1].address is not None))
    return not _can_be_title(lines, groups[-1].end)


def _can_be_title(lines: list[TextLine], at: int) -> bool:
    return 0 <= at < len(lines) and _is_title(lines[at])


def _is_title(line: TextLine) -> bool:
    return _SHORTEST_TITLE <= len(line.text) <= _LONGEST_TITLE and line.address is None


def _start(facts: _Facts, lines: list[TextLine], *, above: bool) -> int:
    """Where the row begins: with its title where that is above, or the address above that."""
    at = facts.first
    if above and at and lines[at - 1].address:
        at -= 1
    return at - 1 if above else at


def _row(facts: _Facts, end: int, lines: list[TextLine], base: str, *, above: bool) -> Row:
    start = _start(facts, lines, above=above)
    own = [at for at in range(max(start, 0), end) if not facts.first <= at < facts.end]
    titles = [at for at in own if _is_title(lines[at]) and (at >= facts.end) != above]
    if not titles:
        return facts.row
    url = _address(lines, range(max(start, 0), min(end, facts.end + 4)), base)
    snippet = next((lines[at].text for at in own if at > titles[0] and _is_title(lines[at])), None)
    return replace(facts.row, url=url, title=lines[titles[0]].text, snippet=snippet)


def _address(lines: list[TextLine], own: range, base: str) -> str:
    """The first address of an item that the row prints; empty where it prints none."""
    printed = (url for at in own for url in _addresses(lines[at]))
    found = (url for href in printed if (url := absolute(base, href)) and nid_of(url))
    return next(found, "")


def _addresses(line: TextLine) -> list[str]:
    return [line.address] if line.address else [address for _, address in line.links]
