"""Writes the answers of a site to a WARC file: ISO 28500 (WARC 1.1), one gzip member a record."""

import os
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from osce_crawler.disk import append_whole, sync_folder

FORMAT = {
    "format": "WARC File Format 1.1",
    "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
}


class WarcFile:
    """A file of answers; each record is handed to the system whole, in one piece.

    `about`: what the file says of itself before its answers. `end`: where a file that is there goes on, and
    what lies behind is dropped; without it the file is new. Raises OSError, FileExistsError among them.
    """

    def __init__(self, path: Path, about: Mapping[str, str], end: int | None = None) -> None:
        # Unbuffered: what was reported as written survives the death of the process.
        self._file = path.open("xb" if end is None else "r+b", buffering=0)
        self.path = path
        self.end = end or 0
        if end is not None:
            self._file.truncate(end)
            self._file.seek(end)
        self._synced = self.end
        self._packed = BytesIO()
        self._writer = WARCWriter(self._packed, gzip=True, warc_version="1.1")
        info = self._writer.create_warcinfo_record(path.name, {**about, **FORMAT})
        self._info_id = info.rec_headers.get_header("WARC-Record-ID")
        self._write(info)
        sync_folder(path.parent)

    def write(
        self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, moment: str
    ) -> None:
        """Keep the answer that came from this address at this moment (`YYYY-MM-DDThh:mm:ssZ`).

        Raises OSError if the disk does not take it; nothing of it stays then.
        """
        http = StatusAndHeaders(_status_line(status), _as_arrived(headers, len(body)), protocol="HTTP/1.1")
        self._write(
            self._writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": moment, "WARC-Warcinfo-ID": self._info_id},
            )
        )

    def sync(self) -> None:
        """See on disk what was written since the last time. Raises OSError."""
        if self._synced != self.end:
            os.fsync(self._file.fileno())
            self._synced = self.end

    def close(self) -> None:
        self._file.close()

    def _write(self, record: object) -> None:
        self._packed.seek(0)
        self._packed.truncate()
        self._writer.write_record(record)
        with self._packed.getbuffer() as packed:
            self.end = append_whole(self._file.fileno(), packed, self.end)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "


def _as_arrived(headers: Iterable[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """The headers as they came, but for those of the transfer, which the engine has undone.

    What is kept is the body without its chunks, and as packed as it came: its Content-Encoding stays, its
    length is its own.
    """
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_TRANSFER]
    return [*kept, ("Content-Length", str(length))]


_OF_THE_TRANSFER = {"transfer-encoding", "content-length"}


def pairs_of(headers: Mapping[bytes, Iterable[bytes]]) -> Iterator[tuple[str, str]]:
    """Names and values of an answer's headers, as a record of it has them."""
    for name, values in headers.items():
        for value in values:
            yield name.decode("latin-1"), _text(value)


def _text(value: bytes) -> str:
    """A header's value; where it is not ASCII it is most often UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
