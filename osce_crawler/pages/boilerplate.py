"""What on a page is never the item: one list, with guards.

A tag, a role or a word of a class name says that an element is the page's frame or shows other items.
Class names and roles are weak evidence: alone they never take away two or more paragraphs with few links.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, islice

from osce_crawler.addresses import nid_of
from osce_crawler.pages.document import Element, length_of
from osce_crawler.pages.label_words import VALUED, label_kind
from osce_crawler.pages.lines import BLOCKS, SUBHEADINGS

_TAGS = frozenset(["nav", "aside", "footer", "form", "header"])
_FIELDS = ("input", "select", "textarea")
_ROLES = frozenset(["navigation", "complementary", "search", "contentinfo", "banner", "menu", "menubar"])
# Words of class and id names that Drupal themes give to what is beside an item. Whole words only:
# "press-share" is a share bar, "shared-vision" is not.
_WORDS = frozenset(
    [
        *("menu", "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "teaser"),
        *("teasers", "related", "share", "sharing", "social", "pager", "pagination", "footer"),
        *("cookie", "cookies", "consent", "skip", "newsletter", "subscribe", "tags", "carousel", "slider"),
        *("promo", "banner", "toolbar", "login", "search", "latest", "recommended", "recent"),
        *("megamenu", "mainmenu", "toc"),
    ]
)
_NEVER_TEXT = frozenset(
    {"nav element", "form element", "hidden", "role search", "role navigation", "label of a field"}
)
_LONGEST_FRAME = 300  # characters around a form and lead to it
_GALLERIES = frozenset({"class carousel", "class slider"})
# Whole class names: "field--label-hidden" hides a label, not the field.
_HIDDEN = frozenset(
    {"hidden", "invisible", "visually-hidden", "element-invisible", "element-hidden", "sr-only"}
)
# What follows these says how a block is set, not what it is: "has-sidebar", "node--with-tags".
_MODIFIER = re.compile(r"--[\w-]*|\b(?:has|with|without|no|not|is)-[\w-]*")
_WORD = re.compile(r"[a-z]+")
_PROSE = 80  # characters of a paragraph that is more than a caption or a teaser's line
_SENTENCE = 30  # characters of a paragraph that ends as sentences do
_ENDS = frozenset('.!?…”"»')
# Each look costs one pass over an element; a page that nests more of them is no page of the site.
_MOST_LOOKS = 40


class Boilerplate:
    """Says of elements, in the order of the page, whether they are apart from the item, and by which rule."""

    def __init__(
        self, keep: AbstractSet[Element] = frozenset(), text: AbstractSet[Element] = frozenset()
    ) -> None:
        """Elements in `keep` are never apart; below those in `text` only what leads to other items is."""
        self._keep = keep
        self._text = text
        self._looks = 0
        self._framing = set(chain.from_iterable(map(_boxes_of_forms, text)))

    def rule_of(self, element: Element) -> str | None:
        """The rule by which the element is apart, such as `aside element` or `class related`."""
        if element in self._framing:
            return "box of a form"
        rule = _rule_of(element)
        if rule is None or element in self._keep:
            return None
        if self._is_named_in_text(element, rule):
            return None
        if rule == "nav element":
            return rule
        if _is_fact(element) or (rule in _GALLERIES and _shows_pictures(element)):
            return None
        return None if self._holds_text(element) else rule

    def _is_named_in_text(self, element: Element, rule: str) -> bool:
        """Whether only its name says that the element is no text: it leads to no other item."""
        if not self._text or rule in _NEVER_TEXT or self._text.isdisjoint(element.iterancestors()):
            return False
        if rule.startswith("class"):
            return True
        self._looks += 1
        return self._looks > _MOST_LOOKS or not any(nid_of(a.get("href") or "") for a in element.iter("a"))

    def _holds_text(self, element: Element) -> bool:
        self._looks += 1
        return self._looks > _MOST_LOOKS or holds_text(element)


def _rule_of(element: Element) -> str | None:
    if element.tag in _TAGS:
        return None if _names_speaker(element) else f"{element.tag} element"
    if not element.keys() and element.tag != "label":
        return None
    if element.tag == "label" and (element.get("for") or next(element.iter(*_FIELDS), None) is not None):
        return "label of a field"
    # A tab that is not open is no less of the item than the one that is.
    if element.get("hidden") is not None and element.get("role") != "tabpanel":
        return "hidden"
    if (role := element.get("role")) in _ROLES:
        return f"role {role}"
    word = _boilerplate_word(f"{element.get('class') or ''} {element.get('id') or ''}")
    return f"class {word}" if word else None


def _names_speaker(element: Element) -> bool:
    """Whether the element is the foot of a quotation."""
    parent = element.getparent()
    return element.tag == "footer" and parent is not None and parent.tag == "blockquote"


@lru_cache(maxsize=4096)
def _boilerplate_word(names: str) -> str | None:
    plain = names.lower().split()
    if hidden := _HIDDEN.intersection(plain):
        return min(hidden)
    words = (word for name in plain for word in _WORD.findall(_MODIFIER.sub("", name)))
    return next((word for word in words if word in _WORDS), None)


def words_of_names(element: Element) -> frozenset[str]:
    """The words of an element's class and id names."""
    return _words_in(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=4096)
