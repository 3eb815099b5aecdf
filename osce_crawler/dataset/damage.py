"""Finds damage in the files of an output folder, and takes from them what can still be read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.datapackage import (
    KINDS,
    ORIGINS,
    RELEASES,
    hash_of,
    of_origins,
    package,
    resources_in,
)
from osce_crawler.dataset.lost import CHANGES, known_ids
from osce_crawler.dataset.read import decoded
from osce_crawler.disk import NO_FILE, opened
from osce_crawler.exporters import BROKEN
from osce_crawler.items import Record

_Decode = Callable[[bytes], Any]


def damage_of(output: Path, dataset: str) -> str | None:
    """What is wrong with the published dataset, in one line that names the file; null if nothing is.

    The file is compared with its description in `datapackage.json`. Where that is lost, the line says how
    many of the records that earlier runs published are lost as well. Raises OSError.
    """
    path = output / f"{dataset}.jsonl"
    if path.exists() and not path.is_file():
        return f"{path}: {NO_FILE}"
    said = resources_in(output).get(path.name, {})
    if "hash" not in said:  # what it says is too little to know its file by
        return _undescribed(output, dataset)
    if not path.exists():
        return _missing(path, said)
    if hash_of(path) == said["hash"]:
        return None
    rows, fault = _survey(path, _decoder_of(dataset))
    other = _difference(rows, said)
    return f"{path}, {fault}; {other}" if fault else f"{path}: {other}"


def damage_of_origins(output: Path) -> str | None:
    """What is wrong with `merged.jsonl`, in one line; null if nothing is, or none is described.

    Raises OSError.
    """
    path = output / ORIGINS
    said = resources_in(output).get(f"{RELEASES}.jsonl", {}).get("merged")
    if said is None:
        return None
    if not path.exists():
        return _missing(path, said)
    found = of_origins(path)["merged"]
    return f"{path}: {_difference(found['rows'], said)}" if found["hash"] != said["hash"] else None


def _undescribed(output: Path, dataset: str) -> str | None:
    """The same of a dataset that is not described; null where none was published."""
    path = output / f"{dataset}.jsonl"
    known = known_ids(output, dataset)
    if not known and not path.exists():
        return None
    fault = datapackage.fault_in(output) or f"does not describe {path.name}"
    decode = _decoder_of(dataset)
    _, broken = _survey(path, decode)
    here = {decode(line).id for line, is_sound in lines_of(path, decode) if is_sound}
    what = [
        f"{output / datapackage.FILE}: {fault}",
        *([f"{path.name}, {broken}"] if broken else []),
        f"{len(known - here)} of {len(known)} records that earlier runs published are lost from {path.name}"
        if known
        else f"whether records are lost from {path.name} is not known",
    ]
    return "; ".join(what)


def faults_beside(output: Path) -> Iterator[tuple[Path, str]]:
    """Files that every run publishes beside its dataset, and that are not there, or are no file.

    Nothing where no run published.
    """
    # Versions before the vocabulary's digest was described wrote no croissant.json.
    names = (datapackage.FILE, *([croissant.FILE] if "vocabulary" in package(output) else []), CHANGES)
    beside = [output / name for name in names]
    if any(path.exists() for path in (*beside, *(output / f"{name}.jsonl" for name in datapackage.KINDS))):
        for path in beside:
            if not path.is_file():
                yield path, NO_FILE if path.exists() else "missing, but a dataset was published"


def _missing(path: Path, said: dict[str, Any]) -> str:
    return f"{path}: missing, but datapackage.json describes it ({said.get('rows')} rows)"


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
    with opened(path) as lines:
        for line in lines:
            try:
                decode(line)
            except BROKEN as error:
                yield line, str(error)
            else:
                yield line, None
