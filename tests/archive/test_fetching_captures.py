"""Fetching the captures of a list: one line of account each, and none asked for twice."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from osce_crawler.archive.capture_file import CaptureFile
from osce_crawler.archive.capture_list import Capture, Kind
from osce_crawler.archive.exchange import Request, Response
from osce_crawler.archive.fetching_captures import Ending, FetchOutcome, fetch_listed
from osce_crawler.archive.warc import pages_in
from tests.archive.exchanging import URL, Archive, answer, capture

_MEMENTO = "Tue, 12 Apr 2016 10:00:0{} GMT"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "captures.warc.gz"


def counts(**numbers: int) -> Counter[FetchOutcome]:
    return Counter({FetchOutcome[name.upper()]: number for name, number in numbers.items()})


def at_second(second: int, **changes: object) -> Capture:
    return capture(timestamp=f"2016041210000{second}", **changes)


def held(request: Request) -> Response:
    """Each capture at its second."""
    second = request.url.partition("id_/")[0][-1]
    return answer(f"page {second}", Memento_Datetime=_MEMENTO.format(second))


def fetched(
    path: Path,
    captures: Sequence[Capture],
    answered: Callable[[Request], Response] = held,
    *,
    collapse: bool = False,
) -> tuple[Counter[FetchOutcome], list[tuple[str, FetchOutcome, str]], list[str]]:
    """The account, its lines, and what was asked for."""
    lines: list[tuple[str, FetchOutcome, str]] = []

    def told(one: Capture, ending: Ending) -> None:
        lines.append((one.timestamp[-1], ending.outcome, ending.why))

    archive = Archive(answered, most=100)
    with CaptureFile(path, {}) as file:
        account = archive.hold(fetch_listed(captures, file, told, collapse=collapse))
    return account, lines, [request.url.partition("id_/")[0][-1] for request in archive.asked]


def test_what_the_file_holds_is_not_asked_for_again(path: Path) -> None:
    fetched(path, [at_second(0), at_second(1)])
    account, lines, asked = fetched(path, [at_second(n) for n in range(3)])
    assert (account, asked) == (counts(fetched=1, here=2), ["2"])
    assert [fate for _, fate, _ in lines] == [FetchOutcome.HERE, FetchOutcome.HERE, FetchOutcome.FETCHED]


def test_a_capture_that_is_listed_twice_is_fetched_once(path: Path) -> None:
    account, _, asked = fetched(path, [at_second(0), at_second(0)])
    assert (account, asked) == (counts(fetched=1, here=1), ["0"])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": 404}, "error capture (HTTP 404)"),
        ({"status": 500}, "error capture (HTTP 500)"),
        ({"status": 302}, "redirect capture (HTTP 302)"),
        ({"mime": "application/pdf"}, "not a page (application/pdf)"),
        ({"truncated": "length"}, "truncated when it was captured: length"),
        ({"offset": 0, "length": 10**9}, "longer than any page (1000000000 bytes)"),
    ],
)
def test_what_the_index_says_is_no_page_is_not_asked_for(
    path: Path, changes: dict[str, object], why: str
) -> None:
    account, lines, asked = fetched(path, [at_second(0, **changes)])
    assert (account, lines, asked) == (counts(explained=1), [("0", FetchOutcome.EXPLAINED, why)], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"status": None, "mime": "warc/revisit"},
        {"mime": None},
        {"mime": "unk"},
        {"mime": "Text/HTML; charset=x"},
    ],
)
def test_what_the_index_does_not_know_is_asked_for(path: Path, changes: dict[str, object]) -> None:
    assert fetched(path, [at_second(0, **changes)])[0] == counts(fetched=1)


def test_another_capture_than_the_one_asked_for_is_kept_as_what_it_is_and_once(path: Path) -> None:
    nearest = answer("page 5", Memento_Datetime=_MEMENTO.format(5))
    account, lines, _ = fetched(path, [at_second(0), at_second(1), at_second(5)], lambda _: nearest)
    other = "the archive gives the capture of 2016-04-12T10:00:05Z in its place"
    assert lines == [
        ("0", FetchOutcome.FETCHED, other),
        ("1", FetchOutcome.EXPLAINED, f"{other}, which is in the file"),
        ("5", FetchOutcome.HERE, ""),
    ]
    assert [page.retrieved_at for page in pages_in(path)] == ["2016-04-12T10:00:05Z"]
    assert account == counts(fetched=1, here=1, explained=1)


def test_captures_that_lead_to_each_other_end(path: Path) -> None:
    def answered(request: Request) -> Response:
        second = int(request.url.partition("id_/")[0][-1])
        return answer("", 302, Location=f"/osce/2016041210000{1 - second}id_/{URL}")

    account, lines, asked = fetched(path, [at_second(0)], answered)
    assert (account, asked) == (counts(missing=1), ["0", "1", "0"])
    assert lines == [("0", FetchOutcome.MISSING, "the archive leads from capture to capture")]


def test_a_failure_for_now_leaves_the_others(path: Path) -> None:
    def answered(request: Request) -> Response:
        return Response(fault="no answer in time") if "100001id_" in request.url else held(request)

    account, lines, _ = fetched(path, [at_second(n) for n in range(3)], answered)
    assert account == counts(fetched=2, failed=1)
    assert lines[1] == ("1", FetchOutcome.FAILED, "no answer in time")


class TestCollapse:
    """Of captures in a row with one digest the first is enough: what is between two others is never left out."""

    def test_the_same_content_in_a_row_is_fetched_once(self, path: Path) -> None:
        digests = "AABBA"
        captures = [at_second(n, digest=digest) for n, digest in enumerate(digests)]
        account, lines, asked = fetched(path, captures, collapse=True)
        assert asked == ["0", "2", "4"]
        assert lines[1] == ("1", FetchOutcome.EXPLAINED, "same content as the capture of 20160412100000")
        assert account == counts(fetched=3, explained=2)

    def test_another_address_is_another_page(self, path: Path) -> None:
        captures = [at_second(0, digest="A"), at_second(1, digest="A", url=f"{URL}/print")]
        assert fetched(path, captures, collapse=True)[2] == ["0", "1"]

    def test_captures_without_a_digest_are_all_fetched(self, path: Path) -> None:
        assert fetched(path, [at_second(0), at_second(1)], collapse=True)[2] == ["0", "1"]

    def test_what_could_not_be_fetched_does_not_stand_for_the_next(self, path: Path) -> None:
        def answered(request: Request) -> Response:
            return answer("", 404) if "100000id_" in request.url else held(request)

        captures = [at_second(n, digest="A") for n in range(3)]
        account, _, asked = fetched(path, captures, answered, collapse=True)
        assert (account, asked) == (counts(fetched=1, explained=1, missing=1), ["0", "1"])

    def test_it_goes_on_after_a_stop_as_if_there_was_none(self, path: Path) -> None:
        captures = [at_second(n, digest="A") for n in range(3)]
        fetched(path, captures[:1], collapse=True)
        account, _, asked = fetched(path, captures, collapse=True)
        assert (account, asked) == (counts(here=1, explained=2), [])


def test_parts_of_files_are_asked_for_by_their_place(path: Path) -> None:
    record = capture(kind=Kind.COMMON_CRAWL, at="https://data.commoncrawl.org/a.warc.gz", offset=7, length=9)
    requests: list[Request] = []

    def answered(request: Request) -> Response:
        requests.append(request)
        return answer("", 404)

    fetched(path, [record], answered)
    assert requests == [Request("https://data.commoncrawl.org/a.warc.gz", as_it_came=True, part=(7, 9))]


def test_a_capture_that_is_dated_in_the_future_is_not_asked_for(path: Path) -> None:
    account, lines, asked = fetched(path, [capture(timestamp="20990101000000")])
    why = "dated in the future: 2099-01-01T00:00:00Z"
    assert (account, lines, asked) == (counts(explained=1), [("0", FetchOutcome.EXPLAINED, why)], [])
