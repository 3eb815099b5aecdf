"""What an archive gives for a capture: the page of then, or why there is none."""

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.archive.capture_list import Capture, Kind
from osce_crawler.archive.exchange import Response
from osce_crawler.archive.memento import LONGEST_RECORD, Memento, NoMemento, Redirect, from_range, from_replay
from tests.archive.exchanging import FILE, URL, answer, capture

_MEMENTO = "Tue, 12 Apr 2016 10:00:00 GMT"
_OF_THEN = "2016-04-12T10:00:00Z"
_WEB = "https://web.archive.org/web"


def came(one: Memento | Redirect | NoMemento) -> Memento:
    assert isinstance(one, Memento), one
    return one


def why(one: Memento | Redirect | NoMemento) -> tuple[str, bool]:
    assert isinstance(one, NoMemento), one
    return one.why, one.is_final


class TestReplay:
    """`<timestamp>id_/<url>` gives the body as captured, and headers of then with a prefix."""

    def test_the_wayback_machine_puts_a_prefix_before_headers_of_then(self) -> None:
        one = came(
            from_replay(
                capture(kind=Kind.WAYBACK),
                answer(
                    b"page", Server="nginx", Content_Type="text/html; charset=utf-8", Memento_Datetime=_MEMENTO,
                    X_Archive_Orig_Server="Apache", X_Archive_Orig_Last_Modified="Mon, 11 Apr 2016 00:00:00 GMT",
                    Link='<x>; rel="timegate"', X_App_Server="wwwb-app3", Date="today",
                ),
            )
        )  # fmt: skip
        assert (one.url, one.status, one.moment, one.body) == (URL, 200, _OF_THEN, b"page")
        assert one.headers == [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Server", "Apache"),
            ("Last-Modified", "Mon, 11 Apr 2016 00:00:00 GMT"),
        ]

    def test_pywb_leaves_most_headers_as_they_are(self) -> None:
        headers = {
            "X_Drupal": "7",
            "X_Archive_Orig_Date": "then",
            "Date": "now",
            "Link": "</x.css>; rel=preload",
        }
        one = came(from_replay(capture(), answer(b"page", Memento_Datetime=_MEMENTO, Server="us", **headers)))
        assert one.headers == [("X-Drupal", "7"), ("Date", "then"), ("Link", "</x.css>; rel=preload")]

    def test_a_packed_body_stays_packed_with_the_header_that_says_so(self) -> None:
        packed = gzip.compress(b"page")
        one = came(from_replay(capture(), answer(packed, Memento_Datetime=_MEMENTO, Content_Encoding="gzip")))
        assert (one.body, one.headers) == (packed, [("Content-Encoding", "gzip")])

    def test_a_body_that_the_archive_unpacked_is_not_called_packed(self) -> None:
        headers = {"X_Archive_Orig_Content_Encoding": "gzip", "X_Archive_Orig_Content_Length": "900"}
        one = came(from_replay(capture(), answer(b"page", Memento_Datetime=_MEMENTO, **headers)))
        assert one.headers == [("Content-Length", "900")]

    def test_what_came_has_its_own_moment_and_not_the_one_asked_for(self) -> None:
        one = came(from_replay(capture(), answer(b"page", Memento_Datetime="Wed, 01 Jan 2014 05:06:07 GMT")))
        assert one.moment == "2014-01-01T05:06:07Z"

    @pytest.mark.parametrize(
        ("location", "at"),
        [
            (f"{_WEB}/20150101000000id_/{URL}", f"{_WEB}/20150101000000id_/{URL}"),
            (f"/web/20150101000000/{URL}", f"{_WEB}/20150101000000id_/{URL}"),
            (f"{_WEB}/20150101000000im_/http://osce.org:80/secretariat/232501/",
             f"{_WEB}/20150101000000id_/http://osce.org:80/secretariat/232501/"),
        ],
    )  # fmt: skip
    def test_a_redirect_to_another_capture_of_the_page_is_followed(self, location: str, at: str) -> None:
        asked = capture(kind=Kind.WAYBACK, at=f"{_WEB}/20160412100000id_/{URL}")
        assert from_replay(asked, answer(b"", 302, Location=location)) == Redirect(at)

    @pytest.mark.parametrize(
        "location",
        [
            "https://evil.example/web/20150101000000id_/https://www.osce.org/secretariat/232501",
            f"{_WEB}/20150101000000id_/https://www.osce.org/other",
            "/login",
            "http://[",
        ],
    )
    def test_a_redirect_anywhere_else_is_explained(self, location: str) -> None:
        asked = capture(kind=Kind.WAYBACK, at=f"{_WEB}/20160412100000id_/{URL}")
        said, is_final = why(from_replay(asked, answer(b"", 302, Location=location)))
        assert said.startswith("led elsewhere: ")
        assert is_final

    def test_a_captured_redirect_from_http_to_https_is_the_page_s_own(self) -> None:
        url = URL.replace("https", "http")
        asked = capture(url=url, at=f"{_WEB}/20160412100000id_/{url}")
        location = f"{_WEB}/20160412100000id_/{URL}"
        redirect = answer(b"", 301, Location=location, Memento_Datetime=_MEMENTO)
        assert why(from_replay(asked, redirect)) == ("redirect capture (HTTP 301)", True)

    @pytest.mark.parametrize(
        ("status", "said", "is_final"),
        [
            (404, "not archived (HTTP 404)", True),
            (410, "not archived (HTTP 410)", True),
            (403, "blocked by the archive (HTTP 403)", False),
            (451, "blocked by the archive (HTTP 451)", False),
            (429, "HTTP 429", False),
            (504, "HTTP 504", False),
            (200, "a page of the archive came, no capture (no Memento-Datetime)", False),
        ],
    )
    def test_an_answer_of_the_archive_itself_is_no_capture(
        self, status: int, said: str, is_final: bool
    ) -> None:
        assert why(from_replay(capture(), answer("<title>Wayback Machine</title>", status))) == (
            said,
            is_final,
        )

    def test_what_the_archive_keeps_from_the_public_is_blocked_for_good(self) -> None:
        said = "RobotAccessControlException: Blocked By Robots"
        blocked = answer("", 403, X_Archive_Wayback_Runtime_Error=said)
        assert why(from_replay(capture(kind=Kind.WAYBACK), blocked)) == (
            f"blocked by the archive ({said})",
            True,
        )

    @pytest.mark.parametrize("status", [404, 410, 503])
    def test_an_error_of_then_is_an_error_capture(self, status: int) -> None:
        said = why(from_replay(capture(), answer(b"", status, Memento_Datetime=_MEMENTO)))
        assert said == (f"error capture (HTTP {status})", True)

    def test_a_page_of_which_a_part_was_captured_is_truncated(self) -> None:
        part = answer(b"x" * 10, Memento_Datetime=_MEMENTO, X_Archive_Orig_Content_Length="5000")
        assert why(from_replay(capture(), part)) == ("truncated when it was captured: 10 of 5000 bytes", True)

    def test_a_page_that_the_archive_packs_for_the_way_is_not_taken_for_a_part(self) -> None:
        packed = gzip.compress(b"x" * 5000)
        headers = {"X_Archive_Orig_Content_Length": "5000", "Content_Encoding": "gzip"}
        assert (
            came(from_replay(capture(), answer(packed, Memento_Datetime=_MEMENTO, **headers))).body == packed
        )

    @pytest.mark.parametrize(
        "stated", ["yesterday", "Tue, 99 Apr 2016 10:00:00 GMT", "Wed, 01 Jan 1969 00:00:00 GMT"]
    )
    def test_a_date_that_is_none_is_named(self, stated: str) -> None:
        said, is_final = why(from_replay(capture(), answer(b"", Memento_Datetime=stated)))
        assert "Memento-Datetime is no date" in said
        assert not is_final  # a fault of the archive: another time it may state one

    def test_without_an_answer_the_fault_is_passed_on(self) -> None:
        assert why(from_replay(capture(), Response(fault="no answer in time"))) == (
            "no answer in time",
            False,
        )
        assert why(from_replay(capture(), Response(fault="refused by robots.txt", is_final=True)))[1]


