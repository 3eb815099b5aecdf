"""Labels that the vocabulary lacks, recognised by the item's facts in the same form beside them."""

from itertools import islice

from osce_crawler.grammar.datelines import opens_text
from osce_crawler.pages.boxes import are_alike, same_parent
from osce_crawler.pages.document import Element
from osce_crawler.pages.lines import Line

_LONGEST = 160  # characters
_LONGEST_LABEL = 30
_ENDS = frozenset(".!?…”»")
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_NEAR = 6


def words_with_colon(line: Line) -> list[str]:
    """The label of a line and its value; a colon is set between them where two elements part them."""
    parts = _dressed_parts(line)
    if ":" in line.text[:_LONGEST_LABEL] or len(parts) < 2:
        return [line.text]
    return [f"{parts[0]}:", *parts[1:]]


def is_of_facts(line: Line, fact: Line, following: Line | None) -> bool:
    """Whether the line beside a fact's line is one more of these facts: `Donor: European Union`.

    In the same list or box; else dressed as that fact, where no text set like the line follows.
    """
    if not _has_form(line, fact):
        return False
    if (line.block is fact.block and line.after_break) or shares_list(line, fact):
        return True
    if following is not None and same_parent(line, following):
        return False
    return are_alike(line.block, fact.block) or _has_head(line)


def are_dressed_alike(line: Line, fact: Line) -> bool:
    """Whether label and value are set apart by the same classes in both lines, or both are in one list."""
    if not _has_form(line, fact):
        return False
    return shares_list(line, fact) or (are_alike(line.block, fact.block) and _heads_alike(line, fact))


def looks_unknown(line: Line) -> bool:
    """Whether the line is a few words, a colon and a value."""
    head, colon, value = line.text[: _LONGEST_LABEL + 1].partition(":")
    return bool(head and colon and value) and len(line.text) < _LONGEST and line.text[-1] not in _ENDS


def _has_form(line: Line, fact: Line) -> bool:
    if line.block is None or not line.text or len(line.text) >= _LONGEST or line.text[-1] in _ENDS:
        return False
    return not opens_text(line.text) and (looks_unknown(line) or _heads_alike(line, fact))


def _has_head(line: Line) -> bool:
    """Whether the words up to the colon are in an element of their own, as bold ones."""
    words, element = next(((w.strip(), e) for w, e in line.segments if w.strip()), ("", None))
    return element is not line.block and words.endswith(":")


def _heads_alike(line: Line, fact: Line) -> bool:
    """Whether the first words of both are in elements of one class, the others of another."""
    one, other = _dresses(line), _dresses(fact)
    return len(one) == 2 and one == other and one[0] != one[1] and bool(one[0][1])


def _dresses(line: Line) -> list[tuple[str, str]]:
    said = [element for words, element in islice(line.segments, _NEAR) if not words.isspace()]
    return [(e.tag, e.get("class") or "") for e in said if e is not None]


def _dressed_parts(line: Line) -> list[str]:
    return [" ".join(words.split()) for words, _ in islice(line.segments, _NEAR) if not words.isspace()]


def shares_list(line: Line, fact: Line) -> bool:
    """Whether both lines are in one list or table."""
    mine = _list_of(line.block)
    return mine is not None and mine is _list_of(fact.block)


def _list_of(block: Element | None) -> Element | None:
    above = islice(block.iterancestors(), _NEAR) if block is not None else ()
    return next((element for element in above if element.tag in _LISTS), None)
