"""An item's lines told apart: type, labels, date line, captions, text, contacts, and what is not its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from osce_crawler.addresses import nid_of
from osce_crawler.pages.document import Element, words_of
from osce_crawler.pages.labels import VALUED, Labelled, is_dated, is_inside, label_kind, labelled_from
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.region import Region, opens_others
from osce_crawler.vocabulary import content_types, sources

FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|rtf|zip)$", re.IGNORECASE)
# A line such as `VIENNA 12 April 2016` between title and text, as G2 pages print it.
_DATE_LINE = re.compile(
    r"^[^.:;!?]{0,60}?\b\d{1,2}(st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\.?,?\s+(19|20)\d\d"
    r"(\s+(г|року|рік|godine))?(\W*|\s*[|,·•/–-]\s*[^.:;!?]{2,60})$",
    re.IGNORECASE,
)
_PHOTO_DETAILS = "Photo details"
_SHARE = re.compile(
    r"^(share|print|download|tweet|facebook|twitter|linkedin|e-?mail|"
    r"back to top|listen|pdf)\b.{0,20}$",
    re.IGNORECASE,
)
# An invitation says where in its own text; alone this is no label of the item.
_INVITATION = re.compile(r"where\b", re.IGNORECASE)
_PARTED = re.compile(r"\s*[·•|]\s*")
_FILES_HEAD = re.compile(
    r"(related |attached )?(documents?|downloads?|attachments?|files?|document\w*|документ\w*)\s*:?$",
    re.IGNORECASE,
)
_LABEL_TAGS = frozenset({"dt", "dd", "th"})
_TEXT_TAGS = frozenset({"p", "body", "main", "article", "html"})


@dataclass(slots=True)
class Parts:
    """The lines of an item sorted into what they are: evidence for its kind, material for its record."""

    title: str
    title_at: int
    types: list[str]
    labels: list[Labelled]
    lines: list[str]
    body: range
    body_lines: list[Line]
    contacts: list[str]
    captions: list[tuple[int, str]]


def parts_of(region: Region) -> Parts:
    """The item's lines told apart: type word, labels, date line, captions, text, contacts."""
    return _Sorting(region).parts()


