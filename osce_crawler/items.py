"""What a record is: the one place from which key order, types, JSON Schema and data dictionary come.

What each key means is in `dictionary.toml`.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
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
SourceKind = Literal[
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
    "date_ambiguous": (
        "Two days fit the printed numbers (04/05/2016), so they were not used. Decide by "
        "`date_printed` and the text."
    ),
    "date_differs_from_dateline": (
        "Publishing day and dateline are different days. `date` is the publishing day; use "
        "`dateline_date` for the day of writing. A whole month or year apart is likely a slip of the "
        "site."
    ),
    "date_from_dateline": (
        "Nothing prints a publishing day that can be read, the dateline does. Allow for a day or two."
    ),
    "date_out_of_bounds": (
        "A printed day lies before July 1973 or after the day after retrieval, and was not used. See "
        "`date_printed`."
    ),
    "date_range": "Several days are printed as a span; the first was taken. See `date_printed`.",
    "date_unreadable": (
        "A printed date is no day of the calendar, or only part of one, or not understood. See "
        "`date_printed`; if `date` is there, other evidence gave it."
    ),
    "dateline_year_from_date": "The dateline prints day and month, which are those of `date`. Nothing to do.",
    "encoding_repaired": (
        "The bytes did not fit the declared encoding and were read in another. Look for odd letters "
        "before you search in the text."
    ),
    "language_from_page": (
        "The text is too short or unclear; the page's own mark gave its language, or that of the "
        "address. A mark whose language is not written in the text's letters is not believed. Do not "
        "trust `language` alone."
    ),
    "language_unknown": (
        "Neither text nor page gives the language; it is `und`. Leave the row out where language matters."
    ),
    "no_body": "The page prints nothing below its title. Leave the row out where text matters.",
    "no_date": "No publishing day was found. Leave the row out where time matters.",
    "place_ambiguous": (
        "A place's name can mean several places; its `id` is null. Decide by `printed` and the source."
    ),
    "place_differs_from_dateline": (
        "The Place label and the dateline name different places; `places` has the label's. See `dateline`."
    ),
    "place_misspelt": (
        "A place is printed one letter away from a known one, which was taken. Nothing to do; "
        "`printed` has the slip."
    ),
    "several_dates": (
        "Several dates are printed where one is meant, on one line or under two labels; the first was "
        "taken, of labels the one with the most trusted evidence. See `date_printed`."
    ),
    "text_uncertain": (
        "The text was ended, or a part of it cut, by a rule that may be wrong, or the saved page ends "
        "before its end. Compare it with the page before you quote it or count its words."
    ),
    "unknown_content_type": (
        "The printed type is not in the vocabulary; `content_type` is `other`. Group by "
        "`content_type_printed`."
    ),
    "unknown_field_of_work": (
        "A printed topic is not in the vocabulary; its `id` is null. Group by its `name`."
    ),
    "unknown_label": (
        "The item prints a label that the vocabulary lacks; its value is in no key. Look at the page; "
        "the run's report names the label."
    ),
    "unknown_place": "A printed place is not known; its `id` is null. Group by its `name`.",
    "unknown_source": "A printed source is not in the vocabulary; its `id` is null. Group by its `name`.",
    "weekday_differs": (
        "The printed weekday is not that of the printed day, which was taken. Nothing to do, or check "
        "single rows."
    ),
}
"""Every warning code a record may carry: what it means, and what to do about it."""


@dataclass(slots=True)
class Place:
    """A place that the release says it comes from."""

    id: str | None
    name: NonEmpty
    country: CountryCode | None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None
    printed: NonEmpty


@dataclass(slots=True)
class Source:
    """A body that issued the release."""

    id: Slug | None
    name: NonEmpty
    kind: SourceKind | None
    status: Literal["open", "closed", "unknown"] | None
    country: CountryCode | None
    printed: NonEmpty


@dataclass(slots=True)
class FieldOfWork:
    """A topic under which the release is filed."""

    id: Slug | None
    name: NonEmpty
    parent: Slug | None
    printed: NonEmpty


@dataclass(slots=True)
class Link:
    """An address printed in the release's own block."""

    url: str
    text: str


@dataclass(slots=True)
class Image:
    """A picture in the release's own block."""

    url: str
    caption: str | None


@dataclass(slots=True)
class Translation:
    """The same release in another language: a record of its own."""

    language: str
    url: Address


@dataclass(slots=True, kw_only=True)
class PressRelease:
    """One release, report, statement or news item in one language."""

    id: Annotated[str, Meta(pattern=r"^[0-9]+-[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
    nid: Annotated[str, Meta(pattern=r"^[0-9]+$")]
    url: Address
    other_urls: list[Address]
    language: NonEmpty
    content_type: ContentType
    content_type_printed: str | None
    title: NonEmpty
    date: dt.date | None
    date_evidence: DateEvidence | None
    date_printed: str | None
    dateline: str | None
    dateline_date: dt.date | None
    places: list[Place]
    sources: list[Source]
    fields_of_work: list[FieldOfWork]
    body: str
    links: list[Link]
    documents: list[Link]
    images: list[Image]
    contacts: str | None
    translations: list[Translation]
    warnings: list[str]
    gone_on: dt.date | None
    content_hash: Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
    first_seen: Moment
    last_changed: Moment
    retrieved_at: Moment
    extractor: str


@dataclass(slots=True, kw_only=True)
class NavigationEntry:
    """One entry of a host's menu, and the page behind it."""

    id: NonEmpty
    site: NonEmpty
    label: NonEmpty
    printed: NonEmpty
    url: Address | None
    kind: MenuKind
    entity: Slug | None
    country: CountryCode | None
    chairpersonship_year: int | None
    parent: str | None
    path: list[str]
    level: Annotated[int, Meta(ge=1)]
    position: Annotated[int, Meta(ge=1)]
    final_url: Address | None
    page_title: str | None
    page_description: str | None
    page_status: int | None
    language: str | None
    menu_page: Address
    retrieved_at: Moment


Record = PressRelease | NavigationEntry


def keys(kind: type[Record]) -> tuple[str, ...]:
    """The keys of a record in the order in which every line has them."""
    return tuple(kind.__dataclass_fields__)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """What each key means, by the name of its class, from `dictionary.toml`."""
    return tomllib.loads((resources.files("osce_crawler") / "dictionary.toml").read_text("utf-8"))


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of a dataset, made from its class."""
    _, definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for name, definition in definitions.items():
        for key, said in definition["properties"].items():
            said["description"] = meanings()[name][key]
    schema = definitions.pop(kind.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        **schema,
        "additionalProperties": False,
        "$defs": definitions,
    }
