"""The dataset of a past day, rebuilt from today's and the history of changes."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from osce_crawler import dataset
from osce_crawler.dataset.build import RunFacts
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.changes import RUN_DATA, Change, KeyChange, differences, read_changes
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.tally import Tally
from osce_crawler.items import NavigationEntry, PressRelease, Source
from tests.commanding import run
from tests.dataset.packages import write
from tests.making import entry, lines_of, release, release_page, save_page

MONDAY, TUESDAY, WEDNESDAY = "2026-03-02", "2026-03-03", "2026-03-04"
NO_HISTORY = [*(RUN_DATA - {"first_seen"})]


def change(day: str, id_: str, what: str, keys: list[KeyChange] | None = None, **other: str) -> Change:
    said: dict[str, Any] = {
        "run": day,
        "at": f"{day}T23:59:59Z",
        "dataset": "press_releases",
        "cause": "site",
    }
    return Change(**(said | other), id=id_, change=cast("Any", what), keys=keys or [])


def published(folder: Path, states: dict[str, list[PressRelease]]) -> Path:
    """A folder after runs on these days, each of which found the site in that state."""
    changes: list[Change] = []
    before: dict[str, PressRelease] = {}
    for day, state in states.items():
        for record in state:
            old = before.get(record.id)
            if old is None:
                changes.append(change(day, record.id, "added"))
            elif found := differences(old, record):
                what = "gone" if record.gone_on != old.gone_on else "changed"
                changes.append(change(day, record.id, what, found))
        before = {record.id: record for record in in_order(state)}
    write(folder / "press_releases.jsonl", [*before.values()])
    write(folder / "changes.jsonl", changes)
    return folder


def in_order(state: list[PressRelease]) -> list[PressRelease]:
    return sorted(state, key=lambda record: sort_key(record.date, record.id))


def one(nid: int, **changes: Any) -> PressRelease:
    return release(id=f"{nid}-en", nid=str(nid), url=f"https://www.osce.org/node/{nid}", **changes)


ODIHR = Source("odihr", "ODIHR", "institution", "open", None, "ODIHR")
STATES = {
    MONDAY: [one(9, title="First"), one(8, date=None, places=[], contacts="Ana, +43 1")],
    TUESDAY: [one(10), one(9, title="Second", sources=[ODIHR]), one(8, date=dt.date(2020, 1, 1))],
    WEDNESDAY: [
        one(10, gone_on=dt.date(2026, 3, 4)),
        one(9, title="Third", sources=[]),
        one(8, date=dt.date(2020, 1, 1)),
    ],
}


def table_of(folder: Path, state: list[PressRelease]) -> pl.DataFrame:
    folder.mkdir()
    write(folder / "press_releases.jsonl", in_order(state))
    return dataset.load(folder).press_releases


@pytest.mark.parametrize("day", STATES)
def test_every_past_day_is_what_was_published_then_in_the_order_of_the_file(tmp_path: Path, day: str) -> None:
    past = dataset.load(published(tmp_path, STATES)).as_of(day).press_releases
    then = table_of(tmp_path / "then", STATES[day])
    assert past.schema == then.schema
    assert past.drop(NO_HISTORY).rows() == then.drop(NO_HISTORY).rows()


def test_a_day_without_a_run_is_that_of_the_run_before_and_the_future_is_today(tmp_path: Path) -> None:
    ds = dataset.load(published(tmp_path, {MONDAY: STATES[MONDAY], WEDNESDAY: STATES[WEDNESDAY]}))
    assert ds.as_of(TUESDAY).press_releases["title"].to_list()[0] == "First"
    assert ds.as_of(dt.date(2030, 1, 1)).press_releases.equals(ds.press_releases)


def test_what_no_history_is_kept_of_is_null_where_a_row_was_undone_and_kept_elsewhere(tmp_path: Path) -> None:
    past = dataset.load(published(tmp_path, STATES)).as_of(TUESDAY).press_releases
    moments = dict(past.select("id", "retrieved_at").rows())
    assert moments["9-en"] is None
    assert moments["8-en"] == dt.datetime(2025, 12, 1, 10, tzinfo=dt.UTC)
    assert past["first_seen"].null_count() == 0


def test_tidy_tables_and_changes_are_those_of_the_day(tmp_path: Path) -> None:
    past = dataset.load(published(tmp_path, STATES)).as_of(TUESDAY)
    assert past.sources.filter(pl.col("id") == "9-en")["name"].to_list() == ["ODIHR"]
    assert past.changes["at"].dt.date().max() == dt.date(2026, 3, 3)
    assert past.as_of(MONDAY).sources.height == len(STATES[MONDAY])


def test_a_day_before_the_first_run_is_refused_with_the_first_day(tmp_path: Path) -> None:
    past = dataset.load(published(tmp_path, STATES)).as_of("2026-03-01")
    with pytest.raises(DatasetError, match=rf"changes\.jsonl: the history of .* begins on {MONDAY}"):
        _ = past.press_releases
    assert [*past.tables()] == ["changes"]


def test_a_history_that_does_not_lead_to_the_file_is_refused_with_its_line(tmp_path: Path) -> None:
    published(tmp_path, STATES)
    lines = (tmp_path / "changes.jsonl").read_bytes().splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines, start=1) if b'"Third"' in line)
    lines[number - 1] = lines[number - 1].replace(b'"Third"', b'"Other"')
    (tmp_path / "changes.jsonl").write_bytes(b"".join(lines))
    with pytest.raises(DatasetError, match=rf"changes\.jsonl, line {number}: 'title' of 9-en"):
        _ = dataset.load(tmp_path).as_of(MONDAY).press_releases


def test_a_row_that_left_without_a_word_is_named(tmp_path: Path) -> None:
    published(tmp_path, STATES)
    lines = (tmp_path / "press_releases.jsonl").read_bytes().splitlines(keepends=True)
    for gone, said in (("9-en", r"line \d+: 9-en changed and is not in"), ("8-en", "8-en")):
        kept = [line for line in lines if f'"{gone}"'.encode() not in line]
        (tmp_path / "press_releases.jsonl").write_bytes(b"".join(kept))
        with pytest.raises(DatasetError, match=rf"changes\.jsonl.*{said}"):
            _ = dataset.load(tmp_path).as_of(TUESDAY).press_releases


def test_a_value_of_the_history_that_no_record_may_have_is_named(tmp_path: Path) -> None:
    write(tmp_path / "press_releases.jsonl", [one(9)])
    found = [KeyChange("title", 7, one(9).title)]
    write(
        tmp_path / "changes.jsonl",
        [change(MONDAY, "1-en", "added"), change(TUESDAY, "9-en", "changed", found)],
    )
    with pytest.raises(DatasetError, match=r"changes\.jsonl: 9-en as it was .*title"):
        _ = dataset.load(tmp_path).as_of(MONDAY).press_releases


def test_keys_of_the_first_schema_are_undone_in_todays_names(tmp_path: Path) -> None:
    write(tmp_path / "press_releases.jsonl", [one(9, date_evidence="label")])
    found = [KeyChange("date_from", "meta", "label")]
    write(
        tmp_path / "changes.jsonl",
        [change(MONDAY, "9-en", "added"), change(TUESDAY, "9-en", "changed", found)],
    )
    assert dataset.load(tmp_path).as_of(MONDAY).press_releases["date_evidence"].to_list() == ["meta"]


def menus(folder: Path, days: dict[str, list[NavigationEntry]]) -> Path:
    """A folder after complete runs on these days that read these menus."""
    scratch, file = folder / "scratch", folder / "navigation.jsonl"
    scratch.mkdir()
    for day, entries in days.items():
        write(scratch / "items.jsonl", entries)
        assembly = MenuAssembly(scratch, file, Tally(), RunFacts(day, f"{day}T10:00:00Z"))
        assembly.read(scratch / "items.jsonl")
        assembly.keep_unread(complete=True)
        assembly.finish()
        file.unlink(missing_ok=True)
        assembly.write(file)
        with (folder / "changes.jsonl").open("ab") as changes:
            changes.write(assembly.changes.read_bytes())
        assembly.changes.unlink()
    return folder


def menu_entry(name: str, position: int) -> NavigationEntry:
    return entry(id=f"www.osce.org/{name}", label=name, position=position)


def test_an_entry_that_left_the_menu_is_back_on_the_days_before(tmp_path: Path) -> None:
    days = {
        MONDAY: [menu_entry("a", 1), menu_entry("b", 2)],
        TUESDAY: [menu_entry("b", 1)],
        WEDNESDAY: [menu_entry("b", 1), menu_entry("a", 2)],
    }
    ds = dataset.load(menus(tmp_path, days))
    found = {day: ds.as_of(day).navigation.select("label", "position").rows() for day in days}
    assert found == {MONDAY: [("a", 1), ("b", 2)], TUESDAY: [("b", 1)], WEDNESDAY: [("b", 1), ("a", 2)]}


def test_an_entry_that_is_gone_in_the_history_and_there_in_the_file_is_refused(tmp_path: Path) -> None:
    menus(tmp_path, {MONDAY: [menu_entry("a", 1), menu_entry("b", 2)], TUESDAY: [menu_entry("b", 2)]})
    write(tmp_path / "navigation.jsonl", [menu_entry("a", 1), menu_entry("b", 2)])
    with pytest.raises(DatasetError, match=r"changes\.jsonl, line 3: www\.osce\.org/a is gone, and is in"):
        _ = dataset.load(tmp_path).as_of(MONDAY).navigation


def test_a_gone_entry_of_which_an_older_version_noted_nothing_is_named(tmp_path: Path) -> None:
    menus(tmp_path, {MONDAY: [menu_entry("a", 1), menu_entry("b", 2)], TUESDAY: [menu_entry("b", 2)]})
    lines = [line | {"keys": []} for line in lines_of(tmp_path / "changes.jsonl")]
    write(tmp_path / "changes.jsonl", lines)
    with pytest.raises(DatasetError, match=r"changes\.jsonl, line 3: does not say what www\.osce\.org/a was"):
        _ = dataset.load(tmp_path).as_of(MONDAY).navigation


def crawl(folder: Path, pages: dict[str, str], retrieved_at: str) -> None:
    """Replay these pages, by number and title, as they were at that moment."""
    saved = folder / "saved"
    shutil.rmtree(saved, ignore_errors=True)
    for number, title in pages.items():
        url = f"https://www.osce.org/node/{number}"
        save_page(saved / number, url, release_page(title), retrieved_at=retrieved_at)
    arguments = ["--saved", str(saved), "--output", str(folder / "output"), "--accept", "not-fewer"]
    assert run("crawl", "press_releases", *arguments).returncode == 0


def test_two_real_runs_give_the_dataset_of_the_first_day_and_a_row_left_out_without_a_word_is_refused(
    tmp_path: Path,
) -> None:
    output, history = tmp_path / "output", tmp_path / "output" / "changes.jsonl"
    crawl(tmp_path, {"300001": "Judges met teachers", "300002": "Mayors met nurses"}, "2025-12-01T10:00:00Z")
    then = dataset.load(output).press_releases
    write(history, [line | {"at": f"{MONDAY}T10:00:00Z"} for line in lines_of(history)])
    after = {
        "300001": "Judges met more teachers",
        "300002": "Mayors met nurses",
        "300003": "Editors met farmers",
    }
    crawl(tmp_path, after, "2025-12-02T10:00:00Z")
    assert dataset.load(output).press_releases.height == 3
    assert dataset.load(output).as_of(MONDAY).press_releases.drop(NO_HISTORY).equals(then.drop(NO_HISTORY))
    crawl(
        tmp_path,
        {"300001": "Judges met more teachers", "300003": "Editors met farmers"},
        "2025-12-03T10:00:00Z",
    )
    with pytest.raises(DatasetError, match="300002-en"):
        _ = dataset.load(output).as_of(MONDAY).press_releases


def test_what_an_older_capture_printed_changes_no_past_dataset(tmp_path: Path) -> None:
    folder = published(tmp_path, STATES)
    expected = dataset.load(folder).as_of(TUESDAY).press_releases
    history = folder / "changes.jsonl"
    keys = [
        KeyChange("title", "Zeroth", "First"),
        KeyChange("retrieved_at", "2015-01-01T00:00:00Z", "2016-01-01T00:00:00Z"),
    ]
    write(history, [*read_changes(history), change(WEDNESDAY, "9-en", "earlier", keys)])
    assert dataset.load(folder).as_of(TUESDAY).press_releases.equals(expected)
