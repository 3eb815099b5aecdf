"""What lies at a path, looked for once: WARC files, saved pages in folders of their own, other files."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler.archive.folder import BODY, META, SavedPageError, is_there, walk
from osce_crawler.archive.warc import is_warc

MOST_NAMED = 3
"""So many names of what is not read are told."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies at a path: a folder, or a WARC file."""

    path: Path
    warc_files: list[Path] = field(default_factory=list)
    """`pages-10` behind `pages-9`."""
    page_folders: list[Path] = field(default_factory=list)
    """Every folder with a saved page in it, in order."""
    others: list[str] = field(default_factory=list)
    """Files that hold no saved pages, but for hidden ones."""
    faults: list[str] = field(default_factory=list)
    """Folders that cannot be read."""

    def files(self) -> Iterator[Path]:
        """Every file with pages."""
        yield from self.warc_files
        for folder in self.page_folders:
            yield from (folder / META, folder / BODY)

    @contextmanager
    def telling_of_others(self, remarks: list[str]) -> Iterator[None]:
        """Let a remark, or the SavedPageError of what is done inside, say which files are not read."""
        try:
            yield
        except SavedPageError as fault:
            raise SavedPageError(f"{fault}; {self._unread}" if self.others else str(fault)) from None
        if self.others:
            remarks.append(f"{self.path}: {self._unread}")

    @property
    def _unread(self) -> str:
        are = "file is" if len(self.others) == 1 else "files are"
        named = first_of(self.others)
        return f"{len(self.others)} {are} not read ({named}): name HTML and text files one by one"


def contents_of(path: Path) -> Contents:
    """What lies at this path. Raises SavedPageError where it is neither a folder nor a WARC file."""
    if not is_there(path):
        raise SavedPageError(f"{path}: no such file or folder")
    if not path.is_dir():
        if not is_warc(path):
            raise SavedPageError(f"{path}: neither a folder nor a WARC file (*.warc, *.warc.gz)")
        return Contents(path, [path])
    found = Contents(path)
    for folder, names in walk(path, found.faults):
        has_page = bool({META, BODY} & names)
        found.page_folders.extend([folder] if has_page else [])
        for file in (folder / name for name in names):
            if is_warc(file):
                found.warc_files.append(file)
            elif not has_page and not _is_hidden(within := file.relative_to(path)):
                found.others.append(str(within))
    found.warc_files.sort(key=lambda file: _in_order(str(file)))
    found.page_folders.sort()
    found.others.sort()
    return found


def first_of(names: Sequence[str]) -> str:
    """The first of these names, and a sign where there are more."""
    return ", ".join([*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])])


def _is_hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]
