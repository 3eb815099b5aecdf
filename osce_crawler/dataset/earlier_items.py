"""Items of a run that an earlier version of the program began, in the form in which today's reads them."""

from typing import Any

import msgspec

from osce_crawler.exporters import encode

# How lines began in earlier forms, which held the whole record, too.
_BEFORE_2 = b'{"sighting":'
_WITH_RECORD = b'{"observation":'


class _Id(msgspec.Struct):
    id: str


class _WithRecord(msgspec.Struct):
    observation: msgspec.Raw
    record: _Id


_decode_with_record = msgspec.json.Decoder(_WithRecord).decode


def in_todays_form(line: bytes) -> bytes:
    """The line of an item as today's version would have written it. Raises what decoding raises."""
    if line.startswith(_BEFORE_2):
        said = msgspec.json.decode(line)
        observation = said["sighting"]
        printed = observation["printed"]
        printed["images"] = _renamed(printed["images"], "caption")
        printed["translations"] = _renamed(printed["translations"], "language")
        return encode({"id": said["record"]["id"], "observation": observation}) + b"\n"
    if line.startswith(_WITH_RECORD):
        whole = _decode_with_record(line)
        return encode({"id": whole.record.id, "observation": whole.observation}) + b"\n"
    return line


def _renamed(links: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{"url": link["url"], name: link["text"]} for link in links]
