"""What a record is: the one place from which key order, types, JSON Schema and data dictionary come."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

SCHEMA_VERSION = "2.0.0"

Moment = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Address = Annotated[str, Meta(pattern=r"^https?://[^\s]+$")]
NonEmpty = Annotated[str, Meta(min_length=1)]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

ContentType = Literal[
    "press_release",
    "news",
    "press_statement",
    "statement",
    "speech",
    "daily_report",
    "spot_report",
    "weekly_report",
    "media_advisory",
    "other",
]
DateEvidence = Literal["time", "label", "line", "listing", "meta", "dateline"]
MenuKind = Literal[
    "section",
    "field_of_work",
    "meeting",
    "country",
    "partners",
    "structure",
    "field_operation",
    "page",
]

WARNINGS = {
    "date_ambiguous": "The printed date can be read as two different days, so it was not used.",
    "date_differs_from_dateline": "The publishing date and the dateline's own date are different days.",
    "date_from_dateline": "Nothing prints a publishing date; the dateline's own date was taken.",
    "date_out_of_bounds": "The printed date lies before 1973-07-01 or after the day after retrieval.",
    "date_range": "Several days are printed as a span; the first one was taken.",
    "date_unreadable": "A date is printed that is no day of the calendar or not understood.",
    "dateline_year_from_date": "The dateline prints no year; the publishing date's year was taken.",
    "encoding_repaired": "The bytes were not in the declared encoding and were read in another.",
    "language_from_page": "The text does not show its language; the page's own mark was taken.",
    "language_unknown": "Neither the text nor the page shows the language.",
    "no_body": "The page prints no text below its title.",
    "no_date": "No publishing date was found.",
    "place_ambiguous": "A printed place can mean several places; none was chosen.",
    "place_differs_from_dateline": "The Place label and the dateline name different places.",
    "place_misspelt": "A printed place is one letter away from a known one, which was taken.",
    "several_dates": "Several dates are printed where one is meant; the first one was taken.",
    "text_uncertain": "A weak rule ended the text or cut a part of it; look at the page.",
    "unknown_content_type": "The printed type of content is not in the vocabulary.",
    "unknown_field_of_work": "A printed field of work is not in the vocabulary.",
    "unknown_label": "The item prints a label that is not in the vocabulary.",
    "unknown_place": "A printed place is not in the vocabulary.",
    "unknown_source": "A printed source is not in the vocabulary.",
    "weekday_differs": "The printed weekday is not the weekday of the printed date.",
}
"""Every warning code a record may carry, and what it means."""


@dataclass(slots=True)
class Place:
    """A place that the release says it comes from."""

    id: Annotated[str | None, Meta(description="Ours, or geonames-<number>; null if not known.")]
    name: Annotated[NonEmpty, Meta(description="The usual English name; the printed form if not known.")]
    country: Annotated[CountryCode | None, Meta(description="ISO 3166-1 alpha-2; XK for Kosovo.")]
    latitude: Annotated[Annotated[float, Meta(ge=-90, le=90)] | None, Meta(description="Degrees, WGS 84.")]
    longitude: Annotated[Annotated[float, Meta(ge=-180, le=180)] | None, Meta(description="Degrees, WGS 84.")]
    printed: Annotated[NonEmpty, Meta(description="As printed.")]


@dataclass(slots=True)
class Source:
    """A body that issued the release."""

    id: Annotated[Slug | None, Meta(description="The vocabulary's id; null if not known.")]
    name: Annotated[NonEmpty, Meta(description="Today's name; the printed form if not known.")]
    kind: Annotated[
        Literal[
            "chairpersonship",
            "secretariat",
            "institution",
            "field_operation",
            "decision_body",
            "parliamentary_assembly",
            "court",
            "partnership",
            "special_representative",
            "other",
        ]
        | None,
        Meta(description="What sort of body it is."),
    ]
    status: Annotated[
        Literal["open", "closed", "unknown"] | None, Meta(description="Whether it still exists.")
    ]
    country: Annotated[CountryCode | None, Meta(description="Host country of a field operation.")]
    printed: Annotated[NonEmpty, Meta(description="As printed.")]


@dataclass(slots=True)
class FieldOfWork:
    """A topic under which the release is filed."""

    id: Annotated[Slug | None, Meta(description="The vocabulary's id; null if not known.")]
    name: Annotated[NonEmpty, Meta(description="Today's name; the printed form if not known.")]
    parent: Annotated[Slug | None, Meta(description="The id of the wider field of a sub-field.")]
    printed: Annotated[NonEmpty, Meta(description="As printed.")]


@dataclass(slots=True)
class Link:
    """An address printed in the release's own block."""

    url: Annotated[str, Meta(description="Absolute address.")]
    text: Annotated[str, Meta(description="The words of the link.")]


@dataclass(slots=True)
class Image:
    """A picture in the release's own block."""

    url: Annotated[str, Meta(description="Absolute address.")]
    caption: Annotated[str | None, Meta(description="The caption, where one is printed.")]


@dataclass(slots=True)
class Translation:
    """The same release in another language: a record of its own."""

    language: Annotated[str, Meta(description="BCP 47, as the page declares it.")]
    url: Annotated[Address, Meta(description="Its address.")]