class _Sorting:
    def __init__(self, region: Region) -> None:
        self.lines = region.flow.lines
        self.title_at = region.title_at
        self.title = region.title
        self.pictured = set(_pictured(region.flow))
        self.linked = set(_linked_lines(region.flow))
        self.files = set(_file_lines(region.flow))
        self.items = set(_item_lines(region.flow))
        self.types: list[str] = []
        self.labels: list[Labelled] = []
        self.date_lines: list[str] = []
        self.captions: list[tuple[int, str]] = []

    def parts(self) -> Parts:
        start = self._header(self.title_at + 1)
        end, contacts_at = self._text_end(start)
        end = self._without_listed_items(start, end)
        box = self._box(start, end)
        end = self._within(box, start, end)
        self._before_title(box)
        contacts = self._contact_lines(contacts_at, box) if contacts_at is not None else []
        end = self._without_tail(start, end)
        body = self._body(start, end)
        span = range(start, end)
        return Parts(
            self.title,
            self.title_at,
            self.types,
            self.labels,
            self.date_lines,
            span,
            body,
            contacts,
            self.captions,
        )

    def _body(self, start: int, end: int) -> list[Line]:
        """The lines of the text, its captions set aside."""
        body = []
        for index in range(start, end):
            if self._is_caption(index):
                self._keep_caption(index)
            else:
                body.append(self.lines[index])
        return body

    def _box(self, start: int, end: int) -> Element | None:
        """The smallest element that holds the title and the text; the item is in it, other items are not."""
        title = self.lines[self.title_at].block
        if title is None or start >= end:
            return None
        longest = max(self.lines[start:end], key=lambda line: len(line.text))
        return _common(_common(title, self.lines[start].block), longest.block)

    def _within(self, box: Element | None, start: int, end: int) -> int:
        """Where the lines end that stand in the box."""
        while box is not None and end > start and not is_inside(self.lines[end - 1].block, box):
            end -= 1
        return end

    def _without_tail(self, start: int, end: int) -> int:
        """Where files and items listed below the text begin, or labels that stand there and not above."""
        labels = self._labels_below(start, end) if not self._has_facts() else []
        if labels:
            end = labels[0].first
            self.labels += labels
        while end - 1 > start and (end - 1 in self.files or end - 1 in self.items):
            end -= 1
        return end - 1 if self._heads_files(start, end) else end

    def _has_facts(self) -> bool:
        return any(item.kind in VALUED for item in self.labels)

    def _labels_below(self, start: int, end: int) -> list[Labelled]:
        """Labels with nothing but labels and files after them."""
        labels: list[Labelled] = []
        index = start
        while index < end:
            found = labelled_from(self.lines, index)
            labels = labels + found if found or index in self.files else []
            index = (found[-1].last if found else index) + 1
        kinds = {item.kind for item in labels} & VALUED
        invited = len(kinds) == 1 and _INVITATION.match(self.lines[labels[0].first].text)
        return labels if kinds and not invited else []

    def _heads_files(self, start: int, end: int) -> bool:
        """Whether the last line of the text is the heading of the files below it."""
        line = self.lines[end - 1]
        below = end in self.files and end - 1 > start
        return below and len(line.text) < 60 and (_is_heading(line) or bool(_FILES_HEAD.match(line.text)))

    def _before_title(self, box: Element | None) -> None:
        """Type words just above the title, and labels in the item's own block above it."""
        index = max(0, self.title_at - 12)
        while index < self.title_at:
            own = box is None or is_inside(self.lines[index].block, box)
            found = labelled_from(self.lines, index) if own else []
            self.labels += found
            if not found and index >= self.title_at - 3 and is_release_type(self.lines[index].text):
                self.types.append(self.lines[index].text)
                self._structure_above(index - 1)
            index = (found[-1].last if found else index) + 1

    def _structure_above(self, index: int) -> None:
        """Pages of 2013 print the issuing structure, without a label, above the type."""
        if index < 0:
            return
        line, type_line = self.lines[index], self.lines[index + 1]
        known = len(line.text) < 160 and sources().lookup(line.text) is not None
        if known and _are_alike(line.block, type_line.block):
            self.labels.append(Labelled("source", [line.text], None, index, index))

    def _header(self, index: int) -> int:
        """Pass over what stands between title and text; where the text begins."""
        while index < len(self.lines):
            passed = self._header_line(index)
            if not passed:
                return index
            index += passed
        return index

    def _header_line(self, index: int) -> int:
        """How many lines from here are header, not text."""
        line = self.lines[index]
        found = labelled_from(self.lines, index)
        if found and found[0].kind != "contacts":
            self.labels += found
            return found[-1].last - index + 1
        if found:
            return 0
        if self._keep_parts(line):
            return 1
        if is_release_type(line.text):
            self.types.append(line.text)
        elif self._is_caption(index):
            self._keep_caption(index)
        elif _DATE_LINE.match(line.text) or (line.times and len(line.text) < 60):
            self.date_lines.append(line.text)
            self._time_of(line, index)
        elif not (_SHARE.match(line.text) or line.text == self.title):
            return self._unknown_label(index)
        return 1

    def _unknown_label(self, index: int) -> int:
        """How many lines a label takes that is not known here but stands among the item's own."""
        line = self.lines[index]
        if not self._has_facts() and not self._begins_facts(index):
            return 0
        if line.block is not None and line.block.tag in _LABEL_TAGS:
            return 1
        if ":" not in line.text[:30] and (len(line.text) >= 40 or line.text[-1:] in ".,;!?"):
            return 0
        known = {item.kind for item in self.labels}
        for at in range(index + 1, min(index + 3, len(self.lines))):
            before = self.lines[at - 1].text
            if len(before) > 160 or is_dated(before):
                return 0
            if found := labelled_from(self.lines, at):
                return at - index if found[0].kind in VALUED - known else 0
        return 0

    def _begins_facts(self, index: int) -> bool:
        """Whether the line opens a list of facts of which at least two are known."""
        block = self.lines[index].block
        box = next((a for a in block.iterancestors("dl", "ul", "table")), None) if block is not None else None
        if box is None or len(words_of(box)) > 1000:
            return False
        ahead = range(index, min(index + 12, len(self.lines)))
        inside = [at for at in ahead if is_inside(self.lines[at].block, box)]
        return len({item.kind for at in inside for item in labelled_from(self.lines, at)} & VALUED) >= 2

    def _keep_parts(self, line: Line) -> bool:
        """Type and day on one line, `Press release · 3 May 2020 · Vienna`; what has no label stays unread."""
        parts = _PARTED.split(line.text) if len(line.text) < 120 else []
        if len(parts) < 2 or not any(map(is_release_type, parts)):
            return False
        self.types += [part for part in parts if is_release_type(part)]
        self.date_lines += [part for part in parts if _DATE_LINE.match(part)]
        return True

    def _time_of(self, line: Line, index: int) -> None:
        if line.times:
            self.labels.append(Labelled("date", [], line.times[0], index, index))

    def _is_caption(self, index: int) -> bool:
        line = self.lines[index]
        if line.caption or index in self.pictured:
            return True
        return len(line.text) < 400 and line.text.endswith(_PHOTO_DETAILS)

    def _keep_caption(self, index: int) -> None:
        self.captions.append((index, self.lines[index].text.removesuffix(_PHOTO_DETAILS).strip()))

    def _text_end(self, start: int) -> tuple[int, int | None]:
        """Where the text ends, and the line of the contact label that ends it."""
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if opens_others(line):
                return index, None
            if label_kind(line.text) == "contacts" or (_text_kind(line.text) == "contacts" and index > start):
                return index, index
        return len(self.lines), None

    def _without_listed_items(self, start: int, end: int) -> int:
        """Where other items begin within the text: linked headings, or titles above labels of their own."""
        for index in range(start, end):
            if _is_item_heading(self.lines[index]):
                return index
            if self._has_second_facts(index):
                return self._title_of_labels(index, start)
        return end

    def _has_second_facts(self, index: int) -> bool:
        """Whether labels of some other item begin at this line: below a link, or after the item's own."""
        text = self.lines[index].text
        if len(text) >= 40 and ":" not in text[:30]:
            return False
        found = labelled_from(self.lines, index)
        if not found or found[0].kind not in VALUED:
            return False
        if len(found) == 1 and found[-1].last + 1 < len(self.lines):
            found += labelled_from(self.lines, found[-1].last + 1)
        several = len({item.kind for item in found if item.kind in VALUED}) > 1
        return several and (self._has_facts() or index - 1 in self.linked)

    def _title_of_labels(self, index: int, start: int) -> int:
        """The first of the linked lines and headings just above these labels."""
        while index > start and (index - 1 in self.linked or _is_heading(self.lines[index - 1])):
            index -= 1
        return index

    def _is_of_others(self, line: Line) -> bool:
        """Whether the line opens another item: a heading that leads to it, or a fact that is not ours."""
        return opens_others(line) or _is_item_heading(line) or label_kind(line.text) in VALUED

    def _contact_lines(self, index: int, box: Element | None) -> list[str]:
        """What stands below the contact label, in the item's box or else beside the label itself."""
        found = labelled_from(self.lines, index)
        lines = list(found[0].values) if found else []
        box = box if is_inside(self.lines[index].block, box) else None
        if box is None and lines:
            return lines
        below = (found[-1].last if found else index) + 1
        for at in range(below, len(self.lines)):
            line = self.lines[at]
            if len(lines) >= 20 or at in self.items or self._is_of_others(line):
                break
            if box is not None and not is_inside(line.block, box):
                break
            if self._has_second_facts(at):
                del lines[len(lines) - (at - self._title_of_labels(at, below)) :]
                break
            lines.append(line.text)
        return [text for text in lines if text]


