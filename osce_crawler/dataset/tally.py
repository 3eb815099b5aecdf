"""Counts of a dataset, taken record by record."""

from collections import Counter
from dataclasses import dataclass, field

from osce_crawler.items import Record


@dataclass
class Tally:
    """Counts that records can be added to and taken from."""

    records: int = 0
    filled: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        self.records += 1

    def remove(self, record: Record) -> None:
        self.records -= 1
