"""`osce-crawler dataset export`."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from osce_crawler.cli import main
from osce_crawler.cli.dataset_export import FORMATS
from osce_crawler.cli.placing import folder_for
from osce_crawler.dataset.changes import KeyChange
from osce_crawler.dataset.export.writing import ONE_FILE_FORMATS
from tests.commanding import ROOT, on_a_disk_of, refused
from tests.dataset.export.hostile import change, many
from tests.dataset.packages import written
from tests.making import entry, release

Output = pytest.CaptureFixture[str]
PHONE = "Anna Example, +43 1 000 000"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A dataset of three releases, one with contacts that were changed."""
    changed = change(KeyChange("contacts", PHONE, None), KeyChange("title", "A", "B"))
    return written(tmp_path / "output", [*many(2), release(contacts=PHONE)], [entry(parent=None)], [changed])


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as end:
        main(["dataset", "export", *map(str, arguments)])
    return int(end.value.code or 0)


def content(target: Path) -> dict[str, bytes]:
    """Every file there, hidden ones as well."""
    files = [target] if target.is_file() else sorted(target.rglob("*"))
    return {path.name: path.read_bytes() for path in files if path.is_file()}


@pytest.mark.parametrize("format_", FORMATS)
def test_one_file_of_the_dataset_is_exported_alone(output: Path, tmp_path: Path, format_: str) -> None:
    target = tmp_path / "export"
    assert run(output / "navigation.jsonl", "--format", format_, "--to", target) == 0
    assert run(output / "navigation.jsonl", "--format", format_, "--to", output / "navigation.jsonl") == 2
    whole = tmp_path / "whole"
    assert run(output, "--format", format_, "--to", whole) == 0
    assert 0 < sum(map(len, content(target).values())) < sum(map(len, content(whole).values()))


def test_a_file_of_another_name_is_not_cited_as_its_neighbours(output: Path, tmp_path: Path) -> None:
    package = {"citation": "of today", "resources": [{"name": "navigation", "path": "navigation.jsonl"}]}
    (output / "datapackage.json").write_text(json.dumps(package))
    (output / "old.jsonl").write_bytes((output / "navigation.jsonl").read_bytes())
    said = {}
    for name in ("navigation", "old"):
        assert run(output / f"{name}.jsonl", "--format", "csv", "--to", tmp_path / name) == 0
        said[name] = json.loads((tmp_path / name / "datapackage.json").read_bytes())["citation"]
    assert said["navigation"] == "of today"
    assert "of today" not in said["old"]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_is_replaced_by_the_next_one(
    output: Path, format_: str, tmp_path: Path, capsys: Output
) -> None:
    target = tmp_path / "new" / "folder" / f"osce.{format_}"
    assert run(output, "--format", format_, "--to", target) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"written to {target}"
    first = content(target)
    written(output, many(4))
    assert run(output, "--format", format_, "--to", target) == 0
    assert content(target) != first
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def texts_of(target: Path, format_: str) -> str:
    """Everything that a reader of the format finds in it."""
    match format_:
        case "parquet":
            return str([pl.read_parquet(path).to_dicts() for path in target.glob("*.parquet")])
        case "csv":
            return str(content(target))
        case "sqlite":
            with closing(sqlite3.connect(target)) as database:
                return "\n".join(database.iterdump()) + str(target.read_bytes())
    with closing(openpyxl.load_workbook(target)) as book:
        return str([[*sheet.values] for sheet in book])


@pytest.mark.parametrize("format_", FORMATS)
def test_contacts_are_in_no_format_that_is_written_without_them(
    output: Path, format_: str, tmp_path: Path
) -> None:
    target = tmp_path / f"export.{format_}"
    assert run(output, "--format", format_, "--to", target) == 0
    assert PHONE in texts_of(target, format_)
    assert (
        run(output, "--format", format_, "--to", target, "--without", "contacts", *["--without", "links"] * 2)
        == 0
    )
    assert PHONE not in texts_of(target, format_)
    assert "links" not in {Path(name).stem for name in content(target)}


@pytest.mark.parametrize("format_", sorted(ONE_FILE_FORMATS))
def test_a_file_that_no_export_wrote_is_left_as_it_is(
    output: Path, format_: str, tmp_path: Path, capsys: Output
) -> None:
    target = tmp_path / "mine"
    target.write_bytes(b"my own work")
    assert f"{target}: not written by an export" in refused(
        capsys, "dataset", "export", output, "--format", format_, "--to", target
    )
    assert target.read_bytes() == b"my own work"
    said = refused(capsys, "dataset", "export", output, "--format", format_, "--to", tmp_path)
    assert f"{tmp_path}: a folder; this format is one file" in said


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_a_folder_with_other_files_is_left_as_it_is_where_names_clash(
    output: Path, format_: str, tmp_path: Path, capsys: Output
) -> None:
    said = refused(
        capsys, "dataset", "export", output, "--format", format_, "--to", output / "navigation.jsonl"
    )
    assert "navigation.jsonl: a file; this format is a folder" in said
    target = tmp_path / "mine"
    target.mkdir()
    (target / "notes.txt").write_bytes(b"mine")
    assert run(output, "--format", format_, "--to", target) == 0
    (target / f"changes.{format_}").write_bytes(b"edited by hand")
    before = content(target)
    written(output, many(9))
    assert f"changes.{format_}: not written by" in refused(
        capsys, "dataset", "export", output, "--format", format_, "--to", target
    )
    assert content(target) == before


