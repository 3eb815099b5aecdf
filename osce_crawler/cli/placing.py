"""Puts what a command wrote in its place: whole, and never over what no such command wrote."""

import errno
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from osce_crawler.disk import put_folder_in_place, put_in_place

# Another name would not help.
_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def file_for(target: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Where to write the file that then takes its place. Raises UsageError if another file is in the way."""
    target = target.resolve()
    if target.is_dir():
        raise click.UsageError(f"{target}: a folder; this format is one file: name it")
    if target.exists() and not (target.is_file() and is_ours(target)):
        raise click.UsageError(f"{target}: not written by an export, or changed since: choose another name")
    with _hidden_folder(target.parent, target.name) as folder:
        yield folder / target.name
        put_in_place(folder / target.name, target)


@contextmanager
def folder_for(
    target: Path,
    foreign: Callable[[Path, Path], list[str]],
    outdated: Callable[[Path, Path], list[Path]],
) -> Iterator[Path]:
    """Where to write the files that then take their places. Raises UsageError if others are in the way."""
    target = target.resolve()
    if target.exists() and not target.is_dir():
        raise click.UsageError(f"{target}: a file; this format is a folder of files: name a folder")
    # Within the folder, which may be on a disk of its own.
    with _hidden_folder(target, "export") as folder:
        yield folder
        if in_the_way := foreign(target, folder):
            raise click.UsageError(
                f"{target / in_the_way[0]}: not written by an export in this format, or changed since:"
                " choose another folder"
            )
        for path in outdated(target, folder):
            path.unlink()
        for path in sorted(folder.iterdir()):
            put_in_place(path, target / path.name)


@contextmanager
def new_folder_for(target: Path) -> Iterator[tuple[Path, Path]]:
    """Where to write the folder that then takes its place whole, and where what is needed until then.

    Raises UsageError where something is in the way already, or nothing can be written.
    """
    target = target.resolve()
    if target.parent.exists() and not target.parent.is_dir():
        raise click.UsageError(f"{target.parent}: not a folder")
    if target.exists() and not target.is_dir():
        raise click.UsageError(f"{target}: a file; name a folder")
    if target.exists() and any(target.iterdir()):
        raise click.UsageError(f"{target}: not empty; name a new folder")
    with ExitStack() as stack:
        try:
            hidden = stack.enter_context(_hidden_folder(target.parent, target.name))
        except OSError as error:
            if error.errno in _FULL:
                raise OSError(error.errno, error.strerror, str(target)) from None
            raise click.UsageError(f"{target}: cannot be written ({error.strerror})") from None
        folder, work = hidden / target.name, hidden / "work"
        for path in (folder, work):
            path.mkdir()
        yield folder, work
        put_folder_in_place(folder, target)


@contextmanager
def _hidden_folder(parent: Path, name: str) -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happens, with those above it that were made for nothing."""
    new = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{name}.", dir=parent) as folder:
            yield Path(folder)
    finally:
        for made in new:
            with suppress(OSError):  # it holds what was written
                made.rmdir()
