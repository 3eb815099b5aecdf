"""From the observation of a release to its record: the one way that a crawl, a replay and `extract` share.

    cleaned observation → what its words mean, step by step → record → validated

No step raises on bad input: it warns.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from osce_crawler import __version__
from osce_crawler.addresses import language_prefix, nid_of
from osce_crawler.grammar.characters import clean, clean_paragraphs
from osce_crawler.items import FieldOfWork, Place, PressRelease, Source, Translation
from osce_crawler.normalise.content_types import read_content_type
from osce_crawler.normalise.fields_of_work import read_fields_of_work
from osce_crawler.normalise.language import read_language
from osce_crawler.normalise.sources import read_sources
from osce_crawler.pages.observation import Observation, PrintedRelease
from osce_crawler.records.cleaning import cleaned
from osce_crawler.records.content_hash import content_hash, images_of, links_of
from osce_crawler.records.dateline import FoundDateline, find_dateline
from osce_crawler.records.dating import Dating, date_of
from osce_crawler.records.placing import places_of
from osce_crawler.records.validating import NoRecordError, valid


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the printed words of a release mean."""

    dateline: FoundDateline
    language: str
    content_type: str
    sources: tuple[Source, ...]
    fields_of_work: tuple[FieldOfWork, ...]
    places: tuple[Place, ...]
    dating: Dating
    warnings: set[str]


class Language(NamedTuple):
    """The language of a page's text."""

    code: str
    doubts: tuple[str, ...]
    """Codes of warnings."""


def record_of(observation: Observation, language: Language | None = None) -> PressRelease:
    """The valid record of an observation. Raises NoRecordError, naming the fault.

    `language`: what `language_of` gave for it, where that is known.
    """
    observation = cleaned(observation)
    language = language or _language(observation, observation.printed.title, observation.printed.paragraphs)
    return valid(_record(observation, _nid_of(observation), _meaning(observation, language)))


def language_of(observation: Observation) -> Language:
    """The language of its text: title and paragraphs, the page's mark and its address have a say in it."""
    printed = observation.printed
    return _language(observation, clean(printed.title), clean_paragraphs(printed.paragraphs))


def id_of(observation: Observation, language: Language | None = None) -> str:
    """The id that its record has. Raises NoRecordError where the address has no nid."""
    return f"{_nid_of(observation)}-{(language or language_of(observation)).code}"


def _nid_of(observation: Observation) -> str:
    nid = nid_of(observation.url)
    if nid is None:
        raise NoRecordError(f"{observation.url}: the address ends with no nid")
    return nid


def _meaning(observation: Observation, language: Language) -> _Meaning:
    printed = observation.printed
    latest = _latest_day(observation)
    dateline = find_dateline(printed.paragraphs, latest)
    content_type, of_type = read_content_type(printed.content_type)
    sources, of_sources = read_sources(printed.sources)
    fields_of_work, of_fields = read_fields_of_work(printed.fields_of_work)
    places, of_places = places_of(printed, dateline.place, sources)
    dating = date_of(printed.dates, dateline, latest)
    warnings = {*language.doubts, *of_type, *of_sources, *of_fields, *of_places, *dating.warnings}
    warnings |= _warnings_of_page(printed)
    return _Meaning(dateline, language.code, content_type, sources, fields_of_work, places, dating, warnings)


def _latest_day(observation: Observation) -> dt.date:
    """The day after retrieval: no printed date can be later."""
    return dt.date.fromisoformat(observation.retrieved_at[:10]) + dt.timedelta(days=1)


def _language(observation: Observation, title: str, paragraphs: list[str]) -> Language:
    """`title`, `paragraphs`: as printed, but cleaned."""
    text = "\n".join([title, *paragraphs])
    prefix = language_prefix(observation.url)
    return Language(*read_language(text, declared=observation.printed.language, prefix=prefix))


def _warnings_of_page(printed: PrintedRelease) -> set[str]:
    """What a reader should know of how the page was read."""
    holding = {
        "encoding_repaired": printed.repaired,
        "no_body": not printed.paragraphs,
        "text_uncertain": printed.text_uncertain,
        "unknown_label": bool(printed.unknown_labels),
    }
    return {code for code, holds in holding.items() if holds}


def _record(observation: Observation, nid: str, meaning: _Meaning) -> PressRelease:
    printed, dating = observation.printed, meaning.dating
    return PressRelease(
        id=f"{nid}-{meaning.language}",
        nid=nid,
        url=observation.url,
        other_urls=sorted(set(observation.other_urls)),
        language=meaning.language,
        content_type=meaning.content_type,  # type: ignore[arg-type]  # validated below
        content_type_printed=printed.content_type,
        title=printed.title,
        date=dating.day,
        date_evidence=dating.evidence,
        date_printed=dating.printed,
        dateline=meaning.dateline.verbatim,
        dateline_date=meaning.dateline.day,
        places=list(meaning.places),
        sources=list(meaning.sources),
        fields_of_work=list(meaning.fields_of_work),
        body="\n\n".join(printed.paragraphs),
        links=links_of(printed.links),
        documents=links_of(printed.documents),
        images=images_of(printed),
        contacts=printed.contacts,
        translations=[
            Translation(other.language, other.url)
            for other in printed.translations
            if other.language.lower() != meaning.language
        ],
        warnings=sorted(meaning.warnings),
        gone_on=None,
        content_hash=content_hash(printed, meaning.dateline, dating.lasting),
        first_seen=observation.retrieved_at,
        last_changed=observation.retrieved_at,
        retrieved_at=observation.retrieved_at,
        extractor=__version__,
    )
