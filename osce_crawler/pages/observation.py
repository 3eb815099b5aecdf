"""What is observed of a release at one address at one time: its words as printed, not yet what they mean."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class PrintedLink:
    """A link, or a file that is offered."""

    url: str
    text: str
    """The words of the link."""


@dataclass(slots=True)
class PrintedImage:
    """A picture."""

    url: str
    caption: str
    """Empty where none is printed."""


@dataclass(slots=True)
class PrintedTranslation:
    """The address of the same item in another language."""

    url: str
    language: str
    """The code by which the page declares it."""


@dataclass(slots=True)
class PrintedRelease:
    """What a page, or the row of a list, prints of a release. Null or empty where it prints nothing."""

    title: str = ""
    content_type: str | None = None
    dates: dict[str, str] = field(default_factory=dict)
    """By kind of evidence: `time` (the words of the item's `<time>`), `time_attribute` (its `datetime`),
    `label`, `line`, `listing`, `meta`; `further` is what a second label of the item prints."""
    place: str | None = None
    sources: list[str] = field(default_factory=list)
    fields_of_work: list[str] = field(default_factory=list)
    unknown_labels: list[str] = field(default_factory=list)
    """Labels among the item's own facts that we do not know, with their values: "Reference: X/12"."""
    paragraphs: list[str] = field(default_factory=list)
    text_uncertain: bool = False
    """Whether a weak rule ended or cut the text."""
    links: list[PrintedLink] = field(default_factory=list)
    documents: list[PrintedLink] = field(default_factory=list)
    images: list[PrintedImage] = field(default_factory=list)
    contacts: str | None = None
    translations: list[PrintedTranslation] = field(default_factory=list)
    language: str | None = None
    """As the page declares it."""
    repaired: bool = False
    """Whether the bytes were read in another encoding than the declared one."""


@dataclass(slots=True)
class Observation:
    """A release as one address printed it at one time: what spiders hand over."""

    url: str
    printed: PrintedRelease
    generation: int
    """Of the site: 1, 2 or 3, the newest."""
    retrieved_at: str
    other_urls: list[str] = field(default_factory=list)
    cut_off: bool = False
    """Whether the page ended before its end, so that what follows is not known."""
