"""`archive list` and `archive fetch` against a real pywb."""

import base64
import dataclasses
import datetime as dt
import gzip
import hashlib
import json
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from osce_crawler.archive.warc import pages_in
from tests.archive.answers import HTML, Answer, numbered, warc
from tests.archive.pywb import archive_of
from tests.commanding import run
from tests.site.markup import Item, release_page

_NEWEST = "2019-06-01T10:00:00Z"


def _item(nid: str, title: str) -> Item:
    moment = dt.datetime(2016, 4, 12, tzinfo=dt.UTC)
    text = "The office opened a course for forty officers of the border police, who will train others."
    return Item(nid, f"/secretariat/{nid}", title, moment.date(), text, moment, "Vienna", "OSCE Secretariat")


def _page(nid: str, title: str) -> bytes:
    return release_page(_item(nid, title), 2).encode()


def _url(nid: str, scheme: str = "https") -> str:
    return f"{scheme}://www.osce.org/secretariat/{nid}"


_PACKED = gzip.compress(_page("232501", "Course opens, corrected"))
_HTML = ("Content-Type", HTML)
_ANSWERS = (
    Answer(
        _page("232501", "Course opens"), _url("232501", "http"), moment="2016-04-12T10:00:00Z",
        headers=[_HTML, ("X-Drupal", "7"), ("Last-Modified", "Tue, 12 Apr 2016 09:00:00 GMT")],
    ),
    Answer(_PACKED, _url("232501"), moment="2018-04-12T10:00:00Z", headers=[_HTML, ("Content-Encoding", "gzip")]),
    Answer(b"gone", _url("232501"), 404, _NEWEST),
    Answer(b"", _url("232502"), 301, "2017-01-01T00:00:00Z", [("Location", _url("232501"))]),
    Answer(_page("232503", "Élan"), f"{_url('232503')}?q=a%26b&r=%C3%A9", moment="2017-01-02T00:00:00Z"),
    Answer(b"\x89PNG", "https://www.osce.org/logo.png", moment=_NEWEST, headers=[("Content-Type", "image/png")]),
    Answer(_page("99", "Elsewhere"), "https://example.org/news/99", moment=_NEWEST),
)  # fmt: skip


def _sha1(body: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(body).digest()).decode()}"  # noqa: S324  what archives write


