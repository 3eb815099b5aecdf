"""WARC files as they are read: ours, those of others, and torn ones."""

import gzip
import random
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
import warcio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from osce_crawler.archive.archived_page import ArchivedPage
from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.warc import faults_in, pages_in, stream
from osce_crawler.archive.warc_records import TornError, records
from osce_crawler.moments import FORMAT
from osce_crawler.settings import DOWNLOAD_MAXSIZE
from tests.archive import foreign
from tests.archive.answers import HTML, URL, Answer, numbered, warc

MOMENT = "2026-01-02T03:04:05Z"


def test_an_answer_is_what_came_and_when(tmp_path: Path) -> None:
    headers = [("Content-Type", HTML), ("ETag", '"1"'), ("Location", "/секретариат")]
    (found,) = pages_in(warc(tmp_path / "a.warc.gz", Answer("один".encode(), status=301, headers=headers)))
    assert (found.url, found.status, found.retrieved_at, found.content_type) == (URL, 301, MOMENT, HTML)
    assert found.headers["ETag"] == '"1"'
    assert found.headers["Location"].startswith("/%D1%81")
    page = found.page()
    assert (page.url, page.status, page.content_type, page.body) == (URL, 301, HTML, "один".encode())


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
def test_a_body_that_came_packed_is_unpacked(
    tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    headers = [("Content-Type", HTML), ("Content-Encoding", encoding)]
    (found,) = pages_in(warc(tmp_path / "a.warc.gz", Answer(pack(b"<p>page</p>" * 99), headers=headers)))
    assert found.body() == b"<p>page</p>" * 99


@pytest.mark.parametrize(
    "body", [gzip.compress(bytes(DOWNLOAD_MAXSIZE + 1), mtime=0), b"\x1f\x8b\x08 not gzip at all"]
)
def test_a_body_that_cannot_be_unpacked_costs_its_page_alone(tmp_path: Path, body: bytes) -> None:
    packed = Answer(body, headers=[("Content-Encoding", "gzip")])
    bad, good = pages_in(warc(tmp_path / "a.warc.gz", packed, Answer(b"good", URL + "1")))
    with pytest.raises(SavedPageError, match=r"^\S+/a\.warc\.gz, byte \d+: cannot be decompressed \(.*\)$"):
        bad.body()
    assert good.body() == b"good"


def test_the_text_of_a_page_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.wet.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, text in ((URL, "Пресс-релиз\nНазвание"), ("no address", "Text")):
            headers = {"WARC-Date": MOMENT}
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "conversion",
                    payload=BytesIO(text.encode()),
                    warc_content_type="text/plain",
                    warc_headers_dict=headers,
                )
            )
    (found,) = pages_in(path)
    assert (found.url, found.status, found.retrieved_at) == (URL, 200, MOMENT)
    assert found.content_type == "text/plain; charset=utf-8"
    assert (found.headers, found.body().decode()) == ({}, "Пресс-релиз\nНазвание")


def test_an_answer_that_nothing_changed_is_no_page(tmp_path: Path) -> None:
    assert pages_in(warc(tmp_path / "a.warc.gz", Answer(b"", status=304))) == ()


def _unpacked(path: Path) -> Path:
    plain = path.with_suffix("")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    return plain


def _ends(path: Path) -> list[int]:
    with path.open("rb") as file:
        starts = [record.offset for record in records(file, 1 << 20)]
    return [*starts[1:], path.stat().st_size]


