"""Pages that give no valid record, among others of their items."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from osce_crawler.bulk.extracting import Extraction
from osce_crawler.bulk.runners import Here
from osce_crawler.bulk.shards import Plan
from osce_crawler.dataset.read import read_releases
from osce_crawler.items import PressRelease
from tests.archive.answers import Answer, warc
from tests.bulk.corpus import answer, release, rows, undated
from tests.making import TEXT, release_page
from tests.untitled import UNTITLED, read_untitled

D6 = "https://d6.web.osce.org"


@pytest.fixture(autouse=True)
def _untitled(monkeypatch: pytest.MonkeyPatch) -> None:
    read_untitled(monkeypatch)


def extracted(tmp_path: Path, *files: list[Answer]) -> tuple[list[PressRelease], list[str]]:
    """The records of these answers, a file for each list of them; and what was lost."""
    with TemporaryDirectory(dir=tmp_path) as name:
        paths = [warc(Path(name) / f"{number}.warc.gz", *answers) for number, answers in enumerate(files)]
        return _extracted(paths)


def _extracted(paths: list[Path]) -> tuple[list[PressRelease], list[str]]:
    with TemporaryDirectory() as folder, Extraction(Plan(paths, None), Path(folder)) as found:
        found.read(Here(), lambda *_: None)
        assert [*found.faults()] == []
        return [*read_releases(found.records)], [*found.lost()]


@pytest.mark.parametrize(("bad", "good"), [("https://www.osce.org", D6), (D6, "https://www.osce.org")])
def test_an_invalid_page_of_an_item_is_named_and_its_other_address_makes_the_record(
    tmp_path: Path, bad: str, good: str
) -> None:
    files = [release(300001, 3, UNTITLED, host=bad)], [release(300001, 2, host=good), release(300002, 2)]
    (other, record), (lost,) = extracted(tmp_path, *files)
    assert other.nid == "300002"
    assert (record.url, record.other_urls) == (f"{good}/secretariat/300001", [])
    assert lost.startswith(f"{bad}/secretariat/300001 of 2026-01-03T03:04:05Z: invalid record 300001-en: ")


def test_of_an_address_an_older_capture_counts_where_newer_ones_are_invalid(tmp_path: Path) -> None:
    older = [release(300001, day, f"The lake was calm on day {day}.") for day in (1, 2)]
    newer = [release(300001, day, f"{UNTITLED} {TEXT}") for day in (3, 4)]
    for files in ([older, newer], [newer, older], [[*newer, *older]], [[*older], [newer[1]], [newer[0]]]):
        (record,), lost = extracted(tmp_path, *files)
        assert "calm on day 2" in record.body
        assert [line.partition(": ")[0] for line in lost] == [
            f"https://www.osce.org/secretariat/300001 of 2026-01-0{day}T03:04:05Z" for day in (4, 3)
        ]


def test_an_older_capture_is_merged_with_the_other_addresses_of_its_item(tmp_path: Path) -> None:
    older, other = release(300001, 2), release(300001, 1, host=D6)
    (record,), (lost,) = extracted(tmp_path, [older, other], [release(300001, 3, UNTITLED)])
    assert (record.url, record.retrieved_at[:10]) == (older.url, "2026-01-02")
    assert record.other_urls == [other.url]
    assert "2026-01-03" in lost


def test_an_older_capture_in_another_language_is_a_record_of_its_own_id(tmp_path: Path) -> None:
    text = "Пограничники и врачи сегодня вместе учились на берегу озера спасать людей после сильной бури."
    older = answer("/ru/secretariat/300001", release_page("Учения на берегу озера", text=text), 1)
    newer = replace(release(300001, 2, UNTITLED), url=older.url)
    (record,), lost = extracted(tmp_path, [older, newer])
    assert (record.id, len(lost)) == ("300001-ru", 1)


def test_where_no_page_of_an_item_is_valid_each_is_named(tmp_path: Path) -> None:
    captures = [release(300001, 2, UNTITLED), release(300001, 1, UNTITLED), release(300001, 3, UNTITLED, D6)]
    records, lost = extracted(tmp_path, captures)
    assert records == []
    assert sorted(line.partition(": ")[0].rpartition(" of ")[2][:10] for line in lost) == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]


def test_an_older_capture_that_is_none_by_itself_is_read_as_the_row_of_a_list_says(tmp_path: Path) -> None:
    newer = replace(release(400001, 3, UNTITLED), url=undated(400001, 2).url)
    (record,), lost = extracted(tmp_path, [rows(400001, day=1), undated(400001, 2), newer])
    assert (record.retrieved_at[:10], len(lost)) == ("2026-01-02", 1)


def test_an_error_or_a_page_of_another_kind_takes_no_invalid_page_s_place(tmp_path: Path) -> None:
    gone = answer("/secretariat/300001", "<html><body><h1>Page not found</h1></body></html>", 1, status=404)
    records, lost = extracted(tmp_path, [gone, release(300001, 2, UNTITLED)])
    assert (records, len(lost)) == ([], 1)
