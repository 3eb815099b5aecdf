"""Labels and values on one line: parted by a colon, or else by elements, spaces or bars."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from osce_crawler.pages.document import Element, words_of
from osce_crawler.pages.label_values import (
    LONGEST_TYPE,
    Labelled,
    date_over_breaks,
    is_plausible,
    values_in,
)
from osce_crawler.pages.label_words import ANY_LABEL, KINDS, folded
from osce_crawler.pages.lines import Line
from osce_crawler.vocabulary import content_types

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*"
# Where no colon is near, none of the hundreds of words is tried.
_COLON_NEAR = "(?=[^:：]{1,80}[:：])"
_WITH_COLON = re.compile(
    rf"(?:^|(?<=[\s|;,·•])){_COLON_NEAR}{_GAP}({ANY_LABEL}){_GAP}[:：]{_GAP}", re.IGNORECASE
)
_NEXT_LABEL = re.compile(r"\s[|·•]\s(?=[^|:·•]{2,30}:)")
_LONGEST_LABEL = 80  # characters
_MOST_LABELS = 40
# Pages without colons part a label from its value by spaces that do not collapse, by a dash or a bar.
_PARTING = re.compile("[:：\u00a0\u2002\u2003\t–—/|-]")
_WITH_SPACE = re.compile(
    rf"\s*({ANY_LABEL})(?:\s+[–—/|-]\s+|\s*[\u00a0\u2002\u2003\t]\s*)(?=\S)", re.IGNORECASE
)
_AROUND_VALUE = " |;,·•"


def labels_in_line(lines: list[Line], index: int) -> list[Labelled]:
    """Labels and values on one line: `Date: 12 April 2016`, bold words or spans before their values."""
    line = lines[index]
    labels = _labels_in(line)
    if not labels or len(labels) > _MOST_LABELS:
        return []
    found = _type_before(line, index, labels[0][0])
    if labels[0][0] != 0 and not found:
        return []
    for number, (_, start, kind) in enumerate(labels):
        end = labels[number + 1][0] if number + 1 < len(labels) else len(line.text)
        first, *further = _NEXT_LABEL.split(line.text[start:end])
        value = first.strip(_AROUND_VALUE)
        time = _time_in(line, value) if kind in {"date", "updated"} else None
        found.append(Labelled(kind, values_in(line, value, kind), time, index, index))
        found += [Labelled("unknown", [part.strip(_AROUND_VALUE)], None, index, index) for part in further]
    found[-1] = _to_end_of_date(lines, index, found[-1])
    return found if all(is_plausible(item) for item in found) else []


def _to_end_of_date(lines: list[Line], index: int, label: Labelled) -> Labelled:
    """The label with all of its date, where breaks part that over several lines."""
    if label.kind != "date" or not label.values:
        return label
    day, last = date_over_breaks(lines, index, label.values[0])
    return label if last == index else replace(label, values=[day, *label.values[1:]], last=last)


def _type_before(line: Line, index: int, end: int) -> list[Labelled]:
    """The type word in an element of its own before the first label."""
    word = line.text[:end].strip(_AROUND_VALUE) if end < LONGEST_TYPE else ""
    entry = content_types().lookup(word) if word else None
    is_type = entry is not None and entry.kind != "other"
    return [Labelled("content_type", [word], None, index, index)] if is_type else []


def _time_in(line: Line, value: str) -> Element | None:
    """The `<time>` that a value of the line holds; one without words may be any value's."""
    return next((time for time in line.times[:_MOST_LABELS] if words_of(time)[:200] in value), None)


def _labels_in(line: Line) -> list[tuple[int, int, str]]:
    """Where labels are in the line: their start, their value's start, their kind."""
    if not _may_begin(line):
        return []
    labels = {
        match.start(): (match.start(), match.end(), KINDS[folded(match[1])])
        for match in _WITH_COLON.finditer(line.text)
    }
    if not labels and (spaced := _WITH_SPACE.match(_opening(line))):
        labels[0] = (0, len(" ".join(spaced[0].split())), KINDS[folded(spaced[1])])
    for start, value_at, kind in _labels_in_elements(line):
        labels.setdefault(start, (start, value_at, kind))
    return sorted(labels.values())


def _labels_in_elements(line: Line) -> Iterator[tuple[int, int, str]]:
    """The same for labels that are set in elements of their own, as bold words or spans."""
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
        if kind and not _goes_on(line, words, position):
            rest = len(line.text[position:]) - len(line.text[position:].lstrip(" :："))
            yield start, position + rest, kind


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
    """Tag and class of the line's known labels, where a class sets them off from their values."""
    said = [(text, _dress(element)) for text, element in line.segments if not text.isspace()]
    return {
        dress
        for (text, dress), (_, beside) in pairwise(said)
        if dress[1] and dress != beside and folded(text) in KINDS
    } - {beside for (text, _), (_, beside) in pairwise(said) if folded(text) in KINDS}


def _may_begin(line: Line) -> bool:
    """Whether the line can open with a label; not all of it is read."""
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
