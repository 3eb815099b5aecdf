"""A small web site on this machine that writes down what it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from osce_crawler.addresses import host_of, nid_of
from osce_crawler.archive.folder import SavedFolder
from tests.loopback import answering

HTML = "text/html; charset=utf-8"


@dataclass
class Answer:
    """What the site answers at one address."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A host with its pages, by path and query; every request is noted."""

    root: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str | None] = field(default_factory=set)

    def add(self, path: str, body: str, status: int = 200, *, location: str | None = None) -> None:
        """Put a page at this path."""
        self.pages[path] = Answer(body.encode(), status, location=location)

    def add_saved(self, folder: Path, host: str) -> None:
        """Put the saved pages of this host at their own paths, with links that stay on this site."""
        saved = [page for page in SavedFolder(folder, []) if host_of(page.url) == host]
        for page in saved:
            body = page.body().replace(f"https://{host}".encode(), self.root.encode())
            self.pages[path_of(page.url)] = Answer(body, page.status, page.content_type)
        self.add_sitemap([path_of(page.url) for page in saved if nid_of(page.url)])

    def add_sitemap(self, paths: list[str]) -> None:
        """Name these paths in the sitemap."""
        entries = "".join(f"<url><loc>{self.root}{path}</loc></url>" for path in paths)
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        self.pages["/sitemap.xml"] = Answer(body.encode(), content_type="application/xml")


def path_of(url: str) -> str:
    """Path and query."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


@contextmanager
def serving() -> Iterator[Site]:
    """A site on loopback, for as long as the context lasts."""
    site = Site("")
    with answering(lambda request: _answer(site, request)) as site.root:
        yield site


def _answer(site: Site, request: BaseHTTPRequestHandler) -> None:
    site.asked.append(request.path)
    site.agents.add(request.headers["User-Agent"])
    answer = site.pages.get(request.path, Answer(b"not here", 404))
    request.send_response(answer.status)
    if answer.content_type:
        request.send_header("Content-Type", answer.content_type)
    if answer.location:
        request.send_header("Location", answer.location)
    for name, value in answer.headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(answer.body)))
    request.end_headers()
    request.wfile.write(answer.body)
