"""What is read in one go: each WARC or WET file, and the pages that lie in files of their own."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from osce_crawler import __version__
from osce_crawler.archive.at_hand import LocalPaths, PageAtHand, page_among
from osce_crawler.archive.contents import Contents
from osce_crawler.archive.folder import SavedPageError, check_link
from osce_crawler.archive.saved import folders_in, no_answers
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


class Plan(LocalPaths):
    """All shards at some paths, in order."""

    def __init__(self, paths: Iterable[Path], url: str | None) -> None:
        """`url`: the address of a file that says none. Raises SavedPageError where a path does not exist."""
        super().__init__()
        self.shards: list[Shard] = []
        self._of_archives: list[tuple[Contents, range]] = []
        self.look_through(paths, url)

    def take(self, found: PageAtHand | Contents) -> None:
        """Make shards of what one of the paths names: of each archive one, of pages in a row one together."""
        if isinstance(found, PageAtHand):
            self._add_pages([found])
            return
        inside = [file for file in found.warc_files if self._is_inside(file, found.path)]
        begin = len(self.shards)
        self.shards += map(Archive, inside)
        if found.page_folders or not found.warc_files:
            self._add_pages(page_among(saved, found.path) for saved in folders_in(found, self.faults))
            return
        self.faults += found.faults
        if inside == found.warc_files:
            self._of_archives.append((found, range(begin, len(self.shards))))

    def _add_pages(self, pages: Iterable[PageAtHand]) -> None:
        """Add pages; what follows other pages is read in one go with them."""
        if not self.shards or not isinstance(self.shards[-1], Pages):
            self.shards.append(Pages([]))
        last = self.shards[-1]
        assert isinstance(last, Pages)
        last.pages.extend(pages)

    def empty(self, holding: Set[int]) -> Iterator[str]:
        """A line for each path whose archives hold nothing. `holding`: the numbers of shards that do."""
        for contents, numbers in self._of_archives:
            if not holding & {*numbers}:
                yield no_answers(contents.path, contents.warc_files)

    def _is_inside(self, file: Path, root: Path) -> bool:
        try:
            if file != root:
                check_link(file, root)
        except SavedPageError as fault:
            self.faults.append(str(fault))
            return False
        return True
