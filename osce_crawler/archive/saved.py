"""Saved pages of any kind, found by their addresses: folders of them, WARC files, runs that kept theirs."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Protocol

from osce_crawler.addresses import canonical, captured, page_and_moment
from osce_crawler.archive.folder import BODY, META, SavedFolder, SavedPageError, check_link, is_there, walk
from osce_crawler.archive.warc import faults_in, is_warc, pages_in
from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page

# A page with status 200 that is none: the site's, or its guard's, way to say no.
_NO_PAGES = frozenset({Kind.CHALLENGE, Kind.ERROR, Kind.EMPTY})
_MOST_NAMED = 3
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
    path = Path(path)
    files = warc_files(path)
    if not files:
        return SavedFolder(path, faults)
    folders = [*SavedFolder(path, faults)] if path.is_dir() and holds_folders(path) else []
    pages = _Answers([*(page for file in files for page in _pages_in(file, path, faults)), *folders])
    if not pages and not faults:
        raise SavedPageError(no_answers(path, files))
    return pages


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

    def __init__(self, folder: Path, faults: list[str]) -> None:
        """The captures that the runs in this folder have fetched; what is broken is reported in `faults`."""
        files = [file for file in warc_files(folder) if file.name.startswith(CAPTURES)]
        answers = [page for file in files for page in _pages_in(file, folder, faults)]
        self._pages = _Answers(answers)
        self._by_name: dict[str, Saved] = {}
        for page in answers:
            name = captured(page.url, page.retrieved_at)
            other = self._by_name.get(name)
            self._by_name[name] = page if other is None else _better(page, other)

    def held(self) -> Iterator[tuple[str, str]]:
        """The very address and the moment of every capture, if need be twice."""
        return ((page.url, page.retrieved_at) for page in self._pages.all())

    def names(self) -> list[str]:
        """Every capture, the newest first, in an order that does not depend on the files."""
        return sorted(self._by_name, key=lambda name: (page_and_moment(name)[1], name), reverse=True)

    def get(self, url: str) -> Saved | None:
        """The capture of this name; of an address that a page leads to the best one."""
        return self._by_name.get(url) or self._pages.get(url)


class _Answers:
    """The answers of one or many runs: of several from one address, the one that says most.

    That is the latest with status 200 which holds a whole page, else a page; if there is none, the latest of
    all. A page that a later run found gone, moved or behind a challenge is what it was when it was last read.
    """

    def __init__(self, answers: Iterable[Saved]) -> None:
        self._answers: dict[str, list[Saved]] = {}
        for answer in answers:
            # Items are mostly kept under their own address: one string serves as key and as address.
            key = canonical(answer.url)
            self._answers.setdefault(answer.url if key == answer.url else key, []).append(answer)

    def __iter__(self) -> Iterator[Saved]:
        return map(_best, self._answers.values())

    def all(self) -> Iterator[Saved]:
        """Every answer, those as well that are not taken."""
        return chain.from_iterable(self._answers.values())

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, url: str) -> Saved | None:
        answers = self._answers.get(canonical(url))
        return _best(answers) if answers else None


def _better(later: Saved, other: Saved) -> Saved:
    """Of two captures of one name the better one: https before http, and what was written later."""
    return max(later, other, key=lambda answer: (_worth(answer), answer.url))


def _best(answers: list[Saved]) -> Saved:
    if len(answers) == 1:
        return answers[0]
    # Of one second the answer that was written later; sorting keeps that order.
    latest = sorted(answers, key=lambda answer: answer.retrieved_at)[::-1]
    whole = (answer for answer in latest if _worth(answer) is Worth.WHOLE)
    return next(whole, None) or max(latest, key=_worth)


@lru_cache(maxsize=1 << 16)
def _worth(answer: Saved) -> Worth:
    """Asked only where one address has several answers, and of each answer once."""
    if answer.status != 200:
        return Worth.NO_PAGE
    try:
        return worth_of(answer.status, read_page(answer.page()))
    except SavedPageError:
        return Worth.NO_PAGE


def warc_files(path: Path) -> list[Path]:
    """The WARC files at this path, `pages-10` behind `pages-9`. Raises SavedPageError."""
    if not is_there(path):
        raise SavedPageError(f"{path}: no such file or folder")
    if not path.is_dir():
        if not is_warc(path):
            raise SavedPageError(f"{path}: neither a folder nor a WARC file (*.warc, *.warc.gz)")
        return [path]
    # A folder that cannot be read is reported where pages are looked for.
    found = (folder / name for folder, names in walk(path, []) for name in names)
    return sorted(filter(is_warc, found), key=lambda file: _in_order(str(file)))


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def holds_folders(path: Path) -> bool:
    """Whether a page in a folder of its own lies below this folder."""
    return any({META, BODY} & names for _, names in walk(path, []))


def no_answers(path: Path, files: list[Path]) -> str:
    """What is said of a path whose WARC files hold no page."""
    return f"{path}: no response of a site in {'it' if len(files) == 1 else f'its {len(files)} WARC files'}"


@contextmanager
def telling_of_others(path: Path, remarks: list[str]) -> Iterator[None]:
    """Let a remark, or the SavedPageError of what is done inside, say which files here are not read."""
    others = _others(path) if path.is_dir() else ""
    try:
        yield
    except SavedPageError as fault:
        raise SavedPageError(f"{fault}; {others}" if others else str(fault)) from None
    if others:
        remarks.append(f"{path}: {others}")


def _others(path: Path) -> str:
    """What is said of files in a folder that hold no saved pages; empty where there are none."""
    found = (
        (folder / name).relative_to(path)
        for folder, names in walk(path, [])
        if not {META, BODY} & names
        for name in names
        if not is_warc(Path(name))
    )
    others = sorted(str(file) for file in found if not any(part.startswith(".") for part in file.parts))
    if not others:
        return ""
    named = ", ".join([*others[:_MOST_NAMED], *(["…"] if len(others) > _MOST_NAMED else [])])
    are = "file is" if len(others) == 1 else "files are"
    return f"{len(others)} {are} not read ({named}): name HTML and text files one by one"
