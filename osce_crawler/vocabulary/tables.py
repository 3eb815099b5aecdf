"""The project's own tables, each read when it is first asked for."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from osce_crawler.vocabulary.entry import CONTENT_TYPES, COUNTRY_KINDS, SOURCE_KINDS
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.forms import Proof, SourceNames, words_of_nations
from osce_crawler.vocabulary.loading import entries_of, lines_of, load
from osce_crawler.vocabulary.names import Vocabulary


def _table(name: str) -> Traversable:
    return resources.files(__package__) / name


def _codes() -> frozenset[str]:
    return frozenset(entry.country for entry in countries() if entry.country)


@cache
def countries() -> Vocabulary:
    """Participating and partner States, former States, and other countries that places lie in."""
    return load(_table("countries.csv"), kinds=COUNTRY_KINDS)


@cache
def sources() -> Vocabulary:
    """Structures, institutions, field operations, decision bodies, partnerships and representatives.

    `country` is a field operation's host.
    """
    entries = entries_of(_table("sources.csv"), kinds=SOURCE_KINDS, countries=_codes())
    forms = [(row["id"], row["form"]) for row in _rows("source_forms.csv")]
    return SourceNames("sources.csv", entries, forms, _proofs())


def _proofs() -> dict[str, Proof]:
    words = words_of_nations(_rows("chairs.csv"))
    return {
        "country": _is_country,
        "nation": lambda name: name in words["nation"] or name.removesuffix("r") in words["nation"],
        "of_nation": words["of_nation"].__contains__,
    }


def _is_country(name: str) -> bool:
    """Whether a country is named, with or without the ending of a genitive."""
    return any(countries().lookup(re.sub(ending, "", name)) for ending in ("$", "'s?$", "s$"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(lines_of(_table(name)))


@cache
def fields_of_work() -> Vocabulary:
    """The topics of the site's menu, and the narrower ones of its older lists under a `parent`."""
    return load(_table("fields_of_work.csv"))


@cache
def places() -> Vocabulary:
    """Cities and towns that releases come from."""
    return load(_table("places.csv"), key=fold, countries=_codes())


@cache
def meetings() -> Vocabulary:
    """The series of meetings in the site's menu."""
    return load(_table("meetings.csv"))


@cache
def content_types() -> Vocabulary:
    """The printed types of content; `kind` is the record's content type."""
    return load(_table("content_types.csv"), kinds=CONTENT_TYPES)


@cache
def sections() -> Vocabulary:
    """Headings of the menu; `holds` is the kind of what stands under one, null where that is mixed."""
    return load(_table("sections.csv"))
