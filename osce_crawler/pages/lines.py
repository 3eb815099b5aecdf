"""A page as the lines that a reader sees, each knowing the element it stands in."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from osce_crawler.pages.document import Element

_BLOCKS = frozenset(
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
_UNSEEN = frozenset(
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
        "audio",
        "video",
        "canvas",
        "map",
    ]
)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Line:
    """A line of a page: its words in segments, one for each run of text in one element."""

    block: Element | None
    segments: list[tuple[str, Element | None]] = field(default_factory=list)
    times: list[Element] = field(default_factory=list)
    after_break: bool = False
    caption: bool = False
    listed: bool = False
    text: str = ""

    def close(self) -> bool:
        """Settle the text; false where the line shows nothing."""
        self.text = _SPACE.sub(" ", "".join(text for text, _ in self.segments)).strip()
        return bool(self.text or self.times)


@dataclass(slots=True)
class Flow:
    """All lines below an element, with the links and pictures that stand among them."""

    lines: list[Line] = field(default_factory=list)
    links: list[tuple[int, Element]] = field(default_factory=list)
    images: list[tuple[int, Element]] = field(default_factory=list)


def flow_of(root: Element, skip: Callable[[Element], bool]) -> Flow:
    """The lines below `root` in the order of the page, without the elements that `skip` names."""
    return _Walk(skip).over(root)


def flow_of_text(lines: Iterable[str]) -> Flow:
    """The lines of a page saved as text, where `- ` marks what stood in a list."""
    flow = Flow()
    for raw in lines:
        text = _SPACE.sub(" ", raw).strip()
        listed = text.startswith("- ") or text == "-"
        text = text[1:].strip() if listed else text
        if text:
            flow.lines.append(Line(None, [(text, None)], listed=listed, text=text))
    return flow


class _Walk:
    def __init__(self, skip: Callable[[Element], bool]) -> None:
        self.skip = skip
        self.flow = Flow()
        self.blocks: list[Element] = []
        self.captions = 0
        self.line = Line(None)

    def over(self, root: Element) -> Flow:
        self.blocks.append(root)
        self.line = Line(root)
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if self._hidden(element, root):
                    walker.skip_subtree()
                else:
                    self._enter(element)
            elif event == "end":
                self._leave(element, root)
            else:
                self._say(element.tail, self._owner(element))
        self._flush()
        return self.flow

    def _hidden(self, element: Element, root: Element) -> bool:
        return element.tag in _UNSEEN or (element is not root and self.skip(element))

    def _enter(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self.blocks.append(element)
            self.captions += _is_caption(element)
            self.line = self._fresh()
        elif tag == "br":
            self._flush()
            self.line = self._fresh(after_break=True)
        elif tag == "time":
            self.line.times.append(element)
        elif tag == "a":
            self.flow.links.append((len(self.flow.lines), element))
        elif tag == "img":
            self.flow.images.append((len(self.flow.lines), element))
        self._say(element.text, element)

    def _leave(self, element: Element, root: Element) -> None:
        if element is self.blocks[-1] and element.tag in _BLOCKS and len(self.blocks) > 1:
            self._flush()
            self.blocks.pop()
            self.captions -= _is_caption(element)
            self.line = self._fresh()
        if element is not root:
            self._say(element.tail, self._owner(element))

    def _owner(self, element: Element) -> Element:
        parent = element.getparent()
        return parent if parent is not None else self.blocks[-1]

    def _fresh(self, *, after_break: bool = False) -> Line:
        return Line(self.blocks[-1], after_break=after_break, caption=self.captions > 0)

    def _say(self, text: str | None, element: Element) -> None:
        if text:
            self.line.segments.append((text, element))

    def _flush(self) -> None:
        if self.line.close():
            self.flow.lines.append(self.line)
        self.line = self._fresh()


def _is_caption(element: Element) -> bool:
    return element.tag in {"figcaption", "figure"} or "caption" in (element.get("class") or "")
