"""Records from pages at hand."""

import gzip
import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.warcwriter import WARCWriter

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.cli import main
from osce_crawler.pages.time_limit import time_limit
from osce_crawler.settings import DOWNLOAD_MAXSIZE
from tests.archive.answers import numbered, warc
from tests.extracting import extract, extract_menus
from tests.making import PAGES, SEED, TEXT, TITLE, list_page, release_page, save_page

URL = "https://www.osce.org/secretariat/300001"


def test_a_folder_of_one_page_gives_its_record() -> None:
    extraction = extract([SEED])
    assert [record.id for record in extraction.records] == ["232506-en"]
    assert extraction.remarks == []


def test_the_page_file_of_a_saved_page_is_that_saved_page() -> None:
    assert extract([SEED / "page.html"]).records == extract([SEED]).records


def test_a_page_that_is_no_release_gives_one_line_that_says_what_it_is(tmp_path: Path) -> None:
    folder = save_page(tmp_path, URL, b"%PDF-1.4")
    extraction = extract([folder])
    assert extraction.records == []
    assert extraction.remarks == [f"{URL}: not HTML (begins with b'%PDF-1.4')"]


def test_a_release_whose_address_has_no_number_gives_no_record(tmp_path: Path) -> None:
    folder = save_page(tmp_path, "https://www.osce.org/newsroom/latest", release_page())
    extraction = extract([folder])
    assert extraction.records == []
    (remark,) = extraction.remarks
    assert remark.startswith("https://www.osce.org/newsroom/latest: a release, but not an item's URL: ")


def test_rows_of_lists_are_joined_to_their_items_wherever_the_lists_lie(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, release_page(date=None, text="No dateline opens this text of a release."))
    rows = [("/node/300001", "A title"), ("/cio/300002", "Another")]
    save_page(tmp_path / "z", "https://www.osce.org/press-releases", list_page(rows))
    (record,) = extract([tmp_path]).records
    assert (str(record.date), record.date_evidence) == ("2016-04-12", "listing")
    assert record.other_urls == ["https://www.osce.org/node/300001"]
    assert [source.id for source in record.sources] == ["secretariat"]


UNDATED = (
    "<html><head><title>A title | OSCE</title></head><body><main><h1>A title</h1>"
    "<p>Nothing here says what it is, or when it was, but for the list in which the item stands.</p></main></body></html>"
)
ROW = (
    '<div class="search-result-news"><h3><a href="/node/300001">A title</a></h3>'
    "<div>Publishing date: 12 April 2016</div><div>Content type: {}</div></div>"
)
LIST = "https://www.osce.org/press-releases"


def test_the_row_of_a_list_makes_a_page_a_release_wherever_the_list_lies(tmp_path: Path) -> None:
    item = save_page(tmp_path / "item", URL, UNDATED)
    rows = save_page(tmp_path / "list", LIST, f"<html><body>{ROW.format('Press release') * 2}</body></html>")
    assert extract([item]).records == []
    for paths in ([tmp_path], [item, rows], [rows, item]):
        extraction = extract(paths)
        (record,) = extraction.records
        assert (record.content_type, str(record.date), record.date_evidence) == (
            "press_release",
            "2016-04-12",
            "listing",
        )
        assert [remark.split()[0] for remark in extraction.remarks] == [f"{LIST}:"]


def test_a_row_of_another_type_makes_no_release(tmp_path: Path) -> None:
    save_page(tmp_path / "item", URL, UNDATED)
    save_page(tmp_path / "list", LIST, f"<html><body>{ROW.format('Conference')}</body></html>")
    extraction = extract([tmp_path])
    assert extraction.records == []
    assert [remark.split()[0] for remark in extraction.remarks] == [f"{URL}:", f"{LIST}:"]


def test_the_row_of_a_list_saved_as_text_is_evidence_too(tmp_path: Path) -> None:
    save_page(tmp_path / "item", URL, UNDATED)
    rows = "News and press releases\n" + "".join(
        f"Press release\n{day} April 2016\n[A title of the lake {day}](/node/3000{day})\n"
        for day in ("12", "01")
    )
    save_page(tmp_path / "list", LIST, rows, content_type="text/plain")
    extraction = extract([tmp_path])
    assert [(record.nid, str(record.date)) for record in extraction.records] == [("300001", "2016-04-01")]
    assert extraction.remarks == [f"{LIST}: list (2 rows)"]


