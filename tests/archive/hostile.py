"""Saved pages and WARC files as somebody makes them who wants to break their reader."""

import gzip
import json
import os
import socket
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.making import release_page

MOMENT = "2026-01-02T03:04:05Z"
ITEM = "https://www.osce.org/secretariat/3"
OUTSIDE = "A line of a file outside the folder"
# Larger than the memory that a reader may take, and next to nothing on disk.
SPARSE = 4 * 2**30
BOMB = 256 * 2**20


def address(number: int) -> str:
    """The address of an item."""
    return f"{ITEM}{number:05d}"


# Saved pages: each function spoils a folder that holds a good page.

Spoil = Callable[[Path], object]


def _body(make: Spoil) -> Spoil:
    return lambda folder: _instead(folder / "page.html", make)


def _meta(make: Spoil) -> Spoil:
    return lambda folder: _instead(folder / "page.json", make)


def _instead(path: Path, make: Spoil) -> None:
    path.unlink()
    make(path)


def _text(content: bytes) -> Spoil:
    return _meta(lambda path: path.write_bytes(content))


def _says(**changes: Any) -> Spoil:
    def change(folder: Path) -> None:
        path = folder / "page.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def _number(key: str, printed: str) -> Spoil:
    """A value that Python would not print."""

    def change(folder: Path) -> None:
        path = folder / "page.json"
        meta = {name: value for name, value in json.loads(path.read_text()).items() if name != key}
        path.write_text(f'{json.dumps(meta)[:-1]}, "{key}": {printed}}}')

    return change


def _socket(path: Path) -> None:
    # The path of a socket may have a hundred bytes only.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SPARSE)


def _outside(path: Path) -> None:
    path.symlink_to(Path("..", "..", "outside", path.name))


FOLDERS: dict[str, Spoil] = {
    "pipe for a body": _body(os.mkfifo),
    "pipe for metadata": _meta(os.mkfifo),
    "device for a body": _body(lambda path: path.symlink_to("/dev/zero")),
    "device for metadata": _meta(lambda path: path.symlink_to("/dev/zero")),
    "terminal for a body": _body(lambda path: path.symlink_to("/dev/tty")),
    "socket for a body": _body(_socket),
    "socket for metadata": _meta(_socket),
    "folder for a body": _body(Path.mkdir),
    "folder for metadata": _meta(Path.mkdir),
    "link out for a body": _body(_outside),
    "link out for metadata": _meta(_outside),
    "link to a system file": _body(lambda path: path.symlink_to("/proc/self/environ")),
    "link to nothing": _body(lambda path: path.symlink_to("nothing")),
    "link to itself": _body(lambda path: path.symlink_to(path.name)),
    "metadata linked to itself": _meta(lambda path: path.symlink_to(path.name)),
    "endless body": _body(_sparse),
    "endless metadata": _meta(_sparse),
    "no metadata": lambda folder: (folder / "page.json").unlink(),
    "no body": lambda folder: (folder / "page.html").unlink(),
    "empty metadata": _text(b""),
    "metadata of no encoding": _text(b'{"url": "\xff\xfe"}'),
    "metadata in UTF-16": _text('{"url": "https://www.osce.org/"}'.encode("utf-16")),
    "deep metadata": _text(b"[" * 200_000),
    "deep header": _number("headers", '{"a": ' * 100_000 + "1" + "}" * 100_000),
    "million lists": _text(b"[" + b"[]," * 5_000_000 + b"[]]"),
    "list for metadata": _text(b"[]"),
    "null for metadata": _text(b"null"),
    "number for an address": _says(url=5),
    "null for an address": _number("url", "null"),
    "long address": _says(url=ITEM + "0" * 2_000_000),
    "address with a broken host": _says(url="https://[::1"),
    "address with a large port": _says(url="https://www.osce.org:99999999999999999999/cio/300001"),
    "address of a file": _says(url="file:///etc/passwd"),
    "address with half a character": _says(url=ITEM + "\ud800"),
    "status of 20 digits": _number("status", "1" + "0" * 20),
    "status of 5,000 digits": _number("status", "2" * 5_000),
    "status without end": _number("status", "1e999"),
    "status that is no number": _number("status", "NaN"),
    "status of a word": _says(status="200"),
    "status that is true": _says(status=True),
    "status that is a list": _says(status=[200] * 100_000),
    "moment in the year 9999": _says(retrieved_at="9999-12-31T23:59:59Z"),
    "moment in the year 0": _says(retrieved_at="0000-00-00T00:00:00Z"),
    "moment of 5,000 digits": _says(retrieved_at="9" * 5_000),
    "moment that is a number": _says(retrieved_at=10**20),
    "content type of a list": _says(content_type=["text/html"]),
    "content type with half a character": _says(content_type="text/html\ud800"),
    "headers of a list": _says(headers=["Etag"]),
    "header with half a character": _says(headers={"Etag\ud800": "\ud800"}),
    "address given twice": lambda folder: (folder / "page.json").write_text(
        f'{{"url": "{ITEM}99999", "url": "{ITEM}99998", "retrieved_at": "{MOMENT}"}}'
    ),
    "address of another page": _says(url=address(0)),
}
"""What may be wrong with a saved page, by what is said of it."""
ODD: dict[str, Spoil] = {
    "address with a long label": _says(url=f"https://{'ü' * 300}.org/cio/300001"),
    "long content type": _says(content_type="text/html; " + "x" * 500_000),
    "header of a list": _says(headers={"Etag": [1, 2]}),
}
"""What is odd in a saved page and breaks nothing."""


