"""WARC files of other programs: each record is a page, is explained, or is of a kind that holds no page."""

import gzip
import hashlib
import json
import zlib
from base64 import b32encode
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from osce_crawler.archive.archived_page import ArchivedPage
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.warc import faults_in, pages_in, stream
from tests.archive.foreign import HTML, MOMENT, PAGE, URL, answer, chunked, record, write
from tests.commanding import run
from tests.making import lines_of, release_page

BOTH = pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
OTHER = URL + "2"


def pages(path: Path) -> list[ArchivedPage]:
    """The pages of the file, the same whether read in a stream or each from its place."""
    streamed = [one for one in stream(path) if isinstance(one, ArchivedPage)]
    listed = pages_in(path)
    assert [*listed] == streamed
    assert [page.headers for page in listed] == [page.headers for page in streamed]
    assert [_body(page) for page in listed] == [_body(page) for page in streamed]
    return streamed


def _body(page: ArchivedPage) -> bytes | str:
    try:
        return page.body()
    except SavedPageError as fault:
        return str(fault)


def said(path: Path) -> list[str]:
    """Why records give no page, the same in a stream, without what is said of each."""
    lines = [str(one) for one in stream(path) if not isinstance(one, ArchivedPage)]
    assert lines == [*faults_in(path)]
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


@BOTH
def test_common_crawl_keeps_each_page_with_its_request_and_metadata(tmp_path: Path, name: str) -> None:
    def triple(url: str, truncated: str | None = None) -> list[bytes]:
        kept = answer(PAGE, "X-Crawl-Content-Encoding: gzip", "X-Crawl-Content-Length: 99")
        return [
            record("request", url, b"GET /secretariat/300001 HTTP/1.1\r\nHost: www.osce.org\r\n\r\n"),
            record("response", url, kept, WARC_Identified_Payload_Type="text/html", WARC_Truncated=truncated),
            record("metadata", url, b"fetchTimeMs: 12\r\ncharset-detected: UTF-8\r\n\r\n"),
        ]

    path = write(
        tmp_path / name,
        record("warcinfo", None, b"isPartOf: CC-MAIN-2026-05\r\n", WARC_Filename=name),
        *triple(URL),
        *triple(OTHER, "length"),
    )
    (page,) = pages(path)
    assert (page.url, page.status, page.content_type, page.body()) == (URL, 200, HTML, PAGE)
    assert page.headers["X-Crawl-Content-Encoding"] == "gzip"
    (line,) = said(path)
    assert line.endswith("is left out (truncated when it was kept: 'length')")


@BOTH
def test_wet_files_hold_pages_as_text(tmp_path: Path, name: str) -> None:
    path = write(
        tmp_path / name.replace("warc", "warc.wet"),
        record("warcinfo", None, b"Software-Info: ia-web-commons\r\n"),
        record("conversion", URL, "Пресс-релиз".encode(), WARC_Identified_Content_Language="rus"),
        record("conversion", OTHER, b"\x89PNG", Content_Type="image/png"),
    )
    text, picture = pages(path)
    assert (text.content_type, text.page().body.decode()) == ("text/plain; charset=utf-8", "Пресс-релиз")
    assert picture.content_type == "image/png"


