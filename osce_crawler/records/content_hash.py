"""The digest by which later runs know whether a page prints something else than before."""

import hashlib
from typing import Any

import msgspec

from osce_crawler.items import Image, Link, PressRelease
from osce_crawler.pages.observation import PrintedLink, PrintedRelease
from osce_crawler.records.dateline import FoundDateline


def content_hash(printed: PrintedRelease, dateline: FoundDateline, date: str | None) -> str:
    """The digest of what the page prints; what we make of it has no part in it.

    `date`: as printed, where that stays the same from day to day.
    """
    said = {
        "title": printed.title,
        "date_printed": date,
        "dateline": dateline.verbatim,
        # The lists as they stand, not as the vocabulary parts them: a new word changes no page.
        "places": printed.place or dateline.place,
        "sources": ", ".join(printed.sources),
        "fields_of_work": ", ".join(printed.fields_of_work),
        "content_type_printed": printed.content_type,
        "body": "\n\n".join(printed.paragraphs),
        "links": links_of(printed.links),
        "documents": links_of(printed.documents),
        "images": images_of(printed),
        "contacts": printed.contacts,
    }
    return _digest(said)


def hash_of_record(record: PressRelease) -> str:
    """The digest of what the record holds as printed, for one whose facts are of several pages.

    That of its page where it is of one, unless a list or a relative date is printed in another form than a
    record keeps.
    """
    said = {
        "title": record.title,
        "date_printed": record.date_printed,
        "dateline": record.dateline,
        "places": ", ".join(place.printed for place in record.places),
        "sources": ", ".join(source.printed for source in record.sources),
        "fields_of_work": ", ".join(field.printed for field in record.fields_of_work),
        "content_type_printed": record.content_type_printed,
        "body": record.body,
        "links": record.links,
        "documents": record.documents,
        "images": record.images,
        "contacts": record.contacts,
    }
    return _digest(said)


def _digest(said: dict[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def links_of(links: list[PrintedLink]) -> list[Link]:
    """The links as a record has them."""
    return [Link(link.url, link.text) for link in links]


def images_of(printed: PrintedRelease) -> list[Image]:
    """The pictures as a record has them."""
    return [Image(image.url, image.caption or None) for image in printed.images]
