"""What is wrong with one line of a dataset: not a record, or a record in another form than published ones."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from osce_crawler.exporters import LINE_ENDS
from osce_crawler.grammar.characters import unwanted_in
from osce_crawler.moments import lies_ahead

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PATH = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_FIELD = re.compile(r"field `(\w+)`")

Found = tuple[str | None, str]
"""The key, null where it is the line as a whole; and what is wrong."""


def faults_of_line(line: bytes, error: Exception) -> Iterator[Found]:
    """Why the line is no record. `error`: what decoding it raised."""
    if line.startswith(_BYTE_ORDER_MARK):
        yield None, "begins with a byte order mark"
    elif not line.strip():
        yield None, "is empty"
    elif not _is_utf_8(line):
        yield None, "is not UTF-8"
    elif isinstance(error, RecursionError):
        yield None, "is nested too deep"
    elif isinstance(error, msgspec.ValidationError):
        yield _of_validation(str(error))
    elif not line.endswith(b"\n"):
        yield None, f"is torn off: {error}"
    else:
        yield None, f"is not JSON: {error}"


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def faults_of_moments(record: Any, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Moments that are written otherwise than in UTC and whole seconds, or that are still to come."""
    for key in keys:
        moment = getattr(record, key)
        if moment.microsecond or moment.utcoffset():
            yield key, f"{moment.isoformat()} is not in UTC and whole seconds"
        elif lies_ahead(printed := f"{moment.isoformat()[:19]}Z"):
            yield key, f"{printed} is in the future"


def _of_validation(message: str) -> Found:
    match = _PATH.fullmatch(message)
    assert match is not None
    what, path = match["what"], match["path"] or ""
    field = _FIELD.search(what)
    # The value of a missing or foreign key has no path of its own.
    key = ".".join(filter(None, (path, field[1]))) if field else path
    return key or None, what


def faults_of_form(line: bytes, record: Any) -> Iterator[Found]:
    """What sets the line apart from that of the same record as it is published; nothing if only spaces do."""
    if not line.endswith(b"\n"):
        yield None, "has no line end"
    elif line.endswith(b"\r\n"):
        yield None, "ends in CR LF, not in LF"
    text = line.decode()
    yield from ((None, f"U+{ord(end):04X} is not escaped") for end in LINE_ENDS if end in text)
    twice: list[str] = []
    said = json.loads(text, object_pairs_hook=lambda pairs: _noting_twice(pairs, twice))
    yield from ((key, "is there twice") for key in twice)
    yield from _differing(said, msgspec.to_builtins(record), "")


def faults_of_characters(line: bytes) -> Iterator[Found]:
    """Control characters and invisible ones, which no published record holds; each key once."""
    text = line.decode().rstrip("\r\n")
    if "\\u" in text or unwanted_in(text):
        yield from _unwanted(json.loads(text), "")


def _unwanted(said: Any, path: str) -> Iterator[Found]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _unwanted(value, f"{path}.{key}" if path else key)
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from _unwanted(value, f"{path}[{number}]")
    elif isinstance(said, str) and (character := unwanted_in(said)):
        yield path, f"holds U+{ord(character):04X}, which is a control character or invisible"


def _noting_twice(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            twice.append(key)
        found[key] = value
    return found


def _differing(said: Any, published: Any, path: str) -> Iterator[Found]:
    """Keys that are foreign or in another order, and values that are written in another way."""
    if isinstance(said, dict) and isinstance(published, dict):
        yield from _differing_keys([*said], [*published], path)
        for key in said.keys() & published.keys():
            yield from _differing(said[key], published[key], f"{path}.{key}" if path else key)
    elif isinstance(said, list) and isinstance(published, list):
        for number, (one, other) in enumerate(zip(said, published, strict=True)):
            yield from _differing(one, other, f"{path}[{number}]")
    elif said != published:
        yield path, f"{said!r} is written {published!r}"


def _differing_keys(said: list[str], published: list[str], path: str) -> Iterator[Found]:
    known = [key for key in said if key in published]
    for key in said:
        if key not in published:
            yield f"{path}.{key}" if path else key, "is no key of the schema"
    for key, place in zip(known, published, strict=False):
        if key != place:
            yield f"{path}.{key}" if path else key, f"is where `{place}` belongs: keys have one order"
            break