@BOTH
def test_wget_puts_addresses_in_angle_brackets_and_adds_its_log(tmp_path: Path, name: str) -> None:
    path = write(
        tmp_path / name,
        record("warcinfo", None, b"software: Wget/1.21.4 (linux-gnu)\r\n"),
        record("request", f"<{URL}>", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", f"<{URL}>", answer(chunked(PAGE), "Transfer-Encoding: chunked")),
        record("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:1>\n"),
        record(
            "resource", "metadata://gnu.org/software/wget/warc/wget.log", b"--", Content_Type="text/plain"
        ),
    )
    assert [(page.url, page.body()) for page in pages(path)] == [(URL, PAGE)]
    assert said(path) == []


@BOTH
def test_browsertrix_adds_pictures_and_texts_of_its_own(tmp_path: Path, name: str) -> None:
    path = write(
        tmp_path / name,
        record("response", URL, answer(PAGE, "content-encoding: br", status="HTTP/2 200"), version="1.1"),
        record("resource", f"urn:text:{URL}", b"a page", Content_Type="text/plain", version="1.1"),
        record("resource", f"urn:pageinfo:{URL}", b"{}", Content_Type="application/json", version="1.1"),
        record("resource", f"urn:view:{URL}", b"\x89PNG", Content_Type="image/png", version="1.1"),
    )
    (page,) = pages(path)
    assert (page.status, page.body()) == (200, PAGE)
    assert said(path) == []


@BOTH
def test_what_was_kept_without_its_answer_is_a_page_if_it_has_a_web_address(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / name, record("resource", URL, PAGE, Content_Type=HTML))
    (page,) = pages(path)
    assert (page.url, page.status, page.content_type, page.headers) == (URL, 200, HTML, {})
    assert page.body() == PAGE


def test_what_was_not_asked_of_a_web_server_is_no_page(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.warc",
        record("response", "dns:www.osce.org", b"20260102 www.osce.org", Content_Type="text/dns"),
        record("response", "whois://whois.example/osce.org", b"x", Content_Type="application/whois"),
    )
    assert (pages(path), said(path)) == ([], [])


# Forms of the same record.


@BOTH
@pytest.mark.parametrize("version", ["0.18", "1.0", "1.1"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("http_end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_lines_end_as_they_like(tmp_path: Path, name: str, version: str, end: bytes, http_end: bytes) -> None:
    urls = [URL + str(n) for n in range(5)]
    block = answer(end=http_end)
    path = write(tmp_path / name, *(record("response", url, block, version=version, end=end) for url in urls))
    assert [(page.url, page.body()) for page in pages(path)] == [(url, PAGE) for url in urls]
    assert said(path) == []


@BOTH
def test_names_of_fields_are_in_any_case_and_values_may_be_folded(tmp_path: Path, name: str) -> None:
    one = record("response", URL, answer(PAGE, "X-Long: a\r\n\tb"))
    head, rest = one.split(b"\r\n\r\n", 1)
    small = b"\r\n".join(
        key.lower() + b":" + value if value else key
        for key, _, value in (line.partition(b":") for line in head.split(b"\r\n"))
    )
    folded = head.replace(b"WARC-Date: ", b"WARC-Date:\r\n\t ")
    path = write(tmp_path / name, *(form + b"\r\n\r\n" + rest for form in (small, folded, small)))
    assert [(page.retrieved_at, page.body()) for page in pages(path)] == [(MOMENT, PAGE)] * 3


@BOTH
@pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\n" * 5], ids=["none", "one", "five"])
def test_records_may_be_parted_by_more_or_fewer_empty_lines(tmp_path: Path, name: str, behind: bytes) -> None:
    urls = [URL + str(n) for n in range(5)]
    *odd, last = (record("response", url, answer()) for url in urls)
    path = write(tmp_path / name, *(one.removesuffix(b"\r\n\r\n") + behind for one in odd), last)
    assert [page.url for page in pages(path)] == urls
    assert said(path) == []


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("HTTP/2 200", 200),
        ("HTTP/2.0 404", 404),
        ("HTTP/1.0 301 Moved", 301),
        ("HTTP/1.1 200", 200),
        ("HTTP/3 500 ", 500),
    ],
)
def test_a_status_line_is_of_any_version_of_http(tmp_path: Path, line: str, status: int) -> None:
    (page,) = pages(write(tmp_path / "a.warc.gz", record("response", URL, answer(status=line))))
    assert (page.status, page.body()) == (status, PAGE)


@pytest.mark.parametrize("said_of_it", [None, "application/http", "message/http", "text/html"])
def test_an_answer_is_one_whatever_the_record_says_of_its_type(
    tmp_path: Path, said_of_it: str | None
) -> None:
    (page,) = pages(write(tmp_path / "a.warc.gz", record("response", URL, answer(), Content_Type=said_of_it)))
    assert (page.content_type, page.body()) == (HTML, PAGE)


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2026-01-02T03:04:05.678Z", MOMENT),
        ("2026-01-02T03:04:05.123456789Z", MOMENT),
        ("2026-01-02T05:04:05+02:00", MOMENT),
        ("2026-01-01T22:34:05-0430", MOMENT),
        ("2026-01-02T03:04:05", MOMENT),
        ("2026-01-02T03:04Z", "2026-01-02T03:04:00Z"),
        ("2026-01-02", "2026-01-02T00:00:00Z"),
    ],
)
def test_a_moment_is_printed_in_one_form(tmp_path: Path, printed: str, moment: str) -> None:
    path = write(tmp_path / "a.warc.gz", record("response", URL, answer(), WARC_Date=printed, version="1.1"))
    assert [page.retrieved_at for page in pages(path)] == [moment]


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "2026",
        "20260102030405",
        "yesterday",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1970-01-01",
    ],
)
def test_a_moment_of_no_day_of_the_web_is_explained(tmp_path: Path, printed: str) -> None:
    path = write(tmp_path / "a.warc", record("response", URL, answer(), WARC_Date=printed))
    assert pages(path) == []
    (line,) = said(path)
    assert "WARC-Date is no moment of the web" in line