def saved_page(folder: Path, number: int) -> Path:
    """A good page in this folder."""
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(release_page(), encoding="utf-8")
    (folder / "page.json").write_text(json.dumps({"url": address(number), "retrieved_at": MOMENT}))
    return folder


def write_folders(root: Path) -> None:
    """A good page in `root/0 good`, and a folder for each that is wrong; what links lead to beside the root."""
    saved_page(root / "0 good", 0)
    outside = saved_page(root.parent / "outside", 90_000)
    (outside / "page.html").write_text(release_page(text=OUTSIDE), encoding="utf-8")
    for number, (name, spoil) in enumerate([*FOLDERS.items(), *ODD.items()], 1):
        spoil(saved_page(root / name, number))


# WARC files: each is a good answer, then something else.


def _record(
    number: int,
    *,
    body: bytes | None = None,
    length: str | None = None,
    http: str = "HTTP/1.1 200 OK",
    headers: tuple[str, ...] = ("Content-Type: text/html; charset=utf-8",),
    **warc: str | None,
) -> bytes:
    """A record as it is written, not packed; `warc` holds WARC headers, with _ for -."""
    content = release_page().encode() if body is None else body
    answer = "\r\n".join([http, *headers]).encode("latin-1") + b"\r\n\r\n" + content
    said = {
        "WARC-Type": "response",
        "WARC-Target-URI": address(number),
        "WARC-Date": MOMENT,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": length or str(len(answer)),
    } | {name.replace("_", "-"): value for name, value in warc.items()}
    lines = (f"{name}: {value}\r\n" for name, value in said.items() if value is not None)
    head = "".join(lines).encode("latin-1")
    return b"WARC/1.0\r\n" + head + b"\r\n" + answer + b"\r\n\r\n"


def _packed(body: bytes, *encodings: str) -> dict[str, Any]:
    return {"headers": tuple(f"Content-Encoding: {name}" for name in encodings), "body": body}


def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(BOMB >> 20)) + packer.flush()


