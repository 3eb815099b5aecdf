"""The steps from what a page prints to a record, in order, one small class a step.

Each step takes what the one before returned; none raises on bad input: it marks the draft with a warning.
The same steps serve a crawl (as Scrapy item pipelines) and the extraction of saved pages.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
from scrapy.exceptions import DropItem

from osce_crawler import __version__
from osce_crawler.addresses import host_of, language_prefix, nid_of
from osce_crawler.items import (
    FieldOfWork,
    Image,
    Link,
    NavigationEntry,
    Place,
    PressRelease,
    Record,
    Source,
    Translation,
)
from osce_crawler.normalise import dates
from osce_crawler.normalise.content_types import read_content_type
from osce_crawler.normalise.datelines import Dateline, read_dateline
from osce_crawler.normalise.fields_of_work import read_fields_of_work
from osce_crawler.normalise.language import read_language
from osce_crawler.normalise.menu import label_of, read_entry, slug_of
from osce_crawler.normalise.places import read_places
from osce_crawler.normalise.sources import read_sources
from osce_crawler.normalise.text import clean, clean_or_none, clean_paragraphs
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import Observation, PrintedLink, PrintedRelease

EVIDENCE = ("time", "label", "line", "listing", "meta")
"""Kinds of printed evidence for the publishing date, the most trusted first."""


@dataclass(slots=True)
class Draft:
    """A release on its way from printed to meant."""

    observation: Observation
    warnings: set[str] = field(default_factory=set)
    dateline: Dateline | None = None
    dateline_date: dt.date | None = None
    language: str = "und"
    content_type: str = "other"
    sources: tuple[Source, ...] = ()
    fields_of_work: tuple[FieldOfWork, ...] = ()
    places: tuple[Place, ...] = ()
    date: dt.date | None = None
    date_evidence: str | None = None
    date_printed: str | None = None
    record: PressRelease | None = None

    @property
    def printed(self) -> PrintedRelease:
        """What the page prints, cleaned."""
        return self.observation.printed

    @property
    def latest_day(self) -> dt.date:
        """The day after retrieval: no printed date can be later."""
        return dt.date.fromisoformat(self.observation.retrieved_at[:10]) + dt.timedelta(days=1)


class Step:
    """A step that has work with drafts of releases; other items pass."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Draft):
            self.read(item)
        return item

    def read(self, draft: Draft) -> None:
        """Add to the draft what this step knows."""
        raise NotImplementedError


