"""A release as its page prints it: nothing here knows what the words mean."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

from lxml import etree

from osce_crawler.addresses import absolute
from osce_crawler.pages.document import Document, Element, words_of
from osce_crawler.pages.labels import Labelled
from osce_crawler.pages.lines import Flow, Line
from osce_crawler.pages.observation import PrintedImage, PrintedLink, PrintedRelease, PrintedTranslation
from osce_crawler.pages.parts import FILE, Parts
from osce_crawler.pages.region import Region

# By their attributes: that costs a tenth of asking every link of the page for one.
_SWITCHES = etree.XPath("//a/@hreflang/..")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|x-default")


def read_release(document: Document, region: Region, parts: Parts) -> PrintedRelease:
    """Everything the page prints of the release."""
    printed = PrintedRelease(title=parts.title, language=document.language, repaired=document.repaired)
    printed.content_type = next((_type_label(parts)), None) or next(iter(parts.types), None)
    printed.dates = dict(_dates(document, parts))
    printed.place = next((", ".join(item.values) for item in _of(parts, "place") if item.values), None)
    printed.sources = _values(parts, "source")
    printed.fields_of_work = _values(parts, "fields_of_work")
    printed.paragraphs = _paragraphs(parts.body_lines)
    printed.contacts = "\n".join(parts.contacts) or None
    base = _base(document)
    printed.links, printed.documents = _links(region.flow, parts, base)
    printed.images = _images(region.flow, parts, base)
    printed.translations = list(_translations(document, base))
    return printed


def _of(parts: Parts, kind: str) -> Iterator[Labelled]:
    return (item for item in parts.labels if item.kind == kind)


def _values(parts: Parts, kind: str) -> list[str]:
    return next((item.values for item in _of(parts, kind) if item.values), [])


def _type_label(parts: Parts) -> Iterator[str]:
    return (item.values[0] for item in _of(parts, "content_type") if item.values)


def _dates(document: Document, parts: Parts) -> Iterator[tuple[str, str]]:
    """Each kind of evidence for the date, with what it prints; the first of a kind counts."""
    labels = list(_of(parts, "date"))
    times = [item.time for item in labels if item.time is not None]
    if times and (printed := _time_text(times[0])):
        yield "time", printed
    values = [item.values[0] for item in labels if item.values and item.time is None]
    if values:
        yield "label", values[0]
    if parts.lines and (not times or parts.lines[0] != _time_text(times[0])):
        yield "line", parts.lines[0]
    meta = document.meta("article:published_time") or document.meta("dcterms.date") or _json_ld_date(document)
    if meta:
        yield "meta", meta


def _time_text(time: Element) -> str:
    """The day that a `<time>` prints; its attribute's date part only where it prints none."""
    return words_of(time) or (time.get("datetime") or "")[:10]


def _json_ld_date(document: Document) -> str | None:
    for script in document.few("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") < 100_000:
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            if date := _published(data):
                return date
    return None


def _published(data: Any) -> str | None:
    nodes = data.get("@graph", [data]) if isinstance(data, dict) else data
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
            return str(node["datePublished"])
    return None


def _paragraphs(lines: list[Line]) -> list[str]:
    """The text's paragraphs; a break inside one stays a break."""
    paragraphs: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and line.after_break and not line.after_gap and line.block is before.block:
            paragraphs[-1] += "\n" + line.text
        elif line.text:
            paragraphs.append(line.text)
    return paragraphs


def _base(document: Document) -> str:
    """The address against which the page's links are read; a broken `<base>` is none."""
    base = next(iter(document.few("base")), None)
    href = base.get("href") if base is not None else None
    return absolute(document.page.url, href) or document.page.url


def _links(flow: Flow, parts: Parts, base: str) -> tuple[list[PrintedLink], list[PrintedLink]]:
    """Links and files of the text, and the files that stand below it."""
    links: dict[str, PrintedLink] = {}
    files: dict[str, PrintedLink] = {}
    below = ((index, anchor) for index, anchor in flow.links if index >= parts.body.start)
    for index, anchor in below:
        url = absolute(base, anchor.get("href"))
        if url is None:
            continue
        text = words_of(anchor)
        if FILE.search(urlsplit(url).path):
            files.setdefault(url, PrintedLink(url, text))
        elif index in parts.body:
            links.setdefault(url, PrintedLink(url, text))
    return list(links.values()), list(files.values())


def _images(flow: Flow, parts: Parts, base: str) -> list[PrintedImage]:
    images: dict[str, PrintedImage] = {}
    for index, image in flow.images:
        url = absolute(base, image.get("src"))
        if url and parts.title_at < index < parts.body.stop:
            caption = next((text for at, text in parts.captions if 0 <= at - index <= 1), "")
            images.setdefault(url, PrintedImage(url, caption))
    return list(images.values())


def _translations(document: Document, base: str) -> Iterator[PrintedTranslation]:
    """Other languages of the same item, from the head's alternates and the language switcher."""
    own = document.page.url.split("#")[0]
    seen = {own}
    for element in (*document.few("link"), *cast("list[Element]", _SWITCHES(document.core))):
        language = element.get("hreflang")
        if (
            not language
            or not _LANGUAGE.fullmatch(language)
            or language == "x-default"
            or "alternate" not in (element.get("rel") or "alternate")
        ):
            continue
        url = absolute(base, element.get("href"))
        if url and url not in seen and language != document.language:
            seen.add(url)
            yield PrintedTranslation(url, language)