def _are_alike(one: Element | None, other: Element | None) -> bool:
    """Whether two blocks stand side by side as the same kind of element."""
    if one is None or other is None:
        return False
    return one is not other and one.tag == other.tag and one.getparent() is other.getparent()


def _common(one: Element, other: Element | None) -> Element:
    """The nearest element that holds both."""
    above = {other, *(other.iterancestors() if other is not None else ())}
    while one not in above and (parent := one.getparent()) is not None:
        one = parent
    return one


def _pictured(flow: Flow) -> Iterator[int]:
    """Lines that share a box with a picture and nothing else: captions, whatever their markup."""
    for index, image in flow.images:
        if index < len(flow.lines) and _is_alone_with(image, flow.lines, index):
            yield index


def _is_alone_with(image: Element, lines: list[Line], index: int) -> bool:
    line = lines[index]
    if len(line.text) >= 400 or is_dated(line.text):
        return False
    box = next((e for e in islice(image.iterancestors(), 6) if is_inside(line.block, e)), None)
    beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return (
        box is not None
        and box.tag not in _TEXT_TAGS
        and not any(is_inside(other.block, box) for other in beside)
    )


def _linked_lines(flow: Flow) -> Iterator[int]:
    """Lines that are one link and nothing else, as the titles of teasers are."""
    for index, anchor in flow.links:
        if index < len(flow.lines) and flow.lines[index].text == words_of(anchor):
            yield index


def _file_lines(flow: Flow) -> Iterator[int]:
    """Lines that are the link of a file, with no more beside it than its type and size."""
    for index, anchor in flow.links:
        if FILE.search((anchor.get("href") or "").partition("?")[0]) and index < len(flow.lines):
            text, words = flow.lines[index].text, words_of(anchor)
            if words and text.startswith(words) and len(text) < len(words) + 30:
                yield index


def _item_lines(flow: Flow) -> Iterator[int]:
    """Lines that are the link of another item and nothing else."""
    for index, anchor in flow.links:
        leads_to_item = index < len(flow.lines) and nid_of(anchor.get("href") or "") is not None
        if leads_to_item and flow.lines[index].text == words_of(anchor):
            yield index


def _is_heading(line: Line) -> bool:
    return line.block is not None and line.block.tag in {"h2", "h3", "h4", "h5", "h6"}


def _text_kind(text: str) -> str | None:
    head, colon, _ = text.partition(":")
    return label_kind(head) if colon and len(text) < 200 else None


def is_release_type(text: str) -> bool:
    """Whether this is a type that the site prints above items that are released to the public."""
    entry = content_types().lookup(text) if len(text) < 50 else None
    return entry is not None and entry.kind != "other"


def _is_item_heading(line: Line) -> bool:
    """A heading that is a link as a whole leads to another item."""
    return (
        line.block is not None
        and line.block.tag in {"h2", "h3", "h4", "h5"}
        and (line.block.find(".//a") is not None or next(line.block.iterancestors("a"), None) is not None)
    )
