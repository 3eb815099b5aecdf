"""Labels of facts that the vocabulary does not know, counted over a run for its report."""

from collections.abc import Iterable

from osce_crawler.vocabulary.checking import UnknownWord
from osce_crawler.vocabulary.folding import fold


class UnknownLabels:
    """How often each label was met, and where first; its values, which differ, do not count."""

    def __init__(self) -> None:
        self._words: dict[str, UnknownWord] = {}

    def add(self, printed: Iterable[str], url: str) -> None:
        """Count the labels of a page, each printed with its value: "Reference: X/12"."""
        for label in (one.partition(":")[0].strip() for one in printed):
            met = self._words.get(fold(label))
            word, example, count = (met.printed, met.example, met.count) if met else (label, url, 0)
            self._words[fold(label)] = UnknownWord("labels", word, count + 1, example, ())

    def words(self) -> list[UnknownWord]:
        """All of them, the most frequent first."""
        return sorted(self._words.values(), key=lambda word: -word.count)