@pytest.mark.parametrize("plain", [False, True])
def test_a_file_cut_at_any_byte_gives_all_that_was_whole_before_the_cut(tmp_path: Path, plain: bool) -> None:
    answers = numbered(3)
    path = warc(tmp_path / "a.warc.gz", *answers)
    path = _unpacked(path) if plain else path
    whole, ends = path.read_bytes(), _ends(path)
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        found = pages_in(path)
        expected = answers[: max(0, sum(end <= cut for end in ends) - 1)]
        assert [(page.url, page.body()) for page in found] == [(a.url, a.body) for a in expected], cut


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"?" * 99, b"WARC/1.1\r\n"])
def test_a_tail_that_is_no_record_is_left_out(tmp_path: Path, tail: bytes) -> None:
    path = warc(tmp_path / "a.warc.gz", *numbered(3))
    end = path.stat().st_size
    path.write_bytes(path.read_bytes() + tail)
    assert len(pages_in(path)) == 3
    assert faults_in(path) == (
        f"{path}: torn at byte {end}; the 3 answers before it are read, nothing behind it",
    )


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_empty_file_is_named_as_empty(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    assert pages_in(path) == ()
    assert faults_in(path) == (f"{path}: the file is empty",)


def test_a_torn_file_is_named_with_the_place(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", *numbered(3))
    path.write_bytes(path.read_bytes()[:-1])
    assert len(pages_in(path)) == len(pages_in(path)) == 2
    assert faults_in(path) == (
        f"{path}: torn at byte {_tear(path)}; the 2 answers before it are read, nothing behind it",
    )


def _tear(path: Path) -> int:
    with path.open("rb") as file, pytest.raises(TornError) as torn:
        list(records(file, 1 << 20))
    return torn.value.offset


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html></html>", "not a WARC file (begins with b'<html')"),
        (b"\x89PNG\r\n", "not a WARC file (begins with b'\\x89PNG\\r')"),
        (gzip.compress(b"<html></html>", mtime=0), "not a WARC file (its first record: it has no head)"),
        (gzip.compress(b"\x1b[31m" * 99, mtime=0), "not a WARC file (its first record: it has no head)"),
    ],
)
def test_a_file_that_is_no_warc_is_refused_in_one_line(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    with pytest.raises(SavedPageError) as error:
        pages_in(path)
    assert str(error.value) == f"{path}: {fault}"


def test_a_file_packed_as_a_whole_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", *numbered(2))
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    with pytest.raises(SavedPageError, match=r"record by record: use `warcio recompress`$"):
        pages_in(path)


def test_a_folder_by_the_name_of_a_file_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc").mkdir()
    for name, fault in (("a.warc", "not a file"), ("b.warc", "No such file")):
        with pytest.raises(SavedPageError, match=rf"{name}: {fault}"):
            pages_in(tmp_path / name)


def test_a_file_that_shrank_since_it_was_listed_is_named(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", *numbered(2))
    _, last = pages_in(path)
    path.write_bytes(path.read_bytes()[: last.offset + 10])
    with pytest.raises(SavedPageError, match=rf"^{path}, byte {last.offset}: the file has changed"):
        last.body()


class Foreign:
    """A WARC file as another program writes it."""

    def __init__(self) -> None:
        self.out = BytesIO()
        self.writer = WARCWriter(self.out, gzip=True)

    def add(
        self, type_: str, url: str = URL, http: str = "HTTP/1.1 200 OK", body: bytes = b"", **head: str
    ) -> None:
        """Add a record of this type; `head` holds WARC headers, with _ for -."""
        protocol, _, status = http.partition(" ")
        record: ArcWarcRecord = self.writer.create_warc_record(
            url,
            type_,
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(status, [("Transfer-Encoding", "chunked")], protocol=protocol),
            warc_headers_dict={"WARC-Date": MOMENT} | {k.replace("_", "-"): v for k, v in head.items()},
        )
        self.writer.write_record(record)

    def save(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


CHUNKED = b"4\r\n<p>a\r\n5\r\n</p>\n\r\n0\r\n\r\n"


def test_answers_of_another_program_are_read_among_its_other_records(tmp_path: Path) -> None:
    foreign = Foreign()
    foreign.add("request", http="GET / HTTP/1.1")
    foreign.add("response", body=CHUNKED, WARC_Date="2026-01-02T03:04:05.678901Z")
    foreign.add("metadata", body=b"via: x")
    foreign.add("response", url="dns:www.osce.org", body=b"20260102 www.osce.org")
    (found,) = pages_in(foreign.save(tmp_path / "a.warc.gz"))
    assert (found.url, found.retrieved_at, found.body()) == (URL, MOMENT, b"<p>a</p>\n")


@pytest.mark.parametrize(
    "broken",
    [
        {"http": "HTTP/1.1 none"},
        {"http": "HTTP/1.1 999 Odd"},
        {"url": "http://"},
        {"url": "http://www.osce.org/\x1b[31m"},
        {"WARC_Date": "yesterday"},
    ],
)
def test_a_record_that_cannot_be_is_left_out_alone(tmp_path: Path, broken: dict[str, str]) -> None:
    foreign = Foreign()
    foreign.add("response", url=URL + "0", body=CHUNKED)
    foreign.add("response", **{"body": CHUNKED} | broken)  # type: ignore[arg-type]
    foreign.add("response", url=URL + "2", body=CHUNKED)
    path = foreign.save(tmp_path / "a.warc.gz")
    assert [page.url for page in pages_in(path)] == [URL + "0", URL + "2"]
    (fault,) = faults_in(path)
    assert " is left out (" in fault
    assert "\x1b" not in fault


def test_of_very_many_faults_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", Answer())
    path.write_bytes(path.read_bytes() + gzip.compress(b"", mtime=0) * 1_000)
    assert [page.url for page in pages_in(path)] == [URL]
    assert len(faults_in(path)) == 21
    assert faults_in(path)[-1] == f"{path}: 980 more faults"


def test_a_record_longer_than_any_page_is_left_out_alone(tmp_path: Path) -> None:
    endless = Answer(bytes(DOWNLOAD_MAXSIZE + 2**21), URL + "1")
    path = warc(tmp_path / "a.warc.gz", Answer(), endless, Answer(url=URL + "2"))
    for file in (path, _unpacked(path)):
        assert [page.url for page in pages_in(file)] == [URL, URL + "2"]
        assert "longer than any page" in "".join(faults_in(file))


# What fastwarc passes over.


def _new(folder: Path, suffix: str = ".warc.gz") -> Path:
    """A file of its own for each example: what was read of a file is remembered."""
    return Path(tempfile.mkdtemp(dir=folder), f"a{suffix}")


def _records(count: int, size: int = 20) -> list[bytes]:
    return [
        gzip.compress(
            foreign.record("response", f"{URL}{n}", foreign.answer(b"<p>" + b"%d" % n * size)), mtime=0
        )
        for n in range(count)
    ]


def _urls(path: Path) -> list[str]:
    return [page.url.removeprefix(URL) for page in pages_in(path)]


@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (gzip.compress(b"", mtime=0), "it has no head"),
        (gzip.compress(b"<html>", mtime=0), "it has no head"),
        (
            gzip.compress(foreign.record("response", URL, foreign.answer(), Content_Length="0"), mtime=0),
            "shorter than it says",
        ),
        (
            gzip.compress(foreign.record("response", URL, foreign.answer(), Content_Length="999"), mtime=0),
            "shorter than it says",
        ),
        (
            gzip.compress(foreign.record("response", URL, foreign.answer()) * 2, mtime=0),
            "compressed as a whole",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_that_is_no_record_costs_itself_wherever_it_lies(
    tmp_path: Path, odd: bytes, why: str, at: int
) -> None:
    path = tmp_path / "a.warc.gz"
    records = _records(6)
    path.write_bytes(b"".join([*records[:at], odd, *records[at:]]))
    if at == 0 and "shorter" not in why:
        with pytest.raises(SavedPageError, match=why):
            pages_in(path)
        return
    assert _urls(path) == [*"012345"]
    (fault,) = faults_in(path)
    assert fault.startswith(f"{path}: the record at byte {len(b''.join(records[:at]))} is left out ({why}")


@pytest.mark.parametrize("damage", [b"\0" * 30, b"?" * 30, b""])
def test_what_lies_behind_damage_is_said_to_be_lost(tmp_path: Path, damage: bytes) -> None:
    records = _records(6)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join([*records[:3], records[3][:20] + damage + records[3][40:], *records[4:]]))
    assert _urls(path) == [*"012"]
    place = len(b"".join(records[:3]))
    assert faults_in(path) == (
        f"{path}: torn at byte {place}; the 3 answers before it are read, nothing behind it",
    )


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=8), st.booleans(), st.integers(0, 9))
def test_each_record_is_found_again_at_its_place(
    tmp_path: Path, sizes: list[int], is_packed: bool, level: int
) -> None:
    bodies = [b"<p>" + bytes(range(256)) * (size >> 8) for n, size in enumerate(sizes)]
    records = [foreign.record("response", f"{URL}{n}", foreign.answer(body)) for n, body in enumerate(bodies)]
    pieces = [gzip.compress(one, level, mtime=0) if is_packed else one for one in records]
    path = _new(tmp_path)
    path.write_bytes(b"".join(pieces))
    places = [0, *accumulate(map(len, pieces))][:-1]
    streamed = [*stream(path)]
    assert all(isinstance(page, ArchivedPage) for page in streamed)
    assert [page.offset for page in streamed] == places
    assert [page.body() for page in streamed if isinstance(page, ArchivedPage)] == bodies
    assert [page.body() for page in pages_in(path)] == bodies


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.just(("keep", b"")),
            st.tuples(st.sampled_from(["cut", "flip", "insert"]), st.binary(min_size=1, max_size=9)),
        ),
        min_size=5,
        max_size=5,
    ),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_no_page_is_lost_without_a_word(
    tmp_path: Path, fates: list[tuple[str, bytes]], is_packed: bool, chance: random.Random
) -> None:
    whole = _records(5, size=30)
    pieces = whole if is_packed else [gzip.decompress(one) for one in whole]
    content = b"".join(_spoiled(piece, *fate, chance) for piece, fate in zip(pieces, fates, strict=True))
    path = _new(tmp_path)
    path.write_bytes(content)
    try:
        found = {*_urls(path)}
    except SavedPageError:
        return
    missing = {*"01234"} - found
    assert not missing or faults_in(path) or _renamed(found)


