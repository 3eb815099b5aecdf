"""A folder of saved pages: `page.html` with `page.json` beside it, one folder a page."""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from reprlib import Repr
from typing import Any

from osce_crawler.addresses import canonical, is_address
from osce_crawler.moments import FORMAT, lies_ahead
from osce_crawler.pages.document import Page
from osce_crawler.settings import DOWNLOAD_MAXSIZE

BODY = "page.html"
META = "page.json"
_LONGEST_FILE = DOWNLOAD_MAXSIZE  # no page that a crawl takes is longer
# Parsed, JSON may take forty times its size.
_LONGEST_JSON = 2**20
# Servers take less, and all addresses of an archive are held at a time.
_LONGEST_ADDRESS = 2**13
_FIRST_YEAR, _LAST_YEAR = 1990, 2999
_short = Repr()
_short.maxstring = _short.maxother = 200


class SavedPageError(ValueError):
    """A saved page, or a folder of them, cannot be used; the message names what and where."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One saved page: where it lies, and what `page.json` says of it."""

    folder: Path
    url: str
    status: int
    content_type: str | None
    retrieved_at: str
    headers: dict[str, str] = field(hash=False)

    def page(self) -> Page:
        """The page as it came. Raises SavedPageError if the body cannot be read."""
        return Page(self.url, self.body(), self.content_type, self.status)

    def body(self) -> bytes:
        """The bytes as they came. Raises SavedPageError."""
        return bytes_of(self.folder / BODY)


def is_there(path: Path) -> bool:
    """Whether the path exists. Raises SavedPageError where that cannot be known: it may not be looked at."""
    try:
        return path.exists()
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None


def bytes_of(path: Path, longest: int = _LONGEST_FILE) -> bytes:
    """What a regular file holds. Raises SavedPageError for any other, and for one that is longer."""
    try:
        if not path.is_file() and path.exists():
            raise SavedPageError(f"{path}: not a regular file")
        with path.open("rb") as file:
            found = file.read(longest + 1)
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    if len(found) > longest:
        raise SavedPageError(f"{path}: longer than {longest >> 20} MiB")
    return found


def json_of(path: Path) -> dict[str, Any]:
    """The JSON object in this file. Raises SavedPageError, also for a key that is given twice."""
    try:
        found = json.loads(
            bytes_of(path, _LONGEST_JSON).decode("utf-8-sig"), object_pairs_hook=_each_key_once
        )
    except SavedPageError:
        raise
    except (ValueError, RecursionError) as error:
        raise SavedPageError(f"{path}: not JSON ({error})") from None
    if not isinstance(found, dict):
        raise SavedPageError(f"{path}: not a JSON object")
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def check_link(path: Path, root: Path) -> None:
    """Raise SavedPageError for a link that leads out of the folder in which pages are looked for."""
    if not path.is_symlink():
        return
    try:
        is_inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        raise SavedPageError(f"{path}: a link that leads in a circle") from None
    if not is_inside:
        raise SavedPageError(f"{path}: a link that leads out of {root}")


def is_page_address(url: str) -> bool:
    """Whether a saved page may have this address: a web address, of a length that servers take."""
    try:
        return len(url) <= _LONGEST_ADDRESS and is_address(url) and bool(canonical(url))
    except ValueError:
        return False


def page_moment(printed: str) -> str:
    """The moment at which a page was saved. Raises ValueError, with what it is not."""
    try:
        moment = dt.datetime.strptime(printed, FORMAT)  # noqa: DTZ007  the Z is the zone
    except ValueError:
        raise ValueError("not YYYY-MM-DDThh:mm:ssZ") from None
    return page_time(moment)


