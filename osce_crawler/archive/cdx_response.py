"""Reads one answer of an index of captures, in any of the forms in which indexes answer."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from osce_crawler.archive.exchange import Response

_MOST_SHOWN = 80
# No address that is asked for is longer, and no other field.
_LONGEST_TEXT = 2**13
_NO_CAPTURES = re.compile(r"\bno captures\b", re.IGNORECASE)

CdxRow = dict[str, Any]
"""What an index says of one capture, by the names of its fields."""


class CdxPage(NamedTuple):
    """One answer of an index."""

    rows: list[CdxRow]
    form: str
    """`arrays`, `objects`, or empty where there are no captures."""
    resume_key: str | None = None
    broken: int = 0
    first_broken: str = ""


class FailedError(Exception):
    """A page of the index could not be had; the message says why."""

    def __init__(self, why: str, *, is_no_index: bool = False) -> None:
        super().__init__(why)
        self.is_no_index = is_no_index


def page_of(response: Response) -> CdxPage:
    """What the answer says. Raises FailedError, and ValueError for what cannot be read, with what it is."""
    text = response.body.decode("utf-8", errors="replace").strip()
    if response.status == 404 and _NO_CAPTURES.search(_message(text)):
        return CdxPage([], "")
    if response.status != 200:
        raise FailedError(
            f"HTTP {response.status}{_after_colon(_message(text))}", is_no_index=response.status in {400, 404}
        )
    if not text:
        return CdxPage([], "")
    if text.startswith("["):
        return _arrays(text)
    if text.startswith("{"):
        return _objects(text)
    raise ValueError(f"no index of captures: its answer begins with {short(text)!r}")


def _arrays(text: str) -> CdxPage:
    """A JSON array of arrays, the first with the names of the others; behind an empty one a resume key."""
    try:
        arrays = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"its answer is torn, or no JSON: it ends with {_end_of(text)!r}") from None
    if arrays and all(isinstance(one, dict) and "cdx-api" in one for one in arrays):
        raise ValueError(f"a list of {len(arrays)} indexes: name one of them, as {arrays[0]['cdx-api']}")
    if not all(isinstance(one, list) for one in arrays):
        raise ValueError(f"not an array of arrays: {short(text)!r}")
    names, rows = (arrays[0], arrays[1:]) if arrays else ([], [])
    resume_key = None
    if len(rows) >= 2 and not rows[-2] and len(rows[-1]) == 1:
        resume_key, rows = str(rows[-1][0]), rows[:-2]
    good = [dict(zip(map(str, names), row, strict=True)) for row in rows if len(row) == len(names)]
    bad = [row for row in rows if len(row) != len(names)]
    return CdxPage(good, "arrays", resume_key, len(bad), json.dumps(bad[0]) if bad else "")


def _objects(text: str) -> CdxPage:
    """JSON Lines, an object a capture."""
    good: list[CdxRow] = []
    bad, first_bad, row = 0, "", None
    for line in _lines(text):
        row = _object(line)
        if row is not None:
            good.append(row)
        else:
            first_bad = first_bad or line
            bad += 1
    if good and row is None:
        raise ValueError(f"its answer is torn: it ends with {_end_of(text)!r}")
    if len(good) == 1 and set(good[0]) <= {"message", "error", "errors", "access", "access_status"}:
        raise ValueError(f"its answer is {short(text)!r}")
    return CdxPage(good, "objects", None, bad, short(first_bad))


def _object(line: str) -> CdxRow | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _lines(text: str) -> Iterator[str]:
    # Not splitlines: JSON allows separators of lines within strings.
    return (line for line in text.split("\n") if line.strip())


def _message(text: str) -> str:
    """What a server says of an error, as JSON or in plain words."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and "message" in said:
        return short(str(said["message"]))
    return "" if text.startswith("<") else short(text)


def _after_colon(words: str) -> str:
    return f": {words}" if words else ""


def short(text: str) -> str:
    """The beginning of the text, on one line; one sign for any run of characters that print nothing."""
    line = _printable(text[: 4 * _MOST_SHOWN])
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"


def _end_of(text: str) -> str:
    return _printable(text[-40:])


def _printable(text: str) -> str:
    shown = "".join(
        one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in " ".join(text.split())
    )
    return re.sub("\N{REPLACEMENT CHARACTER}+", "\N{REPLACEMENT CHARACTER}", shown)


def text_in(row: CdxRow, *names: str) -> str | None:
    """The first of these that the row has; null where it is no text, or the dash of CDX."""
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str) or value in {"", "-"}:
        return None
    return value if len(value) <= _LONGEST_TEXT and value.isprintable() else None


def number_in(row: CdxRow, *names: str) -> int | None:
    """The first of these that the row has; null where it is no number."""
    value = next((row[name] for name in names if name in row), None)
    text = str(value)
    return int(text) if re.fullmatch("[0-9]{1,15}", text) else None
