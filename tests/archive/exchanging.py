"""Exchanges with archives that are not there: who asks, and what indexes answer."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from osce_crawler.archive.capture_list import Capture, Kind
from osce_crawler.archive.exchange import Exchange, Request, Response

_Result = TypeVar("_Result")
WAYBACK = "https://web.archive.org/cdx/search/cdx"
PYWB = "https://archive.example/osce/cdx"
COMMON_CRAWL = "https://index.commoncrawl.org/CC-MAIN-2024-10-index"
URL = "https://www.osce.org/secretariat/232501"
FILE = "crawl-data/CC-MAIN-2024-10/segments/1/warc/CC-MAIN-1.warc.gz"
NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


class Archive:
    """Answers by a function of the request; an exchange that asks too much fails."""

    def __init__(self, answer: Callable[[Request], Response], most: int = 3_000) -> None:
        self.asked: list[Request] = []
        self._answer = answer
        self._most = most

    def hold(self, exchange: Exchange[_Result]) -> _Result:
        """The exchange's result."""
        try:
            request = next(exchange)
            while True:
                self.asked.append(request)
                assert len(self.asked) <= self._most, "it never ends"
                request = exchange.send(self._answer(request))
        except StopIteration as end:
            result: _Result = end.value
            return result

    @property
    def queries(self) -> list[dict[str, str]]:
        """The parameters of all requests."""
        return [query_of(request) for request in self.asked]


def query_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query))


def answer(body: str | bytes, status: int = 200, /, **headers: str) -> Response:
    """An answer with these headers, `_` for `-` in their names."""
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Response(status, pairs, body.encode() if isinstance(body, str) else body)


def row(number: int, **changes: str) -> list[str]:
    """A capture in the form of the Wayback Machine, a second after the one of the number before."""
    values = {
        "urlkey": "org,osce)/secretariat/232501",
        "timestamp": f"20160412{number // 3600:02}{number // 60 % 60:02}{number % 60:02}",
        "original": URL,
        "mimetype": "text/html",
        "statuscode": "200",
        "digest": f"D{number}",
        "length": "1000",
    } | changes
    return [values[name] for name in NAMES]


def arrays(rows: Sequence[Sequence[str]], resume_key: str | None = None) -> str:
    """As the Wayback Machine answers."""
    after = [[], [resume_key]] if resume_key is not None else []
    return ",\n".join(["[" + json.dumps(NAMES), *map(json.dumps, [*rows, *after])]) + "]\n"


def lines(rows: Sequence[Sequence[str]], **more: Any) -> str:
    """As pywb answers."""
    names = ["urlkey", "timestamp", "url", "mime", "status", "digest", "length"]
    return "".join(json.dumps({**dict(zip(names, one, strict=True)), **more}) + "\n" for one in rows)


def capture(**changes: Any) -> Capture:
    """A capture of pywb, but for what is told."""
    url, timestamp = changes.get("url", URL), changes.get("timestamp", "20160412100000")
    at = f"https://archive.example/osce/{timestamp}id_/{url}"
    known = {
        "url": url,
        "timestamp": timestamp,
        "kind": Kind.PYWB,
        "at": at,
        "status": 200,
        "mime": "text/html",
    }
    return Capture(**(known | changes))