# Bodies.


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "x-gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    "deflate without its head": _raw_deflate(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
    "identity": PAGE,
    "utf-8": PAGE,
}


@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize("encoding", PACKED)
def test_a_packed_body_is_unpacked_with_its_chunks_or_without(
    tmp_path: Path, encoding: str, in_chunks: bool
) -> None:
    headers = [f"content-encoding: {encoding.split(maxsplit=1)[0]}", "transfer-encoding: chunked"]
    for name, body in {
        "as kept": chunked(PACKED[encoding]) if in_chunks else PACKED[encoding],
        "plain though not said": chunked(PAGE) if in_chunks else PAGE,
    }.items():
        (page,) = pages(write(tmp_path / f"{name}.warc.gz", record("response", URL, answer(body, *headers))))
        assert page.body() == PAGE, name


@pytest.mark.parametrize(
    "body",
    [
        chunked(PAGE, extension=b";name=value"),
        chunked(PAGE, extension=b"  "),
        chunked(PAGE, trailer=b"Expires: never\r\n"),
        chunked(PAGE, 1),
        chunked(PAGE, 10_000),
        chunked(PAGE).replace(b"\r\n", b"\n"),
        chunked(PAGE).removesuffix(b"0\r\n\r\n"),
        b"000" + chunked(PAGE) + b"left over",
    ],
)
def test_chunks_are_joined(tmp_path: Path, body: bytes) -> None:
    block = answer(body, "Transfer-Encoding: Chunked")
    (page,) = pages(write(tmp_path / "a.warc.gz", record("response", URL, block)))
    assert page.body() == PAGE


@pytest.mark.parametrize(
    "body", [chunked(PAGE)[:-20], b"ffffffff\r\nabc", b"4\r\nabcd\r\nzz", b"5\r\nabcdefgh\r\n0\r\n\r\n"]
)
def test_chunks_that_break_off_cost_their_page_alone(tmp_path: Path, body: bytes) -> None:
    path = write(
        tmp_path / "a.warc.gz",
        record("response", URL, answer(body, "Transfer-Encoding: chunked")),
        record("response", OTHER, answer()),
    )
    bad, good = pages(path)
    with pytest.raises(SavedPageError, match=r"a\.warc\.gz, byte 0: its chunks break off$"):
        bad.body()
    assert good.body() == PAGE


@pytest.mark.parametrize(
    "body", [PAGE, b"\xef\xbb\xbf\n<html lang=en>", b"\r\n<?xml version='1.0'?>", b"<p>x</p>", b"<!-- x -->"]
)
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, br"])
def test_markup_that_is_said_to_be_packed_is_read_as_it_is(
    tmp_path: Path, body: bytes, encoding: str
) -> None:
    path = write(
        tmp_path / "a.warc.gz", record("response", URL, answer(body, f"Content-Encoding: {encoding}"))
    )
    assert [page.body() for page in pages(path)] == [body]


# Revisits.

DIGEST = "sha1:the digest of it"
SAME = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
LATER = "2026-02-03T04:05:06Z"
ID = "<urn:uuid:00000000-0000-0000-0000-00000000000a>"


