"""A page as the lines that a reader sees, each with its element."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from osce_crawler.pages.document import Element, one_line, words_of

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "select",
        "textarea",
        "button",
        "input",
        "head",
        "amp-ad",
        "audio",
        "video",
        "canvas",
        "map",
    ]
)
_MOST_PIXELS_OF_DECORATION = 24
# Elements that are no blocks and yet more than their words.
_MARKS = frozenset({"br", "time", "a", "img"})


@dataclass(slots=True)
class Line:
    """A line of a page: its words in segments, one for each run of text in one element."""

    block: Element | None
    segments: list[tuple[str, Element | None]] = field(default_factory=list)
    times: list[Element] = field(default_factory=list)
    after_break: bool = False
    after_gap: bool = False
    caption: bool = False
    listed: bool = False
    text: str = ""
    apart: str = ""
    """The rule by which the line is in a box that is never the item; empty elsewhere."""
    box: Element | None = None
    """That box."""


@dataclass(slots=True)
class Flow:
    """All lines below an element, with the links and pictures among them."""

    lines: list[Line] = field(default_factory=list)
    links: list[tuple[int, Element]] = field(default_factory=list)
    images: list[tuple[int, Element]] = field(default_factory=list)

    def join(self, first: int, last: int, text: str) -> Line:
        """Make one line with this text of several, up to the last; one alone stays. Gives the line."""
        if first == last:
            return self.lines[first]
        line = self.lines[first] = replace(self.lines[first], text=text)
        del self.lines[first + 1 : last + 1]
        self.links = _after_join(self.links, first, last)
        self.images = _after_join(self.images, first, last)
        return line


def _after_join(found: list[tuple[int, Element]], first: int, last: int) -> list[tuple[int, Element]]:
    return [(max(first, at - (last - first)) if at > first else at, element) for at, element in found]


def flow_of(root: Element, apart: Callable[[Element], str | None]) -> Flow:
    """The lines below `root` in the order of the page; those in elements that `apart` names know its rule."""
    return _Walk(apart).over(root)


def paragraphs_of(lines: list[Line]) -> list[str]:
    """The text's paragraphs; a break inside one stays a break."""
    paragraphs: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and line.after_break and not line.after_gap and line.block is before.block:
            paragraphs[-1] += "\n" + line.text
        elif line.text:
            paragraphs.append(line.text)
    return paragraphs


def _opens_panel(element: Element) -> bool:
    """Whether the button is all of a heading, as that of a panel that folds out."""
    parent = element.getparent()
    return element.tag == "button" and parent is not None and parent.tag in SUBHEADINGS


def _is_decoration(image: Element) -> bool:
    """Whether the picture is a tool's icon, a bullet or a spacer: one side of it is a few pixels long."""
    link = image.getparent()
    if (
        link is not None
        and link.tag == "a"
        and (link.get("href") or "").startswith(("javascript:", "mailto:"))
    ):
        return True
    sides = ((image.get(side) or "").strip().removesuffix("px") for side in ("width", "height"))
    return any(side.isdecimal() and int(side[:9]) <= _MOST_PIXELS_OF_DECORATION for side in sides)


class _Walk:
    def __init__(self, apart: Callable[[Element], str | None]) -> None:
        self.apart = apart
        # The outermost box that is open and no part of the item, and its rule.
        self.box: Element | None = None
        self.rule = ""
        self.flow = Flow()
        self.line = Line(None)
        # What was set aside out of the line that is open.
        self.aside: list[Line] = []
        # The blocks that are open, and whether their lines are captions.
        self.blocks: list[tuple[Element, bool]] = []

    def over(self, root: Element) -> Flow:
        """The lines below the root as a browser breaks them, with the links and pictures among them.

        Called once. Nothing that a page's tree may hold is an error.
        """
        self.blocks.append((root, False))
        self.line.block = root
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event != "start":
                if element is not root:
                    self._leave(element)
            elif element.tag in UNSEEN and not _opens_panel(element):
                walker.skip_subtree()
            elif self.box is None and element is not root and (rule := self.apart(element)):
                if self._is_within_line(element):
                    self._set_aside(element, rule)
                    walker.skip_subtree()
                else:
                    self._open_box(element, rule)
                    self._enter(element)
            elif element.tag in BLOCKS and not len(element):
                self._take(element)
            else:
                self._enter(element)
        self._break()
        return self.flow

    def _is_within_line(self, element: Element) -> bool:
        """Whether the element is within a line: its words leave the line, the line goes on behind it."""
        return element.tag not in BLOCKS and next(element.iterdescendants(*BLOCKS), None) is None

    def _set_aside(self, element: Element, rule: str) -> None:
        if text := words_of(element):
            self.aside.append(Line(self.blocks[-1][0], [(text, element)], text=text, apart=rule, box=element))

    def _open_box(self, element: Element, rule: str) -> None:
        self._break()
        self.box, self.rule = element, rule
        self._break()

    def _close_box(self) -> None:
        self._break()
        self.box, self.rule = None, ""
        self._break()

    def _take(self, element: Element) -> None:
        """A block that holds nothing but words: most blocks do, and their line is made at once."""
        self._break()
        if (text := element.text) and not text.isspace():
            caption = self.blocks[-1][1] or _is_caption(element)
            self.flow.lines.append(
                Line(
                    element,
                    [(text, element)],
                    caption=caption,
                    text=one_line(text),
                    apart=self.rule,
                    box=self.box,
                )
            )

    def _enter(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.blocks.append((element, self.blocks[-1][1] or _is_caption(element)))
            self._break()
        elif tag in _MARKS:
            self._mark(element)
        if (text := element.text) and self._is_shown(text):
            self.line.segments.append((text, element))

    def _mark(self, element: Element) -> None:
        if element.tag == "br":
            broken = self.line.after_break
            shown = self._break(after_break=True)
            self.line.after_gap = broken and not shown
        elif element.tag == "time":
            self.line.times.append(element)
        elif element.tag == "a":
            self.flow.links.append((len(self.flow.lines), element))
        elif not _is_decoration(element):
            self.flow.images.append((len(self.flow.lines), element))

    def _leave(self, element: Element) -> None:
        if element is self.blocks[-1][0]:
            self.blocks.pop()
            self._break()
        if element is self.box:
            self._close_box()
        if (tail := element.tail) and self._is_shown(tail):
            self.line.segments.append((tail, element.getparent()))

    def _is_shown(self, text: str) -> bool:
        """Spaces at the beginning of a line are no part of it."""
        return bool(self.line.segments) or not text.isspace()

    def _break(self, *, after_break: bool = False) -> bool:
        """Begin a new line; whether the one before showed anything."""
        line = self.line
        block, caption = self.blocks[-1]
        if shown := bool(line.segments or line.times):
            line.text = one_line("".join([text for text, _ in line.segments]))
            self.flow.lines.append(line)
            self.line = Line(block, after_break=after_break, caption=caption, apart=self.rule, box=self.box)
        else:
            # Most elements open and close without a word between them: the empty line is taken again.
            line.block, line.after_break, line.after_gap, line.caption = block, after_break, False, caption
            line.apart, line.box = self.rule, self.box
        if self.aside:
            self.flow.lines += self.aside
            self.aside = []
        return shown


def _is_caption(element: Element) -> bool:
    return element.tag in {"figcaption", "figure"} or "caption" in (element.get("class") or "")


def next_element(element: Element) -> Element | None:
    """The next sibling that shows anything; null where there is none."""
    following = element.getnext()
    while following is not None and (not isinstance(following.tag, str) or following.tag in UNSEEN):
        following = following.getnext()
    return following
