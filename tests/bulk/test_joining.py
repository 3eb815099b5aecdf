"""Records do not depend on how pages are parted, in which order parts are read, or by how many."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_crawler.bulk import extracting
from osce_crawler.bulk.chunk_records import Made
from osce_crawler.bulk.extracting import Extraction
from osce_crawler.bulk.index import Index
from osce_crawler.bulk.runners import Here
from osce_crawler.bulk.shards import Plan
from osce_crawler.bulk.tasks import Task, perform
from tests.archive import foreign
from tests.archive.answers import URL, Answer, warc
from tests.bulk.corpus import CAPTURES, RECORDS, answer, archives, release, rows, undated
from tests.extracting import extract
from tests.making import release_page, save_page


class Shuffled:
    """Performs tasks in another order, as many workers do."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Made]]:
        order = [*enumerate(tasks)]
        self._chance.shuffle(order)
        return ((number, perform(task)) for number, task in order)


def said(paths: list[Path], runner: Here | Shuffled) -> tuple[bytes, list[str], list[str]]:
    with TemporaryDirectory() as folder, Extraction(Plan(paths, None), Path(folder)) as found:
        found.read(runner, lambda *_: None)
        return found.records.read_bytes(), [*found.remarks()], [*found.faults()]


def of_pages(remarks: list[str]) -> list[str]:
    """What is said of single pages; the records of other sites are counted for each file."""
    return [remark for remark in remarks if "of other sites" not in remark]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[str], list[str]]:
    return said(archives(tmp_path_factory.mktemp("whole"), 1), Here())


def test_every_item_of_the_archive_has_one_record(whole: tuple[bytes, list[str], list[str]]) -> None:
    records, remarks, faults = whole
    assert (len(records.splitlines()), faults) == (RECORDS, [])
    assert sorted(remark.split(": ")[0] for remark in of_pages(remarks)) == [
        "https://www.osce.org/about",
        "https://www.osce.org/cio/300011",
        "https://www.osce.org/newsroom/latest",
        "https://www.osce.org/press-releases?page=0",
        "https://www.osce.org/press-releases?page=1",
    ]


@settings(deadline=None, max_examples=25)
@given(st.permutations(CAPTURES), st.integers(1, 7), st.integers(0, 99), st.integers(1, 4))
def test_any_parting_gives_the_same_records_and_any_order_of_work_the_same_bytes(
    whole: tuple[bytes, list[str], list[str]], captures: list[Answer], files: int, seed: int, chunk: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        paths = archives(Path(folder), files, captures)
        one_by_one = said(paths, Here())
        patch.setattr(extracting, "_CHUNK", chunk)
        assert said(paths, Shuffled(seed)) == one_by_one
    assert one_by_one[0] == whole[0]
    assert sorted(of_pages(one_by_one[1])) == sorted(of_pages(whole[1]))


def test_of_an_address_the_newest_capture_that_holds_a_page_counts(tmp_path: Path) -> None:
    records = {record.nid: record for record in extract(archives(tmp_path, 3)).records}
    assert "second time" in records["300001"].body
    assert {records[nid].retrieved_at[:10] for nid in ("300002", "300003")} == {"2026-01-02"}


def test_a_page_that_was_cut_off_counts_where_no_whole_one_is(tmp_path: Path) -> None:
    page = release_page()
    cut, bare = page[: page.index("to safety")], release_page(text="")
    other_address = URL.replace("www.", "d6.web.")
    answers = [
        *(Answer(page.encode(), URL), Answer(cut.encode(), URL, moment="2026-02-01T00:00:00Z")),
        Answer(bare.encode(), URL, moment="2026-02-02T00:00:00Z"),
        Answer(cut.encode(), other_address, moment="2026-02-03T00:00:00Z"),
        Answer(cut.encode(), f"{URL}9", moment="2026-02-01T00:00:00Z"),
    ]
    whole, part = sorted(extract([warc(tmp_path / "a.warc.gz", *answers)]).records, key=lambda one: one.nid)
    assert (whole.url, whole.body.endswith("after a storm."), whole.warnings) == (URL, True, [])
    assert part.warnings == ["text_uncertain"]


def test_a_capture_that_counts_no_more_says_nothing_and_its_rows_call_nothing_a_release(
    tmp_path: Path,
) -> None:
    path = warc(tmp_path / "a.warc.gz", rows(400001, day=1), undated(400001, day=2), rows(400002, day=3))
    extraction = extract([path])
    assert extraction.records == []
    assert [remark.split(": ")[0] for remark in extraction.remarks] == [
        "https://www.osce.org/cio/400001",
        "https://www.osce.org/press-releases?page=0",
    ]


def test_other_addresses_of_an_item_are_joined_across_files_and_pages(tmp_path: Path) -> None:
    older = warc(tmp_path / "a.warc.gz", release(300005, 3, host="https://d6.web.osce.org"))
    saved = save_page(tmp_path / "saved", "https://www.osce.org/node/300005", release(300005, 3).body)
    newer = warc(tmp_path / "b.warc.gz", release(300005, 2))
    (record,) = extract([older, saved, newer]).records
    assert len({record.url, *record.other_urls}) == 3


def test_archives_without_a_page_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    empty = [warc(tmp_path / "empty" / f"{name}.warc.gz") for name in "ab"]
    alone = warc(tmp_path / "alone.warc.gz")
    extraction = extract([tmp_path / "empty", alone, *archives(tmp_path / "full", 2)])
    assert len(extraction.records) == RECORDS
    assert extraction.faults == [
        f"{empty[0].parent}: no response of a site in its 2 WARC files",
        f"{alone}: no response of a site in it",
    ]


def test_half_a_character_in_a_page_costs_no_record(tmp_path: Path) -> None:
    broken = Answer(release(300001, 1).body.replace(b"Title", b"Ti&#xD800;tle &#55357;"))
    assert len(extract([warc(tmp_path / "a.warc.gz", broken)]).records) == 1


def test_an_index_that_the_disk_does_not_take_is_an_error_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting, "Index", lambda path: Index(path / "no folder" / "index"))
    with pytest.raises(OSError, match=r"unable to open database file.*join"):
        said(archives(tmp_path, 1), Here())


