"""Built sites, asked without a network."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from tests.politeness.driving import WWW
from tests.site.building import BuiltSite


def built(*sites: BuiltSite, instead: dict[str, list[object]] | None = None) -> Callable[[Request], object]:
    """What these sites answer, the first at WWW, others at `site-2` and so on.

    `instead`: answers that come first at an address, in place of its page; `...` stands for the page itself.
    """
    by_host = {}
    for number, site in enumerate(sites, 1):
        site.root = WWW if number == 1 else f"https://site-{number}.osce.org"
        by_host[urlsplit(site.root).hostname] = site

    def answer(request: Request) -> object:
        waiting = (instead or {}).get(request.url)
        first: Any = waiting.pop(0) if waiting else ...
        return answer_of(by_host[urlsplit(request.url).hostname], request) if first is ... else first

    return answer


def answer_of(site: BuiltSite, request: Request) -> Response:
    """The site's answer to this request."""
    path = request.url.removeprefix(site.root)
    lines = "".join(f"{name!s}: {value!s}\r\n" for name, value in request.headers.to_unicode_dict().items())
    packet = site.answer(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
    assert isinstance(packet, bytes)
    head, _, body = packet.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    headers = Headers(dict(field.split(": ", 1) for field in fields))
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(request.url, status=int(first.split(" ")[1]), headers=headers, body=body)
