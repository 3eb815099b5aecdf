"""Whether a record is one: it is written out and read back against its class.

In MessagePack, which holds what JSON does and takes half the time.
"""

from typing import TypeVar

import msgspec

from osce_crawler.items import NavigationEntry, PressRelease, Record

_Kind = TypeVar("_Kind", PressRelease, NavigationEntry)
_decoders: dict[type[Record], msgspec.msgpack.Decoder[Record]] = {
    PressRelease: msgspec.msgpack.Decoder(PressRelease),
    NavigationEntry: msgspec.msgpack.Decoder(NavigationEntry),
}


class NoRecordError(ValueError):
    """Of what was observed no valid record can be made; the message names item and fault."""


def valid(record: _Kind) -> _Kind:
    """The record itself. Raises NoRecordError if it is no valid one."""
    if fault := fault_of(record):
        raise NoRecordError(f"invalid record {record.id}: {fault}")
    return record


def fault_of(record: Record) -> str | None:
    """What is wrong with the record; null if nothing is."""
    try:
        _decoders[type(record)].decode(msgspec.msgpack.encode(record))
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        return str(error)
    return None
