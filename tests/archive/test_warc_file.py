"""WARC files as they are written: whole after each record, and readable by other programs."""

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fastwarc.warc
import pytest
from warcio.archiveiterator import ArchiveIterator

from osce_crawler.archive.warc import pages_in
from osce_crawler.archive.warc_file import WarcFile
from tests.archive.answers import Answer, numbered, warc
from tests.commanding import ROOT


def test_a_file_begins_by_saying_what_it_is(tmp_path: Path) -> None:
    path = warc(tmp_path / "pages-1.warc.gz", Answer())
    with path.open("rb") as file:
        info, answer = ((r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(file))
    assert info[0] == "warcinfo"
    assert info[1].get_header("WARC-Filename") == "pages-1.warc.gz"
    assert b"software: tests\r\nformat: WARC File Format 1.1\r\n" in info[2]
    assert answer[1].get_header("WARC-Warcinfo-ID") == info[1].get_header("WARC-Record-ID")
    assert answer[1].protocol == "WARC/1.1"


def test_an_answer_is_kept_with_its_head_but_without_the_marks_of_its_transfer(tmp_path: Path) -> None:
    headers = [
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
        ("Content-Length", "9"),
    ]
    path = warc(tmp_path / "a.warc.gz", Answer(b"four", status=404, headers=headers))
    with path.open("rb") as file:
        *_, record = ((r.http_headers, r.rec_headers) for r in ArchiveIterator(file))
    assert record[0].to_str() == (
        "HTTP/1.1 404 Not Found\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 4\r\n"
    )
    assert record[1].get_header("WARC-Date") == "2026-01-02T03:04:05Z"
    assert record[1].get_header("WARC-Payload-Digest").startswith("sha1:")


def test_a_status_without_a_name_and_an_empty_body_are_kept(tmp_path: Path) -> None:
    (page,) = pages_in(warc(tmp_path / "a.warc.gz", Answer(b"", status=599)))
    assert (page.status, page.body()) == (599, b"")


def test_other_programs_check_and_read_the_file(tmp_path: Path) -> None:
    answers = numbered(5)
    path = warc(tmp_path / "a.warc.gz", *answers)
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", path], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0
    assert checked.stdout.count("digest pass") == 6
    with path.open("rb") as file:
        read = [
            (record.headers["WARC-Target-URI"], record.reader.read())
            for record in fastwarc.warc.ArchiveIterator(
                file, record_types=fastwarc.warc.WarcRecordType.response
            )
        ]
    assert read == [(answer.url, answer.body) for answer in answers]


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", Answer())
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        warc(path, Answer())
    assert path.read_bytes() == before


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The system takes a write in part, and then no more, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_of_an_answer_that_the_disk_does_not_take_whole_nothing_stays(tmp_path: Path) -> None:
    first, second, third = numbered(3)
    file = WarcFile(tmp_path / "a.warc.gz", {})
    file.write(first.url, 200, first.headers, first.body, first.moment)
    with no_file_longer_than(file.end + 100), pytest.raises(OSError, match="too large"):
        file.write(second.url, 200, second.headers, second.body, second.moment)
    assert file.path.stat().st_size == file.end
    file.write(third.url, 200, third.headers, third.body, third.moment)
    file.close()
    assert [page.body() for page in pages_in(file.path)] == [first.body, third.body]


_WRITER = """
import itertools, os, sys
from pathlib import Path
from osce_crawler.archive.warc_file import WarcFile
file = WarcFile(Path(sys.argv[1]), {})
for n in itertools.count():
    file.write(f"https://www.osce.org/{n}", 200, [], os.urandom(20_000), "2026-01-02T03:04:05Z")
    print(n, flush=True)
"""


def test_what_was_written_before_a_kill_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    command = [sys.executable, "-c", _WRITER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [next(writer.stdout) for _ in range(30)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.readlines()
    pages = pages_in(path)
    assert len(pages) >= len(told) >= 30
    assert all(len(page.body()) == 20_000 for page in pages)
