"""Checks every line of a published file: a record with all keys of the schema, and no others."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from osce_crawler.dataset.read import DatasetError, in_todays_schema
from osce_crawler.disk import opened
from osce_crawler.exporters import BROKEN, encode
from osce_crawler.items import SCHEMA_VERSION, Moment, NavigationEntry, PressRelease, Record


def checked(path: Path, kind: type[Record]) -> Path | bytes:
    """The file, if every line is a record of today's schema; else its lines, upgraded from an earlier one.

    Raises DatasetError, naming file, line and fault, and OSError.
    """
    decode = _decoders[kind].decode
    with opened(path) as lines:
        try:
            for line in lines:
                decode(line)
        except BROKEN:
            return b"".join(_upgraded(path, kind))
    return path


def strict_record(said: dict[str, Any], kind: type[Record]) -> msgspec.Struct:
    """The record, with moments as datetimes. Raises msgspec.ValidationError for other keys or types."""
    return msgspec.convert(said, _STRICT[kind])


def _upgraded(path: Path, kind: type[Record]) -> Iterator[bytes]:
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield encode(strict_record(in_todays_schema(line, kind), kind)) + b"\n"
            except BROKEN as error:
                raise DatasetError(
                    f"{path}, line {number}: not a record of schema {SCHEMA_VERSION}: {error}"
                ) from None


def _strict(kind: type) -> type[msgspec.Struct]:
    """The class as one that refuses keys it does not have, and moments that no clock shows."""
    hints = get_type_hints(kind, include_extras=True)
    return msgspec.defstruct(
        kind.__name__,
        [(name, _strict_hint(hint)) for name, hint in hints.items()],
        forbid_unknown_fields=True,
        gc=False,
    )


def _strict_hint(hint: Any) -> Any:
    if get_origin(hint) is Annotated:
        said, *meta = get_args(hint)
        if get_args(Moment)[1] in meta:
            return Annotated[dt.datetime, Meta(tz=True)]
        return Annotated[(_strict_hint(said), *meta)]
    if get_origin(hint) is list:
        return list[_strict_hint(get_args(hint)[0])]  # type: ignore[misc]
    return _strict(hint) if is_dataclass(hint) and isinstance(hint, type) else hint


_STRICT: dict[type[Record], type[msgspec.Struct]] = {
    kind: _strict(kind) for kind in (PressRelease, NavigationEntry)
}
_decoders = {kind: msgspec.json.Decoder(strict) for kind, strict in _STRICT.items()}


def strict_decoder(kind: type[Record]) -> Callable[[bytes], Any]:
    """What reads a line as such a record with all its keys and no others; moments are points in time.

    It raises msgspec.DecodeError and UnicodeDecodeError.
    """
    return _decoders[kind].decode
