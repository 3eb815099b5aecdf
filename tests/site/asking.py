"""What a site was asked for: every request is noted, and read where a test looks at it."""

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

from tests.site.replies import Reply

_AGENT = re.compile(rb"\r\nuser-agent: *([^\r]*)", re.IGNORECASE)
_HEADER = re.compile(r"^([^:\r\n]+): *(.*?)\r?$", re.MULTILINE)


class Heads(Mapping[str, dict[str, str]]):
    """The headers of the last request for each path; their names are written `If-None-Match`."""

    def __init__(self) -> None:
        self.raw: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> dict[str, str]:
        lines = self.raw[path].decode("latin-1").partition("\r\n")[2]
        return {name.title(): value for name, value in _HEADER.findall(lines)}

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


def agent_of(head: bytes) -> str | None:
    """Who asks."""
    agent = _AGENT.search(head)
    return agent[1].decode("latin-1") if agent else None


def is_conditional(head: bytes) -> bool:
    """Whether the request may be one for a page that has changed, told without reading it."""
    return b"\r\nIf-" in head or b"\r\nif-" in head


def has_already(headers: Mapping[str, str], reply: Reply) -> bool:
    """Whether who sent these headers has this reply; an ETag counts before a time."""
    if reply.status != 200 or "ETag" not in reply.headers:
        return False
    if "If-None-Match" in headers:
        return reply.headers["ETag"] in re.split(r", *", headers["If-None-Match"].replace("W/", ""))
    try:
        since = parsedate_to_datetime(headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return parsedate_to_datetime(reply.headers["Last-Modified"]) <= since