@BOTH
@pytest.mark.parametrize(
    "refers",
    [
        {"WARC_Refers_To": ID},
        {"WARC_Payload_Digest": DIGEST},
        {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": MOMENT},
        {"WARC_Refers_To_Target_URI": f"<{URL}>", "WARC_Refers_To_Date": MOMENT},
        {"WARC_Refers_To": "<urn:uuid:elsewhere>", "WARC_Payload_Digest": DIGEST},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "block", [b"", answer(b"", "ETag: new"), answer(b"", status="HTTP/1.1 304 Same")], ids=len
)
def test_a_page_that_was_the_same_again_is_read_from_the_first(
    tmp_path: Path, name: str, refers: dict[str, Any], block: bytes
) -> None:
    path = write(
        tmp_path / name,
        record("response", OTHER, answer(b"<p>another</p>"), WARC_Date=LATER),
        record(
            "response",
            URL,
            answer(gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip"),
            WARC_Payload_Digest=DIGEST,
            WARC_Record_ID=ID,
        ),
        record(
            "revisit", URL + "9", block, WARC_Profile=SAME, WARC_Date=LATER, WARC_Truncated="length", **refers
        ),
    )
    _, first, again = pages(path)
    assert (again.url, again.retrieved_at, again.status) == (URL + "9", LATER, 200)
    assert (again.content_type, again.body()) == (HTML, first.body())
    assert said(path) == []


def test_a_redirect_whose_empty_body_was_kept_before_is_a_redirect_still(tmp_path: Path) -> None:
    moved = answer(b"", "Location: /new", status="HTTP/1.1 301 Moved")
    path = write(
        tmp_path / "a.warc.gz",
        record("response", URL, answer(b""), WARC_Payload_Digest=DIGEST),
        record("revisit", OTHER, moved, WARC_Profile=SAME, WARC_Payload_Digest=DIGEST),
    )
    _, again = pages(path)
    assert (again.url, again.status, again.headers["Location"], again.body()) == (OTHER, 301, "/new", b"")


@BOTH
@pytest.mark.parametrize("profile", [SAME, NOT_MODIFIED, None])
def test_a_page_whose_first_copy_lies_elsewhere_is_explained(
    tmp_path: Path, name: str, profile: str | None
) -> None:
    path = write(
        tmp_path / name,
        record("revisit", URL, answer(b""), WARC_Profile=profile, WARC_Payload_Digest=DIGEST),
        record("response", OTHER, answer(), WARC_Payload_Digest="sha1:another"),
    )
    assert [page.url for page in pages(path)] == [OTHER]
    (line,) = said(path)
    assert line.endswith(f"(the same as an earlier answer, which is not before it in this file: '{URL}')")


# Digests.


def _digests(body: bytes) -> list[str]:
    sha1, sha256 = hashlib.sha1(body, usedforsecurity=False), hashlib.sha256(body)
    in_base_32 = [b32encode(one.digest()).decode() for one in (sha1, sha256)]
    return [
        f"sha1:{in_base_32[0]}",
        f"SHA1:{sha1.hexdigest()}",
        f"sha256:{in_base_32[1]}",
        f"sha256:{in_base_32[1].rstrip('=')}",
        f"sha256:{sha256.hexdigest()}",
        f"md5:{hashlib.md5(body, usedforsecurity=False).hexdigest()}",
    ]


def test_a_digest_is_of_the_body_in_any_of_its_forms(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    block = answer(chunked(packed), "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    fit = [digest for form in (chunked(packed), packed, PAGE) for digest in _digests(form)]
    unknown = ["sha1:", "sha1:short", "blake3:" + "A" * 52, "none", ":"]
    digests = [*fit, *unknown]
    path = write(
        tmp_path / "a.warc", *(record("response", URL, block, WARC_Payload_Digest=one) for one in digests)
    )
    assert (len(pages(path)), said(path)) == (len(digests), [])


@pytest.mark.parametrize("digest", _digests(b"another page"))
def test_a_body_that_is_not_the_one_of_its_digest_is_left_out(tmp_path: Path, digest: str) -> None:
    path = write(tmp_path / "a.warc", record("response", URL, answer(), WARC_Payload_Digest=digest))
    assert pages(path) == []
    (line,) = said(path)
    assert "its body is not the one of its WARC-Payload-Digest" in line


def test_the_checksum_of_a_packed_record_counts_more_than_its_digest(tmp_path: Path) -> None:
    digest = "sha1:" + "A" * 32
    path = write(tmp_path / "a.warc.gz", record("response", URL, answer(), WARC_Payload_Digest=digest))
    assert [page.body() for page in pages(path)] == [PAGE]


# What is explained.


@BOTH
@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (record("response", URL, answer(), WARC_Truncated="time"), "truncated when it was kept: 'time'"),
        (record("response", URL, answer(), WARC_Segment_Number="1"), "one of several segments"),
        (record("continuation", URL, b"</html>", WARC_Segment_Number="2"), "one of several segments"),
        (record("screenshot", URL, b"x"), "of the unknown type 'screenshot'"),
        (record("response", None, answer()), "response of '', which is no web address"),
        (
            record("response", "ttps://www.osce.org/", answer()),
            "response of 'ttps://www.osce.org/', which is",
        ),
        (record("response", URL, b""), "status line ''"),
        (record("response", URL, PAGE), "status line '<!DOCTYPE"),
        (record("response", URL, answer(status="HTTP/1.1 99")), "status line 'HTTP/1.1 99'"),
        (record("conversion", "urn:x", b"text"), "conversion of 'urn:x', which is no web address"),
        (record("response", URL, answer(), Content_Length="+9"), "shorter than it says"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_record_that_gives_no_page_is_explained_and_those_around_it_are_read(
    tmp_path: Path, name: str, bad: bytes, why: str
) -> None:
    good = [record("response", URL + str(n), answer()) for n in range(4)]
    path = write(tmp_path / name, *good[:2], bad, *good[2:])
    is_torn = name == "a.warc" and "shorter" in why
    assert [page.url[-1] for page in pages(path)] == [*"0123"][: 2 if is_torn else 4]
    (line,) = said(path)
    assert line.startswith("torn at byte") if is_torn else why in line


def test_an_answer_that_was_kept_twice_is_two_pages(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", *[record("response", URL, answer())] * 2)
    assert [page.offset > 0 for page in pages(path)] == [False, True]


ARC = (
    b"filedesc://a.arc 0.0.0.0 20010203040506 text/plain 76\n1 0 Internet Archive\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
    b"http://www.osce.org/ 1.2.3.4 20010203040506 text/html 52\nHTTP/1.0 200 OK\n\n<p>\n"
)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.arc", ARC, "an ARC file, which is not supported: `warcio recompress` makes a WARC file of it"),
        ("a.arc.gz", gzip.compress(ARC, mtime=0), "an ARC file"),
        ("A.ARC.GZ", gzip.compress(ARC, mtime=0), "an ARC file"),
        ("a.warc.gz", gzip.compress(ARC, mtime=0), "an ARC file"),
        ("a.warc", ARC, "an ARC file"),
        ("a.warc.zst", zstd.compress(record("response", URL, answer())), "compressed with Zstandard"),
        ("a.warc.lz4", b"\x04\x22\x4d\x18\x60\x40\x82", "compressed with LZ4"),
    ],
)
def test_formats_that_are_not_supported_are_named_in_one_line(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SavedPageError) as fault:
        pages_in(path)
    assert str(fault.value).startswith(f"{path}: {why}")
    assert "\n" not in str(fault.value)


def test_extract_and_a_replay_read_what_others_kept_and_name_the_rest(tmp_path: Path) -> None:
    page = release_page().encode()
    item = "https://www.osce.org/secretariat/30000"
    (tmp_path / "kept").mkdir()
    write(
        tmp_path / "kept" / "crawl.warc.gz",
        record("warcinfo", None, b"software: another\r\n"),
        record("request", f"{item}1", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", f"<{item}1>", answer(chunked(page), "Transfer-Encoding: chunked")),
        record("response", f"{item}2", answer(brotli.compress(page), "Content-Encoding: br"), version="1.1"),
        record("response", f"{item}3", answer(page), WARC_Truncated="length"),
        record("resource", f"{item}4", page, Content_Type=HTML, WARC_Date="2026-01-02T04:04:05+01:00"),
    )
    (tmp_path / "kept" / "old.arc.gz").write_bytes(gzip.compress(ARC, mtime=0))
    extracted = run("extract", tmp_path / "kept")
    replayed = run("crawl", "press_releases", "--saved", tmp_path / "kept", "--output", tmp_path / "output")
    urls = [f"{item}{n}" for n in "124"]
    records = [json.loads(line) for line in extracted.stdout.splitlines()]
    assert sorted(one["url"] for one in records) == urls
    assert {one["retrieved_at"] for one in records} == {MOMENT}
    assert sorted(one["url"] for one in lines_of(tmp_path / "output" / "press_releases.jsonl")) == urls
    for told in (extracted.stderr, replayed.stdout):
        assert "truncated when it was kept: 'length'" in told
        assert "old.arc.gz: an ARC file, which is not supported" in told
        assert "Traceback" not in told
    assert (extracted.returncode, replayed.returncode) == (2, 3)
