"""An archive on loopback that answers as a test says, over real HTTP."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import answering


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
    """A host on loopback, for as long as the context lasts; robots.txt is there only if it is answered."""
    host = Host("")
    with answering(lambda request: _answer(host, request, answered)) as host.root:
        yield host


def _answer(host: Host, request: BaseHTTPRequestHandler, answered: Callable[[Asked], Reply]) -> None:
    parts = urlsplit(request.path)
    asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(request.headers))
    host.asked.append(asked)
    reply = answered(asked)
    pieces = [reply.body] if isinstance(reply.body, bytes) else reply.body
    request.send_response(reply.status)
    for name, value in reply.headers.items():
        request.send_header(name, value)
    if isinstance(reply.body, bytes):
        request.send_header("Content-Length", str(reply.length or len(reply.body)))
    request.close_connection = reply.length is not None or not isinstance(reply.body, bytes)
    request.end_headers()
    try:
        for piece in pieces:
            request.wfile.write(piece)
            host.sent += len(piece)
    except OSError:  # who asked has read enough
        request.close_connection = True
