"""The folder of a call's own files: it lies beside the output, so that the same call can be resumed."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.disk import is_in_the_way

_LOCK = ".lock"
_RESULT = re.compile(r"[0-9a-f]{32}\.jsonl")


class FolderError(Exception):
    """There can be no such folder, or another call works in it; the message says so."""


@contextmanager
def work_folder(output: Path | None) -> Iterator[Path]:
    """The folder of a call with this output: `OUTPUT.shards`, or a temporary one where there is no file.

    It is removed afterwards, unless an error or a signal comes while archives in it are read already.
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
        is_ours = (folder / _LOCK).exists() or not any(folder.iterdir())
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
            shutil.rmtree(folder, ignore_errors=True)
