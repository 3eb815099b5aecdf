"""Every printed word is cleaned once, before anything is read from it."""

from collections.abc import Iterable
from dataclasses import replace

from osce_crawler.grammar.characters import clean, clean_or_none, clean_paragraphs
from osce_crawler.pages.observation import (
    Observation,
    PrintedImage,
    PrintedLink,
    PrintedRelease,
    PrintedTranslation,
)


def cleaned(observation: Observation) -> Observation:
    """The same observation without blanks, control characters and what is no Unicode."""
    return replace(observation, printed=_printed(observation.printed))


def _printed(printed: PrintedRelease) -> PrintedRelease:
    return replace(
        printed,
        title=clean(printed.title),
        content_type=clean_or_none(printed.content_type),
        dates={kind: text for kind, raw in printed.dates.items() if (text := clean(raw))},
        place=clean_or_none(printed.place),
        sources=_words(printed.sources),
        fields_of_work=_words(printed.fields_of_work),
        unknown_labels=_words(printed.unknown_labels),
        paragraphs=clean_paragraphs(printed.paragraphs),
        contacts="\n".join(clean_paragraphs((printed.contacts or "").split("\n"))) or None,
        links=_links(printed.links),
        documents=_links(printed.documents),
        images=[PrintedImage(clean(image.url), clean(image.caption)) for image in printed.images],
        translations=[
            PrintedTranslation(clean(other.url), clean(other.language)) for other in printed.translations
        ],
    )


def _words(printed: Iterable[str]) -> list[str]:
    return [text for raw in printed if (text := clean(raw))]


def _links(links: Iterable[PrintedLink]) -> list[PrintedLink]:
    return [PrintedLink(clean(link.url), clean(link.text)) for link in links]
