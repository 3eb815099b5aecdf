"""WARC files as other programs write them, byte by byte."""

import gzip
from collections.abc import Sequence
from pathlib import Path

MOMENT = "2026-01-02T03:04:05Z"
URL = "https://www.osce.org/secretariat/300001"
HTML = "text/html; charset=utf-8"
PAGE = b"<!DOCTYPE html><html><body><p>a page</p></body></html>"


def record(
    type_: str,
    url: str | None = URL,
    block: bytes = b"",
    *,
    version: str = "1.0",
    end: bytes = b"\r\n",
    **head: str | None,
) -> bytes:
    """A record of these bytes, not packed; `head` holds further fields, with _ for -; null takes one out."""
    said = {
        "WARC-Type": type_,
        "WARC-Target-URI": url,
        "WARC-Date": MOMENT,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-0000-0000-000000000001>",
        "Content-Type": _CONTENT_TYPES.get(type_),
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in head.items()}
    lines = [f"WARC/{version}", *(f"{name}: {value}" for name, value in said.items() if value is not None)]
    return end.join([*(line.encode() for line in lines), b"", block, b"", b""])


_CONTENT_TYPES = {
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
    "request": "application/http; msgtype=request",
    "warcinfo": "application/warc-fields",
    "metadata": "application/warc-fields",
    "conversion": "text/plain",
}


def answer(
    body: bytes = PAGE,
    *headers: str,
    status: str = "HTTP/1.1 200 OK",
    content_type: str = HTML,
    end: bytes = b"\r\n",
) -> bytes:
    """The block of an answer."""
    lines = [status, f"Content-Type: {content_type}", *headers]
    return end.join([*(line.encode("latin-1") for line in lines), b"", body])


def chunked(body: bytes, size: int = 7, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    """The body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    return chunks + b"0\r\n" + trailer + b"\r\n"


def write(path: Path, *records: bytes) -> Path:
    """A file of these records, each packed by itself where the file's name says so."""
    is_packed = path.suffix == ".gz"
    path.write_bytes(
        b"".join(gzip.compress(one, mtime=0) for one in records) if is_packed else joined(records)
    )
    return path


def joined(records: Sequence[bytes]) -> bytes:
    """The records of a file that is not packed."""
    return b"".join(records)
