"""A folder of saved pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.archive.folder import BODY, META, SavedFolder, SavedPageError, read_saved
from tests.making import save_page

URL = "https://www.osce.org/cio/232506"


def test_a_saved_page_is_what_page_json_says_and_page_html_holds(tmp_path: Path) -> None:
    folder = save_page(
        tmp_path / "page", URL, "<p>один</p>", status=404, headers={"Last-Modified": "now"}, origin="captured"
    )
    saved = read_saved(folder)
    assert (saved.url, saved.status, saved.retrieved_at) == (URL, 404, "2025-12-01T10:00:00Z")
    assert saved.headers == {"Last-Modified": "now"}
    page = saved.page()
    assert (page.url, page.status, page.content_type) == (URL, 404, "text/html; charset=utf-8")
    assert page.body == "<p>один</p>".encode()


def test_unknown_keys_are_ignored_and_headers_are_optional(tmp_path: Path) -> None:
    saved = read_saved(save_page(tmp_path / "page", URL, "", future={"a": 1}))
    assert saved.headers == {}


@pytest.mark.parametrize(
    ("meta", "fault"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "'url' is not a web address: ''"),
        ('{"url": 7}', "'url' is not str: 7"),
        ('{"url": "cio/232506"}', "'url' is not a web address: 'cio/232506'"),
        ('{"url": "https://www.osce.org/a b"}', "'url' is not a web address"),
        ('{"url": "https://[x/1"}', "'url' is not a web address"),
        ('{"url": "https://www.osce.org/"}', "'retrieved_at' is not YYYY-MM-DDThh:mm:ssZ: ''"),
        ('{"url": "https://www.osce.org/", "retrieved_at": "2025-02-30T00:00:00Z"}', "'retrieved_at' is not"),
        (
            '{"url": "https://www.osce.org/", "retrieved_at": "2999-01-01T00:00:00Z"}',
            "'retrieved_at' is in the future: '2999-01-01T00:00:00Z'",
        ),
        ('{"url": "https://www.osce.org/", "status": "200"}', "'status' is not int: '200'"),
        ('{"url": "https://www.osce.org/", "status": true}', "'status' is not int: True"),
        ('{"url": "https://www.osce.org/", "content_type": 1}', "'content_type' is not str: 1"),
        (
            '{"url": "https://www.osce.org/", "retrieved_at": "2025-12-01T10:00:00Z", "headers": []}',
            "'headers' is not dict: []",
        ),
    ],
)
def test_a_broken_page_json_is_named_with_its_fault(tmp_path: Path, meta: str, fault: str) -> None:
    folder = save_page(tmp_path / "page", URL, "x")
    (folder / "page.json").write_text(meta)
    with pytest.raises(SavedPageError) as error:
        read_saved(folder)
    assert str(error.value).startswith(f"{folder / 'page.json'}: {fault}")
    assert "\n" not in str(error.value)


def faults_of(path: Path) -> list[str]:
    """What of this folder cannot be used."""
    faults: list[str] = []
    SavedFolder(path, faults)
    return faults


def test_page_json_without_body_and_body_without_page_json_are_faults(tmp_path: Path) -> None:
    folder = save_page(tmp_path / "page", URL, "x")
    (folder / "page.html").unlink()
    assert faults_of(tmp_path) == [f"{folder}: no page.html beside page.json"]
    (folder / "page.html").touch()
    (folder / "page.json").unlink()
    assert faults_of(tmp_path) == [f"{folder / 'page.json'}: No such file or directory"]


def test_pages_are_found_by_address_however_it_is_written(tmp_path: Path) -> None:
    save_page(tmp_path / "anything" / "deep", URL, "x")
    save_page(tmp_path / "list", "https://www.osce.org/press-releases?page=1", "y")
    folder = SavedFolder(tmp_path, [])
    for url in (URL, "http://www.osce.org/cio/232506?fbclid=1", "https://WWW.osce.org/cio/232506#top"):
        found = folder.get(url)
        assert found is not None
        assert found.body() == b"x"
    assert folder.get("https://www.osce.org/press-releases?page=2") is None
    assert folder.get("https://osce.org/cio/232506") is None


def test_pages_come_in_the_order_of_their_folders(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        save_page(tmp_path / name, f"https://www.osce.org/{name}", name)
    assert [page.folder.name for page in SavedFolder(tmp_path, [])] == ["a", "b", "c"]


def test_two_pages_with_one_address_are_a_fault(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "x")
    save_page(tmp_path / "b", URL.replace("https", "http"), "y")
    (fault,) = faults_of(tmp_path)
    assert fault.startswith(f"{tmp_path / 'b'}: the same address as {tmp_path / 'a'}")


def test_one_broken_page_is_a_fault_of_the_folder(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "x")
    (save_page(tmp_path / "b", "https://www.osce.org/b/300002", "y") / "page.json").write_text("?")
    (fault,) = faults_of(tmp_path)
    assert fault.startswith(f"{tmp_path / 'b' / 'page.json'}: not JSON")


def test_no_folder_a_file_and_an_empty_folder_are_faults(tmp_path: Path) -> None:
    with pytest.raises(SavedPageError, match="none: no such file or folder"):
        SavedFolder(tmp_path / "none", [])
    (tmp_path / "file").touch()
    with pytest.raises(SavedPageError, match="file: not a folder"):
        SavedFolder(tmp_path / "file", [])
    (tmp_path / "file").unlink()
    with pytest.raises(SavedPageError, match="no saved page"):
        SavedFolder(tmp_path, [])


def test_page_json_is_read_as_utf_8(tmp_path: Path) -> None:
    folder = save_page(tmp_path / "page", URL, "x")
    (folder / "page.json").write_bytes(json.dumps({"url": "ж"}, ensure_ascii=False).encode("cp1251"))
    with pytest.raises(SavedPageError, match="not JSON"):
        read_saved(folder)


@pytest.mark.parametrize(
    "meta",
    [
        {"retrieved_at": "9999-12-31T23:59:59Z"},
        {"retrieved_at": "0001-01-01T00:00:00Z"},
        {"status": 10**30},
        {"status": -5},
        {"url": "http:///sec/12351"},
        {"url": "https://www.osce.org/sec/1\u001b[31m"},
        {"url": "https://www.osce.org/\ud800/12351"},
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path: Path, meta: dict[str, Any]) -> None:
    good = {"url": "https://www.osce.org/sec/12351", "status": 200, "retrieved_at": "2026-01-02T03:04:05Z"}
    (tmp_path / BODY).write_bytes(b"<html></html>")
    (tmp_path / META).write_text(json.dumps(good | meta))
    with pytest.raises(SavedPageError, match=f"{META}: '{next(iter(meta))}'"):
        read_saved(tmp_path)


def test_a_byte_order_mark_before_the_metadata_says_nothing(tmp_path: Path) -> None:
    (tmp_path / BODY).write_bytes(b"<html></html>")
    meta = {"url": "https://www.osce.org/sec/12351", "retrieved_at": "2026-01-02T03:04:05Z"}
    (tmp_path / META).write_text("\ufeff" + json.dumps(meta), encoding="utf-8")
    assert read_saved(tmp_path).url == "https://www.osce.org/sec/12351"
