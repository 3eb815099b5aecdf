"""What a web server may do in place of answering well."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, repeat
from typing import Self

from tests.making import list_page
from tests.site.replies import End, Reply, Sending

LOOP = "/round-and-round/"
"""Below this path the site redirects without end."""
_CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>One more step</h1>"
    "<p>Are you a robot? Show that you are not, and the page will open.</p></body></html>"
)
_MENU = (
    ("our-work", "Our work"),
    ("countries", "Countries"),
    ("structures", "Structures and institutions"),
    ("participating-states", "Participating States"),
    ("about-us", "About us"),
)
# Larger than what clients put up with; twisted's lines end at 16 KiB.
_LONG = 1 << 18
_PIECE = 1 << 20

Spoil = Callable[[Reply], Sending]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to spoil an answer; made by the constructors below."""

    name: str
    spoil: Spoil = field(repr=False, compare=False)
    """What is sent where this would have been answered."""

    @classmethod
    def _instead(cls, name: str, make: Callable[[Reply], Reply]) -> Self:
        """Another answer, itself in good order."""
        return cls(name, lambda reply: Sending([make(reply).packet()], End.KEEP))

    @classmethod
    def status(cls, code: int, retry_after: int | str | None = None) -> Self:
        """An error page with this status."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        body = f"<html><head><title>{code}</title></head><body><p>Status {code}.</p></body></html>".encode()
        return cls._instead(f"status {code}", lambda _: Reply(body, code, headers=headers))

    @classmethod
    def frame(cls) -> Self:
        """A page with the site's menu and no item, as a redesign or a bad hour shows."""
        entries = "".join(f'<li><a href="/{slug}">{words}</a></li>' for slug, words in _MENU)
        body = f"<html><head><title>OSCE | OSCE</title></head><body><nav><ul>{entries}</ul></nav><main></main></body></html>"
        return cls._instead("frame", lambda _: Reply(body.encode()))

    @classmethod
    def reset(cls) -> Self:
        """The connection is reset, and nothing is answered."""
        return cls("reset", lambda _: Sending([], End.RESET))

    @classmethod
    def truncated(cls) -> Self:
        """Half the body that the right Content-Length announces; then the connection is closed."""
        return cls("truncated", lambda reply: Sending([reply.head() + _half(reply.body)]))

    @classmethod
    def chunk_cut(cls) -> Self:
        """Chunks, closed before the last one."""
        return cls("chunk cut", lambda reply: Sending([_chunked_head(reply), _chunk(_half(reply.body))]))

    @classmethod
    def half_html(cls) -> Self:
        """An answer in good order with the first half of the page."""
        return cls._instead("half HTML", lambda reply: replace(reply, body=_half(reply.body)))

    @classmethod
    def empty(cls) -> Self:
        """Status 200 without a body."""
        return cls._instead("empty", lambda _: Reply())

    @classmethod
    def endless(cls) -> Self:
        """The page in chunks that never end, as fast as they are taken."""
        more = _chunk(b"<p>And so it went on, as it always had.</p>\n" * 200)
        return cls(
            "endless",
            lambda reply: Sending(chain([_chunked_head(reply), _chunk(_half(reply.body))], repeat(more))),
        )

    @classmethod
    def drip(cls, seconds: float) -> Self:
        """The body byte by byte, with so many seconds between two of them."""
        return cls(f"drip {seconds}", lambda reply: Sending(_drops(reply), End.KEEP, seconds))

    @classmethod
    def wrong_length(cls, *, smaller: bool = False) -> Self:
        """A Content-Length above what is sent, and an open connection; or one below it."""
        if smaller:
            return cls("length too small", _understated)
        return cls("length too large", _overstated)

    @classmethod
    def wrong_type(cls, content_type: str) -> Self:
        """The page with another content type."""
        return cls._instead(f"type {content_type}", lambda reply: replace(reply, content_type=content_type))

    @classmethod
    def redirect(cls, url: str, status: int = 302) -> Self:
        """The page is elsewhere."""
        return cls._instead(f"redirect to {url}", lambda _: Reply(status=status, headers={"Location": url}))

    @classmethod
    def redirect_loop(cls) -> Self:
        """Redirects that never come to an end; asked for again, the page itself may be well."""
        return replace(cls.redirect(f"{LOOP}1"), name="redirect loop")

    @classmethod
    def bomb(cls, megabytes: int) -> Self:
        """A small packed body that unpacks to so much."""
        packed = _bomb(megabytes)
        return cls._instead(
            f"bomb of {megabytes} MB", lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})
        )

    @classmethod
    def bad_gzip(cls) -> Self:
        """A packed body that is broken in its middle."""
        return cls._instead(
            "bad gzip",
            lambda reply: replace(
                reply, body=_broken(reply.body), headers=reply.headers | {"Content-Encoding": "gzip"}
            ),
        )

    @classmethod
    def challenge(cls, status: int = 200) -> Self:
        """The page of a guard that wants to see a browser."""
        return cls._instead(f"challenge {status}", lambda _: Reply(_CHALLENGE.encode(), status))

    @classmethod
    def empty_list(cls) -> Self:
        """A list without rows and without a pager's links."""
        return cls._instead("empty list", lambda _: Reply(list_page([]).encode()))

    @classmethod
    def silent(cls) -> Self:
        """No answer at all, on an open connection."""
        return cls("silent", lambda _: Sending([], End.HANG))

    @classmethod
    def bad_status_line(cls) -> Self:
        """Something that is no HTTP."""
        return cls("bad status line", lambda reply: Sending([b"HTTQ/x.y well yes\r\n\r\n", reply.body]))

    @classmethod
    def long_header(cls) -> Self:
        """A header longer than any client will read."""
        return cls._instead(
            "long header", lambda reply: replace(reply, headers=reply.headers | {"X-Long": "x" * _LONG})
        )


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


def _chunked_head(reply: Reply) -> bytes:
    return reply.head(Transfer_Encoding="chunked")


def _drops(reply: Reply) -> Iterator[bytes]:
    yield reply.head()
    for at in range(len(reply.body)):
        yield reply.body[at : at + 1]


def _overstated(reply: Reply) -> Sending:
    return Sending([reply.head(length=len(reply.body) + 1000), reply.body], End.HANG)


def _understated(reply: Reply) -> Sending:
    return Sending([reply.head(length=len(reply.body) // 2), reply.body], End.KEEP)


@cache
def _bomb(megabytes: int) -> bytes:
    # Made while the test is set up, so that the server does not pause for it.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    piece = b" " * _PIECE
    opening = packer.compress(b"<html><body><p>")
    return opening + b"".join([packer.compress(piece) for _ in range(megabytes)]) + packer.flush()


def _broken(body: bytes) -> bytes:
    packed = gzip.compress(body)
    third = len(packed) // 3
    return packed[:third] + b"\xff" * third + packed[2 * third :]