def _spoiled(piece: bytes, fate: str, by: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(piece))
    if fate == "cut":
        return piece[:at] + piece[at + len(by) :]
    if fate == "flip":
        return piece[:at] + by + piece[at + len(by) :]
    return piece[:at] + by + piece[at:] if fate == "insert" else piece


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["plain", "twice", "lines", "empty", "junk", "longer", "none"]), max_size=7),
    st.booleans(),
)
def test_what_is_listed_is_found_again_however_odd_the_file(
    tmp_path: Path, kinds: list[str], is_packed: bool
) -> None:
    path = _new(tmp_path)
    pieces = [b"".join(_odd(kind, n)) for n, kind in enumerate(["plain", *kinds])]
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) if is_packed else one for one in pieces))
    try:
        listed = pages_in(path)
    except SavedPageError:
        return
    streamed = [one for one in stream(path) if isinstance(one, ArchivedPage)]
    assert [page.body() for page in listed] == [page.body() for page in streamed]
    assert len({page.offset for page in listed}) == len(listed)


def _odd(kind: str, number: int) -> list[bytes]:
    """Records of one size, so that no length tells one from the other."""
    good = foreign.record("response", f"{URL}{number}", foreign.answer())
    return {
        "plain": [good],
        "twice": [good, good],
        "lines": [b"\r\n"],
        "empty": [],
        "junk": [b"junk\r\n"],
        "longer": [good.replace(b"Content-Length: 1", b"Content-Length: 2")],
        "none": [good.replace(b"Content-Length", b"Content-Width")],
    }[kind]