class Clean:
    """Cleans every printed word once; what follows sees clean text only."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Observation):
            return item
        printed = item.printed
        printed.title = clean(printed.title)
        printed.content_type = clean_or_none(printed.content_type)
        printed.dates = {kind: text for kind, raw in printed.dates.items() if (text := clean(raw))}
        printed.place = clean_or_none(printed.place)
        printed.sources = [text for raw in printed.sources if (text := clean(raw))]
        printed.fields_of_work = [text for raw in printed.fields_of_work if (text := clean(raw))]
        printed.paragraphs = clean_paragraphs(printed.paragraphs)
        printed.contacts = "\n".join(clean_paragraphs((printed.contacts or "").split("\n"))) or None
        printed.unknown_labels = [text for raw in printed.unknown_labels if (text := clean(raw))]
        for link in (*printed.links, *printed.documents):
            link.url, link.text = clean(link.url), clean(link.text)
        for image in printed.images:
            image.url, image.caption = clean(image.url), clean(image.caption)
        for other in printed.translations:
            other.url, other.language = clean(other.url), clean(other.language)
        return Draft(item)


class ReadDateline(Step):
    """Tells the dateline from the text that follows it."""

    def read(self, draft: Draft) -> None:
        paragraphs = draft.printed.paragraphs
        draft.dateline = next(filter(None, map(read_dateline, paragraphs[:2])), None)
        if draft.dateline is not None and draft.dateline.date:
            draft.dateline_date = dates.read_date(draft.dateline.date, latest=draft.latest_day).day


class ReadLanguage(Step):
    """The language of the text."""

    def read(self, draft: Draft) -> None:
        text = "\n".join([draft.printed.title, *draft.printed.paragraphs])
        prefix = language_prefix(draft.observation.url)
        draft.language, warnings = read_language(text, declared=draft.printed.language, prefix=prefix)
        draft.warnings.update(warnings)
        if draft.printed.repaired:
            draft.warnings.add("encoding_repaired")
        if not draft.printed.paragraphs:
            draft.warnings.add("no_body")
        if draft.printed.text_uncertain:
            draft.warnings.add("text_uncertain")
        if draft.printed.unknown_labels:
            draft.warnings.add("unknown_label")


class ReadContentType(Step):
    """What sort of item it is."""

    def read(self, draft: Draft) -> None:
        draft.content_type, warnings = read_content_type(draft.printed.content_type)
        draft.warnings.update(warnings)


class ReadSources(Step):
    """The bodies that issued it."""

    def read(self, draft: Draft) -> None:
        draft.sources, warnings = read_sources(draft.printed.sources)
        draft.warnings.update(warnings)


class ReadFieldsOfWork(Step):
    """Its topics."""

    def read(self, draft: Draft) -> None:
        draft.fields_of_work, warnings = read_fields_of_work(draft.printed.fields_of_work)
        draft.warnings.update(warnings)


class ReadPlaces(Step):
    """Where it comes from: the Place label, else the dateline."""

    def read(self, draft: Draft) -> None:
        near = {source.country for source in draft.sources if source.country}
        in_dateline = draft.dateline.place if draft.dateline is not None else ""
        from_dateline = read_places(in_dateline, near=near) if in_dateline else None
        if draft.printed.place:
            found = read_places(draft.printed.place, near=near)
            if from_dateline and _known(found.places) != _known(from_dateline.places):
                draft.warnings.add("place_differs_from_dateline")
        elif from_dateline:
            found = from_dateline
        elif in_line := _place_in_line(draft.printed):
            found = read_places(in_line, near=near)
        else:
            return
        draft.places = found.places
        draft.warnings.update(found.warnings)


# What may part place and date on a line of both.
_BESIDE = " ,|·•/–-."


def _place_in_line(printed: PrintedRelease) -> str:
    """The place that a page prints beside the date, on a line of both without labels."""
    line = printed.dates.get("line", "")
    span = dates.find_date(line)
    return (line[: span[0]].strip(_BESIDE) or line[span[1] :].strip(_BESIDE)) if span else ""


def _known(places: tuple[Place, ...]) -> set[str]:
    return {place.id or place.name.casefold() for place in places}


def _date_in_line(line: str) -> str:
    span = dates.find_date(line)
    return line[span[0] : span[1]] if span else line


class ReadDates(Step):
    """The publishing day, from the most trusted evidence that can be read."""

    def read(self, draft: Draft) -> None:
        printed = draft.printed.dates
        for kind in EVIDENCE:
            if kind in printed and draft.date is None:
                self._try(draft, kind, _date_in_line(printed[kind]) if kind == "line" else printed[kind])
        if draft.date is None and draft.dateline_date is not None:
            draft.date, draft.date_evidence = draft.dateline_date, "dateline"
            draft.date_printed = draft.date_printed or (draft.dateline.date if draft.dateline else None)
            draft.warnings.add("date_from_dateline")
        self._compare(draft)

    def _try(self, draft: Draft, kind: str, printed: str) -> None:
        attribute = draft.printed.dates.get("time_attribute") if kind == "time" else None
        found = dates.read_time(printed, attribute, latest=draft.latest_day)
        if found.day is None and kind == "meta":
            return
        stamp = attribute if attribute and dates.read_date(printed).day is None else printed
        if (
            found.day
            and dates.is_late_stamp(stamp)
            and draft.dateline_date == found.day + dt.timedelta(days=1)
        ):
            # A moment late in the evening of UTC belongs to the next day where the site is.
            return
        # The first printed value is kept even where it cannot be read: no printed value is lost.
        draft.date_printed = draft.date_printed or printed
        draft.warnings.update(found.warnings)
        if found.day is not None:
            draft.date, draft.date_evidence = found.day, kind
            draft.date_printed = printed if draft.date_printed == printed else draft.date_printed

    def _compare(self, draft: Draft) -> None:
        if draft.date is None:
            draft.warnings.add("no_date")
        elif draft.dateline_date is None:
            self._without_year(draft, draft.date)
        elif draft.dateline_date != draft.date:
            draft.warnings.add("date_differs_from_dateline")

    def _without_year(self, draft: Draft, date: dt.date) -> None:
        """A dateline without a year takes the publishing date's, where the day fits."""
        printed = draft.dateline.date if draft.dateline is not None else None
        found = dates.day_and_month(printed) if printed else None
        if found == (date.day, date.month):
            draft.warnings.add("dateline_year_from_date")
        elif found is not None:
            draft.warnings.add("date_differs_from_dateline")


class MakeRecord(Step):
    """The record, with its id and the digest of what the page prints."""

    def read(self, draft: Draft) -> None:
        nid = nid_of(draft.observation.url)
        if nid is None:
            raise DropItem(f"{draft.observation.url}: the address ends with no nid")
        draft.record = _record(draft, nid)


