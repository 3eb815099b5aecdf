"""Items of a run that an earlier version of the program began, in the form in which today's reads them."""

from typing import Any

import msgspec

from osce_crawler.dataset.earlier import in_todays_keys
from osce_crawler.exporters import encode

# How a line began before 2.0.0; its pictures and translations were links.
_BEGINNING = b'{"sighting":'


def in_todays_form(line: bytes) -> bytes:
    """The line of an item as today's version would have written it. Raises what decoding raises."""
    if not line.startswith(_BEGINNING):
        return line
    said = msgspec.json.decode(line)
    observation = said["sighting"]
    printed = observation["printed"]
    printed["images"] = _renamed(printed["images"], "caption")
    printed["translations"] = _renamed(printed["translations"], "language")
    return encode({"observation": observation, "record": in_todays_keys(said["record"])}) + b"\n"


def _renamed(links: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{"url": link["url"], name: link["text"]} for link in links]