def _renamed(found: set[str]) -> bool:
    """Whether a page is there under an address that was spoiled."""
    return bool(found - {*"01234"})


def _of_warcio(path: Path) -> list[tuple[str, int, str | None, bytes]]:
    found = []
    with path.open("rb") as file:
        for record in warcio.ArchiveIterator(file):
            if record.rec_type in {"response", "conversion"}:
                url = record.rec_headers.get_header("WARC-Target-URI")
                http = record.http_headers
                status = int(http.get_statuscode()) if http else 200
                kind = http.get_header("Content-Type") if http else "text/plain; charset=utf-8"
                found.append((url, status, kind, record.content_stream().read()))
    return found


def test_a_record_whose_lines_end_otherwise_is_not_taken_for_a_part_of_the_next(tmp_path: Path) -> None:
    ends = [b"\n", b"\r\n", b"\n", b"\n", b"\r\n", b"\r\n", b"\r\n"]
    records = [foreign.record("conversion", f"{URL}{n}", b"", end=end) for n, end in enumerate(ends)]
    for order in (records, records[::-1]):
        path = foreign.write(_new(tmp_path, ".warc"), *order)
        assert sorted(_urls(path)) == [*"0123456"]
        assert faults_in(path) == ()


_HEADS = st.dictionaries(
    st.sampled_from(["ETag", "server", "X-Crawl-Content-Encoding", "Set-Cookie", "content-language"]),
    st.text("abc ;=/\"'é", max_size=20).map(str.strip),
    max_size=3,
)
_FORMS = st.fixed_dictionaries(
    {
        "body": st.binary(max_size=300),
        "filling": st.sampled_from([0, 0, 70_000]),
        "type_": st.sampled_from(["response", "response", "conversion", "request", "metadata", "warcinfo"]),
        "status": st.sampled_from(["HTTP/1.1 200 OK", "HTTP/2 404", "HTTP/1.0 301 Moved", "HTTP/1.1 500"]),
        "headers": _HEADS,
        "packing": st.sampled_from(["", "gzip", "deflate"]),
        "in_chunks": st.booleans(),
        "version": st.sampled_from(["1.0", "1.1"]),
        "end": st.sampled_from([b"\r\n", b"\n"]),
    }
)
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
}


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_FORMS, min_size=1, max_size=8), st.booleans())
def test_another_reader_finds_the_same_pages(
    tmp_path: Path, forms: list[dict[str, Any]], is_packed: bool
) -> None:
    path = foreign.write(
        _new(tmp_path, ".warc.gz" if is_packed else ".warc"),
        *(_form(n, **form) for n, form in enumerate(forms)),
    )
    ours = [(page.url, page.status, page.content_type, page.body()) for page in pages_in(path)]
    assert ours == _of_warcio(path)
    assert faults_in(path) == ()