def _record(draft: Draft, nid: str) -> PressRelease:
    printed, observation = draft.printed, draft.observation
    return PressRelease(
        id=f"{nid}-{draft.language}",
        nid=nid,
        url=observation.url,
        other_urls=sorted(set(observation.other_urls)),
        language=draft.language,
        content_type=draft.content_type,  # type: ignore[arg-type]  # checked by Validate
        content_type_printed=printed.content_type,
        title=printed.title,
        date=draft.date,
        date_evidence=draft.date_evidence,  # type: ignore[arg-type]
        date_printed=draft.date_printed,
        dateline=draft.dateline.verbatim if draft.dateline else None,
        dateline_date=draft.dateline_date,
        places=list(draft.places),
        sources=list(draft.sources),
        fields_of_work=list(draft.fields_of_work),
        body="\n\n".join(printed.paragraphs),
        links=_links(printed.links),
        documents=_links(printed.documents),
        images=[Image(image.url, image.caption or None) for image in printed.images],
        contacts=printed.contacts,
        translations=[Translation(other.language, other.url) for other in printed.translations],
        warnings=sorted(draft.warnings),
        gone_on=None,
        content_hash=content_hash(draft),
        first_seen=observation.retrieved_at,
        last_changed=observation.retrieved_at,
        retrieved_at=observation.retrieved_at,
        extractor=__version__,
    )


def _links(links: list[PrintedLink]) -> list[Link]:
    return [Link(link.url, link.text) for link in links]


def content_hash(draft: Draft) -> str:
    """The digest of what the page prints; what we make of it has no part in it."""
    printed = draft.printed
    said = {
        "title": printed.title,
        "date_printed": draft.date_printed,
        "dateline": draft.dateline.verbatim if draft.dateline else None,
        # The lists as they stand, not as the vocabulary parts them: a new word changes no page.
        "places": printed.place or (draft.dateline.place if draft.dateline else ""),
        "sources": ", ".join(printed.sources),
        "fields_of_work": ", ".join(printed.fields_of_work),
        "content_type_printed": printed.content_type,
        "body": "\n\n".join(printed.paragraphs),
        "links": _links(printed.links),
        "documents": _links(printed.documents),
        "images": [Image(image.url, image.caption or None) for image in printed.images],
        "contacts": printed.contacts,
    }
    return "sha256:" + hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


class MakeMenuEntry:
    """The menu entry's record: its id, its place in the tree, what it names."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, PrintedEntry):
            return item
        printed, labels = clean(item.path[-1][0]), [label_of(words)[0] for words, _ in item.path]
        parent = item.path[-2][0] if len(item.path) > 1 else None
        meaning = read_entry(
            printed,
            parent=parent,
            siblings=item.siblings,
            has_children=item.has_children,
            is_link=item.url is not None,
        )
        site = host_of(item.menu_page)
        return NavigationEntry(
            id=_entry_id(site, item.path),
            site=site,
            label=meaning.label,
            printed=printed,
            url=item.url,
            kind=meaning.kind,
            entity=meaning.entity,
            country=meaning.country,
            chairpersonship_year=meaning.chairpersonship_year,
            parent=_entry_id(site, item.path[:-1]) if parent is not None else None,
            path=labels,
            level=len(item.path),
            position=item.position,
            final_url=item.final_url,
            page_title=clean_or_none(item.page_title),
            page_description=clean_or_none(item.page_description),
            page_status=item.page_status,
            language=item.language,
            menu_page=item.menu_page,
            retrieved_at=item.retrieved_at,
        )


def _entry_id(site: str, path: tuple[tuple[str, int], ...]) -> str:
    """Host and path of slugs; the second of two equal siblings is told from the first by its number."""
    slugs = (slug_of(label_of(words)[0]) + (f"-{number}" if number > 1 else "") for words, number in path)
    return "/".join([site, *slugs])


class Validate:
    """Lets a record pass only if it is one: the line that would be written is read back against the class."""

    _decoders: ClassVar = {kind: msgspec.json.Decoder(kind) for kind in (PressRelease, NavigationEntry)}

    def process_item(self, item: Any) -> Any:
        record = item.record if isinstance(item, Draft) else item
        if isinstance(record, Record) and (fault := self.fault_of(record)):
            raise DropItem(f"invalid record {record.id}: {fault}")
        return item

    def fault_of(self, record: Record) -> str | None:
        """What is wrong with the record; null if nothing is."""
        try:
            self._decoders[type(record)].decode(msgspec.json.encode(record))
        except (msgspec.ValidationError, UnicodeEncodeError) as error:
            return str(error)
        return None


STEPS = (
    Clean,
    ReadDateline,
    ReadLanguage,
    ReadContentType,
    ReadSources,
    ReadFieldsOfWork,
    ReadPlaces,
    ReadDates,
    MakeRecord,
    MakeMenuEntry,
    Validate,
)
"""Every step that makes a record, in order."""

_steps = [step() for step in STEPS]


class Steps:
    """All of them as one component of Scrapy's, which pays for each component with every item."""

    def process_item(self, item: Any) -> Any:
        for step in _steps:
            item = step.process_item(item)
        return item


def draft_of(observation: Observation) -> Draft:
    """Take a printed release through all steps; the draft holds its record. Raises DropItem."""
    draft: Draft = Steps().process_item(observation)
    return draft


def record_of(observation: Observation) -> PressRelease:
    """The record of a printed release. Raises DropItem, naming the fault."""
    record = draft_of(observation).record
    assert record is not None
    return record