def _words_in(names: str) -> frozenset[str]:
    return frozenset(_WORD.findall(names.lower()))


def _boxes_of_forms(text: Element) -> Iterator[Element]:
    """The boxes within a text that hold a form and a few words leading to it, and headings of a form."""
    for form in islice(text.iter("form"), _MOST_LOOKS):
        box = form
        while (parent := box.getparent()) is not None and parent is not text and _frames(parent, form):
            box = parent
        above = box.getprevious()
        if not holds_text(form) and next(form.iter(*_FIELDS), None) is not None:
            yield box
            if above is not None and above.tag in SUBHEADINGS and not (above.tail or "").strip():
                yield above


def _frames(box: Element, form: Element) -> bool:
    return length_of(box) - length_of(form) < _LONGEST_FRAME and not holds_text(box)


def holds_text(element: Element) -> bool:
    """Whether two or more paragraphs are in the element, with fewer linked titles than half of them."""
    prose = titles = 0
    for inner in chain(
        [element], element.iter("p", "div", "blockquote", "td", "li", "section", "article", "a")
    ):
        if inner.tag == "a":
            titles += _fills_block(inner)
        elif not any(child.tag in BLOCKS for child in inner):
            prose += _is_prose(inner)
    return prose >= 2 and titles * 2 < prose


def _is_prose(block: Element) -> bool:
    length = length_of(block)
    is_sentence = length >= _SENTENCE and short_words(block, 1000)[-1:] in _ENDS
    return (length >= _PROSE or is_sentence) and sum(length_of(a) for a in block.iter("a")) * 2 < length


def _fills_block(anchor: Element) -> bool:
    """Whether the link is all that its block says, as the title of a teaser is, or holds a heading."""
    if any(child.tag in SUBHEADINGS for child in anchor):
        return True
    inner, parent = anchor, anchor.getparent()
    while parent is not None and _is_alone(inner, parent):
        if parent.tag in BLOCKS:
            return True
        inner, parent = parent, parent.getparent()
    return False


def _is_alone(inner: Element, parent: Element) -> bool:
    beside = (inner.tail or "").strip() or (parent.text or "").strip()
    return not beside and len(parent) == 1


def _shows_pictures(element: Element) -> bool:
    """Whether there are pictures and no links: the item's own gallery, not a row of other items."""
    return next(element.iter("img"), None) is not None and next(element.iter("a"), None) is None


def _is_fact(element: Element) -> bool:
    """Whether the element is a label, though hidden from the eye, or a label's value, though named tags."""
    words = short_words(element)
    if words and label_kind(words):
        return True
    parent = element.getparent()
    before = (element.getprevious(), parent.getprevious() if parent is not None else None)
    labels = [label for label in before if label is not None and isinstance(label.tag, str)]
    return any(label_kind(short_words(label)) in VALUED for label in labels)


def short_words(element: Element, most: int = 200) -> str:
    """The words of an element of at most so many characters; empty for a longer one, not read to its end."""
    pieces = []
    for piece in element.itertext():
        pieces.append(str(piece))
        most -= len(piece)
        if most < 0:
            return ""
    return " ".join("".join(pieces).split())
