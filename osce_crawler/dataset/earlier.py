"""Records of earlier versions of the schema, in the keys of today's."""

from typing import Any

# Since 2.0.0.
_RENAMED = {"date_from": "date_evidence"}


def in_todays_keys(record: dict[str, Any]) -> dict[str, Any]:
    """The record with each key that has another name today under that name, in the same order."""
    return {_RENAMED.get(key, key): value for key, value in record.items()}
