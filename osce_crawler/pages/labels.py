"""The labels under which the site prints facts, and the values beside them.

Which words are labels: `label_words`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.grammar.dates import LONGEST_DATE, is_date
from osce_crawler.pages.document import Element, is_inside, words_of
from osce_crawler.pages.label_words import ANY_LABEL, KINDS, folded, label_kind
from osce_crawler.pages.lines import Line, next_element
from osce_crawler.pages.no_facts import is_in_figure, is_in_table_of_text, next_row
from osce_crawler.vocabulary import Vocabulary, content_types, fields_of_work, sections, sources

FARTHEST_VALUE = 40
"""So many lines below a label its values may still stand."""
_LONGEST_VALUE = {"date": 80, "place": 160, "source": 900, "fields_of_work": 900, "content_type": 80}
_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*"
# Where no colon is near, none of the hundreds of words is tried.
_COLON_NEAR = "(?=[^:：]{1,80}[:：])"
_WITH_COLON = re.compile(
    rf"(?:^|(?<=[\s|;,·•])){_COLON_NEAR}{_GAP}({ANY_LABEL}){_GAP}[:：]{_GAP}", re.IGNORECASE
)
_NEXT_LABEL = re.compile(r"\s[|·•]\s(?=[^|:·•]{2,30}:)")
_LONGEST_LIST = 2000  # characters: no item has that many sources or fields of work
MOST_PARTS = 4  # of a date that breaks part: weekday, day, month, year
# Tables of the values of which an item may print several, a line each.
_NAMES = {"source": sources, "fields_of_work": fields_of_work}
_MOST_STACKED = 12
_LONGEST_LABEL = 80  # characters
_MOST_LABELS = 40  # on one line, or heading one table
_BARS = re.compile(r"\s+[|/·•]\s+")
# Pages without colons part a label from its value by spaces that do not collapse, by a dash or a bar.
_PARTING = re.compile("[:：\u00a0\u2002\u2003\t–—/|-]")
_WITH_SPACE = re.compile(
    rf"\s*({ANY_LABEL})(?:\s+[–—/|-]\s+|\s*[\u00a0\u2002\u2003\t]\s*)(?=\S)", re.IGNORECASE
)


@dataclass(slots=True)
class Labelled:
    """A label met among the lines, with its values as printed."""

    kind: str
    values: list[str]
    time: Element | None
    first: int
    last: int


def labelled_from(lines: list[Line], index: int) -> list[Labelled]:
    """The labels that begin at this line, with their values; none where it is an ordinary line."""
    line = lines[index]
    if (line.caption and is_in_figure(line)) or is_in_table_of_text(line):
        return []
    kind = label_kind(line.text)
    if kind is not None:
        return _columns(lines, index) or _stacked(lines, index) or [_with_following(lines, index, kind)]
    return _within(lines, index)


def _columns(lines: list[Line], index: int) -> list[Labelled]:
    """The labels that head a table's columns, with the values of the row below; none for any other cell."""
    head = lines[index].block
    row = head.getparent() if head is not None and head.tag in {"th", "td"} else None
    if row is None or row.tag != "tr" or next(islice(row, _MOST_LABELS, None), None) is not None:
        return []
    heads = [cell for cell in row if isinstance(cell.tag, str)]
    kinds = [label_kind(words_of(cell)) for cell in heads]
    known = len(kinds) - kinds.count(None)
    if known < 2 or (known < len(kinds) and any(cell.tag != "th" for cell in heads)):
        return []
    values = next_row(row)
    below = lines[index : index + 1 + FARTHEST_VALUE]
    last = index + sum(is_inside(line.block, row) or is_inside(line.block, values) for line in below) - 1
    cells = [cell for cell in values if isinstance(cell.tag, str)] if values is not None else []
    # A row that does not fit its head says nothing for certain.
    fitting: list[Element | None] = [*cells] if len(cells) == len(kinds) else [None] * len(kinds)
    return [
        _of_cell(kind, cell, index, last)
        for kind, cell in zip(kinds, fitting, strict=True)
        if kind is not None
    ]


