"""The folder of a call's own files: it lies beside the output, so that the same call can be resumed."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.disk import is_in_the_way

_LOCK = ".lock"
_RESULT = re.compile(r"[0-9a-f]{32}\.jsonl")
# Whatever else lies there is somebody's: a result has a hidden name until it is whole.
_OURS = re.compile(
    rf"{re.escape(_LOCK)}|\.?({_RESULT.pattern}|pages-[0-9]+\.jsonl)(\.[0-9a-f]{{32}})?|records\.jsonl|join"
)


class FolderError(Exception):
    """There can be no such folder, or another call works in it; the message says so."""


@contextmanager
def work_folder(output: Path | None) -> Iterator[Path]:
    """The folder of a call with this output: `OUTPUT.shards`, or a temporary one where there is no file.

    It is removed afterwards, unless an error or a signal comes while archives in it are read already, or
    somebody has put files of their own into it.
    Raises FolderError.
    """
    if output is None or is_in_the_way(output):
        with TemporaryDirectory(prefix="osce-crawler-") as temporary:
            yield Path(temporary)
        return
    place = output.resolve()
    folder = place.with_name(f"{place.name}.shards")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FolderError(f"{folder}: in the way: the folder of extract's own files has this name")
    try:
        folder.mkdir(exist_ok=True)
        is_ours = all(_OURS.fullmatch(path.name) for path in folder.iterdir())
    except OSError as error:
        raise FolderError(f"{output}: cannot be written ({error.strerror})") from None
    if not is_ours:
        raise FolderError(f"{folder}: in the way: it holds files that no call of extract wrote")
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield from _kept_for_another_call(folder)
    except Timeout:
        raise FolderError(f"{folder}: another call of extract writes {place}") from None


def _kept_for_another_call(folder: Path) -> Iterator[Path]:
    is_kept = False
    try:
        yield folder
    except SavedPageError:
        raise
    except BaseException:
        is_kept = any(_RESULT.fullmatch(path.name) for path in folder.iterdir())
        raise
    finally:
        if not is_kept:
            _remove(folder)


def _remove(folder: Path) -> None:
    with suppress(OSError):  # somebody has removed it, or put files into it
        for path in filter(lambda path: _OURS.fullmatch(path.name), [*folder.iterdir()]):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        folder.rmdir()
