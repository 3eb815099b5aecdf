"""Requests to a web archive and its responses, apart from the code that sends them.

An exchange is a generator: it yields a request, is sent its answer, and goes on from there.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

_Result = TypeVar("_Result")
BY_ROBOTS = "refused by robots.txt"
"""The fault of a request that the archive's robots.txt forbids."""
BLOCKED = "blocked by the archive"
"""How the words begin for what the archive keeps from us, or from everybody."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request to an archive."""

    url: str
    as_it_came: bool = False
    """Whether the answer is a capture: packed as it came, whatever its status and body, not redirected."""
    part: tuple[int, int] | None = None
    """Offset and length of the part of the file that is wanted; a server that sends another is cut short."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came of a request; without a status, why nothing did."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    fault: str = ""
    is_final: bool = False
    """Of a fault: whether asking again would change nothing."""

    @property
    def excluded(self) -> str:
        """Why the Wayback Machine keeps this capture from the public; empty where it does not say so."""
        error = self.header("x-archive-wayback-runtime-error")
        return error if "AccessControlException" in error else ""

    @property
    def is_block(self) -> bool:
        """Whether the host refuses every request of ours, not this capture alone."""
        is_capture = bool(self.header("memento-datetime") or self.excluded)
        return self.status in {401, 403} and not is_capture

    def header(self, name: str) -> str:
        """The header's last value; empty where there is none."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), "")


@dataclass(slots=True)
class HowFar:
    """How far an exchange is, for whoever waits."""

    what: str
    """What is counted: `hosts` that are listed, `captures` that are fetched."""
    known: int = 0
    done: int = 0
    failed: int = 0

    def begin(self, what: str, known: int) -> None:
        """Count something else from now on."""
        self.what, self.known, self.done, self.failed = what, known, 0, 0

    def settle(self, *, is_failed: bool = False) -> None:
        """Count one more that is done."""
        self.done += 1
        self.failed += is_failed


Exchange = Generator[Request, Response, _Result]
"""Returns its result when nothing is left to ask."""