def _stacked(lines: list[Line], index: int) -> list[Labelled]:
    """Labels one below the other in one box, with as many values in the box beside it."""
    first = lines[index].block
    box = first.getparent() if first is not None else None
    beside = next_element(box) if box is not None else None
    if box is None or beside is None:
        return []
    near = takewhile(lambda line: _is_child(line, box), lines[index : index + _MOST_STACKED])
    kinds = list(takewhile(lambda kind: kind is not None, (label_kind(line.text) for line in near)))
    if len(kinds) < 2:
        return []
    at = index + len(kinds)
    values = list(takewhile(lambda line: _is_child(line, beside), lines[at : at + len(kinds) + 1]))
    if len(kinds) != len(values):
        return []
    last = at + len(values) - 1
    return [
        Labelled(kind, _separate(line, line.text, kind), next(iter(line.times), None), index, last)
        for kind, line in zip(kinds, values, strict=True)
        if kind is not None
    ]


def _is_child(line: Line, box: Element) -> bool:
    return line.block is not None and line.block.getparent() is box


def _of_cell(kind: str, cell: Element | None, first: int, last: int) -> Labelled:
    text = words_of(cell) if cell is not None else ""
    time = next(cell.iter("time"), None) if cell is not None else None
    return Labelled(kind, [text] if text else [], time, first, last)


def _within(lines: list[Line], index: int) -> list[Labelled]:
    """Labels and values on one line: `Date: 12 April 2016`, bold words or spans before their values."""
    line = lines[index]
    marks = _marks(line)
    if not marks or len(marks) > _MOST_LABELS:
        return []
    found = _type_before(line, index, marks[0][0])
    if marks[0][0] != 0 and not found:
        return []
    for number, (_, start, kind) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(line.text)
        first, *further = _NEXT_LABEL.split(line.text[start:end])
        value = first.strip(" |;,·•")
        time = _time_in(line, value) if kind in {"date", "updated"} else None
        found.append(Labelled(kind, _separate(line, value, kind), time, index, index))
        found += [Labelled("unknown", [part.strip(" |;,·•")], None, index, index) for part in further]
    if found[-1].kind == "date" and found[-1].values:
        (found[-1].values[0], found[-1].last) = date_over_breaks(lines, index, found[-1].values[0])
    return found if all(_plausible(item) for item in found) else []


def _type_before(line: Line, index: int, end: int) -> list[Labelled]:
    """The type word in an element of its own before the first label."""
    word = line.text[:end].strip(" |;,·•") if end < _LONGEST_VALUE["content_type"] else ""
    entry = content_types().lookup(word) if word else None
    is_type = entry is not None and entry.kind != "other"
    return [Labelled("content_type", [word], None, index, index)] if is_type else []


def _time_in(line: Line, value: str) -> Element | None:
    """The `<time>` that a value of the line holds; one without words may be any value's."""
    return next((time for time in line.times[:_MOST_LABELS] if words_of(time)[:200] in value), None)


def _marks(line: Line) -> list[tuple[int, int, str]]:
    """Where labels stand in the line: their start, their value's start, their kind."""
    if not _may_begin(line):
        return []
    marks = {
        match.start(): (match.start(), match.end(), KINDS[folded(match[1])])
        for match in _WITH_COLON.finditer(line.text)
    }
    spaced = _WITH_SPACE.match(_opening(line)) if not marks else None
    if spaced:
        marks[0] = (0, len(" ".join(spaced[0].split())), KINDS[folded(spaced[1])])
    dressed = _dress_of_labels(line)
    position = 0
    for text, element in line.segments:
        words = " ".join(text.split())
        start = line.text.find(words, position) if words else -1
        if start < 0:
            continue
        position = start + len(words)
        is_word = element is not line.block and any(map(str.isalpha, words[:40]))
        kind = _label_of(words, alike=_dress(element) in dressed) if is_word else None
        if kind and start not in marks and not _goes_on(line, words, position):
            rest = len(line.text[position:]) - len(line.text[position:].lstrip(" :："))
            marks[start] = (start, position + rest, kind)
    return sorted(marks.values())


