"""The published files, read by the programs that analysts use: the code of docs/formats.md, run on real files."""

import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from osce_crawler import dataset
from osce_crawler.items import PressRelease, Source, keys
from scripts.duckdb_views import FILE, views
from tests.analysing import printed_by_r, program
from tests.commanding import ROOT
from tests.dataset.packages import written
from tests.dataset.test_frames import TABLES, bare
from tests.making import entry, release

LOAD = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").split("\n## Load\n")[1].split("\n## ")[0]
# DuckDB looks at so many lines to tell types; what comes later must not be lost.
DUCKDB_LOOKS_AT = 20_480
MANY = 1_000

FULL = release(
    gone_on="2026-03-01", contacts="Ana", sources=[Source("odihr", "ODIHR", None, None, None, "ODIHR")]
)


def code(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", LOAD, re.DOTALL)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders that hold an output folder, by what is in its files."""
    parent = tmp_path_factory.mktemp("datasets")
    contents = {"none": [], "null": [bare()], "one": [FULL], "late": [*[bare()] * MANY, FULL]}
    contents["very late"] = [*[bare()] * DUCKDB_LOOKS_AT, FULL]
    for name, releases in contents.items():
        (parent / name).mkdir()
        written(parent / name / "output", releases, [entry()], [])
    return {name: parent / name for name in contents}


with_records = pytest.mark.parametrize("name", ["null", "one", "late"])


def run_python(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    said: dict[str, Any] = {}
    exec(text, said)  # noqa: S102
    return said


@pytest.mark.parametrize("name", ["none", "null", "one"])
def test_the_code_for_dataset_load_runs_on_any_number_of_records(
    files: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run_python(code("python")[0], files[name], monkeypatch)
    assert said["since_2014"].height == (name == "one")
    assert said["by_source"].rows() == ([("ODIHR", 1)] if name == "one" else [])
    assert said["by_country"] == ([("AT", 1)] if name == "one" else [])


@with_records
def test_pandas_gives_dates_for_a_key_that_is_null_in_every_line_and_in_thousands(
    files: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = run_python(code("python")[1], files[name], monkeypatch)["releases"]
    assert [*releases] == [*keys(PressRelease)]
    assert pd.api.types.is_datetime64_any_dtype(releases["date"])
    assert pd.to_datetime(releases["gone_on"]).notna().sum() == (name != "null")
    assert releases["nid"].tolist()[-1] == "300001"


@with_records
def test_polars_gives_dates_for_a_key_that_is_null_in_every_line_and_in_thousands(
    files: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = run_python(code("python")[2], files[name], monkeypatch)["releases"]
    assert releases.columns == [*keys(PressRelease)]
    assert releases.schema["gone_on"] == releases.schema["date"] == pl.Date
    assert releases["gone_on"].drop_nulls().len() == (name != "null")


def test_a_file_without_records_is_what_the_page_says_it_is(files: dict[str, Path]) -> None:
    file = files["none"] / "output" / "press_releases.jsonl"
    assert pd.read_json(file, lines=True, dtype=False).shape == (0, 0)
    with pytest.raises(pl.exceptions.ComputeError):
        pl.read_ndjson(file, infer_schema_length=None)


def test_what_the_page_warns_of_still_happens(files: dict[str, Path]) -> None:
    file = files["late"] / "output" / "press_releases.jsonl"
    with pytest.raises(pl.exceptions.ComputeError):
        pl.read_ndjson(file)
    very_late = [str(files["very late"] / "output" / "press_releases.jsonl")]
    with duckdb.connect() as plain:
        assert plain.execute("SELECT count(gone_on) FROM read_json(?)", very_late).fetchall() == [(0,)]
        remedy = "SELECT count(gone_on) FROM read_json(?, sample_size = -1)"
        assert plain.execute(remedy, very_late).fetchall() == [(1,)]


def test_the_views_for_duckdb_are_those_that_the_record_classes_give() -> None:
    assert FILE.read_text(encoding="utf-8") == views(), "run scripts/duckdb_views.py"


@pytest.mark.parametrize("name", ["none", "null", "one", "late"])
def test_the_views_for_duckdb_have_the_columns_and_types_of_dataset_load(
    files: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files[name])
    with duckdb.connect() as plain:
        plain.execute(FILE.read_text(encoding="utf-8"))
        loaded = dataset.load("output").to_duckdb()
        for table in TABLES:
            assert plain.table(table).description == loaded.table(table).description
            assert plain.execute(f"FROM {table}").fetchall() == loaded.execute(f"FROM {table}").fetchall()
        assert plain.execute("SELECT count(gone_on) FROM press_releases").fetchall() == [
            (name in {"one", "late"},)
        ]
        plain.execute(code("sql")[0])


def test_the_views_for_duckdb_lose_nothing_behind_thousands_of_nulls(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files["very late"])
    with duckdb.connect() as plain:
        plain.execute(FILE.read_text(encoding="utf-8"))
        found = plain.execute("SELECT count(gone_on), count(sources[1].id) FROM press_releases").fetchall()
    assert found == [(1, 1)]


def test_r_gives_dates_for_a_key_that_is_null_in_every_line_and_in_thousands(files: dict[str, Path]) -> None:
    facts = (
        "cat(nrow(releases), class(releases$date), class(as.Date(releases$gone_on)), "
        'sum(!is.na(releases$gone_on)), class(releases$places), if (is.null(sources)) 0 else nrow(sources), "\\n")'
    )
    script = "\n".join(
        f'setwd("{files[name]}")\n{code("r")[0]}\n{facts}' for name in ("none", "null", "one", "late")
    )
    assert printed_by_r(script).splitlines() == [
        "0 Date Date 0 NULL 0 ",
        "1 Date Date 0 list 0 ",
        "1 Date Date 1 list 1 ",
        f"{MANY + 1} Date Date 1 list 1 ",
    ]


def test_no_text_reads_differently_in_any_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        *("a\u2028b\u0085c\u2029", "😀\U0010ffff", '"\\\r\n\t', "\ufeffe\u0301\u200f", "\x1f\x7f", " space "),
        *("null", "NaN", "2016-04-12", "1e5", "=1+1", "\\u0041", '{"a": 1}', "[1]", "x" * 200_000),
    ]
    written(tmp_path / "output", [release(contacts=text) for text in texts], [], [])
    monkeypatch.chdir(tmp_path)
    ds, file = dataset.load("output"), "output/press_releases.jsonl"
    with duckdb.connect() as plain:
        plain.execute(FILE.read_text(encoding="utf-8"))
        by_views = plain.execute("SELECT contacts FROM press_releases").fetchall()
    found = {
        "load": ds.press_releases["contacts"].to_list(),
        "to_pandas": ds.to_pandas()["press_releases"]["contacts"].tolist(),
        "to_duckdb": [
            text for (text,) in ds.to_duckdb().execute("SELECT contacts FROM press_releases").fetchall()
        ],
        "pandas": pd.read_json(file, lines=True, dtype=False)["contacts"].tolist(),
        "polars": pl.read_ndjson(file, infer_schema_length=None)["contacts"].to_list(),
        "views": [text for (text,) in by_views],
    }
    assert found == dict.fromkeys(found, texts)


def test_jq_reads_every_line(files: dict[str, Path]) -> None:
    program("jq")
    found = {
        name: subprocess.run(
            ["sh", "-c", code("sh")[0]], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        for name, folder in files.items()
        if name != "very late"
    }
    row = f"300001-en\t2016-04-12\t{release().title}"
    assert found == {"none": [], "null": [], "one": [row], "late": [row]}
