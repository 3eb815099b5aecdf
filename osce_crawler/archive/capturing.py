"""Makes a fixture of a page of the site or of a file."""

from pathlib import Path

from osce_crawler.addresses import refusal_of
from osce_crawler.archive.fetching import FetchError, fetch
from osce_crawler.archive.fixtures import save
from osce_crawler.archive.folder import SavedPageError, bytes_of
from osce_crawler.moments import changed_at
from osce_crawler.pages.document import Page


class CaptureError(ValueError):
    """The page could not be captured; the message says why."""


def capture(page: str, url: str | None, note: str, contact: str | None, fixtures: Path) -> Path:
    """Save the page at an address, or the file that came from `url`. Raises CaptureError."""
    try:
        if page.lower().startswith(("http://", "https://")):
            (fetched,) = fetch([page], contact)
            if fetched.page is None:
                raise CaptureError(f"{page}: could not be fetched ({fetched.fault})")
            return save(fixtures, fetched.page, fetched.retrieved_at, fetched.headers, note)
        body, changed = _file(Path(page), url)
        return save(fixtures, Page(url or "", body, "text/html"), changed, {}, note)
    except (FetchError, SavedPageError) as error:
        raise CaptureError(str(error)) from None
    except OSError as error:
        raise CaptureError(f"{error.filename or fixtures}: {error.strerror}") from None


def _file(path: Path, url: str | None) -> tuple[bytes, str]:
    if not url:
        raise CaptureError(f"{path}: give the http(s) URL it came from with --url")
    if refusal := refusal_of(url):
        raise CaptureError(f"--url: {refusal}")
    return bytes_of(path), changed_at(path)
