"""What the tables lack and what they hold in excess, by the words that releases and menus print."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources

from osce_crawler import vocabulary
from osce_crawler.items import FieldOfWork, MenuKind, NavigationEntry, Place, PressRelease, Source
from osce_crawler.vocabulary import Entry, Vocabulary, VocabularyError
from osce_crawler.vocabulary.folding import fold

TABLES: dict[str, Callable[[], Vocabulary]] = {
    "sources": vocabulary.sources,
    "fields_of_work": vocabulary.fields_of_work,
    "countries": vocabulary.countries,
    "places": vocabulary.places,
    "meetings": vocabulary.meetings,
    "content_types": vocabulary.content_types,
    "sections": vocabulary.sections,
}
"""Every table of names, with its loader."""

WORD_TABLES = (
    "languages.csv",
    "scripts.csv",
    "months.csv",
    "weekdays.csv",
    "frame_lines.csv",
    "labels.csv",
    "page_types.csv",
    "other_items.csv",
    "dateline_words.csv",
    "chairs.csv",
    "source_forms.csv",
    "source_openings.csv",
)
"""Tables of words, which have no entries."""

# Seen under "Countries": it leads to what stands beside it and names nothing of its own.
_NAMES_NOTHING = frozenset({"all"})

_TABLE_OF_KIND: dict[MenuKind, str] = {
    "field_of_work": "fields_of_work",
    "meeting": "meetings",
    "country": "countries",
    "partners": "sources",
    "structure": "sources",
    "field_operation": "sources",
    "section": "sections",
    "page": "sections",
}
_MENU_TABLES = tuple(dict.fromkeys(_TABLE_OF_KIND.values()))
# Institutions and decision bodies are not in the menu by name: it has one heading for them (seen in 2025).
_KINDS_IN_MENU = frozenset(
    {
        "chairpersonship",
        "secretariat",
        "field_operation",
        "parliamentary_assembly",
        "court",
        "partnership",
    }
)
_BELONGS_IN_MENU: dict[str, Callable[[Entry], bool]] = {
    "fields_of_work": lambda entry: entry.parent is None,
    "meetings": lambda _: True,
    "countries": lambda entry: entry.kind == "participating_state",
    "sources": lambda entry: entry.status == "open" and entry.kind in _KINDS_IN_MENU,
}

Finding = tuple[str, str, str]
"""A table, a printed name that it lacks, and the address of the page that prints it."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a table, by id and name."""

    table: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A printed name that a table lacks: how often it was met, where, and the entries named most like it."""

    table: str
    printed: str
    count: int
    example: str
    nearest: tuple[Named, ...]


@dataclass(slots=True)
class MenuDifferences:
    """Names in the site's menu that the tables lack, and entries of the tables that the menu has not."""

    unknown: list[UnknownWord] = field(default_factory=list)
    gone: list[Named] = field(default_factory=list)


def compare_with_menu(entries: Sequence[NavigationEntry]) -> MenuDifferences:
    """How the menu and the tables differ, by what its entries name.

    The chair's suffix, another spelling and a former name make no difference, nor does another place in
    the menu.
    """
    meant = [(entry, _meaning(entry)) for entry in entries]
    seen = {(found.table, found.id) for _, found in meant if found}
    return MenuDifferences(
        _counted(_finding(entry) for entry, found in meant if not found and _names_something(entry)),
        [entry for entry in _expected_in_menu() if (entry.table, entry.id) not in seen],
    )


def nearest(table: str, printed: str) -> tuple[Named, ...]:
    """Up to three entries of the table with names most like the printed one."""
    return tuple(Named(table, entry.id, entry.name) for entry in TABLES[table]().nearest(printed))


def check_words(table: str) -> int:
    """The number of rows of a table of words by language. Raises VocabularyError at a bad row."""
    rows = list(csv.reader(vocabulary.lines_of(resources.files("osce_crawler.vocabulary") / table)))
    if len(rows) < 2:
        raise VocabularyError(f"{table}: no rows")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise VocabularyError(f"{table}, row {number}: more or fewer cells than columns")
    return len(rows) - 1


def without_entry(release: PressRelease) -> Iterator[Finding]:
    """The names of this release that a table lacks."""
    named: dict[str, Sequence[Source | FieldOfWork | Place]] = {
        "sources": release.sources,
        "fields_of_work": release.fields_of_work,
        "places": release.places,
    }
    for table, several in named.items():
        for one in several:
            if one.id is None:
                yield table, one.printed, release.url
    if "unknown_content_type" in release.warnings and release.content_type_printed:
        yield "content_types", release.content_type_printed, release.url


def _counted(findings: Iterable[Finding]) -> list[UnknownWord]:
    """Each word of a table once, under the form and address in which it was met first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding[0], fold(finding[1])), []).append(finding)
    often_first = sorted(groups.values(), key=len, reverse=True)
    return [_unknown(*group[0], count=len(group)) for group in often_first]


def _unknown(table: str, printed: str, example: str, *, count: int) -> UnknownWord:
    return UnknownWord(table, printed, count, example, nearest(table, printed))


def _meaning(entry: NavigationEntry) -> Named | None:
    """What today's tables know under the entry's label, first of all that of its own kind."""
    own = _TABLE_OF_KIND[entry.kind]
    for table in (own, *(other for other in _MENU_TABLES if other != own)):
        if found := TABLES[table]().lookup(entry.label):
            return Named(table, found.id, found.name)
    return None


def _finding(entry: NavigationEntry) -> Finding:
    return _TABLE_OF_KIND[entry.kind], entry.label, entry.url or entry.menu_page


def _names_something(entry: NavigationEntry) -> bool:
    return fold(entry.label) not in _NAMES_NOTHING


def _expected_in_menu() -> Iterator[Named]:
    for table, belongs in _BELONGS_IN_MENU.items():
        for entry in TABLES[table]():
            if belongs(entry):
                yield Named(table, entry.id, entry.name)