RECORDS: dict[str, dict[str, Any]] = {
    "length of 20 digits": {"length": "1" + "0" * 20},
    "length of 5,000 digits": {"length": "9" * 5_000},
    "length below nothing": {"length": "-5"},
    "length in other digits": {"length": "1_000"},
    "length that is too small": {"length": "40"},
    "length that is too large": {"length": "100000"},
    "no address": {"WARC_Target_URI": None},
    "address without end": {"WARC_Target_URI": ITEM + "0" * 2_000_000},
    "address with a broken host": {"WARC_Target_URI": "https://[::1"},
    "moment in the year 9999": {"WARC_Date": "9999-12-31T23:59:59Z"},
    "moment in the year 0": {"WARC_Date": "0000-00-00T00:00:00Z"},
    "moment of 5,000 digits": {"WARC_Date": "9" * 5_000},
    "status of 5,000 digits": {"http": "HTTP/1.1 " + "2" * 5_000 + " OK"},
    "status of 20 digits": {"http": "HTTP/1.1 " + "2" * 20 + " OK"},
    "no status": {"http": "HTTP/1.1"},
}
"""What may be wrong with a record, so that it gives no page."""

BODIES: dict[str, dict[str, Any]] = {
    "body that is not packed": _packed(b"a page", "gzip"),
    "body packed badly for Brotli": _packed(b"\xff" * 99, "br"),
    "bomb": _packed(_bomb(), "gzip"),
    "bomb in a bomb": _packed(gzip.compress(_bomb()), "gzip", "gzip"),
}
"""What may be wrong with a body, which is found when it is read."""


PIECES = [
    b"\r\n\r\n",
    b"WARC/1.0\r\n",
    b"Content-Length: 999999999999\r\n",
    b"Content-Length: 0\r\n",
    b"WARC-Type: conversion\r\n",
    b"WARC-Type: revisit\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: deflate, gzip, br\r\n",
    b"\t folded\r\n",
    b"9" * 5_000,
]
"""What is put into a file at random."""


def packed_answers() -> bytes:
    """A file of three good answers, one of them packed by its site."""
    body = gzip.compress(release_page().encode(), mtime=0)
    records = _record(1), _record(2, **_packed(body, "gzip")), _record(3)
    return b"".join(gzip.compress(record, mtime=0) for record in records)


FILES: dict[str, Spoil] = {
    "pipe.warc": os.mkfifo,
    "socket.warc.gz": _socket,
    "device.warc.gz": lambda path: path.symlink_to("/dev/zero"),
    "outside.warc": lambda path: path.symlink_to(Path("..", "outside", "pages.warc")),
    "nothing.warc": lambda path: path.symlink_to("nothing"),
    "itself.warc": lambda path: path.symlink_to(path.name),
    "page.warc": lambda path: path.write_bytes(b"<html></html>"),
    "zeros.warc": _sparse,
    "endless line.warc": lambda path: _begin_endless(path, b"WARC/1.0 "),
    "endless head.warc": lambda path: path.write_bytes(b"WARC/1.0\r\n" + b"A: b\r\n" * 3_000_000),
    "no records.warc.gz": lambda path: path.write_bytes(gzip.compress(b"", mtime=0) * 100_000),
    "packed as a whole.warc.gz": lambda path: path.write_bytes(
        gzip.compress(_record(80_001) + _record(80_002), mtime=0)
    ),
}
"""What may be in the place of a WARC file."""


def _begin_endless(path: Path, begin: bytes) -> None:
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(SPARSE)


def write_warcs(root: Path) -> None:
    """A good file in the root, and one for each that is wrong; what links lead to beside the root.

    A record that is wrong lies before a good one where each is packed, and behind it where none is: there it
    hides what follows.
    """
    root.mkdir(parents=True)
    (root / "0 good.warc").write_bytes(_record(0))
    outside = root.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "pages.warc").write_bytes(_record(90_001, body=release_page(text=OUTSIDE).encode()))
    for number, (name, record) in enumerate([*RECORDS.items(), *BODIES.items()], 1):
        good, bad = _record(10_000 + number), _record(number, **record)
        (root / f"{name}.warc").write_bytes(good + bad)
        packed = _record(5_000 + number, **record), _record(20_000 + number)
        (root / f"{name}.warc.gz").write_bytes(b"".join(gzip.compress(one, mtime=0) for one in packed))
    for name, make in FILES.items():
        make(root / name)