def _opening(line: Line) -> str:
    """The first words with the spaces between them as they came."""
    return "".join([text for text, _ in line.segments[:3]])


def _goes_on(line: Line, words: str, end: int) -> bool:
    """Whether the words are the beginning of a sentence: no colon, and small letters behind them."""
    return words[-1:] not in ":：" and line.text[end : end + 2].strip()[:1].islower()


def _label_of(words: str, *, alike: bool) -> str | None:
    """The fact that this word labels; `unknown` for what looks like a label, but is none of ours."""
    unknown = len(words) < 40 and (alike or words.endswith(":"))
    return KINDS.get(folded(words)) or ("unknown" if unknown else None)


def _dress(element: Element | None) -> tuple[str, str]:
    return (element.tag, element.get("class") or "") if element is not None else ("", "")


def _dress_of_labels(line: Line) -> set[tuple[str, str]]:
    """Tag and class of the line's known labels, where a class tells them from their values."""
    said = [(text, _dress(element)) for text, element in line.segments if not text.isspace()]
    return {
        dress
        for (text, dress), (_, beside) in pairwise(said)
        if dress[1] and dress != beside and folded(text) in KINDS
    } - {beside for (text, _), (_, beside) in pairwise(said) if folded(text) in KINDS}


def _may_begin(line: Line) -> bool:
    """Whether the line can open with a label, told without reading all of it."""
    if not line.segments:
        return False
    text, element = line.segments[0]
    if element is not line.block and len(text) < 80 and (folded(text) in KINDS or _has_label_second(line)):
        return True
    opening = _opening(line)
    if not _PARTING.search(opening, 0, 80):
        return False
    return bool(_WITH_COLON.match(line.text) or _WITH_SPACE.match(opening))


def _has_label_second(line: Line) -> bool:
    """Whether the second element of the line is a label: the first may be the type."""
    said = [words for words, _ in line.segments[:4] if not words.isspace()]
    return len(said) > 1 and len(said[1]) < _LONGEST_LABEL and folded(said[1]) in KINDS


def _separate(line: Line, value: str, kind: str) -> list[str]:
    """A value made of links, or of chips, is as many values; so are names between bars."""
    several = kind in {"source", "fields_of_work"}
    if len(value) > _LONGEST_LIST:
        return [value]
    if several and " / " in value and _NAMES[kind]().lookup(value):
        return [value]  # the bar is a part of the name
    for tag in ("a", "span") if several else ("a",):
        if len(pieces := _pieces(line, value, tag)) > 1:
            return pieces
    return [piece for piece in (_BARS.split(value) if several else [value]) if piece]


def _pieces(line: Line, value: str, tag: str) -> list[str]:
    """The values that elements of one tag hold; none where words are left between them."""
    pieces = []
    rest = value
    for text, element in line.segments:
        words = " ".join(text.split())
        if words and element is not None and element.tag == tag and words in rest:
            pieces.append(words)
            rest = rest.partition(words)[2]
        elif words and not words.strip(" ,;/|·•"):
            rest = rest.removeprefix(words).lstrip()
        elif words and words in rest:
            return []
    return pieces if not rest.strip(" ,;/|·•") else []


def _with_following(lines: list[Line], index: int, kind: str) -> Labelled:
    """The label fills its line; its values are the lines of the element beside it."""
    following = _value_lines(lines, index)
    nothing = Labelled(kind, [], None, index, index)
    if not following:
        return nothing
    values = [value for line in following for value in _separate(line, line.text, kind)]
    times = [time for line in following for time in line.times]
    last = index + len(following)
    if kind == "date":
        date, end = date_over_breaks(lines, index + 1, following[0].text)
        values, last = (values, last) if date == following[0].text else ([date], max(last, end))
    found = Labelled(kind, values, times[0] if times else None, index, last)
    return found if _plausible(found) else nothing


