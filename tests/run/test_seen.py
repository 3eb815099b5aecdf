"""What each address gave, from run to run."""

from pathlib import Path

import msgspec
import pytest

from osce_crawler.dataset.index import Index
from osce_crawler.dataset.lost import SEEN
from osce_crawler.exporters import JsonLines
from osce_crawler.outcomes import EMITTED, KNOWN, NO_ANSWER, NOT_MODIFIED, Memory, Outcome
from osce_crawler.run.seen import read_seen, recalled, seen_after, seen_without
from tests.making import release

URL = "https://www.osce.org/secretariat/300001"
ID = "300001-en"


def write(folder: Path, *lines: Outcome) -> Path:
    with JsonLines(folder / SEEN) as file:
        for line in lines:
            file.write(line)
    return folder / SEEN


def after(
    tmp_path: Path, before: Outcome | None, now: Outcome, *, complete: bool = True, bounded: bool = False
) -> Outcome | None:
    known = [before] if before else []
    lines = seen_after(write(tmp_path, *known), [now], Memory(known), complete=complete, bounded=bounded)
    content = b"".join(lines) if lines is not None else None
    if content is None:
        return before
    (line,) = content.splitlines()
    return msgspec.json.decode(line, type=Outcome)


def test_what_an_address_gave_replaces_what_it_gave_before(tmp_path: Path) -> None:
    before = Outcome(URL, EMITTED, id=ID, etag='"1"', lastmod="2026-01-01")
    now = Outcome(URL, EMITTED, id=ID, etag='"2"', lastmod="2026-02-01", by="a list", detail="x")
    assert after(tmp_path, before, now) == Outcome(URL, EMITTED, id=ID, etag='"2"', lastmod="2026-02-01")


@pytest.mark.parametrize("why", [KNOWN, NOT_MODIFIED])
def test_an_item_that_stands_keeps_its_marks_and_takes_the_sitemaps_new_word(
    tmp_path: Path, why: str
) -> None:
    before = Outcome(URL, EMITTED, id=ID, etag='"1"', lastmod="2026-01-01")
    assert after(tmp_path, before, Outcome(URL, why, lastmod="2026-02-01")) == Outcome(
        URL, EMITTED, id=ID, etag='"1"', lastmod="2026-02-01"
    )


@pytest.mark.parametrize("why", ["over the limit", "outside the range", "refused", "off-site"])
def test_an_address_that_was_not_asked_for_is_remembered_as_before(tmp_path: Path, why: str) -> None:
    before = Outcome(URL, EMITTED, id=ID)
    assert after(tmp_path, before, Outcome(URL, why)) == before


@pytest.mark.parametrize("why", ["event", "document", "failed", "challenge"])
def test_what_gave_no_record_is_remembered_too(tmp_path: Path, why: str) -> None:
    assert after(tmp_path, None, Outcome(URL, why, lastmod="2026-01-01")) == Outcome(
        URL, why, lastmod="2026-01-01"
    )


def test_a_record_whose_page_failed_is_still_known_to_be_one(tmp_path: Path) -> None:
    before = Outcome(URL, EMITTED, id=ID, etag='"1"')
    assert after(tmp_path, before, Outcome(URL, "failed")) == Outcome(URL, "failed", id=ID)


def test_a_page_that_is_gone_is_asked_again_after_an_incomplete_run(tmp_path: Path) -> None:
    before = Outcome(URL, EMITTED, id=ID)
    assert after(tmp_path, before, Outcome(URL, "404"), complete=False) == Outcome(URL, NO_ANSWER, id=ID)
    (tmp_path / SEEN).unlink()
    assert after(tmp_path, before, Outcome(URL, "404"), complete=True) == Outcome(URL, "404", id=ID)


def test_what_a_run_with_bounds_read_is_marked_until_a_whole_one_reads_it(tmp_path: Path) -> None:
    now = Outcome(URL, EMITTED, id=ID)
    bounded = after(tmp_path, None, now, bounded=True)
    assert bounded == Outcome(URL, EMITTED, id=ID, bounded=True)
    assert after(tmp_path, bounded, Outcome(URL, KNOWN)) == bounded
    assert after(tmp_path, bounded, now) == now


@pytest.mark.parametrize("url", ["https://www.osce.org/press-releases?page=3", "https://www.osce.org/"])
def test_lists_are_never_remembered(tmp_path: Path, url: str) -> None:
    assert after(tmp_path, None, Outcome(url, "list")) is None
    assert after(tmp_path, None, Outcome(url, "failed")) is None


def test_lines_stand_by_address_and_a_broken_one_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, Outcome(URL + "9", "event"), Outcome(URL, "event"))
    path.write_bytes(b"{broken}\n" + path.read_bytes())
    assert [seen.url for seen in read_seen(path)] == [URL + "9", URL]
    content = seen_after(path, [Outcome(URL + "5", "event")], Memory(), complete=True)
    assert content is not None
    assert [msgspec.json.decode(line)["url"] for line in content] == [URL, URL + "5", URL + "9"]


def test_where_nothing_new_was_learnt_the_file_stays_as_it_is(tmp_path: Path) -> None:
    known = Outcome(URL, EMITTED, id=ID, etag='"1"', lastmod="2026-01-01")
    again = Outcome(URL, EMITTED, id=ID, etag='"1"', lastmod="2026-01-01", by="a list")
    assert seen_after(write(tmp_path, known), [again], Memory([known]), complete=True) is None


def test_of_records_only_published_ones_are_known_and_all_of_these(tmp_path: Path) -> None:
    dataset = tmp_path / "press_releases.jsonl"
    with JsonLines(dataset) as lines:
        lines.write(release())
        lines.write(release(id="300002-en", nid="300002", url="https://www.osce.org/cio/300002"))
    write(
        tmp_path,
        Outcome(URL, EMITTED, id=ID, etag='"1"'),
        Outcome("https://www.osce.org/cio/300003", EMITTED, id="300003-en"),
    )
    with Index(dataset) as published:
        memory = recalled(tmp_path, published, ["https://www.osce.org/"])
        assert sorted(seen.url for seen in memory.records()) == ["https://www.osce.org/cio/300002", URL]
        known = memory.of("https://www.osce.org/node/300001")
        assert known is not None
        assert (known.etag, str(memory.day_of(known))) == ('"1"', "2016-04-12")
        assert memory.of("https://www.osce.org/cio/300003") is None
        assert memory.read_through == {"https://www.osce.org/"}


def test_a_record_that_another_page_gave_is_asked_for_without_marks(tmp_path: Path) -> None:
    other = Outcome(URL.replace("300001", "300002"), EMITTED, id="300002-en", etag='"2"')
    path = write(tmp_path, Outcome(URL, EMITTED, id=ID, etag='"1"'), other)
    assert [msgspec.json.decode(line, type=Outcome) for line in seen_without(path, {ID})] == [other]


def test_records_that_no_crawl_read_are_known_as_such(tmp_path: Path) -> None:
    with JsonLines(tmp_path / "press_releases.jsonl") as file:
        file.write(release())
        file.write(release(id="300002-en", nid="300002", url=URL.replace("300001", "300002")))
    write(tmp_path, Outcome(URL, EMITTED, id=ID))
    with Index(tmp_path / "press_releases.jsonl") as published:
        assert recalled(tmp_path, published, ()).never_crawled == {"300002-en"}
