"""Counts of a dataset, taken record by record: how full it is, and what its records warn of."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Self

import msgspec

from osce_crawler.items import NavigationEntry, PressRelease, Record, keys
from osce_crawler.vocabulary.checking import Finding, UnknownWord, nearest, without_entry
from osce_crawler.vocabulary.folding import fold

# So many addresses are named for whatever is missing.
EXAMPLES = 3

_VALUES = {kind: attrgetter(*keys(kind)) for kind in (PressRelease, NavigationEntry)}
_KEYS = {kind: keys(kind) for kind in (PressRelease, NavigationEntry)}


class _Word(msgspec.Struct):
    """A printed name that a table lacks."""

    table: str
    printed: str
    count: int
    example: str


class Quality(msgspec.Struct):
    """A tally as `datapackage.json` has it."""

    records: int
    by_type: dict[str, int]
    filled: dict[str, int]
    warnings: dict[str, int]
    warned: int
    unknown: int
    unknown_words: list[_Word]
    fill_rates: dict[str, float] = {}


class Tally:
    """Counts that records can be added to and taken from; examples are kept of what was added."""

    def __init__(self) -> None:
        self.records = 0
        self.by_type: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.warned = 0
        """Records with a warning."""
        self.unknown = 0
        """Records with a name that a table lacks."""
        self.examples: dict[str, list[str]] = {}
        """Addresses of records with an empty key, by key; with a warning or an unknown name, by `warned`
        and `unknown`."""
        self.newest: dt.date | None = None
        """The newest day among the records added."""
        self._words: dict[tuple[str, str], _Word] = {}

    def add(self, record: Record) -> None:
        """Count the record in."""
        for key in self._count(record, 1):
            if len(self.examples.get(key, ())) < EXAMPLES:
                self._exemplify(key, record)
        if isinstance(record, PressRelease):
            if record.date is not None and (self.newest is None or record.date > self.newest):
                self.newest = record.date
            if record.warnings:
                self._exemplify("warned", record)

    def remove(self, record: Record) -> None:
        """Count the record out again."""
        self._count(record, -1)

    def fill_rates(self) -> dict[str, float]:
        """For each key, the share of records in which it is neither null nor empty."""
        if not self.records:
            return {}
        kind = NavigationEntry if "menu_page" in self.filled else PressRelease
        return {key: self.filled[key] / self.records for key in _KEYS[kind]}

    def unknown_words(self) -> list[UnknownWord]:
        """Names that a table lacks, the most frequent first, with the entries named most like them."""
        words = sorted(self._words.values(), key=lambda word: -word.count)
        return [
            UnknownWord(word.table, word.printed, word.count, word.example, nearest(word.table, word.printed))
            for word in words
            if word.count > 0
        ]

    def quality(self) -> Quality:
        """The counts for `datapackage.json`."""
        return Quality(
            self.records,
            dict((+self.by_type).most_common()),
            dict(+self.filled),
            dict((+self.warnings).most_common()),
            self.warned,
            self.unknown,
            [word for word in self._words.values() if word.count > 0],
            {key: round(rate, 6) for key, rate in self.fill_rates().items()},
        )

    @classmethod
    def of(cls, said: Any) -> Self | None:
        """The tally in a `datapackage.json`; null where there is none that can be read."""
        try:
            quality = msgspec.convert(said, Quality)
        except msgspec.ValidationError:
            return None
        tally = cls()
        tally.records, tally.warned, tally.unknown = quality.records, quality.warned, quality.unknown
        tally.by_type.update(quality.by_type)
        tally.filled.update(quality.filled)
        tally.warnings.update(quality.warnings)
        tally._words = {(word.table, fold(word.printed)): word for word in quality.unknown_words}
        return tally

    def copy(self) -> "Tally":
        """The same counts, to be changed on their own; without examples."""
        copied = Tally.of(msgspec.to_builtins(self.quality()))
        assert copied is not None
        return copied

    def _count(self, record: Record, by: int) -> list[str]:
        """Count the record; returns its empty keys."""
        self.records += by
        kind, filled, empty = type(record), self.filled, []
        for key, value in zip(_KEYS[kind], _VALUES[kind](record), strict=True):
            if value or value == 0:
                filled[key] += by
            else:
                empty.append(key)
        if isinstance(record, PressRelease):
            self.by_type[record.content_type] += by
            self._count_warnings(record, by)
        else:
            self.by_type[record.kind] += by
        return empty

    def _count_warnings(self, record: PressRelease, by: int) -> None:
        if record.warnings:
            self.warned += by
            for code in record.warnings:
                self.warnings[code] += by
        findings = list(without_entry(record))
        self.unknown += by if findings else 0
        for finding in findings:
            self._count_word(finding, by)
            if by > 0:
                self._exemplify("unknown", record)

    def _count_word(self, finding: Finding, by: int) -> None:
        table, printed, example = finding
        word = self._words.setdefault((table, fold(printed)), _Word(table, printed, 0, example))
        word.count += by

    def _exemplify(self, what: str, record: Record) -> None:
        named = self.examples.setdefault(what, [])
        if len(named) < EXAMPLES:
            address = record.url if isinstance(record, PressRelease) else record.url or record.menu_page
            if address not in named:
                named.append(address)


def tally_of(records: Iterable[Record]) -> Tally:
    """The counts of all these records."""
    tally = Tally()
    for record in records:
        tally.add(record)
    return tally
