"""Saved pages of any kind behind one door, and which of several answers of one address is taken."""

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.saved import Saved, saved_pages
from tests.archive.answers import HTML, URL, Answer, numbered, warc
from tests.making import release_page, save_page

EARLIER, LATER = "2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z"
PAGE = release_page().encode()
CHALLENGE = b"<html><title>Just a moment...</title><body>Verify you are human</body></html>"


def test_a_file_a_run_and_a_folder_of_runs_are_all_read(tmp_path: Path) -> None:
    first, second, third = numbered(3)
    file = warc(tmp_path / "runs" / "a" / "pages-1.warc.gz", first)
    warc(tmp_path / "runs" / "a" / "pages-2.warc.gz", second)
    warc(tmp_path / "runs" / "b" / "pages-1.warc.gz", third)
    assert _urls(file) == [first.url]
    assert _urls(file.parent) == [first.url, second.url]
    assert _urls(tmp_path / "runs") == [first.url, second.url, third.url]


def faults_of(path: Path) -> list[str]:
    """What of this path cannot be used."""
    faults: list[str] = []
    saved_pages(path, faults)
    return faults


def _urls(path: Path) -> list[str]:
    return [page.url for page in saved_pages(path, [])]


def _taken(path: Path, url: str = URL) -> Saved:
    (found,) = saved_pages(path, [])
    assert saved_pages(path, []).get(url) == found
    return found


def test_of_several_pages_of_one_address_the_latest_is_taken(tmp_path: Path) -> None:
    pages = Answer(PAGE + b"1", moment=LATER), Answer(PAGE + b"2", moment=EARLIER)
    taken = _taken(warc(tmp_path / "a.warc.gz", *pages))
    assert (taken.retrieved_at, taken.body()) == (LATER, PAGE + b"1")


def test_of_several_pages_of_one_second_the_one_written_last_is_taken(tmp_path: Path) -> None:
    for number in (9, 10):
        warc(tmp_path / f"pages-{number}.warc.gz", Answer(PAGE + b"%d" % number))
    assert _taken(tmp_path).body() == PAGE + b"10"


@pytest.mark.parametrize(
    "later",
    [
        Answer(b"", status=304, moment=LATER),
        Answer(PAGE, status=404, moment=LATER),
        Answer(b"", status=301, moment=LATER, headers=[("Location", "/elsewhere")]),
        Answer(b"busy", status=503, moment=LATER),
        Answer(CHALLENGE, moment=LATER),
        Answer(b"", moment=LATER),
        Answer(b"<html><title>Page not found</title><h1>Page not found</h1></html>", moment=LATER),
        Answer(b"not gzip", moment=LATER, headers=[("Content-Encoding", "gzip")]),
    ],
)
def test_a_later_answer_that_is_no_page_takes_no_page_away(tmp_path: Path, later: Answer) -> None:
    assert _taken(warc(tmp_path / "a.warc.gz", Answer(PAGE), later)).body() == PAGE


@pytest.mark.parametrize("end", [b"Sixty border", b"<dl>", b"</title>", b"<p>"])
def test_a_later_answer_that_was_cut_off_takes_no_whole_page_away(tmp_path: Path, end: bytes) -> None:
    cut = PAGE[: PAGE.index(end) + len(end)]
    file = warc(tmp_path / "a.warc.gz", Answer(PAGE), Answer(cut, moment=LATER))
    assert _taken(file).body() == PAGE


def test_a_later_answer_without_a_text_takes_no_text_away(tmp_path: Path) -> None:
    bare = Answer(release_page(text="").encode(), moment=LATER)
    assert _taken(warc(tmp_path / "a.warc.gz", Answer(PAGE), bare)).body() == PAGE


def test_a_page_that_was_cut_off_is_better_than_none(tmp_path: Path) -> None:
    cut = PAGE[: PAGE.index(b"border")]
    answers = Answer(cut), Answer(CHALLENGE, moment=LATER)
    assert _taken(warc(tmp_path / "a.warc.gz", *answers)).body() == cut


def test_where_no_answer_is_a_page_the_latest_is_taken(tmp_path: Path) -> None:
    answers = Answer(status=503), Answer(status=404, moment=LATER), Answer(b"", moment=EARLIER)
    assert _taken(warc(tmp_path / "a.warc.gz", *answers)).status == 404


