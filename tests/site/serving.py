"""A small web site on this machine that writes down what it is asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from osce_crawler.addresses import host_of, nid_of
from osce_crawler.archive.folder import SavedFolder

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


class _Server(ThreadingHTTPServer):
    # With the default of 5 waiting connections a burst of requests is dropped and tried a second later.
    request_queue_size = 128


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of the loopback interface, for as long as the context lasts."""
    server = _Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        # Head and body in one packet: two small ones wait for each other.
        wbufsize = 1 << 16
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.agents.add(self.headers["User-Agent"])
            answer = site.pages.get(self.path, Answer(b"not here", 404))
            self.send_response(answer.status)
            if answer.content_type:
                self.send_header("Content-Type", answer.content_type)
            if answer.location:
                self.send_header("Location", answer.location)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Print nothing."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
