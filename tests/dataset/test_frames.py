"""A published dataset as data frames: every type is that of the record class, however many records there are."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from osce_crawler import dataset
from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.extra import ExtraMissingError
from osce_crawler.dataset.read import DatasetError
from osce_crawler.exporters import encode
from osce_crawler.items import FieldOfWork, Image, PressRelease, Source, keys
from tests.dataset.packages import written
from tests.making import entry, release

TABLES = ["press_releases", "places", "sources", "fields_of_work", "navigation", "changes"]


def bare(**changes: Any) -> PressRelease:
    """A release with every key null or empty that may be."""
    nothing = {"content_type_printed", "date", "date_evidence", "date_printed", "dateline", "dateline_date"}
    lists = {"places", "sources", "fields_of_work", "links", "documents", "images"}
    return release(**dict.fromkeys(nothing), **{key: [] for key in lists}, body="", **changes)


def test_days_are_dates_moments_are_utc_and_lists_hold_structs(tmp_path: Path) -> None:
    table = dataset.load(written(tmp_path, [release()])).press_releases
    assert table["date"].to_list() == [dt.date(2016, 4, 12)]
    assert table["retrieved_at"].to_list() == [dt.datetime(2025, 12, 1, 10, tzinfo=dt.UTC)]
    assert table["sources"][0][0]["name"] == "OSCE Secretariat"
    assert table.columns == [*keys(PressRelease)]


@pytest.mark.parametrize("releases", [[], [bare()], [bare(), release()], [release()] * 300])
def test_the_types_are_the_same_for_no_one_and_many_records_and_for_keys_that_are_always_null(
    tmp_path: Path, releases: list[PressRelease]
) -> None:
    full = dataset.load(written(tmp_path / "full", [release()], [entry()], [])).tables()
    found = dataset.load(written(tmp_path / "these", releases, [], [])).tables()
    assert {name: table.schema for name, table in found.items()} == {
        name: table.schema for name, table in full.items()
    }
    assert pl.Null not in {type_ for table in found.values() for type_ in table.dtypes}


def test_tidy_tables_have_a_row_for_each_entry_and_none_for_a_release_without(tmp_path: Path) -> None:
    two = [
        Source("odihr", "ODIHR", "institution", "open", None, "ODIHR"),
        Source(None, "Some Body", None, None, None, "Some Body"),
    ]
    ds = dataset.load(written(tmp_path, [release(id="2-en", sources=two), bare(id="1-en")]))
    assert ds.sources.select("id", "position", "source_id", "name").rows() == [
        ("2-en", 1, "odihr", "ODIHR"),
        ("2-en", 2, None, "Some Body"),
    ]
    assert ds.places.columns == [
        *("id", "position", "place_id", "name", "country", "latitude", "longitude", "printed")
    ]
    assert ds.fields_of_work.columns == ["id", "position", "field_id", "name", "parent", "printed"]


def test_changes_keep_texts_as_they_are_and_other_values_as_json(tmp_path: Path) -> None:
    found = [
        KeyChange("title", "A “word”", "B"),
        KeyChange("places", [], [{"name": "Kyiv\n"}]),
        KeyChange("date", None, "2016-04-12"),
    ]
    change = Change("r", "2026-01-02T03:04:05Z", "press_releases", "1-en", "changed", "site", found)
    table = dataset.load(written(tmp_path, [], changes=[change])).changes
    assert table["at"].to_list() == [dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)]
    said = {each["key"]: (each["from"], each["to"]) for each in table["keys"][0]}
    assert said["title"] == ("A “word”", "B")
    assert json.loads(said["places"][1]) == [{"name": "Kyiv\n"}]
    assert said["date"] == (None, "2016-04-12")


def test_pandas_frames_have_real_dates_whole_numbers_and_plain_lists(tmp_path: Path) -> None:
    menu = [entry(chairpersonship_year=2025), entry(id="www.osce.org/x", chairpersonship_year=None)]
    frames = dataset.load(written(tmp_path, [release(), bare(id="1-en")], menu, [])).to_pandas()
    assert [*frames] == TABLES
    assert frames["press_releases"]["date"].dt.year.tolist()[0] == 2016
    assert str(frames["navigation"]["chairpersonship_year"].dtype) == "Int64"
    assert frames["press_releases"]["sources"].tolist()[0][0]["name"] == "OSCE Secretariat"
    assert frames["press_releases"]["sources"].tolist()[1] == []


def test_pandas_frames_of_no_records_have_the_types_of_many(tmp_path: Path) -> None:
    none = dataset.load(written(tmp_path / "none", [], [], [])).to_pandas()
    many = dataset.load(written(tmp_path / "many", [release()], [entry()], [])).to_pandas()
    assert {name: frame.dtypes.to_dict() for name, frame in none.items()} == {
        name: frame.dtypes.to_dict() for name, frame in many.items()
    }


@pytest.mark.parametrize("releases", [[], [bare()], [release()]])
def test_duckdb_has_all_tables_with_types(tmp_path: Path, releases: list[PressRelease]) -> None:
    connection = dataset.load(written(tmp_path, releases, [entry()], [])).to_duckdb()
    assert {name for (name,) in connection.execute("SHOW TABLES").fetchall()} == {*TABLES}
    types = dict(
        connection.execute("SELECT column_name, column_type FROM (DESCRIBE press_releases)").fetchall()
    )
    assert types["date"] == types["gone_on"] == "DATE"
    assert types["contacts"] == "VARCHAR"
    assert types["retrieved_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["places"].endswith("[]")


def test_duckdb_reads_moments_in_utc_whatever_the_clock_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    connection = dataset.load(written(tmp_path, [release()])).to_duckdb()
    assert connection.execute("SELECT hour(retrieved_at) FROM press_releases").fetchall() == [(10,)]


def test_only_files_that_are_there_make_tables(tmp_path: Path) -> None:
    ds = dataset.load(str(written(tmp_path, menu=[entry()])))
    assert [*ds.tables()] == ["navigation"]
    with pytest.raises(DatasetError, match=r"press_releases\.jsonl: no such file"):
        _ = ds.sources


def test_a_folder_without_a_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no press_releases"):
        dataset.load(tmp_path)
    with pytest.raises(DatasetError, match="missing: no such file or folder"):
        dataset.load(tmp_path / "missing")


def test_one_file_of_any_name_is_a_dataset_of_its_own_kind_alone(tmp_path: Path) -> None:
    written(tmp_path, [release()], [entry()], [])
    mine = (tmp_path / "press_releases.jsonl").rename(tmp_path / "mine.jsonl")
    ds = dataset.load(mine)
    assert [*ds.tables()] == ["press_releases", "places", "sources", "fields_of_work"]
    with pytest.raises(DatasetError, match=r"mine\.jsonl: no navigation in this file"):
        _ = ds.navigation
    with pytest.raises(DatasetError, match=r"mine\.jsonl: no changes in this file"):
        _ = ds.as_of("2026-01-01").press_releases
    assert ds.described_in is None
    menu = dataset.load(tmp_path / "navigation.jsonl")
    assert ([*menu.tables()], menu.described_in) == (["navigation"], tmp_path)
    assert [*dataset.load(tmp_path / "changes.jsonl").tables()] == ["changes"]


GOOD = encode(release()) + b"\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD[: len(GOOD) // 2], "truncated"),
        (b"\n", "truncated"),
        (b"<html>\n", "malformed"),
        (b"[1, 2]\n", "array"),
        (b'{"name": "Vienna"}\n', "unknown field `name`"),
        (GOOD.replace(b'"title":"', b'"title":"\xff', 1), "utf-8"),
        (GOOD.replace(b'"date":"2016-04-12"', b'"date":"2016-04-31"', 1), "date"),
        (GOOD.replace(b'"2025-12-01T10:00:00Z"', b'"2025-12-41T10:00:00Z"'), "datetime"),
        (GOOD.replace(b'"places":[{', b'"places":[7,{', 1), "places"),
        (GOOD[:-2] + b',"mood":"good"}\n', "unknown field `mood`"),
        (GOOD.replace(b'"places":[{', b'"places":[{"mood":1,', 1), "mood"),
    ],
)
def test_a_line_that_is_no_record_is_named_with_its_file(tmp_path: Path, line: bytes, said: str) -> None:
    path = written(tmp_path, []) / "press_releases.jsonl"
    path.write_bytes(GOOD + line)
    with pytest.raises(DatasetError, match=rf"(?i)^{path}, line 2: .*{said}"):
        _ = dataset.load(tmp_path).press_releases


def test_a_file_without_the_last_line_end_is_whole(tmp_path: Path) -> None:
    (written(tmp_path, []) / "press_releases.jsonl").write_bytes(GOOD + GOOD[:-1])
    assert dataset.load(tmp_path).press_releases.height == 2


def test_a_broken_line_of_changes_is_named_with_its_file(tmp_path: Path) -> None:
    (written(tmp_path, []) / "changes.jsonl").write_bytes(b'{"run": 1}\n')
    with pytest.raises(DatasetError, match=r"changes\.jsonl, line 1: "):
        _ = dataset.load(tmp_path).changes


def test_a_value_that_no_table_can_hold_is_named_with_its_file(tmp_path: Path) -> None:
    written(tmp_path, menu=[entry(chairpersonship_year=10**30)])
    with pytest.raises(DatasetError, match=r"navigation\.jsonl: .*"):
        _ = dataset.load(tmp_path).navigation
    (tmp_path / "changes.jsonl").write_bytes(
        encode(Change("r", "2026-99-99T03:04:05Z", "press_releases", "1-en", "added", "site")) + b"\n"
    )
    with pytest.raises(DatasetError, match=r"changes\.jsonl: .*2026-99-99"):
        _ = dataset.load(tmp_path).changes


def test_a_dataset_of_the_first_schema_is_read_in_todays_keys(tmp_path: Path) -> None:
    (written(tmp_path, []) / "press_releases.jsonl").write_bytes(
        GOOD.replace(b'"date_evidence"', b'"date_from"') * 2
    )
    assert dataset.load(tmp_path).press_releases["date_evidence"].to_list() == ["time", "time"]


@pytest.mark.parametrize("version", ["2.0.1", "2.1.0", "10.0.0"])
def test_a_dataset_of_a_newer_schema_is_refused_with_the_remedy(tmp_path: Path, version: str) -> None:
    written(tmp_path, [release()])
    resource = {"name": "press-releases", "path": "press_releases.jsonl"}
    package = {"schema_version": version, "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(DatasetError, match=rf"datapackage\.json: schema {version} is newer .*--upgrade"):
        dataset.load(tmp_path)


@pytest.mark.parametrize("library", ["duckdb", "pandas", "pyarrow"])
def test_a_missing_library_is_named_with_what_to_install(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ds = dataset.load(written(tmp_path, [release()]))
    monkeypatch.setitem(sys.modules, library, None)
    convert = ds.to_duckdb if library == "duckdb" else ds.to_pandas
    with pytest.raises(ExtraMissingError, match=r"pip install 'osce-crawler\[analysis\]'"):
        convert()


def test_without_polars_loading_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("osce_crawler.dataset.frames")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("osce_crawler.dataset.columns")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ExtraMissingError, match=r"polars is not installed: pip install"):
        dataset.load(tmp_path)


def test_pictures_without_a_caption_and_topics_without_a_parent_keep_their_columns(tmp_path: Path) -> None:
    picture, topic = Image("https://www.osce.org/i.jpg", None), FieldOfWork("youth", "Youth", None, "Youth")
    table = dataset.load(
        written(tmp_path, [release(images=[picture], fields_of_work=[topic])])
    ).press_releases
    assert table["images"].to_list() == [[{"url": "https://www.osce.org/i.jpg", "caption": None}]]
    assert table["fields_of_work"][0][0]["parent"] is None