RELEASE_AS_TEXT = f"Press release\n{TITLE}\nVIENNA, 12 April 2016 – {TEXT}\n"


def test_a_saved_page_may_be_text(tmp_path: Path) -> None:
    save_page(tmp_path / "item", URL, RELEASE_AS_TEXT, content_type="text/plain")
    (record,) = extract([tmp_path]).records
    assert (record.title, record.url, str(record.date)) == (TITLE, URL, "2016-04-12")


def test_pages_of_a_web_archive_kept_as_text_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.wet.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record(
            URL, "conversion", payload=BytesIO(RELEASE_AS_TEXT.encode()), warc_content_type="text/plain"
        )
        writer.write_record(record)
    assert [(record.title, record.url) for record in extract([path]).records] == [(TITLE, URL)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_text_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    title, text = "Пожарные пяти городов вместе провели учения", "Учения такого рода прошли уже в третий раз."
    path.write_bytes(
        f"Пресс-релиз\r\n{title}\r\nВЕНА, 14 мая 2019 г. – {text}\r\n".encode(encoding, "replace")
    )
    (record,) = extract([path], "https://www.osce.org/ru/cio/300001").records
    assert (record.title, record.language, str(record.date)) == (title, "ru", "2019-05-14")


def test_a_text_that_is_no_release_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Milk and bread\nEggs\nButter\n")
    extraction = extract([path], URL)
    assert extraction.records == []
    assert extraction.remarks[-1] == (
        f"{URL}: unknown (address: www.osce.org; no title with a date and a text among the lines)"
    )
    assert extract([path]).remarks[-1] == f"{path}: unknown (no title with a date and a text among the lines)"


def test_what_is_no_page_is_named_and_the_other_paths_are_read(tmp_path: Path) -> None:
    contents = {
        "picture": b"\x89PNG\xff\xfe",
        "noise": bytes(range(256)) * 9,
        "line": b"Milk",
        "data": b'{"a":\n1}',
    }
    paths = [tmp_path / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    broken = save_page(tmp_path / "broken", URL, "x")
    (broken / "page.json").write_text("{")
    empty = tmp_path / "empty"
    empty.touch()
    extraction = extract([*paths, broken, empty, SEED])
    assert [record.nid for record in extraction.records] == ["232506"]
    assert [fault.partition(":")[0] for fault in extraction.faults] == [
        str(broken / "page.json"),
        *map(str, paths),
    ]
    assert f"{empty}: empty (no bytes)" in extraction.remarks


def test_where_no_path_holds_a_page_all_are_named_in_one_line(tmp_path: Path) -> None:
    paths = [tmp_path / "one", tmp_path / "other"]
    for path in paths:
        path.write_bytes(b"\x89PNG")
    with pytest.raises(SavedPageError, match=r"one: neither HTML .*; .*other: neither HTML"):
        extract(paths)


def test_several_paths_give_one_set_of_records_in_order(tmp_path: Path) -> None:
    for number, day in enumerate(("11 April 2016", "13 April 2016", "12 April 2016")):
        url = f"https://www.osce.org/secretariat/30000{number}"
        save_page(tmp_path / str(number), url, release_page(date=day))
    records = extract([tmp_path / "0", tmp_path / "1", tmp_path / "2"]).records
    assert [record.nid for record in records] == ["300001", "300002", "300000"]


def test_a_file_on_its_own_is_dated_by_its_own_time_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(release_page(), encoding="utf-8")
    os.utime(path, (1_750_000_000, 1_750_000_000))
    extraction = extract([path], URL)
    (record,) = extraction.records
    assert (record.url, record.retrieved_at) == (URL, "2025-06-15T15:06:40Z")
    assert extraction.remarks == [
        f"{path}: no page.json beside it, so retrieved_at is the file's modification time"
    ]


@pytest.mark.parametrize(
    "mark",
    [
        f'<link rel="canonical" href="{URL}">',
        f'<meta property="og:url" content="{URL}">',
    ],
)
def test_a_file_may_name_its_own_address(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "saved.html"
    path.write_text(release_page().replace("<head>", f"<head>{mark}"), encoding="utf-8")
    assert [record.url for record in extract([path]).records] == [URL]


def test_a_file_that_names_no_address_needs_one(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(release_page(), encoding="utf-8")
    with pytest.raises(SavedPageError, match="give it with --url"):
        extract([path])


def test_a_page_saved_as_text_needs_its_address(tmp_path: Path) -> None:
    path = Path(shutil.copy(PAGES / "seed_as_text.txt", tmp_path))
    assert [record.id for record in extract([path], "https://osce.org/cio/232506").records] == ["232506-en"]
    with pytest.raises(SavedPageError, match="give it with --url"):
        extract([path])


@pytest.mark.parametrize("content", [b"\x89PNG\xff\xfe", "Купите молоко и хлеб.\n".encode()])
def test_a_file_that_is_no_page_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    with pytest.raises(SavedPageError, match=r"^\S+/thing: "):
        extract([path], URL)


def test_an_empty_file_is_an_empty_page(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.touch()
    extraction = extract([path], URL)
    assert extraction.records == []
    assert f"{URL}: empty (no bytes)" in extraction.remarks


def test_no_such_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SavedPageError, match="no such file or folder"):
        extract([tmp_path / "none"])


def test_a_number_that_is_too_short_is_told_with_how_long_numbers_are(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes((SEED / "page.html").read_bytes())
    with pytest.raises(SavedPageError, match="/m/1: not an item's URL: it must end with 3 to 9 digits"):
        extract([tmp_path / "page.html"], "https://www.osce.org/m/1")


@pytest.mark.parametrize("name", ["page.html", "pages.warc.gz"])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with time_limit(10), pytest.raises(SavedPageError, match=f"{name}: not a (regular )?file"):
        extract([tmp_path / name], URL)


def test_a_device_is_refused() -> None:
    with time_limit(10), pytest.raises(SavedPageError, match="/dev/zero: not a regular file"):
        extract([Path("/dev/zero")], URL)


def test_a_file_that_is_longer_than_any_page_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    with page.open("wb") as file:
        file.truncate(DOWNLOAD_MAXSIZE + 1)
    with pytest.raises(SavedPageError, match=r"page\.html: longer than 16 MiB"):
        extract([page], URL)


@pytest.mark.parametrize("name", ["page.html", "page.json", "pages.warc.gz"])
def test_what_is_broken_in_a_folder_is_named_and_the_other_pages_are_read(tmp_path: Path, name: str) -> None:
    save_page(tmp_path / "good", URL, release_page())
    broken = save_page(tmp_path / "bad", "https://www.osce.org/cio/300002", release_page()) / name
    broken.unlink(missing_ok=True)
    os.mkfifo(broken)
    with time_limit(10):
        extraction = extract([tmp_path])
    assert "300001" in [record.nid for record in extraction.records]
    assert [fault for fault in extraction.faults if str(broken.parent) in fault] == extraction.faults
    assert len(extraction.faults) == 1


def test_a_broken_page_json_in_a_folder_costs_that_page_alone(tmp_path: Path) -> None:
    save_page(tmp_path / "good", URL, release_page())
    (save_page(tmp_path / "bad", "https://www.osce.org/cio/300002", "x") / "page.json").write_text("?")
    extraction = extract([tmp_path])
    assert [record.nid for record in extraction.records] == ["300001"]
    assert "bad/page.json: not JSON" in extraction.faults[0]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.gz", "a.warc.gz.part", "a"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_warc_file_under_another_name_is_named_as_one(tmp_path: Path, name: str, is_packed: bool) -> None:
    content = warc(tmp_path / "a.warc.gz", *numbered(2)).read_bytes()
    path = tmp_path / name
    path.write_bytes(content if is_packed else gzip.decompress(content))
    for url in (None, URL):
        with pytest.raises(SavedPageError) as error:
            extract([path], url)
        said = "a WARC file by its content: give it a name that ends with .warc or .warc.gz"
        assert str(error.value) == f"{path}: {said}"


def test_a_packed_file_of_something_else_is_no_warc_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    for content in (
        gzip.compress(b"WARC files are read"),
        gzip.compress(release_page().encode()),
        b"\x1f\x8b\x08",
    ):
        path.write_bytes(content)
        with pytest.raises(SavedPageError, match="neither HTML nor the text of a page"):
            extract([path], URL)


def test_files_of_a_folder_that_are_not_read_are_counted(tmp_path: Path) -> None:
    warc(tmp_path / "A.WARC.GZ", *numbered(1))
    save_page(tmp_path / "page", URL, release_page())
    (tmp_path / "page" / "notes.txt").touch()  # belongs to the page
    (tmp_path / ".hidden").touch()
    assert not any("not read" in remark for remark in extract([tmp_path]).remarks)
    for name in ("b.warc.gz.part", "sub/c.html", "sub/d.txt", "a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    named = "a.html, b.warc.gz.part, sub/c.html, …"
    said = f"4 files are not read ({named}): name HTML and text files one by one"
    assert f"{tmp_path}: {said}" in extract([tmp_path]).remarks
    assert f"{tmp_path}: {said}" in extract_menus([tmp_path]).remarks


def test_a_folder_of_other_files_alone_says_what_to_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(release_page())
    for read in (extract, extract_menus):
        with pytest.raises(SavedPageError) as error:
            read([tmp_path])
        assert str(error.value) == (
            f"{tmp_path}: no WARC or WET file and no saved page (page.json beside page.html) in this folder; "
            "1 file is not read (a.html): name HTML and text files one by one"
        )


def test_each_of_several_paths_without_a_page_is_named(tmp_path: Path) -> None:
    for name in ("broken", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "broken" / "page.json").write_text("{")
    whole = save_page(tmp_path / "whole", URL, release_page())
    for read in (extract, extract_menus):
        faults = read([tmp_path / "broken", tmp_path / "empty", whole]).faults
        assert [fault.partition(": ")[0] for fault in faults] == [
            str(tmp_path / "broken" / "page.json"),
            str(tmp_path / "empty"),
        ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_named_beside_archives_as_beside_pages(tmp_path: Path) -> None:
    warc(tmp_path / "all" / "a.warc.gz", *numbered(1))
    closed = tmp_path / "all" / "closed"
    closed.mkdir(mode=0)
    for _ in range(2):
        for read in (extract, extract_menus):
            assert read([tmp_path / "all"]).faults == [f"{closed}: Permission denied"]
        save_page(tmp_path / "all" / "page", URL, release_page())


def test_a_folder_is_walked_once_and_each_page_json_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        save_page(tmp_path / "in" / f"{number}", f"{URL}{number}", release_page())
    warc(tmp_path / "in" / "more" / "a.warc.gz", *numbered(1))
    (tmp_path / "in" / "notes.txt").touch()
    output = tmp_path / "out.jsonl"
    output.touch()  # it must be none of the files that are read
    looked: list[str] = []
    counting(monkeypatch, str(tmp_path / "in"), looked)
    folders = [".", "0", "1", "2", "more"]
    for options in ((), ("--what", "navigation"), ("--explain",)):
        looked.clear()
        where = () if "--explain" in options else ("-o", str(output))
        with pytest.raises(SystemExit):
            main(["extract", str(tmp_path / "in"), *options, *where])
        assert sorted(name for name in looked if not name.endswith(".json")) == folders, options
        assert sorted(name for name in looked if name.endswith(".json")) == [
            f"{number}/page.json" for number in range(3)
        ]


def counting(patch: pytest.MonkeyPatch, below: str, looked: list[str]) -> None:
    """Note each folder below this one that is listed, and each `page.json` that is opened."""

    def noting(name: str, of: Any, holds: Callable[[str], bool]) -> None:
        real = getattr(of, name)

        def note(path: Any, *arguments: Any, **options: Any) -> Any:
            if str(path).startswith(below) and holds(str(path)):
                looked.append(os.path.relpath(path, below))
            return real(path, *arguments, **options)

        patch.setattr(of, name, note)

    noting("scandir", os, lambda _: True)
    noting("open", Path, lambda path: path.endswith("page.json"))
