"""A folder of saved pages: `page.html` with `page.json` beside it, one folder a page."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osce_crawler.addresses import canonical, is_address
from osce_crawler.moments import FORMAT
from osce_crawler.pages.document import Page
from osce_crawler.settings import DOWNLOAD_MAXSIZE

BODY = "page.html"
META = "page.json"
_LONGEST_FILE = DOWNLOAD_MAXSIZE  # no page that a crawl takes is longer
_FIRST_YEAR, _LAST_YEAR = 1990, 2999


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


def bytes_of(path: Path) -> bytes:
    """What a regular file holds. Raises SavedPageError for any other, and for one longer than any page."""
    try:
        if not path.is_file() and path.exists():
            raise SavedPageError(f"{path}: not a regular file")
        with path.open("rb") as file:
            found = file.read(_LONGEST_FILE + 1)
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from None
    if len(found) > _LONGEST_FILE:
        raise SavedPageError(f"{path}: longer than any page ({_LONGEST_FILE >> 20} MiB)")
    return found


def read_saved(folder: Path) -> SavedPage:
    """The saved page in this folder. Raises SavedPageError, naming file and fault."""
    path = folder / META
    try:
        meta = json.loads(bytes_of(path).decode("utf-8-sig"))
    except SavedPageError:
        raise
    except (ValueError, RecursionError) as error:
        raise SavedPageError(f"{path}: not JSON ({error})") from None
    if not isinstance(meta, dict):
        raise SavedPageError(f"{path}: not a JSON object")
    if not (folder / BODY).is_file():
        raise SavedPageError(f"{folder}: no {BODY} beside {META}")
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
    if not is_address(url):
        raise SavedPageError(f"{path}: 'url' is not a web address: {url!r}")
    return url


def _moment(path: Path, meta: dict[str, Any]) -> str:
    printed = _typed(path, meta, "retrieved_at", str, "")
    try:
        moment = dt.datetime.strptime(printed, FORMAT)  # noqa: DTZ007  the Z is the zone
    except ValueError:
        raise SavedPageError(f"{path}: 'retrieved_at' is not YYYY-MM-DDThh:mm:ssZ: {printed!r}") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise SavedPageError(f"{path}: 'retrieved_at' lies in no year of the web: {printed!r}")
    return moment.strftime(FORMAT)


def _status(path: Path, meta: dict[str, Any]) -> int:
    status: int = _typed(path, meta, "status", int, 200)
    if not 100 <= status <= 599:
        raise SavedPageError(f"{path}: 'status' is not an HTTP status: {status!r}")
    return status


def _headers(path: Path, meta: dict[str, Any]) -> dict[str, str]:
    headers = _typed(path, meta, "headers", dict, {})
    return {str(name): str(value) for name, value in headers.items()}


def _typed(path: Path, meta: dict[str, Any], key: str, kind: type, default: Any) -> Any:
    value = meta.get(key, default)
    if value is not default and (not isinstance(value, kind) or isinstance(value, bool)):
        raise SavedPageError(f"{path}: {key!r} is not {kind.__name__}: {value!r}")
    return value


class SavedFolder:
    """All saved pages below a folder, found by their addresses.

    Raises SavedPageError if the folder does not exist, holds no saved page, holds one whose `page.json` is
    broken, or holds two with one address; with `faults`, the last two are reported there, the others kept.
    """

    torn = ()

    def __init__(self, path: str | Path, faults: list[str] | None = None) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise SavedPageError(f"{self.path}: no such file or folder")
        if not self.path.is_dir():
            raise SavedPageError(f"{self.path}: not a folder")
        self._pages: dict[str, SavedPage] = {}
        for folder in _folders(self.path):
            try:
                self._add(read_saved(folder))
            except SavedPageError as fault:
                if faults is None:
                    raise
                faults.append(str(fault))
        if not self._pages and not faults:
            raise SavedPageError(f"{self.path}: no saved page ({META} beside {BODY}) in this folder")

    def __iter__(self) -> Iterator[SavedPage]:
        return iter(self._pages.values())

    def get(self, url: str) -> SavedPage | None:
        """The saved page with this address, whether http or https, with or without tracking parameters."""
        return self._pages.get(canonical(url))

    def _add(self, saved: SavedPage) -> None:
        other = self._pages.setdefault(canonical(saved.url), saved)
        if other is not saved:
            raise SavedPageError(f"{saved.folder}: the same address as {other.folder}: {saved.url}")


def _folders(path: Path) -> Iterator[Path]:
    """Every folder with a saved page in it, in order. Raises SavedPageError for one that cannot be read."""
    found = [Path(folder) for folder, _, files in os.walk(path, onerror=refuse) if {META, BODY} & {*files}]
    return iter(sorted(found))


def refuse(error: OSError) -> None:
    """Name a folder that cannot be read while it is walked. Raises SavedPageError."""
    raise SavedPageError(f"{error.filename}: {error.strerror}")
