"""The body of an archived answer as its reader gets it: without chunks, and unpacked."""

import hashlib
import logging
import re
from base64 import b32encode
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import DummyStatsCollector

from osce_crawler.settings import DOWNLOAD_MAXSIZE

LARGEST_BODY = DOWNLOAD_MAXSIZE
"""No page that a crawl takes is longer, packed or not."""
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
# How long each is as hexadecimal digits or in base 32.
_DIGESTS = {"md5": {32, 26}, "sha1": {40, 32}, "sha256": {64, 52, 56}}
# No packed body begins so.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|[a-z][a-z0-9]*[\s>])", re.IGNORECASE)


def body_of(kept: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """The body of an answer with these headers. Raises ValueError with what is wrong with it.

    Archives keep headers of the transfer though they have undone it: what is plainly markup is left as it is.
    """
    if not kept or _MARKUP.match(kept):
        return kept
    if "chunked" in ",".join(_values(headers, "transfer-encoding")).lower():
        kept = _without_chunks(kept)
    encodings = _values(headers, "content-encoding")
    if not encodings or not kept or _MARKUP.match(kept):
        return kept
    try:
        return _unpacked(kept, encodings)
    except IgnoreRequest:
        why = f"longer than {LARGEST_BODY >> 20} MiB"
    except Exception as error:  # each way of packing has errors of its own
        why = str(error)
    raise ValueError(f"cannot be decompressed ({why})")


def is_as_digested(kept: bytes, headers: Sequence[tuple[str, str]], digest: str) -> bool:
    """Whether the body is the one of which this digest was made; true where nobody can know.

    Programs take digests of the body as it came, without its chunks, or unpacked.
    """
    algorithm, _, printed = digest.strip().partition(":")
    if algorithm.lower() not in _DIGESTS or len(printed) not in _DIGESTS[algorithm.lower()]:
        return True
    if _is_digest(kept, algorithm, printed):
        return True
    try:
        others = {_without_chunks(kept), body_of(kept, headers)} - {kept}
    except ValueError:
        return False
    return any(_is_digest(other, algorithm, printed) for other in others)


def _is_digest(body: bytes, algorithm: str, printed: str) -> bool:
    found = hashlib.new(algorithm.lower(), body, usedforsecurity=False).digest()
    return printed.upper().rstrip("=") in {found.hex().upper(), b32encode(found).decode().rstrip("=")}


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]


def _without_chunks(kept: bytes) -> bytes:
    """The chunks joined; what does not begin with one was kept without them. Raises ValueError."""
    parts: list[bytes] = []
    at = 0
    while at < len(kept) or not parts:
        size = _CHUNK.match(kept, at)
        if size is None and not parts:
            return kept
        if size is None:
            raise ValueError("its chunks break off")
        start, length = size.end(), int(size[1], 16)
        if not length:
            break
        parts.append(kept[start : start + length])
        end = _LINE_END.match(kept, start + length)
        if end is None:
            raise ValueError("its chunks break off")
        at = end.end()
    return b"".join(parts)


def _unpacked(body: bytes, encodings: list[str]) -> bytes:
    """The body as a crawl would have unpacked it, by the same code and within the same limit."""
    request = Request("https://unpacked.invalid/")
    response = Response(request.url, headers={"Content-Encoding": encodings}, body=body)
    answer = _unpacker().process_response(request, response)
    assert isinstance(answer, Response)
    return answer.body


@cache
def _unpacker() -> HttpCompressionMiddleware:
    # Scrapy would warn of the invented address; whoever reads the page names the real one.
    logging.getLogger(HttpCompressionMiddleware.__module__).setLevel(logging.ERROR)
    settings = Settings({"DOWNLOAD_MAXSIZE": LARGEST_BODY, "DOWNLOAD_WARNSIZE": 0})
    # A second Crawler would take over the log of the one at work.
    alone = cast("Crawler", SimpleNamespace(settings=settings, signals=SignalManager()))
    alone.stats = DummyStatsCollector(alone)
    return HttpCompressionMiddleware(crawler=alone)
