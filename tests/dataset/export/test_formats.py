"""Each format, read back with the tools of those who will use it."""

import csv
import datetime as dt
import json
import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pytest

from osce_crawler import dataset
from osce_crawler.cli.dataset_export import FORMATS
from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.export import package, sqlite, xlsx
from osce_crawler.dataset.export.formulas import GUARDED
from osce_crawler.dataset.export.writing import ONE_FILE_FORMATS, Export
from osce_crawler.dataset.read import DatasetError
from osce_crawler.items import PressRelease
from tests.dataset.export.hostile import TEXTS, change, hostile, many
from tests.dataset.packages import written
from tests.making import entry, release

SIZES = (0, 1, 1001)


def exported(
    folder: Path,
    format_: str,
    releases: list[PressRelease],
    changes: list[Change] | None = None,
    without: Collection[str] = (),
    *,
    bom: bool = False,
) -> Path:
    """The file, or the folder of files, of these releases and of a menu of one entry."""
    ds = dataset.load(written(folder / "dataset", releases, [entry(parent=None)], changes or []))
    path = folder / f"export.{format_}"
    if format_ not in ONE_FILE_FORMATS:
        path.mkdir()
    Export(ds, format_, without, bom=bom).write(path, lambda _, __: None)
    return path


@pytest.mark.parametrize("size", SIZES)
def test_parquet_has_lists_structs_days_and_moments_in_every_tool(tmp_path: Path, size: int) -> None:
    file = exported(tmp_path, "parquet", many(size)) / "press_releases.parquet"
    by_duckdb = duckdb.read_parquet(str(file))
    types = {name: str(type_) for name, type_ in zip(by_duckdb.columns, by_duckdb.types, strict=True)}
    assert types["date"] == "DATE"
    assert types["retrieved_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["warnings"] == "VARCHAR[]"
    assert types["links"] == 'STRUCT(url VARCHAR, "text" VARCHAR)[]'
    pandas = pd.read_parquet(file)
    assert len(pandas) == size
    assert str(pandas["retrieved_at"].dtype) == "datetime64[us, UTC]"
    if size:
        assert pandas["date"][0] == dt.date(2016, 4, 12)
        assert pandas["sources"][0][0]["name"] == "OSCE Secretariat"


def test_parquet_keeps_every_text(tmp_path: Path) -> None:
    file = exported(tmp_path, "parquet", hostile()) / "press_releases.parquet"
    assert pd.read_parquet(file)["body"].to_list() == TEXTS


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_csv_is_valid_by_its_description(tmp_path: Path, size: int, bom: bool) -> None:
    folder = exported(tmp_path, "csv", many(size), [change(KeyChange("title", "A", "B"))], bom=bom)
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert (folder / "places.csv").read_bytes().startswith(b"\xef\xbb\xbf") is bom
    releases = pd.read_csv(folder / "press_releases.csv", encoding="utf-8-sig" if bom else "utf-8")
    assert len(releases) == size
    assert releases.columns[0] == "id"


def test_csv_keeps_every_text_behind_the_guard_and_numbers_as_they_are(tmp_path: Path) -> None:
    folder = exported(tmp_path, "csv", hostile())
    with (folder / "press_releases.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["body"] for row in csv.DictReader(file)]
    assert [cell[1:] if re.search(GUARDED, cell) else cell for cell in cells] == TEXTS
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝]|\t|\r|\n", cell)]
    options: dict[str, Any] = {"keep_default_na": False}
    assert pd.read_csv(folder / "press_releases.csv", **options)["body"].to_list() == cells
    by_duckdb = duckdb.read_csv(str(folder / "press_releases.csv"), all_varchar=True)
    assert [body for (body,) in by_duckdb.select("body").fetchall()] == cells
    assert set(pd.read_csv(folder / "places.csv")["latitude"]) == {-0.5}


def test_csv_tells_an_empty_text_from_a_missing_one(tmp_path: Path) -> None:
    folder = exported(tmp_path, "csv", [release(body="", contacts=None)])
    table = pl.read_csv(folder / "press_releases.csv")
    assert table.select("body", "contacts").row(0) == ("", None)


@pytest.mark.parametrize("size", SIZES)
def test_sqlite_has_keys_types_and_everything_that_refers_to_something(tmp_path: Path, size: int) -> None:
    path = exported(tmp_path, "sqlite", many(size))
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM press_releases").fetchone() == (size,)
        (refers,) = database.execute("PRAGMA foreign_key_list(sources)").fetchall()
        assert refers[2:5] == ("press_releases", "id", "id")
        types = {row[1]: row[2] for row in database.execute("PRAGMA table_info(press_releases)")}
        views = database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall()
        for (view,) in views:
            database.execute(f"SELECT * FROM {view}").fetchall()  # noqa: S608
    assert (types["date"], types["retrieved_at"], types["title"]) == ("DATE", "DATETIME", "TEXT")
    assert {view for (view,) in views} == {
        *("releases_per_year", "releases_by_source", "releases_by_field_of_work", "releases_by_place")
    }


def test_days_and_moments_of_sqlite_are_such_in_sql_and_pandas(tmp_path: Path) -> None:
    path = exported(tmp_path, "sqlite", [release()])
    with closing(sqlite3.connect(path)) as database:
        table = pd.read_sql("SELECT * FROM press_releases", database, parse_dates=["date", "retrieved_at"])
        week = database.execute("SELECT strftime('%Y-%W', date), date(retrieved_at) FROM press_releases")
        assert week.fetchone() == ("2016-15", "2025-12-01")
    assert table["retrieved_at"][0] == pd.Timestamp("2025-12-01T10:00:00Z")


def test_sqlite_keeps_every_text_and_finds_words_in_any_script(tmp_path: Path) -> None:
    path = exported(tmp_path, "sqlite", [*hostile(), release(id="99-en", title="Réunion à Kyïv", body="")])
    with closing(sqlite3.connect(path)) as database:
        bodies = [body for (body,) in database.execute("SELECT body FROM press_releases ORDER BY rowid")]
        assert bodies == [*TEXTS, ""]
        found = "SELECT id FROM overview WHERE rowid IN (SELECT rowid FROM press_releases_fts(?))"
        assert database.execute(found, ["апреля"]).fetchall() == [(f"{TEXTS.index(TEXTS[16]) + 1}-en",)]
        assert database.execute(found, ["reunion"]).fetchall() == [("99-en",)]


def test_the_overview_lists_each_name_once_in_the_order_printed(tmp_path: Path) -> None:
    one = release()
    vienna, source = one.places[0], one.sources[0]
    one.places, one.sources = [vienna, vienna], [source, *hostile()[0].sources, source]
    bare = release(id="2-en", date=None, places=[], sources=[], fields_of_work=[])
    path = exported(tmp_path, "sqlite", [one, bare])
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT year, sources, places, countries FROM overview").fetchall()
    assert [(row[0], *map(json.loads, row[1:])) for row in rows] == [
        (2016, ["OSCE Secretariat", TEXTS[0]], ["Vienna"], ["AT"]),
        (None, [], [], []),
    ]


@pytest.mark.parametrize(
    "without", [["sources"], ["places", "fields_of_work", "sources"], ["body"], ["contacts", "warnings"]]
)
def test_sqlite_can_do_without_any_table(tmp_path: Path, without: list[str]) -> None:
    path = exported(tmp_path, "sqlite", many(2), without=without)
    with closing(sqlite3.connect(path)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM pragma_table_info('overview')")}
        assert database.execute("SELECT count(*) FROM press_releases_fts('border')").fetchone() == (2,)
        for (view,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
            database.execute(f"SELECT * FROM {view}").fetchall()  # noqa: S608
    assert not names & {*without}


def test_two_releases_with_one_id_are_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"press_releases: .*press_releases\.id"):
        exported(tmp_path, "sqlite", [release(), release()])


def test_a_database_is_an_export_until_somebody_writes_to_it(tmp_path: Path) -> None:
    path = exported(tmp_path, "sqlite", many(3))
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT * FROM overview").fetchall()
    assert sqlite.is_unchanged(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIEW mine AS SELECT 1")
    assert not sqlite.is_unchanged(path)
    path.write_bytes(b"")
    assert not sqlite.is_unchanged(path)


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("size", SIZES)
def test_a_workbook_has_a_sheet_for_each_table(tmp_path: Path, size: int) -> None:
    path = exported(tmp_path, "xlsx", many(size))
    found = sheets(path)
    assert len(found["press_releases"]) == size + 1
    assert found["long_texts"] == [("sheet", "id", "position", "column", "part", "text")]
    table = pd.read_excel(path, sheet_name="press_releases")
    if size:
        assert table["date"][0] == pd.Timestamp("2016-04-12")
        assert table["retrieved_at"][0] == pd.Timestamp("2025-12-01T10:00:00")


def test_a_workbook_has_texts_and_no_formulas(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx", hostile())
    with closing(openpyxl.load_workbook(path)) as book:
        cells = [row[12] for row in book["press_releases"].iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        assert not [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in cells] == [
        re.sub("\r\n?", "\n", text).replace("_x0041_", "_x005F_x0041_") for text in TEXTS
    ]


def test_control_characters_that_a_workbook_cannot_hold_are_replaced(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx", [release(title="a\x00b\x0bc\ufffed\te\r\nf")])
    assert sheets(path)["press_releases"][1][6] == "a\ufffdb\ufffdc\ufffdd\te\nf"


@pytest.mark.parametrize("text", ["a" * 100_000, "x" + "😀" * 40_000, "я" * 32_768])
def test_a_text_longer_than_a_cell_is_whole_in_its_own_sheet(tmp_path: Path, text: str) -> None:
    path = exported(tmp_path, "xlsx", [release(body=text), release(id="2-en", body="я" * 32_767)])
    found = sheets(path)
    body = found["press_releases"][1][12]
    assert body.endswith(xlsx.CONTINUED)
    assert text.startswith(body.removesuffix(xlsx.CONTINUED))
    assert 32_765 <= len(body.encode("utf-16-le")) // 2 <= 32_767
    parts = found["long_texts"][1:]
    assert "".join(part[-1] for part in parts) == text
    assert [part[:5] for part in parts] == [
        ("press_releases", release().id, None, "body", number) for number in range(1, len(parts) + 1)
    ]
    assert found["press_releases"][2][12] == "я" * 32_767


def test_days_before_workbooks_count_days_are_texts(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx", [release(date=dt.date(1899, 12, 31))])
    assert sheets(path)["press_releases"][1][7] == "1899-12-31"


def test_a_table_longer_than_a_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_ROWS", 20)
    with pytest.raises(DatasetError, match="press_releases: 20 rows; a sheet holds 19"):
        exported(tmp_path, "xlsx", many(20))


def test_a_workbook_is_an_export_until_somebody_saves_it(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx", many(1))
    assert xlsx.is_unchanged(path)
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert not xlsx.is_unchanged(path)
    path.write_bytes(b"no workbook")
    assert not xlsx.is_unchanged(path)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path, format_: str) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first, second = (exported(tmp_path / name, format_, many(1001)) for name in ("a", "b"))
    files = [first] if first.is_file() else sorted(first.iterdir())
    for file in files:
        other = second if second.is_file() else second / file.name
        assert file.read_bytes() == other.read_bytes(), file.name


def test_every_format_says_what_it_is_how_to_cite_it_and_what_was_left_out(tmp_path: Path) -> None:
    for format_ in FORMATS:
        path = exported(tmp_path, format_, many(1), without=["contacts", "body"])
        match format_:
            case "sqlite":
                with closing(sqlite3.connect(path)) as database:
                    said = database.execute("SELECT * FROM about").fetchall()
            case "xlsx":
                said = sheets(path)["about"][1:]
            case _:
                package_ = json.loads((path / "datapackage.json").read_bytes())
                said = [*package_.items(), *(("without", key) for key in package_["without"])]
                fields = [field for each in package_["resources"] for field in each["schema"]["fields"]]
                assert not [field for field in fields if not field["description"]]
        assert "not an OSCE service" in dict(said)["description"]
        assert "made by osce-crawler" in dict(said)["citation"]
        assert {("without", "body"), ("without", "contacts")} <= {
            each for each in said if each[0] == "without" and isinstance(each[1], str)
        }


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_files_of_an_earlier_export_may_be_replaced_and_no_others(tmp_path: Path, format_: str) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    old, new = exported(tmp_path / "a", format_, many(2)), exported(tmp_path / "b", format_, many(3))
    assert package.foreign_files(old, new) == []
    fewer = exported(tmp_path / "c", "csv", many(2), without=["links"])
    assert [path.name for path in package.outdated_files(old, fewer)] == (
        ["links.csv"] if format_ == "csv" else []
    )
    file = old / f"press_releases.{format_}"
    file.write_bytes(file.read_bytes() + b"mine")
    assert package.foreign_files(old, new) == [file.name]
    (old / "datapackage.json").write_text("{}")
    assert {"datapackage.json", file.name} <= {*package.foreign_files(old, new)}
