"""An archive on loopback that answers as a test says, over real HTTP."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer. `body` may come piece by piece; `length`: what it says of its length, whatever comes."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Host:
    """The server, with every request that came."""

    root: str
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0
    """Bytes of bodies that went out."""

    def paths(self, part: str) -> list[str]:
        """The paths asked for that hold this part."""
        return [one.path for one in self.asked if part in one.path]


@contextmanager
def serving(answered: Callable[[Asked], Reply]) -> Iterator[Host]:
    """A host on a free port, for as long as the context lasts; robots.txt is there only if it is answered."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    host = Host(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        wbufsize = 1 << 16
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers))
            host.asked.append(asked)
            reply = answered(asked)
            pieces = [reply.body] if isinstance(reply.body, bytes) else reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(reply.length or len(reply.body)))
            self.close_connection = reply.length is not None or not isinstance(reply.body, bytes)
            self.end_headers()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    host.sent += len(piece)
            except OSError:  # who asked has read enough
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Print nothing."""

    server.RequestHandlerClass = Handler
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