def date_over_breaks(
    lines: list[Line], index: int, text: str, fits: Callable[[str], bool] = is_date
) -> tuple[str, int]:
    """A date that begins with this text and that breaks part, and the index of its last line.

    Where breaks part no date, the text is alone.
    """
    joined = text
    last = min(index + MOST_PARTS, len(lines))
    for at in range(index + 1, last if not fits(text) else 0):
        line = lines[at]
        if not line.after_break or line.block is not lines[index].block or len(joined) > LONGEST_DATE:
            break
        joined = f"{joined} {line.text}"
        if fits(joined) and (is_date(joined) or not is_date(line.text)):
            return joined, at
    return text, index


def _plausible(found: Labelled) -> bool:
    """No value is longer than such a value can be, and none is the opening of a text."""
    if found.kind == "date" and not all(any(map(str.isdigit, value)) for value in found.values):
        return False
    limit = _LONGEST_VALUE.get(found.kind)
    if limit is None:
        return True
    is_short = sum(map(len, found.values)) <= limit
    return is_short and (found.kind == "date" or not any(map(opens_text, found.values)))


def _value_lines(lines: list[Line], index: int) -> list[Line]:
    label = lines[index]
    rest = lines[index + 1 : index + 1 + FARTHEST_VALUE]
    if not rest:
        return []
    if label.block is None:
        return _text_values(label, rest)
    if rest[0].block is label.block.getparent():
        # Bare words, links or chips behind a heading in a box of their own.
        return _until_label(rest[:1])
    if rest[0].block is label.block and rest[0].after_break:
        return [] if labelled_from(lines, index + 1) else rest[:1]
    inside = _until_label(list(takewhile(lambda line: is_inside(line.block, label.block), rest)))
    if inside:
        return inside
    holders = _beside(label.block)
    taken = []
    for line in rest:
        if not any(is_inside(line.block, holder) for holder in holders):
            break
        taken.append(line)
    return _until_label(taken)


def _text_values(label: Line, rest: list[Line]) -> list[Line]:
    """In a page saved as text values share their label's list, or are one line and further known names."""
    if label.listed:
        return _until_label(list(takewhile(lambda line: line.listed, rest)))
    names = _NAMES.get(label_kind(label.text) or "")
    if names and label.text[-1] not in ":：" and sections().lookup(label.text):
        # The same words are a section of the site's menu.
        rest = list(takewhile(lambda line: _names_all(names(), line.text), rest))
    more = takewhile(lambda line: names is not None and _names_all(names(), line.text), rest[1:])
    return _until_label([*rest[:1], *more])


def _names_all(names: Vocabulary, text: str) -> bool:
    """Whether the text is known names and nothing else."""
    return len(text) <= _LONGEST_LIST and all(entry for _, entry in names.split(text))


def _until_label(lines: list[Line]) -> list[Line]:
    for number, line in enumerate(lines):
        if label_kind(line.text):
            return lines[:number]
    return lines


def _beside(block: Element) -> list[Element]:
    """The elements that hold the value of a label standing alone in `block`."""
    while (following := next_element(block)) is None:
        parent = block.getparent()
        if parent is None or parent.tag in {"body", "main", "article"}:
            return []
        block = parent
    if block.tag != "dt":
        return [following, *_rows_spanned(block)]
    holders = []
    node: Element | None = following
    while node is not None and node.tag == "dd":
        holders.append(node)
        node = next_element(node)
    return holders


def _rows_spanned(label: Element) -> Iterator[Element]:
    """The further rows of a table that the label stands beside."""
    span = (label.get("rowspan") or "").strip()
    row = label.getparent()
    if row is not None and row.tag == "tr" and span.isdecimal():
        yield from islice(row.itersiblings("tr"), max(0, min(int(span[:3]), FARTHEST_VALUE) - 1))