def test_an_answer_on_its_own_is_taken_as_it_is(tmp_path: Path) -> None:
    assert _taken(warc(tmp_path / "a.warc.gz", Answer(CHALLENGE, status=403))).status == 403


def test_an_item_is_found_however_its_address_is_written_and_a_list_as_it_was_asked_for(
    tmp_path: Path,
) -> None:
    lists = ["https://www.osce.org/press-releases?rows=50&page=2", "https://www.osce.org/sitemap.xml?page=1"]
    pages = saved_pages(warc(tmp_path / "a.warc.gz", *(Answer(url=url) for url in [*lists, URL])), [])
    for url in [*lists, URL, URL + "?fbclid=1", URL.replace("https", "http"), URL + "#top"]:
        assert pages.get(url) is not None, url
    assert pages.get("https://www.osce.org/press-releases?page=2&rows=50") is None
    assert [page.url for page in pages] == [*lists, URL]


def test_files_and_folders_of_pages_are_read_together(tmp_path: Path) -> None:
    warc(tmp_path / "pages-1.warc.gz", Answer(PAGE, moment=LATER), Answer(url=URL + "1"))
    save_page(tmp_path / "a", URL, PAGE + b"earlier", retrieved_at=EARLIER)
    save_page(tmp_path / "b", URL + "2", b"only here")
    pages = saved_pages(tmp_path, [])
    bodies = [found.body() if (found := pages.get(URL + end)) else None for end in ("", "1", "2")]
    assert bodies == [PAGE, b"<p>a page</p>", b"only here"]


def test_a_folder_of_pages_alone_is_what_it_was(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, PAGE)
    assert _taken(tmp_path).body() == PAGE


def test_a_torn_file_among_others_costs_its_end_alone(tmp_path: Path) -> None:
    torn = warc(tmp_path / "pages-1.warc.gz", *numbered(2))
    torn.write_bytes(torn.read_bytes()[:-9])
    warc(tmp_path / "pages-2.warc.gz", *numbered(3)[2:])
    (tmp_path / "pages-3.warc.gz").touch()
    assert [url[-1] for url in _urls(tmp_path)] == ["0", "2"]
    assert [fault.split(": ")[0] for fault in faults_of(tmp_path)] == [
        str(torn),
        f"{tmp_path}/pages-3.warc.gz",
    ]


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (Path.exists, "no such file or folder"),
        (Path.mkdir, "no WARC or WET file and no saved page (page.json beside page.html) in this folder"),
        (lambda path: path.write_bytes(b"%PDF"), "neither a folder nor a WARC file (*.warc, *.warc.gz)"),
    ],
)
def test_a_path_without_pages_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], object], fault: str
) -> None:
    path = tmp_path / "thing"
    make(path)
    with pytest.raises(SavedPageError) as error:
        saved_pages(path, [])
    assert str(error.value).startswith(f"{path}: {fault}")


def test_files_without_an_answer_are_refused(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz")
    with pytest.raises(SavedPageError, match=f"^{path}: no response of a site in it$"):
        saved_pages(path, [])
    warc(tmp_path / "b.warc.gz")
    with pytest.raises(SavedPageError, match=f"^{tmp_path}: no response of a site in its 2 WARC files$"):
        saved_pages(tmp_path, [])


def test_a_file_that_is_no_warc_is_a_fault_of_its_folder(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz", Answer())
    (tmp_path / "b.warc").write_bytes(b"<html>")
    assert faults_of(tmp_path)[0].startswith(f"{tmp_path / 'b.warc'}: not a WARC file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz", Answer()).chmod(0)
    assert faults_of(tmp_path) == [f"{tmp_path / 'a.warc.gz'}: Permission denied"]


def test_thousands_of_pages_stay_on_disk(tmp_path: Path) -> None:
    body = os.urandom(10_000).hex().encode()
    many = (Answer(body, f"https://www.osce.org/secretariat/{300_000 + n}") for n in range(1_000))
    path = warc(tmp_path / "a.warc.gz", *many)
    tracemalloc.start()
    try:
        pages = saved_pages(path, [])
        held, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 1_000 * 1_000
    assert highest < 1_000 * 1_000 + 2**21  # the buffer of a file among it
    assert pages.get("https://www.osce.org/secretariat/300999") is not None


def test_the_kind_of_content_is_kept(tmp_path: Path) -> None:
    assert _taken(warc(tmp_path / "a.warc.gz", Answer())).content_type == HTML
