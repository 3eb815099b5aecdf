"""Finds damage in the files of an output folder, and takes from them what can still be read."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from osce_crawler.dataset.datapackage import KINDS, hash_of, resources_in
from osce_crawler.dataset.read import decoded
from osce_crawler.exporters import BROKEN
from osce_crawler.items import Record

_Decode = Callable[[bytes], Any]


def damage_of(output: Path, dataset: str) -> str | None:
    """What is wrong with the published file, in one line that names it; null if nothing is.

    It is compared with its description in `datapackage.json`; without one, only its lines are looked at.
    Raises OSError.
    """
    path = output / f"{dataset}.jsonl"
    said = resources_in(output).get(path.name, {})
    if "hash" not in said:
        said = {}  # it does not say enough to be compared with
    if not path.exists():
        missing = f"{path}: missing, but datapackage.json describes it ({said.get('rows')} rows)"
        return missing if said else None
    if not path.is_file():
        return f"{path}: not a file"
    if said and hash_of(path) == said["hash"]:
        return None
    rows, fault = _survey(path, _decoder_of(dataset))
    if not said:
        return fault and f"{path}, {fault}"
    other = _difference(rows, said)
    return f"{path}, {fault}; {other}" if fault else f"{path}: {other}"


def _difference(rows: int, said: dict[str, Any]) -> str:
    if rows == said.get("rows"):
        return "not the content that datapackage.json describes (SHA-256 differs)"
    return f"{rows} rows, but datapackage.json describes {said.get('rows')}"


def fault_in(path: Path, decode: _Decode) -> str | None:
    """The first line that cannot be read, with its fault and how many more there are; null if there is none.

    Raises OSError.
    """
    return _survey(path, decode)[1]


def lines_of(path: Path, decode: _Decode) -> Iterator[tuple[bytes, bool]]:
    """Each line, with its line end, and whether it can be read. Raises OSError."""
    for line, fault in _lines(path, decode):
        yield line if line.endswith(b"\n") else line + b"\n", fault is None


def salvage(path: Path, dataset: str, into: Path) -> None:
    """Write those lines of the published file that are records, each id once. Raises OSError."""
    ids = set[str]()
    decode = _decoder_of(dataset)
    with into.open("wb") as file:
        for line, is_sound in lines_of(path, decode):
            if is_sound and (id_ := decode(line).id) not in ids:
                ids.add(id_)
                file.write(line)


def _decoder_of(dataset: str) -> Callable[[bytes], Record]:
    kind = KINDS[dataset]
    return lambda line: decoded(line, kind)


def _survey(path: Path, decode: _Decode) -> tuple[int, str | None]:
    """How many lines there are, and which of them are faulty."""
    number, faults, first = 0, 0, ""
    for number, (line, fault) in enumerate(_lines(path, decode), start=1):
        if fault is not None or not line.endswith(b"\n"):
            faults += 1
            first = first or f"line {number}: {fault or 'its line end is missing'}"
    more = f" (and {faults - 1} more)" if faults > 1 else ""
    return number, f"{first}{more}" if faults else None


def _lines(path: Path, decode: _Decode) -> Iterator[tuple[bytes, str | None]]:
    """Each line, and why it cannot be read."""
    if not path.exists():
        return
    if not path.is_file():  # a named pipe would never end
        raise OSError(errno.EINVAL, "not a file", str(path))
    with path.open("rb") as lines:
        for line in lines:
            try:
                decode(line)
            except BROKEN as error:
                yield line, str(error)
            else:
                yield line, None
