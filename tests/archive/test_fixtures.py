"""The tools that keep fixtures: where a page is saved, what is expected of it, what differs today."""

import json
import shutil
from pathlib import Path

import pytest

from osce_crawler.archive.fixtures import EXPECTED, check, folder_of, save
from osce_crawler.archive.folder import BODY, META, SavedPageError
from osce_crawler.pages.document import Page
from tests.making import SEED


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("https://www.osce.org/cio/232506", "www.osce.org/cio/232506"),
        ("https://www.osce.org/", "www.osce.org/_home"),
        ("https://www.osce.org/press-releases?page=1", "www.osce.org/press-releases__page-1"),
        (
            "https://d6.web.osce.org/press-releases?page=2&rows=50&solrsort=ds_date+desc",
            "d6.web.osce.org/press-releases__page-2-rows-50-solrsort-ds_date-desc",
        ),
        ("http://127.0.0.1:8000/x/1234", "127.0.0.1-8000/x/1234"),
        ("https://www.osce.org/a/../../etc/1234", "www.osce.org/a/_../_../etc/1234"),
    ],
)
def test_a_page_lies_at_its_address_in_safe_characters(url: str, folder: str) -> None:
    assert folder_of(Path("fixtures"), url) == Path("fixtures") / folder


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    body = (SEED / BODY).read_bytes()
    page = Page("https://www.osce.org/cio/232506", body, "text/html; charset=utf-8")
    return save(tmp_path, page, "2026-01-02T03:04:05Z", {"Etag": '"1"'}, "a test")


def test_a_captured_page_keeps_its_bytes_and_says_whence_and_when(captured: Path) -> None:
    meta = json.loads((captured / META).read_text())
    assert (captured / BODY).read_bytes() == (SEED / BODY).read_bytes()
    assert meta["url"] == "https://www.osce.org/cio/232506"
    assert meta["origin"] == "captured"
    assert meta["retrieved_at"] == "2026-01-02T03:04:05Z"
    assert meta["headers"] == {"Etag": '"1"'}


def test_a_captured_page_fails_the_check_until_it_is_reviewed(captured: Path, tmp_path: Path) -> None:
    (found,) = check(tmp_path, [])
    assert found.differences == ["not reviewed by a person"]
    expected = json.loads((captured / EXPECTED).read_text())
    (captured / EXPECTED).write_text(json.dumps({**expected, "reviewed": True}))
    (found,) = check(tmp_path, [])
    assert found.differences == []


def test_a_difference_names_field_and_both_values(captured: Path, tmp_path: Path) -> None:
    expected = json.loads((captured / EXPECTED).read_text())
    expected["records"][0]["date"] = "2016-04-13"
    (captured / EXPECTED).write_text(json.dumps({**expected, "reviewed": True}))
    (found,) = check(tmp_path, [])
    (difference,) = found.differences
    assert difference.startswith("date: ")
    assert "2016-04-13" in difference
    assert "2016-04-12" in difference


def test_a_missing_expectation_is_a_difference(captured: Path, tmp_path: Path) -> None:
    (captured / EXPECTED).unlink()
    (found,) = check(tmp_path, [])
    assert found.differences == [f"no {EXPECTED}"]


def test_a_page_that_is_no_release_any_more_is_a_difference(captured: Path, tmp_path: Path) -> None:
    expected = json.loads((captured / EXPECTED).read_text())
    (captured / EXPECTED).write_text(json.dumps({**expected, "reviewed": True}))
    (captured / BODY).write_bytes(b"<html><title>Page not found</title><h1>Page not found</h1></html>")
    (found,) = check(tmp_path, [])
    assert found.differences == [
        "kind: release expected, error page found",
        "records: 1 expected, 0 found",
    ]


def test_a_broken_expectation_is_named(captured: Path, tmp_path: Path) -> None:
    (captured / EXPECTED).write_text("{")
    faults: list[str] = []
    assert list(check(tmp_path, faults)) == []
    assert faults[0].startswith(f"{captured / EXPECTED}: not JSON")


def test_a_fixture_is_never_overwritten(captured: Path, tmp_path: Path) -> None:
    page = Page("https://www.osce.org/cio/232506", b"<html></html>")
    with pytest.raises(SavedPageError, match="already"):
        save(tmp_path, page, "2026-01-02T03:04:05Z", {}, "")
    assert (captured / BODY).read_bytes() == (SEED / BODY).read_bytes()


def test_a_folder_of_two_fixtures_is_checked_whole(captured: Path, tmp_path: Path) -> None:
    other = tmp_path / "www.osce.org" / "cio" / "300000"
    shutil.copytree(captured, other)
    meta = json.loads((other / META).read_text())
    (other / META).write_text(json.dumps({**meta, "url": "https://www.osce.org/cio/300000"}))
    assert [len(found.differences) for found in check(tmp_path, [])] == [1, 4]