@dataclass(slots=True, kw_only=True)
class PressRelease:
    """One release, report, statement or news item in one language."""

    id: Annotated[
        Annotated[str, Meta(pattern=r"^[0-9]+-[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")],
        Meta(description="<nid>-<language>; stable for ever."),
    ]
    nid: Annotated[
        Annotated[str, Meta(pattern=r"^[0-9]+$")], Meta(description="The number at the end of the address.")
    ]
    url: Annotated[
        Address, Meta(description="Canonical address: https, no tracking parameters, no fragment.")
    ]
    other_urls: Annotated[list[Address], Meta(description="Other addresses that gave the same item.")]
    language: Annotated[NonEmpty, Meta(description="Language of the text, BCP 47.")]
    content_type: Annotated[ContentType, Meta(description="What sort of item it is.")]
    content_type_printed: Annotated[str | None, Meta(description="The type as printed.")]
    title: Annotated[NonEmpty, Meta(description="The headline.")]
    date: Annotated[dt.date | None, Meta(description="Publishing day; a day, never a moment.")]
    date_evidence: Annotated[DateEvidence | None, Meta(description="Which evidence gave the date.")]
    date_printed: Annotated[str | None, Meta(description="The date as printed.")]
    dateline: Annotated[
        str | None, Meta(description="The dateline, word for word, with its last dash or stop.")
    ]
    dateline_date: Annotated[
        dt.date | None, Meta(description="The dateline's own day, where it prints a whole one.")
    ]
    places: Annotated[list[Place], Meta(description="From the Place label, else from the dateline.")]
    sources: Annotated[list[Source], Meta(description="The bodies named as source.")]
    fields_of_work: Annotated[list[FieldOfWork], Meta(description="The topics named.")]
    body: Annotated[str, Meta(description="Plain text, paragraphs parted by one empty line.")]
    links: Annotated[list[Link], Meta(description="Links of the release's own block.")]
    documents: Annotated[list[Link], Meta(description="Files of the release's own block.")]
    images: Annotated[list[Image], Meta(description="Pictures of the release's own block.")]
    contacts: Annotated[str | None, Meta(description="The contact block, as printed.")]
    translations: Annotated[list[Translation], Meta(description="The same item in other languages.")]
    warnings: Annotated[list[str], Meta(description="Codes of what a reader should know; sorted.")]
    gone_on: Annotated[
        dt.date | None, Meta(description="The day on which the page was found gone; the record stays.")
    ]
    content_hash: Annotated[
        Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")],
        Meta(description="Digest of what the page prints; our reading of it does not change it."),
    ]
    first_seen: Annotated[Moment, Meta(description="When the item was first read; UTC.")]
    last_changed: Annotated[Moment, Meta(description="When what it prints was last seen to change; UTC.")]
    retrieved_at: Annotated[Moment, Meta(description="When the page was read; UTC.")]
    extractor: Annotated[str, Meta(description="Version of the package that read it.")]


@dataclass(slots=True, kw_only=True)
class NavigationEntry:
    """One entry of a host's menu, and the page behind it."""

    id: Annotated[NonEmpty, Meta(description="Host and path of slugs; stable while the entry is there.")]
    site: Annotated[NonEmpty, Meta(description="The host whose menu it is.")]
    label: Annotated[NonEmpty, Meta(description="The words of the entry, without the chair's suffix.")]
    printed: Annotated[NonEmpty, Meta(description="The words of the entry as printed.")]
    url: Annotated[Address | None, Meta(description="Where the entry leads; null for a heading.")]
    kind: Annotated[MenuKind, Meta(description="What sort of entry it is.")]
    entity: Annotated[Slug | None, Meta(description="The vocabulary's id of what the entry names.")]
    country: Annotated[CountryCode | None, Meta(description="ISO 3166-1 alpha-2; XK for Kosovo.")]
    chairpersonship_year: Annotated[
        int | None, Meta(description="The year in which the State chairs the OSCE, where the menu says so.")
    ]
    parent: Annotated[str | None, Meta(description="The id of the entry above it.")]
    path: Annotated[list[str], Meta(description="Labels from the top down to this entry.")]
    level: Annotated[Annotated[int, Meta(ge=1)], Meta(description="Depth in the menu, from 1.")]
    position: Annotated[Annotated[int, Meta(ge=1)], Meta(description="Order in the whole menu, from 1.")]
    final_url: Annotated[Address | None, Meta(description="Address after redirects; null if not visited.")]
    page_title: Annotated[str | None, Meta(description="Title of the page behind the entry.")]
    page_description: Annotated[str | None, Meta(description="Description of the page behind the entry.")]
    page_status: Annotated[int | None, Meta(description="HTTP status of that page; null if not visited.")]
    language: Annotated[str | None, Meta(description="Language that the menu's page declares, BCP 47.")]
    menu_page: Annotated[Address, Meta(description="The page from which the menu was read.")]
    retrieved_at: Annotated[Moment, Meta(description="When the menu's page was read; UTC.")]


Record = PressRelease | NavigationEntry


def keys(kind: type[Record]) -> tuple[str, ...]:
    """The keys of a record in the order in which every line has them."""
    return tuple(kind.__dataclass_fields__)


def json_schema(kind: type[Record]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of a dataset, made from the class."""
    _, definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    schema = definitions.pop(kind.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        **schema,
        "additionalProperties": False,
        "$defs": definitions,
    }
