"""What the descriptions in a folder say of its dataset files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.files import NAMES
from osce_crawler.disk import content_of
from osce_crawler.exporters import BROKEN
from osce_crawler.items import SCHEMA_VERSION

_FILES = {*(f"{name}.jsonl" for name in NAMES), datapackage.ORIGINS}
_SHA_256 = "sha256:"


class Expected(NamedTuple):
    """What one description says of a file."""

    description: str
    """Name of the description."""
    digest: str
    """SHA-256, in hexadecimal."""
    rows: int | None


class Expectations(NamedTuple):
    """What all descriptions say."""

    of_files: dict[str, list[Expected]]
    """By name of the file."""
    faults: list[tuple[str, str]]
    """Descriptions that cannot be relied on, by name, and what is wrong with each."""


def expectations(folder: Path) -> Expectations:
    """What `datapackage.json` and `croissant.json` say, as far as they are there."""
    found = Expectations({}, [])
    for name, read in ((datapackage.FILE, _of_package), (croissant.FILE, _of_croissant)):
        path = folder / name
        if not path.exists():
            continue
        try:
            described = [*read(content_of(path))]
        except BROKEN as error:
            found.faults.append((name, str(error)))
            continue
        except OSError as error:
            found.faults.append((name, error.strerror or str(error)))
            continue
        for file, digest, rows in described:
            if file in _FILES:
                found.of_files.setdefault(file, []).append(Expected(name, digest, rows))
    if (version := datapackage.schema_of(folder)) != SCHEMA_VERSION:
        found.faults.append(
            (datapackage.FILE, f"schema_version is {version}, this program has {SCHEMA_VERSION}")
        )
    return found


class _Origins(msgspec.Struct):
    hash: str = ""
    rows: int | None = None


class _Resource(msgspec.Struct):
    path: Any = None  # others may have a list of files
    hash: str = ""
    rows: int | None = None
    merged: _Origins | None = None


class _Package(msgspec.Struct):
    resources: list[_Resource]


class _CroissantFile(msgspec.Struct):
    content_url: str = msgspec.field(name="contentUrl", default="")
    sha256: str = ""


class _Croissant(msgspec.Struct):
    distribution: list[_CroissantFile]


_Said = Iterator[tuple[str, str, int | None]]


def _of_package(content: bytes) -> _Said:
    for one in msgspec.json.decode(content, type=_Package).resources:
        # Digests of other kinds are allowed, and cannot be compared.
        if isinstance(one.path, str) and one.hash.startswith(_SHA_256):
            yield one.path, one.hash.removeprefix(_SHA_256), one.rows
        if one.merged is not None:
            yield datapackage.ORIGINS, one.merged.hash.removeprefix(_SHA_256), one.merged.rows


def _of_croissant(content: bytes) -> _Said:
    for one in msgspec.json.decode(content, type=_Croissant).distribution:
        if one.sha256:
            yield one.content_url, one.sha256, None
