"""The reader of published datasets: records one by one, in the order of the file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from osce_crawler.dataset.earlier import in_todays_keys
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN
from osce_crawler.items import NavigationEntry, PressRelease, Record

_Kind = TypeVar("_Kind", bound=Record)
_Said = TypeVar("_Said")


class DatasetError(ValueError):
    """A dataset cannot be read; the message names file, line and fault."""


def read_releases(path: Path) -> Iterator[PressRelease]:
    """The records of a `press_releases.jsonl`; none where there is no such file. Raises DatasetError."""
    return _read(path, PressRelease)


def read_menu(path: Path) -> Iterator[NavigationEntry]:
    """The records of a `navigation.jsonl`; none where there is no such file. Raises DatasetError."""
    return _read(path, NavigationEntry)


def _read(path: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    if not path.exists():
        return
    for _, _, record in decoded_lines(path, lambda line: decoded(line, kind)):
        yield record


def decoded_lines(path: Path, decode: Callable[[bytes], _Said]) -> Iterator[tuple[int, bytes, _Said]]:
    """Offset, line and what it says. Raises DatasetError, naming file, line and fault, and OSError."""
    offset = 0
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield offset, line, decode(line)
            except BROKEN as error:
                raise DatasetError(f"{path}, line {number}: {error}") from None
            offset += len(line)


_decoders: dict[type[Any], Any] = {
    kind: msgspec.json.Decoder(kind) for kind in (PressRelease, NavigationEntry)
}


def decoded(line: bytes, kind: type[_Kind]) -> _Kind:
    """The record of this line; keys that an earlier version of the schema lacks are null, or an empty list.

    Raises msgspec.DecodeError for what is no record even so.
    """
    try:
        record: _Kind = _decoders[kind].decode(line)
    except msgspec.ValidationError:
        return msgspec.convert(in_todays_schema(line, kind), kind, strict=False)
    return record


def in_todays_schema(line: bytes, kind: type[Any]) -> dict[str, Any]:
    """What the line says, in today's keys; those that it lacks are null, or an empty list.

    Raises msgspec.DecodeError for what is no object.
    """
    return _empty(kind) | in_todays_keys(msgspec.json.decode(line, type=dict[str, Any]))


def _empty(kind: type[Any]) -> dict[str, Any]:
    """What a key holds that nothing was ever said of."""
    hints = get_type_hints(kind)
    return {
        name: None if type(None) in get_args(hint) else []
        for name, hint in hints.items()
        if _may_be_empty(hint)
    }


def _may_be_empty(hint: Any) -> bool:
    return type(None) in get_args(hint) or getattr(hint, "__origin__", None) is list
