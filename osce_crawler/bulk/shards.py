"""What is read in one go: each WARC or WET file, and the pages that lie in files of their own."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler import __version__
from osce_crawler.archive.at_hand import PageAtHand, page_among, page_named
from osce_crawler.archive.folder import (
    BODY,
    META,
    SavedFolder,
    SavedPage,
    SavedPageError,
    check_link,
    is_there,
)
from osce_crawler.archive.saved import holds_folders, no_answers, telling_of_others, warc_files
from osce_crawler.vocabulary.version import digest


@dataclass(frozen=True, slots=True)
class Archive:
    """A WARC or WET file."""

    file: Path

    def result(self) -> str:
        """The name of the file of its captures: another one where file, program or words have changed."""
        try:
            stat = self.file.stat()
            state = stat.st_size, stat.st_mtime_ns
        except OSError:  # its reader says so
            state = -1, -1
        said = os.fsencode(self.file), os.fsencode(Path.cwd()), *state, __version__, digest()
        return f"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}.jsonl"


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages in files of their own."""

    pages: list[PageAtHand]


Shard = Archive | Pages


@dataclass(slots=True)
class Plan:
    """All shards at some paths, in order, what cannot be used of the paths, and what is not read."""

    shards: list[Shard] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _of_archives: list[tuple[Path, list[Path], range]] = field(default_factory=list)

    def add_pages(self, pages: Iterable[PageAtHand]) -> None:
        """Add pages; what follows other pages is read in one go with them."""
        if not self.shards or not isinstance(self.shards[-1], Pages):
            self.shards.append(Pages([]))
        last = self.shards[-1]
        assert isinstance(last, Pages)
        last.pages.extend(pages)

    def files(self) -> Iterator[Path]:
        """Every file that is read."""
        for shard in self.shards:
            if isinstance(shard, Archive):
                yield shard.file
                continue
            for page in shard.pages:
                if isinstance(page.holder, SavedPage):
                    yield from (page.holder.folder / META, page.holder.folder / BODY)
                else:
                    yield page.path

    def empty(self, holding: Set[int]) -> Iterator[str]:
        """A line for each path whose archives hold nothing. `holding`: the numbers of shards that do."""
        for root, files, numbers in self._of_archives:
            if not holding & {*numbers}:
                yield no_answers(root, files)

    def add_archives(self, root: Path, files: list[Path]) -> None:
        """Add the archives of a path that has nothing else."""
        begin = len(self.shards)
        self.shards += (Archive(file) for file in files)
        self._of_archives.append((root, files, range(begin, len(self.shards))))


def plan(paths: Iterable[Path], url: str | None) -> Plan:
    """The shards at these paths. `url`: the address of a file that says none.

    Raises SavedPageError for a path that does not exist: that is known before anything is read.
    """
    paths = list(paths)
    for path in paths:
        if not is_there(path):
            raise SavedPageError(f"{path}: no such file or folder")
    found = Plan()
    for path in paths:
        try:
            with telling_of_others(path, found.remarks):
                _add(found, path, url)
        except SavedPageError as fault:
            found.faults.append(str(fault))
    return found


def _add(found: Plan, path: Path, url: str | None) -> None:
    page = page_named(path, url)
    if page is not None:
        found.add_pages([page])
        return
    files = warc_files(path)
    inside = [file for file in files if _is_inside(file, path, found.faults)]
    if inside == files and files and not (path.is_dir() and holds_folders(path)):
        found.add_archives(path, files)
        return
    found.shards += map(Archive, inside)
    if path.is_dir() and (not files or holds_folders(path)):
        found.add_pages(page_among(saved, path) for saved in SavedFolder(path, found.faults))


def _is_inside(file: Path, root: Path, faults: list[str]) -> bool:
    try:
        if file != root:
            check_link(file, root)
    except SavedPageError as fault:
        faults.append(str(fault))
        return False
    return True
