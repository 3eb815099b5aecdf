"""A release as its page prints it: nothing here knows what the words mean."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast
from urllib.parse import urlsplit

from lxml import etree

from osce_crawler.addresses import absolute
from osce_crawler.grammar.dates import find_date
from osce_crawler.pages.bounds import check_release
from osce_crawler.pages.document import Document, Element, shown_words, words_of
from osce_crawler.pages.item import Item
from osce_crawler.pages.label_values import Labelled
from osce_crawler.pages.line_marks import leads_to_file
from osce_crawler.pages.lines import Flow, paragraphs_of
from osce_crawler.pages.main_content import Region
from osce_crawler.pages.observation import PrintedImage, PrintedLink, PrintedRelease, PrintedTranslation
from osce_crawler.pages.structured_data import published
from osce_crawler.pages.type_in_title import without_type

# By their attributes: that costs a tenth of asking every link of the page for one. The step back to the
# links is taken by hand: in XPath it takes quadratic time. `//a` takes half as long again.
_SWITCHES = etree.XPath("descendant::a/@hreflang")
_MOST_TRANSLATIONS = 40
_LONGEST_BASE = 2000
_LONGEST_TIME = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|x-default")


def read_release(document: Document, region: Region, item: Item) -> PrintedRelease:
    """Everything the page prints of the release. Raises UnreadablePageError where that is too much."""
    content_type, title = _type_and_title(item)
    base = _base(document)
    links, documents = _links(region.flow, item, base)
    printed = PrintedRelease(
        title=title,
        content_type=content_type,
        dates=dict(_dates(item)),
        place=next((", ".join(label.values) for label in _of(item, "place") if label.values), None),
        sources=_values(item, "source"),
        fields_of_work=_values(item, "fields_of_work"),
        unknown_labels=item.facts.unknown_labels,
        paragraphs=paragraphs_of(item.text),
        text_uncertain=item.uncertain,
        links=links,
        documents=documents,
        images=_images(region.flow, item, base),
        contacts="\n".join(item.contacts) or None,
        translations=list(islice(_translations(document, base), _MOST_TRANSLATIONS)),
        language=document.language,
        repaired=document.repaired,
    )
    check_release(printed)
    return printed


def _type_and_title(item: Item) -> tuple[str | None, str]:
    """The type that a label, a line or at last the title itself prints, and the title without it."""
    printed = next(_type_label(item), None) or next(iter(item.facts.types), None)
    return without_type(item.title) if printed is None else (printed, item.title)


def _of(item: Item, kind: str) -> Iterator[Labelled]:
    return (label for label in item.facts.labels if label.kind == kind)


def _values(item: Item, kind: str) -> list[str]:
    return next((label.values for label in _of(item, kind) if label.values), [])


def _type_label(item: Item) -> Iterator[str]:
    return (label.values[0] for label in _of(item, "content_type") if label.values)


def _dates(item: Item) -> Iterator[tuple[str, str]]:
    """Each kind of evidence for the date, with what it prints; the first of a kind counts."""
    labels = _date_labels(item)
    times = [label.time for label in labels if label.time is not None]
    if times and (printed := _time_text(times[0])):
        yield "time", printed
        if (stamp := times[0].get("datetime")) and stamp[:10] != printed and not _is_plain(printed):
            yield "time_attribute", stamp.strip()[:40]
    values = [label.values[0] for label in labels if label.values and label.time is None]
    if values:
        yield "label", values[0]
    lines = item.facts.date_lines
    if lines and (not times or lines[0] != _time_text(times[0])):
        yield "line", lines[0]
    if further := _further_day(labels):
        yield "further", further
    if item.published:
        yield "meta", item.published


def _further_day(labels: list[Labelled]) -> str | None:
    """What a second label, or a second value, prints that is not what the first does."""
    printed = [words for label in labels for words in _day_words(label)]
    return next((words for words in printed if words != printed[0]), None)


def _day_words(label: Labelled) -> list[str]:
    return label.values if label.time is None else [_time_text(label.time)]


def moment_of(document: Document) -> str | None:
    """The moment of publishing that the page's head gives."""
    return document.meta("article:published_time") or document.meta("dcterms.date") or published(document)


def _date_labels(item: Item) -> list[Labelled]:
    """What prints the date; labels alone where any is printed: a bare `<time>` may be of something else."""
    found = list(_of(item, "date"))
    labelled = [label for label in found if label.time is None or label.time not in item.facts.bare_times]
    return labelled if any(label.values or label.time is not None for label in labelled) else found


def _is_plain(printed: str) -> bool:
    """Whether these words need no attribute to be read: a whole day that means no other."""
    found = find_date(printed[:_LONGEST_TIME])
    return found is not None and found.year is not None and not found.has_other_order


def _time_text(time: Element) -> str:
    """The day that a `<time>` prints; its attribute's date part only where it prints none."""
    return shown_words(time) or (time.get("datetime") or "")[:10]


def _base(document: Document) -> str:
    """The address against which the page's links are read; a broken `<base>` is none."""
    base = next(iter(document.elements("base")), None)
    href = (base.get("href") or "")[:_LONGEST_BASE] if base is not None else None
    return absolute(document.page.url, href) or document.page.url


def _links(flow: Flow, item: Item, base: str) -> tuple[list[PrintedLink], list[PrintedLink]]:
    """Links and files of the text, and the files below it."""
    links: dict[str, PrintedLink] = {}
    files: dict[str, PrintedLink] = {}
    below = ((index, anchor) for index, anchor in flow.links if index >= item.body.start)
    for index, anchor in below:
        url = absolute(base, anchor.get("href"))
        if url is None:
            continue
        text = words_of(anchor)
        if leads_to_file(anchor, urlsplit(url).path):
            files.setdefault(url, PrintedLink(url, text))
        elif index in item.text_at:
            links.setdefault(url, PrintedLink(url, text))
    return list(links.values()), list(files.values())


def _images(flow: Flow, item: Item, base: str) -> list[PrintedImage]:
    images: dict[str, PrintedImage] = {}
    captions = dict(reversed(item.facts.captions))  # of two at one line the first counts
    for index, image in flow.images:
        url = absolute(base, image.get("src"))
        if url and item.title_at < index < item.body.stop:
            caption = captions.get(index, captions.get(index + 1, ""))
            images.setdefault(url, PrintedImage(url, caption))
    return list(images.values())


def _translations(document: Document, base: str) -> Iterator[PrintedTranslation]:
    """Other languages of the same item, from the head's alternates and the language switcher: each once."""
    own = document.page.url.split("#")[0]
    seen, languages = {own}, {_primary(document.language or "")}
    switches = (language.getparent() for language in cast("list[Any]", _SWITCHES(document.root)))
    for element in (*document.elements("link"), *switches):
        language = element.get("hreflang")
        if (
            not language
            or not _LANGUAGE.fullmatch(language)
            or language == "x-default"
            or "alternate" not in (element.get("rel") or "alternate")
        ):
            continue
        url = absolute(base, element.get("href"))
        if url and url not in seen and _primary(language) not in languages:
            seen.add(url)
            languages.add(_primary(language))
            yield PrintedTranslation(url, language)


def _primary(language: str) -> str:
    """The language itself, without its script or country: `en` of `en-GB`."""
    return language.partition("-")[0].lower()