_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Crawl-Content-Encoding: gzip\r\n\r\npage"
_HEAD = {
    "WARC-Type": "response",
    "WARC-Target-URI": URL,
    "WARC-Date": _OF_THEN,
    "Content-Type": "application/http; msgtype=response",
}


def record(content: bytes = _HTTP, head: Mapping[str, str] = _HEAD, length: int | None = None) -> bytes:
    """A record of Common Crawl's: a gzip member."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    stated = len(content) if length is None else length
    return gzip.compress(
        f"WARC/1.0\r\n{lines}Content-Length: {stated}\r\n\r\n".encode() + content + b"\r\n\r\n", mtime=0
    )


def of_part(
    packed: bytes, status: int = 206, content_range: str | None = None, **changes: str
) -> Memento | NoMemento:
    asked = Capture(
        URL, "20160412100000", Kind.COMMON_CRAWL, f"https://data.commoncrawl.org/{FILE}", 200, "text/html",
        offset=1000, length=len(packed),
    )  # fmt: skip
    part = f"bytes 1000-{1000 + len(packed) - 1}/99999" if content_range is None else content_range
    headers = {"Content_Range": part, **changes}
    return from_range(asked, answer(packed, status, **headers))


class TestPartOfAFile:
    """Common Crawl: a gzip member of a WARC file, by its offset and length."""

    def test_the_answer_is_taken_out_of_the_record(self) -> None:
        one = came(of_part(record()))
        assert (one.url, one.moment, one.status, one.body) == (URL, _OF_THEN, 200, b"page")
        assert one.headers == [("Content-Type", "text/html"), ("X-Crawl-Content-Encoding", "gzip")]

    def test_chunks_are_joined(self) -> None:
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n"
        assert came(of_part(record(chunked))).body == b"page"

    def test_addresses_in_angle_brackets_are_the_same(self) -> None:
        assert came(of_part(record(head=_HEAD | {"WARC-Target-URI": f"<{URL}>"}))).url == URL

    def test_a_header_stays_one_line(self) -> None:
        one = came(of_part(record(b"HTTP/1.1 200 OK\r\nX-A: b\rWARC/1.0\r\n folded\r\n\r\n")))
        assert all("\r" not in value and "\n" not in value for _, value in one.headers)

    @pytest.mark.parametrize(
        ("head", "said"),
        [
            ({"WARC-Target-URI": "https://www.osce.org/other"}, "another record lies there: 'https://www.osce.org/other'"),
            ({"WARC-Date": "2015-04-12T10:00:00Z"}, "of 2015-04-12T10:00:00Z"),
            ({"WARC-Type": "revisit", "WARC-Refers-To-Date": "2015-01-01T00:00:00Z"},
             "revisit: its content is that of 2015-01-01T00:00:00Z"),
            ({"WARC-Type": "revisit"}, "revisit: its content is that of an earlier one"),
            ({"WARC-Type": "request"}, "its record is no answer of the site"),
            ({"WARC-Truncated": "length"}, "truncated when it was captured: length"),
        ],
    )  # fmt: skip
    def test_a_record_that_is_not_the_listed_one_is_explained(self, head: dict[str, str], said: str) -> None:
        found, is_final = why(of_part(record(head=_HEAD | head)))
        assert said in found
        assert is_final

    @pytest.mark.parametrize(
        "packed",
        [
            b"",
            b"<html>",
            record()[:-4],
            record()[:40],
            gzip.compress(b"", mtime=0),
            gzip.compress(b"<html>no WARC</html>", mtime=0),
            gzip.compress(b"\0" * (LONGEST_RECORD + 1), mtime=0),
            record(length=10**6),
            record(b"not HTTP"),
            record(b""),
        ],
    )
    def test_what_is_no_record_is_named(self, packed: bytes) -> None:
        assert len(why(of_part(packed))[0]) < 200

    def test_an_error_of_then_is_an_error_capture(self) -> None:
        gone = record(b"HTTP/1.1 404 Not Found\r\n\r\ngone")
        assert why(of_part(gone)) == ("error capture (HTTP 404)", True)

    def test_a_server_that_ignores_range_is_refused(self) -> None:
        said = "the server ignores Range and sends the whole file"
        assert why(of_part(record(), 200, "")) == (said, False)

    @pytest.mark.parametrize("content_range", ["bytes 0-9/99999", "bytes 1000-1001/99999", "", "x"])
    def test_another_part_of_the_file_is_refused(self, content_range: str) -> None:
        said, is_final = why(of_part(record(), content_range=content_range))
        assert said.startswith("another part of the file came: ")
        assert not is_final

    @pytest.mark.parametrize(("status", "is_final"), [(404, True), (416, True), (403, False), (503, False)])
    def test_a_file_that_is_not_given_is_named_by_its_status(self, status: int, is_final: bool) -> None:
        said, final = why(of_part(b"", status))
        assert (f"HTTP {status}" in said, final) == (True, is_final)


@given(st.binary(max_size=80), st.sampled_from([b"", _HTTP, record()[:60]]))
def test_nothing_in_a_record_breaks_the_fetch(content: bytes, before: bytes) -> None:
    for packed in (
        before + content,
        gzip.compress(before + content, mtime=0),
        record(content),
        record(before + content),
    ):
        assert isinstance(of_part(packed) if packed else NoMemento(""), Memento | NoMemento)


@given(
    st.dictionaries(st.sampled_from(["Location", "Memento_Datetime", "Content_Encoding", "Link"]), st.text())
)
def test_no_header_of_a_replay_breaks_the_fetch(headers: dict[str, str]) -> None:
    for status in (200, 302, 404):
        assert from_replay(capture(), answer(b"", status, **headers))


_OTHER = "https://www.osce.org/secretariat/300002"


class TestWhatIsNotBelieved:
    """A moment that has not come, and another item."""

    def test_a_moment_in_the_future_is_no_capture(self) -> None:
        one = from_replay(capture(), answer(b"page", Memento_Datetime="Thu, 01 Jan 2099 00:00:00 GMT"))
        assert why(one) == ("its Memento-Datetime is in the future: 2099-01-01T00:00:00Z", True)

    def test_a_clock_may_be_some_minutes_ahead(self) -> None:
        soon = datetime.now(UTC) + timedelta(minutes=5)
        assert came(from_replay(capture(), answer(b"p", Memento_Datetime=format_datetime(soon, usegmt=True))))

    @pytest.mark.parametrize(
        "link",
        [
            f'<{_OTHER}>; rel="original"',
            f'<https://a.example/web/http://www.osce.org/1>; rel="timemap"; type="a, b", <{_OTHER}>;rel=original',
            f'<{_OTHER}>; type="text/html"; rel="first original"',
        ],
    )
    def test_the_archive_says_that_another_item_came(self, link: str) -> None:
        one = from_replay(capture(), answer(b"page", Memento_Datetime=_MEMENTO, Link=link))
        assert why(one) == (f"another page came: the archive calls it {_OTHER}", True)

    @pytest.mark.parametrize(
        "link",
        [
            f'<{URL}>; rel="original"',
            f'<{URL.replace("https://www.", "http://").replace(".org", ".org:80")}/>; rel="original"',
            f'<{URL.replace("secretariat", "ru/node")}>; rel="original"',
            '<https://www.osce.org/>; rel="original"',
            f'<{_OTHER}>; rel="canonical"',
            f'<{_OTHER}>; title="rel=original"',
            "<" * 50_000,
            "<x>" + "; a=b" * 20_000,
            'rel="original"',
        ],
    )
    def test_the_same_item_under_other_names_is_believed(self, link: str) -> None:
        assert came(from_replay(capture(), answer(b"page", Memento_Datetime=_MEMENTO, Link=link)))