def page_time(moment: dt.datetime) -> str:
    """The moment, in UTC, as it is printed. Raises ValueError where no page can have been saved then."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("in no year of the web")
    return moment.strftime(FORMAT)


def past_moment(moment: str) -> str:
    """The moment. Raises ValueError where it is still to come, so that no page can have been saved then."""
    if lies_ahead(moment):
        raise ValueError("in the future")
    return moment


def read_saved(folder: Path, root: Path | None = None) -> SavedPage:
    """The saved page in this folder. Raises SavedPageError, naming file and fault.

    `root`: the folder that links may not leave; the page's own if none is given.
    """
    path, body = folder / META, folder / BODY
    for file in (path, body):
        check_link(file, root or folder)
    meta = json_of(path)
    if not is_there(body):
        raise SavedPageError(f"{folder}: no {BODY} beside {META}")
    if not body.is_file():
        raise SavedPageError(f"{body}: not a regular file")
    return SavedPage(
        folder=folder,
        url=_url(path, meta),
        status=_status(path, meta),
        content_type=_typed(path, meta, "content_type", str, None),
        retrieved_at=_moment(path, meta),
        headers=_headers(path, meta),
    )


def _url(path: Path, meta: dict[str, Any]) -> str:
    url: str = _typed(path, meta, "url", str, "")
    if not is_page_address(url):
        raise SavedPageError(f"{path}: 'url' is not a web address: {_short.repr(url)}")
    return url


def _moment(path: Path, meta: dict[str, Any]) -> str:
    printed: str = _typed(path, meta, "retrieved_at", str, "")
    try:
        return past_moment(page_moment(printed))
    except ValueError as error:
        raise SavedPageError(f"{path}: 'retrieved_at' is {error}: {_short.repr(printed)}") from None


def _status(path: Path, meta: dict[str, Any]) -> int:
    status: int = _typed(path, meta, "status", int, 200)
    if not 100 <= status <= 599:
        raise SavedPageError(f"{path}: 'status' is not an HTTP status: {_short.repr(status)}")
    return status


def _headers(path: Path, meta: dict[str, Any]) -> dict[str, str]:
    headers = _typed(path, meta, "headers", dict, {})
    found = {str(name): str(value) for name, value in headers.items()}
    for pair in found.items():
        _check_text(path, "headers", "".join(pair))
    return found


def _typed(path: Path, meta: dict[str, Any], key: str, kind: type, default: Any) -> Any:
    value = meta.get(key, default)
    if value is not default and (not isinstance(value, kind) or isinstance(value, bool)):
        raise SavedPageError(f"{path}: {key!r} is not {kind.__name__}: {_short.repr(value)}")
    if isinstance(value, str):
        _check_text(path, key, value)
    return value


def _check_text(path: Path, key: str, text: str) -> None:
    """JSON can write half a character, which no header and no file can."""
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise SavedPageError(f"{path}: {key!r} holds half a character: {_short.repr(text)}")


class SavedFolder:
    """All saved pages below a folder, found by their addresses.

    A page whose `page.json` is broken, and the second of two with one address, is reported in `faults`, and
    left out. Raises SavedPageError if the folder does not exist, or holds no saved page at all.
    """

    def __init__(self, path: str | Path, faults: list[str], folders: Iterable[Path] | None = None) -> None:
        """`folders`: those with a page in them; they are looked for where none are given."""
        self.path = Path(path)
        if not is_there(self.path):
            raise SavedPageError(f"{self.path}: no such file or folder")
        if not self.path.is_dir():
            raise SavedPageError(f"{self.path}: not a folder")
        self._pages: dict[str, SavedPage] = {}
        for folder in folders if folders is not None else _folders(self.path, faults):
            try:
                self._add(read_saved(folder, self.path))
            except SavedPageError as fault:
                faults.append(str(fault))
        if not self._pages and not faults:
            raise SavedPageError(
                f"{self.path}: no WARC or WET file and no saved page ({META} beside {BODY}) in this folder"
            )

    def __iter__(self) -> Iterator[SavedPage]:
        return iter(self._pages.values())

    def get(self, url: str) -> SavedPage | None:
        """The saved page with this address, whether http or https, with or without tracking parameters."""
        return self._pages.get(canonical(url))

    def _add(self, saved: SavedPage) -> None:
        other = self._pages.setdefault(canonical(saved.url), saved)
        if other is not saved:
            raise SavedPageError(f"{saved.folder}: the same address as {other.folder}: {saved.url}")


def _folders(path: Path, faults: list[str]) -> Iterator[Path]:
    """Every folder with a saved page in it, in order."""
    found = [folder for folder, names in walk(path, faults) if {META, BODY} & names]
    return iter(sorted(found))


def walk(path: Path, faults: list[str]) -> Iterator[tuple[Path, set[str]]]:
    """Every folder below this one with the names of what is no folder in it; links are not followed.

    A folder that cannot be read is reported in `faults`. Unlike `os.walk`, it reads folders of any depth.
    """
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inside = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            faults.append(f"{folder}: {error.strerror}")
            continue
        waiting += (folder / name for name, is_folder in inside if is_folder)
        yield folder, {name for name, is_folder in inside if not is_folder}
