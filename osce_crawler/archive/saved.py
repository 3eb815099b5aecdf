"""Saved pages of any kind, found by their addresses: folders of them, WARC files, runs that kept theirs."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from osce_crawler.addresses import canonical, captured, nid_of, page_and_moment
from osce_crawler.archive.contents import Contents, contents_of
from osce_crawler.archive.folder import SavedFolder, SavedPageError, check_link
from osce_crawler.archive.warc import faults_in, pages_in
from osce_crawler.dataset.item_record import Invalid, fault_alone
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page

# A page with status 200 that is none: the site's, or its guard's, way to say no.
_NO_PAGES = frozenset({Kind.CHALLENGE, Kind.ERROR, Kind.EMPTY})
CAPTURES = "captures-"
"""How the names of WARC files begin that hold captures of a web archive."""


class Saved(Protocol):
    """A saved page, wherever it lies."""

    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def retrieved_at(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]: ...
    def page(self) -> Page: ...
    def body(self) -> bytes: ...
    def __hash__(self) -> int: ...


class Worth(IntEnum):
    """How much an answer says of the page at its address: one that says more goes before later ones."""

    NO_PAGE = 0
    """An error, a challenge, nothing."""
    PART = 1
    """A page that was cut off, or a release without its text."""
    WHOLE = 2


def worth_of(status: int, reading: Reading) -> Worth:
    """What an answer with this status is worth, which was read so."""
    if status != 200 or reading.kind in _NO_PAGES:
        return Worth.NO_PAGE
    is_bare = reading.printed is not None and not reading.printed.paragraphs
    return Worth.PART if reading.cut_off or is_bare else Worth.WHOLE


class SavedSet(Protocol):
    """Saved pages, one an address."""

    def __iter__(self) -> Iterator[Saved]: ...

    def get(self, url: str) -> Saved | None:
        """The saved page with this address, whether http or https, with or without tracking parameters."""


def saved_pages(path: str | Path, faults: list[str]) -> SavedSet:
    """The saved pages at this path: a WARC file, or a folder with WARC files, pages or both in it.

    What is broken in it is reported in `faults`, and the rest is read. Raises SavedPageError, in one line,
    for a path that does not exist, is neither of these, or holds no page and nothing broken.
    """
    return saved_in(contents_of(Path(path)), faults)


def saved_in(contents: Contents, faults: list[str]) -> SavedSet:
    """The saved pages of these contents; faults and errors are those of `saved_pages`."""
    if not contents.warc_files:
        return folders_in(contents, faults)
    path, files, broken = contents.path, contents.warc_files, [*contents.faults]
    answers = [page for file in files for page in _pages_in(file, path, broken)]
    if contents.page_folders:
        answers += SavedFolder(path, broken, contents.page_folders)
    if not answers and not broken:
        raise SavedPageError(no_answers(path, files))
    faults += broken
    return _Answers(answers, faults)


def folders_in(contents: Contents, faults: list[str]) -> SavedFolder:
    """Those of the saved pages that lie in folders of their own; faults and errors are as above."""
    broken = [*contents.faults]
    found = SavedFolder(contents.path, broken, contents.page_folders)
    faults += broken
    return found


def _pages_in(file: Path, root: Path, faults: list[str]) -> Iterable[Saved]:
    try:
        if file != root:
            check_link(file, root)
        pages = pages_in(file)
    except SavedPageError as fault:
        faults.append(str(fault))
        return ()
    faults += faults_in(file)
    return pages


class SavedCaptures:
    """All that a web archive captured, one a name: an address with its moment."""

    def __init__(self, folder: Path) -> None:
        """The captures that the runs in this folder have fetched."""
        files = [file for file in contents_of(folder).warc_files if file.name.startswith(CAPTURES)]
        faults: dict[Path, list[str]] = {file: [] for file in files}
        answers = [page for file in files for page in _pages_in(file, folder, faults[file])]
        self.damaged = {file: found for file, found in faults.items() if found}
        """Files with what is broken in each."""
        self._pages = _Answers(answers, [])
        self._all = answers
        self._by_name: dict[str, Saved] = {}
        for page in answers:
            name = captured(page.url, page.retrieved_at)
            other = self._by_name.get(name)
            self._by_name[name] = page if other is None else _better(page, other)

    def held(self) -> Iterator[tuple[str, str]]:
        """The very address and the moment of every capture, if need be twice."""
        return ((page.url, page.retrieved_at) for page in self._all)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def names(self) -> list[str]:
        """Every capture, the newest first, in an order that does not depend on the files."""
        return sorted(self._by_name, key=lambda name: (page_and_moment(name)[1], name), reverse=True)

    def get(self, url: str) -> Saved | None:
        """The capture of this name; of an address that a page leads to the best one."""
        return self._by_name.get(url) or self._pages.get(url)


class _Answers:
    """The answers of one or many runs: of several from one address, the one that says most.

    That is the latest with status 200 which holds a whole page, else a page, and no release that gives no
    valid record; if there is none, the latest of all. A page that a later run found gone, moved or behind a
    challenge is what it was when it was last read.
    """

    def __init__(self, answers: Iterable[Saved], faults: list[str]) -> None:
        """What is passed over as invalid is reported in `faults`, when the answer is looked for."""
        self._faults = faults
        self._answers: dict[str, list[Saved]] = {}
        for answer in answers:
            # Items are mostly kept under their own address: one string serves as key and as address.
            key = canonical(answer.url)
            self._answers.setdefault(answer.url if key == answer.url else key, []).append(answer)

    def __iter__(self) -> Iterator[Saved]:
        return (self._best(url) for url in self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, url: str) -> Saved | None:
        key = canonical(url)
        return self._best(key) if key in self._answers else None

    def _best(self, url: str) -> Saved:
        answers = self._answers[url]
        if len(answers) > 1:
            best, invalid = _best(answers)
            # It is looked for once.
            self._answers[url] = [best]
            self._faults += map(str, invalid)
        return self._answers[url][0]


def _better(later: Saved, other: Saved) -> Saved:
    """Of two captures of one name the better one: https before http, and what was written later."""
    return max(later, other, key=lambda answer: (_looked_at(answer)[0], answer.url))


def _best(answers: list[Saved]) -> tuple[Saved, list[Invalid]]:
    """The one that says most, and later ones that are passed over as invalid."""
    # Of one second the answer that was written later; sorting keeps that order.
    latest = sorted(answers, key=lambda answer: answer.retrieved_at)[::-1]
    invalid: list[tuple[Saved, Invalid]] = []
    others: list[Saved] = []
    for answer in latest:
        worth, fault = _looked_at(answer)
        if fault is not None:
            invalid.append((answer, fault))
        elif worth is Worth.WHOLE:
            return answer, [fault for _, fault in invalid]
        else:
            others.append(answer)
    best = max(others, key=lambda answer: _looked_at(answer)[0], default=None)
    if best is not None and _looked_at(best)[0] is not Worth.NO_PAGE:
        return best, [fault for _, fault in invalid]
    # It is named where it is read.
    return invalid[0][0] if invalid else latest[0], []


@lru_cache(maxsize=1 << 16)
def _looked_at(answer: Saved) -> tuple[Worth, Invalid | None]:
    """What the answer is worth, and what is wrong with it as a release.

    Asked only where one address has several answers, and of each answer once.
    """
    if answer.status != 200:
        return Worth.NO_PAGE, None
    try:
        reading = read_page(answer.page())
    except SavedPageError:
        return Worth.NO_PAGE, None
    worth = worth_of(answer.status, reading)
    if reading.printed is None or nid_of(answer.url) is None:
        return worth, None
    page = Observation(canonical(answer.url), reading.printed, reading.generation, answer.retrieved_at)
    fault = fault_alone(page)
    return worth, Invalid(page, fault) if fault else None


def no_answers(path: Path, files: list[Path]) -> str:
    """What is said of a path whose WARC files hold no page."""
    return f"{path}: no response of a site in {'it' if len(files) == 1 else f'its {len(files)} WARC files'}"
