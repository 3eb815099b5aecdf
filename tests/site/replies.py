"""What goes over the wire: a good answer as one packet, or anything else piece by piece."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML
    headers: dict[str, str] = field(default_factory=dict)

    def head(self, *, length: int | None = None, **further: str) -> bytes:
        """Status line and headers; `length` in place of the body's own. Underscores stand for hyphens."""
        said = {"Content-Type": self.content_type} if self.content_type else {}
        said |= self.headers | {name.replace("_", "-"): value for name, value in further.items()}
        if "Transfer-Encoding" not in said:
            said["Content-Length"] = str(len(self.body) if length is None else length)
        lines = "".join([f"{name}: {value}\r\n" for name, value in said.items()])
        return f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Other')}\r\n{lines}\r\n".encode("latin-1")

    def packet(self) -> bytes:
        """The answer as it goes out in one piece."""
        return self.head() + self.body


class End(Enum):
    """What becomes of the connection after an answer."""

    KEEP = "kept open for the next request"
    CLOSE = "closed"
    RESET = "reset"
    HANG = "left open, and no request on it is answered any more"


@dataclass(frozen=True, slots=True)
class Sending:
    """An answer in pieces, with so many seconds before each of them but the first."""

    pieces: Iterable[bytes]
    end: End = End.CLOSE
    pause: float = 0
