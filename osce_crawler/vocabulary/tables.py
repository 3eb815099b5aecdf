"""The project's own tables, each read when it is first asked for."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from osce_crawler.grammar.folding import fold
from osce_crawler.vocabulary.entry import CONTENT_TYPES, COUNTRY_KINDS, SOURCE_KINDS
from osce_crawler.vocabulary.loading import load
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
    return load(_table("sources.csv"), kinds=SOURCE_KINDS, countries=_codes())


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