def _revisits(path: Path) -> Path:
    """The site was asked twice more, and its answer was the same: as in 2016, and as at a time that is lost."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for moment, digest in (
            ("2017-03-03T00:00:00Z", _sha1(_ANSWERS[0].body)),
            ("2017-04-04T00:00:00Z", _sha1(b"lost")),
        ):
            record = writer.create_revisit_record(
                _url("232501", "http"),
                digest=digest,
                refers_to_uri=_url("232501", "http"),
                refers_to_date="2016-04-12T10:00:00Z",
                http_headers=StatusAndHeaders("200 OK", [_HTML], protocol="HTTP/1.1"),
            )
            record.rec_headers.replace_header("WARC-Date", moment)
            writer.write_record(record)
    return path


def test_what_a_real_pywb_holds_is_listed_and_fetched_as_it_was_captured(tmp_path: Path) -> None:
    held = warc(tmp_path / "held.warc.gz", *_ANSWERS)
    listed, fetched = tmp_path / "list.jsonl", tmp_path / "fetched.warc.gz"
    with archive_of(tmp_path / "pywb", held, _revisits(tmp_path / "revisits.warc.gz")) as root:
        done = run(
            "archive", "list", "--from", f"{root}/cdx", "--match", "*.osce.org", "-o", listed, "--delay", "0"
        )
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == f"{root}/cdx: answers as a pywb index does; 8 captures listed\n"

        done = run("archive", "list", "--from", f"{root}/cdx", "--match", "https://www.osce.org/secretariat/232501",
                   "--since", "2018-04-12", "--until", "2018-04-12", "--delay", "0")  # fmt: skip
        assert [json.loads(line)["timestamp"] for line in done.stdout.splitlines()] == ["20180412100000"]

        done = run("archive", "list", "--from", f"{root}/cdx", "--match", "osce.org/logo*", "--delay", "0")
        assert (done.returncode, done.stdout.count("\n")) == (0, 1)

        done = run("archive", "fetch", listed, "-o", fetched, "--delay", "0")
        assert done.returncode == 0, done.stderr
        assert sorted(done.stdout.splitlines()) == [
            "20160412100000 http://www.osce.org/secretariat/232501: fetched",
            "20170101000000 https://www.osce.org/secretariat/232502: explained: redirect capture (HTTP 301)",
            "20170102000000 https://www.osce.org/secretariat/232503?q=a%26b&r=%C3%A9: fetched",
            "20170303000000 http://www.osce.org/secretariat/232501: fetched",
            "20170404000000 http://www.osce.org/secretariat/232501: explained: the archive gives the capture of 2017-03-03T00:00:00Z in its place, which is in the file",
            "20180412100000 https://www.osce.org/secretariat/232501: fetched",
            "20190601100000 https://www.osce.org/logo.png: explained: not a page (image/png)",
            "20190601100000 https://www.osce.org/secretariat/232501: explained: error capture (HTTP 404)",
        ]
        assert (
            done.stderr == f"{fetched}: 4 fetched, 0 in the file already, 4 explained, 0 missing, 0 failed\n"
        )
        before = fetched.read_bytes()

        # What the file holds is not asked for again.
        done = run("archive", "fetch", listed, "-o", fetched, "--delay", "0")
        assert (done.returncode, done.stdout.count(": in the file already\n")) == (0, 4)
        assert fetched.read_bytes() == before

    pages = {page.retrieved_at: page for page in pages_in(fetched)}
    assert {moment: page.url for moment, page in pages.items()} == {
        "2016-04-12T10:00:00Z": _url("232501", "http"),
        "2017-01-02T00:00:00Z": f"{_url('232503')}?q=a%26b&r=%C3%A9",
        "2017-03-03T00:00:00Z": _url("232501", "http"),
        "2018-04-12T10:00:00Z": _url("232501"),
    }
    first, revisit = pages["2016-04-12T10:00:00Z"], pages["2017-03-03T00:00:00Z"]
    assert (first.status, first.body()) == (200, _ANSWERS[0].body)
    assert revisit.body() == first.body()
    assert first.headers == {
        "Content-Type": HTML,
        "X-Drupal": "7",
        "Last-Modified": "Tue, 12 Apr 2016 09:00:00 GMT",
        "Content-Length": str(len(first.body())),
    }
    assert pages["2018-04-12T10:00:00Z"].body() == gzip.decompress(_PACKED)
    assert _PACKED in _raw_bodies(fetched)

    done = run("extract", fetched)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {record["nid"]: record["retrieved_at"] for record in records} == {
        "232501": "2018-04-12T10:00:00Z",
        "232503": "2017-01-02T00:00:00Z",
    }


def test_a_packed_index_as_common_crawl_has_it_is_listed_page_by_page(tmp_path: Path) -> None:
    *others, last = sorted(numbered(14), key=lambda one: one.url)
    # What pywb gives without the number of a page ends long before it.
    last = dataclasses.replace(last, moment="2026-03-04T00:00:00Z")
    held = warc(tmp_path / "held.warc.gz", *others, last, _ANSWERS[-1])
    with archive_of(tmp_path / "pywb", held, block=1) as root:
        command = ("archive", "list", "--from", f"{root}/cdx", "--match", "*.osce.org", "--delay", "0")
        late, done = run(*command, "--since", "2026-03-03"), run(*command)
    assert late.stderr == f"{root}/cdx: answers as a pywb index does; 1 captures listed\n"
    assert done.stderr == f"{root}/cdx: answers as a pywb index does; 14 captures listed\n"
    assert [json.loads(line)["url"] for line in done.stdout.splitlines()] == [
        one.url for one in (*others, last)
    ]


def _raw_bodies(file: Path) -> list[bytes]:
    """The bodies as the file holds them, still packed."""
    with file.open("rb") as stream:
        return [r.reader.read() for r in ArchiveIterator(stream, record_types=WarcRecordType.response)]