def test_of_two_captures_of_one_second_the_one_written_later_counts(tmp_path: Path) -> None:
    first, second = (
        release(300001, 1, f"The lake was calm for the {word} time.") for word in ("first", "second")
    )
    paths = [
        warc(tmp_path / f"{name}.warc.gz", *answers)
        for name, answers in (("a", [second, first]), ("b", [second]))
    ]
    for order, word in ((paths, "second"), (paths[::-1], "first")):
        (record,) = extract(order).records
        assert f"the {word} time" in record.body


def test_two_languages_of_one_item_are_two_records(tmp_path: Path) -> None:
    text = "Пограничники и врачи сегодня вместе учились на берегу озера спасать людей после сильной бури."
    russian = answer("/ru/secretariat/300001", release_page("Учения на берегу озера", text=text), 3)
    records = extract([warc(tmp_path / "a.warc.gz", release(300001, 1), russian)]).records
    assert sorted(record.id for record in records) == ["300001-en", "300001-ru"]


def test_of_two_rows_the_one_that_was_read_first_counts_and_a_repeated_one_once(tmp_path: Path) -> None:
    def dated(day: int, page: int) -> Answer:
        said = rows(400001, day=2, page=page)
        return replace(said, body=said.body.replace(b"12 April", b"%d April" % day))

    item, lists = undated(400001, 1), [dated(11, 0), dated(13, 1), dated(11, 2)]
    path = warc(tmp_path / "a.warc.gz", item, *lists)
    other = warc(tmp_path / "b.warc.gz", *(replace(one, url=f"{one.url}9") for one in lists[1:]))
    for order, day in (([path, other], "2016-04-11"), ([other, path], "2016-04-13")):
        (record,) = extract(order).records
        assert (str(record.date), record.date_evidence) == (day, "listing")


def test_records_of_other_sites_are_counted_and_not_read(tmp_path: Path) -> None:
    others = [
        foreign.record("response", f"https://{host}.example/a/300001", foreign.answer())
        for host in ("a", "a", "b", "c", "d")
    ]
    cut = foreign.record("response", "https://e.example/", foreign.answer(), WARC_Truncated="length")
    ours = foreign.record(
        "response", "https://www.osce.org/cio/300001", foreign.answer(release(300001, 2).body)
    )
    mixed = foreign.write(tmp_path / "crawl.warc", *others, cut, ours)
    found = extract([mixed])
    assert [record.id for record in found.records] == ["300001-en"]
    assert found.faults == []
    assert found.remarks == [
        f"{mixed}: 6 records of other sites not read (a.example, b.example, c.example, …)"
    ]


def test_an_archive_of_other_sites_alone_is_named(tmp_path: Path) -> None:
    other = foreign.record("response", "https://a.example/", foreign.answer())
    ours = foreign.record(
        "response", "https://www.osce.org/cio/300001", foreign.answer(release(300001, 2).body)
    )
    only = foreign.write(tmp_path / "only.warc", other)
    found = extract([only, foreign.write(tmp_path / "ours.warc", ours)])
    assert [record.id for record in found.records] == ["300001-en"]
    assert found.remarks == [f"{only}: 1 record of other sites not read (a.example)"]
    assert found.faults == [f"{only}: no response of a site in it"]