def test_the_dataset_itself_is_never_written_over(output: Path, capsys: Output) -> None:
    (output / "datapackage.json").write_text('{"resources": []}')
    before = content(output)
    assert "datapackage.json: not written by" in refused(
        capsys, "dataset", "export", output, "--format", "csv", "--to", output
    )
    releases = output / "press_releases.jsonl"
    assert "not written by an export" in refused(
        capsys, "dataset", "export", output, "--format", "sqlite", "--to", releases
    )
    assert content(output) == before


@pytest.mark.parametrize("key", ["contact", "id", "title", "", "places.name"])
def test_a_key_that_cannot_be_left_out_is_named(
    output: Path, key: str, tmp_path: Path, capsys: Output
) -> None:
    target = tmp_path / "x"
    said = refused(capsys, "dataset", "export", output, "--format", "csv", "--to", target, "--without", key)
    assert f"--without {key}: no key to leave out; choose from nid," in said
    assert not target.exists()


def test_a_byte_order_mark_is_for_csv_alone(output: Path, tmp_path: Path, capsys: Output) -> None:
    assert "--bom is for csv" in refused(
        capsys, "dataset", "export", output, "--format", "xlsx", "--to", tmp_path / "x", "--bom"
    )


def test_a_dataset_that_cannot_be_read_is_named_and_leaves_nothing(
    output: Path, tmp_path: Path, capsys: Output
) -> None:
    with (output / "press_releases.jsonl").open("ab") as file:
        file.write(b'{"id": "1-')
    for path, said in ((output, "press_releases.jsonl, line 4"), (tmp_path / "none", "none")):
        assert said in refused(
            capsys, "dataset", "export", path, "--format", "sqlite", "--to", tmp_path / "x.sqlite"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


# A disk with room for so many bytes a file.
_FULL = """
import resource, signal, sys
from osce_crawler.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
for format_ in ("parquet", "csv", "sqlite", "xlsx"):
    try:
        main(["dataset", "export", "output", "--format", format_, "--to", f"osce.{format_}"])
    except SystemExit as end:
        print(format_, end.code)
"""
_EXPORT = """
from osce_crawler.cli import main
main(["dataset", "export", "output", "--format", "csv", "--to", "csv"])
"""
_NO_POLARS = """
import sys
sys.modules["polars"] = None
"""


def python(program: str, folder: Path, errors: int = subprocess.PIPE) -> "subprocess.CompletedProcess[str]":
    """Run this program in a folder. `errors`: where its standard error goes."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_on_a_full_disk_the_earlier_export_stays(output: Path, tmp_path: Path) -> None:
    for format_ in FORMATS:
        assert run(output, "--format", format_, "--to", tmp_path / f"osce.{format_}") == 0
    before = content(tmp_path)
    done = python(_FULL, tmp_path)
    assert done.stdout.splitlines() == [f"{format_} 1" for format_ in FORMATS]
    lines = done.stderr.splitlines()
    assert [line.partition(": cannot be written: ")[0] for line in lines] == [
        f"osce-crawler: osce.{format_}" for format_ in FORMATS
    ]
    assert content(tmp_path) == before


def test_a_disk_that_is_really_full_is_one_line_and_leaves_nothing(output: Path, tmp_path: Path) -> None:
    export = f'"{sys.executable}" -m osce_crawler.cli dataset export "{output}" --to disk/export'
    steps = [f"{export} --format {format_} || echo {format_} $? $(ls -A disk)" for format_ in FORMATS]
    done = on_a_disk_of("4k", "\n".join(steps), cwd=tmp_path)
    assert done.stdout.splitlines() == [f"{format_} 1" for format_ in FORMATS]
    assert [line.partition(": cannot be written: ")[0] for line in done.stderr.splitlines()] == [
        "osce-crawler: disk/export"
    ] * len(FORMATS)


def test_without_the_extra_one_line_says_what_to_install(output: Path, tmp_path: Path) -> None:
    done = python(_NO_POLARS + _EXPORT, tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "osce-crawler: polars is not installed: pip install 'osce-crawler[analysis]'"
    ]


def test_a_terminal_sees_how_far_it_is_and_a_log_does_not(
    output: Path, tmp_path: Path, capsys: Output
) -> None:
    assert run(output, "--format", "csv", "--to", tmp_path / "csv") == 0
    assert capsys.readouterr().err == ""
    ours, theirs = pty.openpty()
    assert python(_EXPORT, tmp_path, errors=theirs).returncode == 0
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "changes" in shown
    assert "/" in shown


def test_files_are_made_on_the_disk_of_their_folder_and_a_failure_leaves_no_new_folder(
    tmp_path: Path,
) -> None:
    target = tmp_path / "new"

    def fail() -> None:
        with folder_for(target, lambda _old, _new: [], lambda _old, _new: []) as folder:
            assert folder.parent == target
            (folder / "half.csv").write_bytes(b"half")
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        fail()
    assert not target.exists()


def test_a_killed_export_does_not_stop_the_next_one(output: Path, tmp_path: Path) -> None:
    """Half of the files are of the new export, when the old description is still there."""
    old, new = tmp_path / "old", tmp_path / "new"
    assert run(output, "--format", "csv", "--to", old) == 0
    written(output, many(5))
    assert run(output, "--format", "csv", "--to", new) == 0
    for name in ("changes.csv", "places.csv"):
        (old / name).write_bytes((new / name).read_bytes())
    assert run(output, "--format", "csv", "--to", old) == 0
    assert content(old) == content(new)