def _form(
    number: int,
    body: bytes,
    filling: int,
    type_: str,
    status: str,
    headers: dict[str, str],
    packing: str,
    in_chunks: bool,
    version: str,
    end: bytes,
) -> bytes:
    url, body = f"{URL}{number}", body + b"x" * filling
    if type_ not in {"response", "request"}:
        return foreign.record(type_, url, body, version=version, end=end)
    said = [f"{name}: {value}" for name, value in headers.items()]
    kept = _PACKERS[packing](body)
    if packing:
        said.append(f"Content-Encoding: {packing}")
    if in_chunks:
        kept = foreign.chunked(kept, 1_000)
        said.append("Transfer-Encoding: chunked")
    return foreign.record(type_, url, foreign.answer(kept, *said, status=status), version=version, end=end)


def test_an_answer_of_the_future_is_left_out_and_named_with_its_moment(tmp_path: Path) -> None:
    first, second = numbered(2)
    file = warc(tmp_path / "a.warc.gz", replace(first, moment="2999-01-01T00:00:00Z"), second)
    assert [page.url for page in pages_in(file)] == [second.url]
    (fault,) = faults_in(file)
    assert fault.endswith(f"(WARC-Date is in the future: 2999-01-01T00:00:00Z, {first.url!r})")


def test_the_clock_of_whoever_kept_an_answer_may_be_some_minutes_ahead(tmp_path: Path) -> None:
    (one,) = numbered(1)
    soon = (datetime.now(UTC) + timedelta(minutes=5)).strftime(FORMAT)
    assert len(pages_in(warc(tmp_path / "a.warc.gz", replace(one, moment=soon)))) == 1
