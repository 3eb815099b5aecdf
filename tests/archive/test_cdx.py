"""How the captures of an archive are listed: the CDX server API, and Common Crawl's index."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.archive import cdx
from osce_crawler.archive.capture_list import Capture, Kind
from osce_crawler.archive.cdx import Listed, MatchError, NoIndexError, Query, listing, match_of
from osce_crawler.archive.cdx_response import short
from osce_crawler.archive.exchange import Request, Response
from tests.archive.exchanging import (
    COMMON_CRAWL,
    FILE,
    NAMES,
    PYWB,
    URL,
    WAYBACK,
    Archive,
    answer,
    arrays,
    lines,
    query_of,
    row,
)

_MATCH = match_of("osce.org/secretariat/*")


def listed(archive: Archive, query: Query) -> tuple[Listed, list[Capture]]:
    captures: list[Capture] = []
    return archive.hold(listing(query, captures.append)), captures


def refusal(archive: Archive, query: Query) -> str:
    with pytest.raises(NoIndexError) as refused:
        listed(archive, query)
    return str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "url", "kind"),
    [
        ("osce.org/press-releases/*", "osce.org/press-releases/", "prefix"),
        ("osce.org/node/12*", "osce.org/node/12", "prefix"),
        ("https://www.osce.org/*", "https://www.osce.org/", "prefix"),
        ("*.osce.org", "osce.org", "domain"),
        ("https://www.osce.org/cio/232506", "https://www.osce.org/cio/232506", "exact"),
        ("osce.org", "osce.org", "exact"),
    ],
)
def test_a_pattern_is_asked_for_in_the_words_of_the_api(pattern: str, url: str, kind: str) -> None:
    assert match_of(pattern) == (url, kind)


@pytest.mark.parametrize(
    "pattern",
    ["", "*", "osce*", "osce.org*", "*.osce.org/cio/*", "osce.org/*/cio", "a b", "ftp://osce.org/*", "me:pw@osce.org/*",
     "http:///x", "osce.org/\x1b*", "*.", "*.osce.org/x"],
)  # fmt: skip
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(MatchError, match="is no pattern"):
        match_of(pattern)


class TestWayback:
    """An array of arrays; a key behind an empty array says where to go on."""

    def test_pages_are_followed_by_their_resume_keys(self) -> None:
        pages = {
            None: arrays([row(0), row(1)], "k+1"),
            "k+1": arrays([row(2)], "k 2&x"),
            "k 2&x": arrays([row(3)]),
        }

        def answered(request: Request) -> Response:
            return answer(pages[query_of(request).get("resumeKey")])

        archive = Archive(answered)
        result, captures = listed(archive, Query(WAYBACK, _MATCH, "2016-01-01", "2016-12-31"))
        assert (result.kind, result.captures, result.faults, result.remarks) == (Kind.WAYBACK, 4, [], [])
        assert [one.digest for one in captures] == ["D0", "D1", "D2", "D3"]
        assert captures[1] == Capture(
            URL, "20160412000001", Kind.WAYBACK, f"https://web.archive.org/web/20160412000001id_/{URL}", 200,
            "text/html", "D1",
        )  # fmt: skip
        wanted = {"url": "osce.org/secretariat/", "matchType": "prefix", "output": "json"}
        between = {"from": "20160101000000", "to": "20161231235959"}
        assert archive.queries[0] == wanted | {"limit": "1"}
        assert archive.queries[1] == wanted | between | {"limit": "10000", "showResumeKey": "true"}

    def test_an_empty_index_has_no_captures(self) -> None:
        result, captures = listed(Archive(lambda _: answer("[]\n")), Query(WAYBACK, _MATCH))
        assert (result, captures) == (Listed(), [])

    def test_errors_and_revisits_are_listed_too(self) -> None:
        rows = [row(0, statuscode="404"), row(1, mimetype="warc/revisit", statuscode="-"), row(2, digest="-")]
        _, captures = listed(Archive(lambda _: answer(arrays(rows))), Query(WAYBACK, _MATCH))
        assert [one.status for one in captures] == [404, None, 200]
        assert captures[2].digest is None

    @pytest.mark.parametrize("key", ["same", ""])
    def test_a_key_that_comes_again_ends_the_list(self, key: str) -> None:
        archive = Archive(lambda _: answer(arrays([row(0)], key)))
        result, _ = listed(archive, Query(WAYBACK, _MATCH))
        assert len(archive.asked) == 3
        assert "leads in a circle" in result.faults[0]

    def test_an_index_without_end_is_left_at_the_budget(self) -> None:
        def answered(request: Request) -> Response:
            return answer(arrays([row(0)], f"{query_of(request).get('resumeKey', '')}x"))

        archive = Archive(answered)
        result, _ = listed(archive, Query(WAYBACK, _MATCH))
        assert len(archive.asked) == 1_001
        assert result.faults == [f"{WAYBACK}: {cdx._OVER_BUDGET}"]

    def test_a_page_of_garbage_ends_the_list_with_one_line(self) -> None:
        garbage = [["x"] * 3, *([["y"] * len(NAMES)] * 50_000)]

        def answered(request: Request) -> Response:
            if "resumeKey" in query_of(request):
                return answer(arrays(garbage, "more"))
            return answer(arrays([row(0)], "next"))

        archive = Archive(answered)
        result, captures = listed(archive, Query(WAYBACK, _MATCH))
        assert (len(archive.asked), len(captures), len(result.faults)) == (3, 1, 1)
        assert result.remarks == [
            f'{WAYBACK}: 50001 entries are no captures of web pages, the first: ["x", "x", "x"]'
        ]

    @pytest.mark.parametrize(
        "body", ["<html><title>Sorry</title>", '[["urlkey"', "busy", "[1, 2]", "[" * 100_000, "[{}]"]
    )
    def test_a_page_that_is_broken_is_asked_for_again_and_then_named(self, body: str) -> None:
        def answered(request: Request) -> Response:
            return answer(body if "resumeKey" in query_of(request) else arrays([row(0)], "next"))

        archive = Archive(answered)
        result, captures = listed(archive, Query(WAYBACK, _MATCH))
        assert (len(archive.asked), len(captures), len(result.faults)) == (4, 1, 1)
        assert result.faults[0].startswith(f"{WAYBACK}: ")
        assert len(result.faults[0]) < 300

    @pytest.mark.parametrize(
        "body",
        ["\0" * 100_000, "[" + "\0" * 100_000, "[[" + "\x1b\x85\0" * 100_000, '{"a": 1}\n' + "\0" * 100_000],
    )
    def test_bytes_that_print_nothing_are_shown_as_one_sign(self, body: str) -> None:
        found = refusal(Archive(lambda _: answer(body)), Query(WAYBACK, _MATCH))
        assert len(found) < 200
        assert "\\x" not in found
        assert found.isprintable()

    def test_a_page_that_is_broken_once_costs_nothing(self) -> None:
        broken = iter(["<html>"])

        def answered(request: Request) -> Response:
            if "resumeKey" in query_of(request):
                return answer(next(broken, arrays([row(1)])))
            return answer(arrays([row(0)], "next"))

        result, captures = listed(Archive(answered), Query(WAYBACK, _MATCH))
        assert (len(captures), result.faults) == (2, [])


class TestPlainPywb:
    """JSON Lines, without pages: a full answer is asked for again in two halves of the time."""

    def test_a_long_list_is_had_in_slices_of_time_none_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cdx, "_ROWS", 4)
        all_rows = [row(n) for n in range(40)]

        def answered(request: Request) -> Response:
            asked = query_of(request)
            start, end = asked.get("from", "0"), asked.get("to", "9")
            inside = [one for one in all_rows if start <= one[1] <= end]
            return answer(lines(inside[: int(asked["limit"])], filename="a.warc.gz", offset="0"))

        result, captures = listed(Archive(answered), Query(PYWB, _MATCH, "2016-04-01", "2016-04-30"))
        assert (result.kind, result.faults) == (Kind.PYWB, [])
        assert [one.digest for one in captures] == [f"D{n}" for n in range(40)]
        assert captures[0].at == f"https://archive.example/osce/20160412000000id_/{URL}"
        assert (captures[0].offset, captures[0].length) == (None, None)

    def test_more_captures_in_one_second_than_an_answer_holds_are_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cdx, "_ROWS", 2)

        def answered(request: Request) -> Response:
            asked = query_of(request)
            inside = asked.get("from", "0") <= "20160412000000" <= asked.get("to", "9")
            return answer(lines([row(0)] * int(asked["limit"])) if inside else "")

        result, captures = listed(Archive(answered), Query(PYWB, _MATCH))
        assert len(captures) == 2
        assert "at 20160412000000: the rest is not listed" in result.faults[0]

    def test_an_empty_answer_is_no_captures(self) -> None:
        result, _ = listed(Archive(lambda _: answer("")), Query(PYWB, _MATCH))
        assert (result.kind, result.captures, result.faults) == (None, 0, [])


class TestPaged:
    """Common Crawl, and pywb over a ZipNum index: by the number of the page."""

    @staticmethod
    def index(pages: list[str], number: object = None) -> Archive:
        def answered(request: Request) -> Response:
            asked = query_of(request)
            if "showNumPages" in asked:
                info = {"pages": len(pages) if number is None else number, "pageSize": 2, "blocks": 5}
                return answer(json.dumps(info))
            return answer(pages[int(asked.get("page", 0)) % len(pages)])

        return Archive(answered)

    def test_each_page_is_asked_for_once(self) -> None:
        record = {"filename": FILE, "offset": "5", "length": "77"}
        archive = self.index([lines([row(n)], **record) for n in range(3)])
        result, captures = listed(archive, Query(COMMON_CRAWL, _MATCH))
        assert (result.kind, result.captures, result.faults) == (Kind.COMMON_CRAWL, 3, [])
        assert captures[0].at == f"https://data.commoncrawl.org/{FILE}"
        assert (captures[0].offset, captures[0].length) == (5, 77)
        assert [asked.get("page") for asked in archive.queries] == [None, None, "0", "1", "2"]

    def test_a_page_without_captures_is_followed_by_others(self) -> None:
        record = {"filename": FILE, "offset": "5", "length": "77"}
        pages = [lines([row(0)], **record), "", lines([row(1)], **record)]
        result, captures = listed(self.index(pages), Query(COMMON_CRAWL, _MATCH))
        assert (len(captures), result.faults) == (2, [])

    def test_no_captures_is_a_404_with_a_message(self) -> None:
        said = answer('{"message": "No Captures found for: osce.org/x/*"}', 404)
        archive = Archive(lambda _: said)
        result, _ = listed(archive, Query(COMMON_CRAWL, _MATCH))
        assert (len(archive.asked), result) == (1, Listed())

    def test_a_page_that_repeats_the_one_before_ends_the_list(self) -> None:
        archive = self.index([lines([row(0)])] * 2, number=900)
        result, captures = listed(archive, Query(PYWB, _MATCH))
        assert (len(captures), len(archive.asked)) == (1, 4)
        assert result.faults == [f"{PYWB}: page 1 repeats the one before"]

    def test_more_pages_than_the_budget_are_named(self) -> None:
        archive = self.index([lines([row(n)]) for n in range(7)], number=10**12)
        result, captures = listed(archive, Query(PYWB, _MATCH))
        assert (len(captures), len(archive.asked)) == (1_000, 1_002)
        assert result.faults == [f"{PYWB}: {cdx._OVER_BUDGET}"]

    def test_a_page_that_fails_leaves_what_was_listed(self) -> None:
        def answered(request: Request) -> Response:
            asked = query_of(request)
            if asked.get("page") == "1":
                return Response(fault="no answer in time")
            return answer(json.dumps({"pages": 3}) if "showNumPages" in asked else lines([row(0)]))

        result, captures = listed(Archive(answered), Query(PYWB, _MATCH))
        assert (len(captures), result.faults) == (1, [f"{PYWB}: no answer in time"])

    def test_a_page_that_breaks_off_within_a_capture_is_asked_for_again_and_then_named(self) -> None:
        archive = self.index([lines([row(0)]), lines([row(1), row(2)])[:-30]])
        result, captures = listed(archive, Query(PYWB, _MATCH))
        assert (len(captures), len(archive.asked)) == (1, 5)
        assert "its answer is torn" in result.faults[0]

    def test_what_truncated_a_capture_is_listed(self) -> None:
        record = {"filename": FILE, "offset": "5", "length": "77", "truncated": "length"}
        _, captures = listed(self.index([lines([row(0)], **record)]), Query(COMMON_CRAWL, _MATCH))
        assert captures[0].truncated == "length"


class TestKind:
    """The kind of an index is seen in its answer, or stated; where both differ, that is said."""

    def test_what_is_stated_and_is_not_so_is_refused(self) -> None:
        archive = Archive(lambda _: answer(lines([row(0)])))
        said = refusal(archive, Query(PYWB, _MATCH, kind=Kind.WAYBACK))
        assert said == f"{PYWB}: answers as a pywb index does, not as wayback"

    def test_a_mirror_of_common_crawl_may_be_stated(self) -> None:
        archive = TestPaged.index([lines([row(0)], filename="mine/1.warc.gz", offset="0", length="9")])
        query = Query(PYWB, _MATCH, kind=Kind.COMMON_CRAWL, captures_at="https://files.example/cc")
        _, captures = listed(archive, query)
        assert captures[0].at == "https://files.example/cc/mine/1.warc.gz"

    @pytest.mark.parametrize(
        ("body", "status", "said"),
        [
            ("<!DOCTYPE html><title>Home</title>", 200, "no index of captures: its answer begins with"),
            ("Page not found", 404, "HTTP 404: Page not found"),
            ("<h1>Not here</h1>", 404, "HTTP 404"),
            ('{"message": "The \\"url\\" param is required"}', 400, 'HTTP 400: The "url" param is required'),
            ('{"error": "quota"}', 200, "its answer is '{\"error\": \"quota\"}'"),
            ("garbage\n" * 100_000, 200, "no index of captures"),
            ("{garbage\n" * 100_000, 200, "100000 entries, none a capture: {garbage"),
            ('[{"id": "CC-MAIN-2024-10", "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2024-10-index"}]', 200,
             "a list of 1 indexes: name one of them, as https://index.commoncrawl.org/CC-MAIN-2024-10-index"),
        ],
    )  # fmt: skip
    def test_what_is_no_index_is_refused_with_what_it_is(self, body: str, status: int, said: str) -> None:
        found = refusal(Archive(lambda _: answer(body, status), most=2), Query(PYWB, _MATCH))
        assert found.startswith(f"{PYWB}: ")
        assert said in found
        assert len(found) < 300

    @pytest.mark.parametrize("status", [403, 429, 500, 503])
    def test_an_index_that_refuses_or_fails_for_now_leaves_the_list_incomplete(self, status: int) -> None:
        result, _ = listed(Archive(lambda _: answer("Blocked Site Error", status)), Query(WAYBACK, _MATCH))
        assert result.faults == [f"{WAYBACK}: HTTP {status}: Blocked Site Error"]

    @pytest.mark.parametrize(
        ("index", "at"),
        [
            ("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"),
            ("https://web.archive.org/cdx/search/cdx/", "https://web.archive.org/web/"),
            ("http://127.0.0.1:8080/osce/cdx", "http://127.0.0.1:8080/osce/"),
            ("https://www.webarchive.org.uk/wayback/archive/cdx", "https://www.webarchive.org.uk/wayback/archive/"),
            ("http://127.0.0.1:8080/osce-cdx", "http://127.0.0.1:8080/osce/"),
            ("http://127.0.0.1:8080/cdx", "http://127.0.0.1:8080/"),
        ],
    )  # fmt: skip
    def test_where_captures_lie_follows_from_the_index(self, index: str, at: str) -> None:
        assert cdx.captures_at(Query(index, _MATCH), Kind.PYWB) == at

    def test_where_it_does_not_follow_it_is_asked_for(self) -> None:
        archive = Archive(lambda _: answer(lines([row(0)])))
        assert "give --captures" in refusal(archive, Query("https://archive.example/search", _MATCH))


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from([*row(0), *NAMES, "url", "pages"]),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(st.sampled_from([*NAMES, "url", "pages", "message"]), inner)
    ),
    max_leaves=30,
)


@given(
    st.lists(_JSON.map(json.dumps) | st.binary(max_size=60).map(repr), max_size=5),
    st.sampled_from([200, 404, 503]),
)
def test_no_answer_of_an_index_breaks_the_list(bodies: list[str], status: int) -> None:
    answers = iter([answer(body, status) for body in bodies])
    archive = Archive(lambda _: next(answers, answer(arrays([row(0)]))), most=40)
    with suppress(NoIndexError):
        result, captures = listed(archive, Query(WAYBACK, _MATCH))
        assert result.captures == len(captures)


@pytest.mark.parametrize(
    "changes",
    [
        {"original": "dns:www.osce.org"},
        {"original": "https://www.osce.org/\ud800"},
        {"original": f"https://www.osce.org/{'x' * 9000}"},
        {"original": ""},
        {"timestamp": "2016"},
        {"timestamp": "20161301000000"},
        {"timestamp": "00000000000000"},
        {"timestamp": "20160412 00000"},
    ],
)
def test_an_entry_that_is_no_capture_of_a_web_page_is_counted(changes: dict[str, str]) -> None:
    rows = [row(0), row(1, **changes)]
    result, captures = listed(Archive(lambda _: answer(arrays(rows))), Query(WAYBACK, _MATCH))
    assert (len(captures), len(result.remarks), result.faults) == (1, 1, [])
    assert "1 entries are no captures of web pages" in result.remarks[0]


@pytest.mark.parametrize(
    "changes", [{"offset": "-1"}, {"offset": "x"}, {"length": "0"}, {"length": "9" * 400}, {"offset": None}, {"offset": True}]
)  # fmt: skip
def test_a_record_that_lies_nowhere_is_no_capture(changes: dict[str, object]) -> None:
    good = {"filename": FILE, "offset": "5", "length": "77"}
    page = lines([row(0)], **good) + lines([row(1)], **(good | changes))
    result, captures = listed(TestPaged.index([page]), Query(COMMON_CRAWL, _MATCH))
    assert (len(captures), len(result.remarks)) == (1, 1)


@pytest.mark.parametrize(
    "filename", ["//evil.example/x", "@evil.example/x", "http://evil.example/x", "../../x"]
)
def test_no_name_of_a_file_leads_to_another_host(filename: str) -> None:
    page = lines([row(0)], filename=filename, offset="5", length="77")
    _, captures = listed(TestPaged.index([page]), Query(COMMON_CRAWL, _MATCH, kind=Kind.COMMON_CRAWL))
    assert captures[0].at == f"https://data.commoncrawl.org/{filename}"


def test_a_capture_that_is_dated_in_the_future_is_none_and_named() -> None:
    rows = [
        row(0),
        row(1, timestamp="20990101000000"),
        row(2, timestamp="21990101000000"),
        row(3, original="javascript:x"),
    ]
    result, captures = listed(Archive(lambda _: answer(arrays(rows))), Query(WAYBACK, _MATCH))
    assert (len(captures), result.faults) == (1, [])
    first = short(json.dumps(dict(zip(NAMES, rows[3], strict=True))))
    assert result.remarks == [
        f"{WAYBACK}: 1 entries are no captures of web pages, the first: {first}",
        f"{WAYBACK}: 2 entries are dated in the future, the first: 20990101000000 {URL}",
    ]


def test_an_index_that_knows_the_future_alone_is_an_index() -> None:
    rows = [row(1, timestamp="20990101000000")]
    result, captures = listed(Archive(lambda _: answer(arrays(rows))), Query(WAYBACK, _MATCH))
    assert (captures, result.faults, len(result.remarks)) == ([], [], 1)
