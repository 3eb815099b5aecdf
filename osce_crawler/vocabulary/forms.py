"""Names of sources that are put together from parts: of which country, nation or year.

`source_forms.csv` has a form a line: `[…]` may be missing, `(a|b)` is one of them, and `{…}` is a part: a
year, a country, a nation that chaired the OSCE (`chairs.csv`), or words that several forms share.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count

from osce_crawler.vocabulary.entry import LONGEST_NAME, Entry, VocabularyError
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.names import Vocabulary, bare_name

# Words that several forms share.
_SHARED = {
    "chair": "chair[man|woman|person|manship|personship]",
    "chair_in_office": "[acting ](chair[man|woman|person|manship|personship]-in-office|cio)",
    "chair_in_office_ru": "(действующий|действующая|действующего) (председатель|председателя)[ в]",
    "of_chair_ru": "[действующего ](председателя|председательства)",
    "of_chair_uk": "[чинного |діючого ](голови|головування)",
    "vorsitz": "(osze-vorsitz|vorsitz der osze)",
    "representative": "(personal|special) representative[s][ of ({chair_in_office}|{chair})]",
    "where": " [to |in |for |on ]{country}[ {year}]",
    "elections": r"(\w+|\w+ и \w+|\w+ та \w+)",
}
# Parts that a match has to prove: what stands there is one of a list.
_PROVEN = {
    "country": r"\D{2,50}?",
    "nation": r"[^\W\d]+(?:[ -][^\W\d]+)??",
    "of_nation": r"[^\W\d]+(?: [^\W\d]+)??",
}
_YEAR = "(?:19|20)[0-9]{2}"
_MARKS = str.maketrans({"[": "(?:", "]": ")?", "(": "(?:", ".": r"\."})
_PART = re.compile(r"\{(\w+)\}")
_IN_BRACKETS = re.compile(r"\s\([^\W\d_]{2,9}\)(?=[\s,]|$)")
_BETWEEN = re.compile(r"[,()«»\"“”„]| [-–—] ")
_WITHOUT = frozenset({"osce", "osce's", "the", "обсе", "обсє"})
_ALIKE = (
    ("osce/", ""),
    ("обсе/", ""),
    ("обсє/", ""),
    ("/обсе", ""),
    ("/обсє", ""),
    ("проєкт", "проект"),
    ("ё", "е"),
    (" у ", " в "),
)


Proof = Callable[[str], bool]


def plain_name(text: str) -> str:
    """The name without what tells no two sources apart.

    That is the organization's name, "the", an abbreviation in brackets, commas, brackets and quotation marks.
    """
    name = bare_name(_IN_BRACKETS.sub(_unless_abbreviation, text))
    for word, other in _ALIKE:
        name = name.replace(word, other)
    return " ".join(word for word in _BETWEEN.sub(" ", name).split() if word not in _WITHOUT)


def _unless_abbreviation(match: re.Match[str]) -> str:
    return "" if sum(map(str.isupper, match[0])) > 1 else match[0]


class SourceNames(Vocabulary):
    """The entries of the sources' table, found by their names or by the forms of names put together.

    `forms` are pairs of an entry's id and a form; `proofs` tell whether words name a country or nation.
    """

    def __init__(
        self,
        table: str,
        entries: Sequence[Entry],
        forms: Sequence[tuple[str, str]],
        proofs: Mapping[str, Proof],
    ) -> None:
        super().__init__(table, entries)
        self._forms = [(self._entry_of(number, row[0]), row[1]) for number, row in enumerate(forms, start=2)]
        self._proofs = proofs
        self._by_plain_name = _by_plain_name(entries)

    def lookup(self, printed: str) -> Entry | None:
        """The entry that has the printed words as a name, an alias or one of its forms."""
        return super().lookup(printed) or self._put_together(printed)

    def _put_together(self, printed: str) -> Entry | None:
        if len(printed) > LONGEST_NAME:
            return None
        name = plain_name(printed)
        if found := self._by_plain_name.get(name):
            return found
        if not self._any_form.fullmatch(name):
            return None
        return next((entry for entry, pattern in self._patterns if self._proven(pattern, name)), None)

    def _proven(self, pattern: str, name: str) -> bool:
        match = re.fullmatch(pattern, name)
        return match is not None and all(
            self._proofs[group.rpartition("_")[0]](words)
            for group, words in match.groupdict().items()
            if words is not None
        )

    def _entry_of(self, row: int, entry_id: str) -> Entry:
        if entry_id not in self.by_id:
            raise VocabularyError(f"source_forms.csv, row {row}: unknown id {entry_id!r}")
        return self.by_id[entry_id]

    @cached_property
    def _patterns(self) -> list[tuple[Entry, str]]:
        return [(entry, _pattern(form)) for entry, form in self._forms]

    @cached_property
    def _any_form(self) -> re.Pattern[str]:
        """All forms at once: what fits none of them costs one look."""
        return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern) for _, pattern in self._patterns))


def _by_plain_name(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The entries by their plain names; what two of them share names neither."""
    found: dict[str, Entry] = {}
    shared = set()
    for entry in entries:
        for label in entry.labels:
            name = plain_name(label)
            if found.setdefault(name, entry) is not entry:
                shared.add(name)
    return {name: entry for name, entry in found.items() if name and name not in shared}


def _pattern(form: str) -> str:
    """The regular expression of a form, its parts numbered."""
    groups = count()

    def filled(part: re.Match[str]) -> str:
        if part[1] in _SHARED:
            return _PART.sub(filled, _SHARED[part[1]].translate(_MARKS))
        if part[1] in _PROVEN:
            return f"(?P<{part[1]}_{next(groups)}>{_PROVEN[part[1]]})"
        return _YEAR

    return _PART.sub(filled, fold(form).translate(_MARKS))


def words_of_nations(rows: Iterator[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """The adjectives of nations that chaired the OSCE, in all languages of the table, and their genitives."""
    nations: set[str] = set()
    genitives: set[str] = set()
    for row in rows:
        for column in ("en", "ru", "uk", "de", "fr"):
            nations |= {fold(word) for word in row[column].split("|")}
        for column in ("ru_of", "uk_of"):
            genitives |= {fold(word) for word in row[column].split("|")}
    return {"nation": frozenset(nations), "of_nation": frozenset(genitives)}
