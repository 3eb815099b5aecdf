"""`osce-crawler status`, the dead man's switch: what makes it speak, and what does not silence it."""

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from osce_crawler.cli import main
from osce_crawler.run.folder import Asked, begin
from osce_crawler.run.staging import Staging
from tests.commanding import run
from tests.making import FIXTURES, lines_of

SEED = FIXTURES / "www.osce.org" / "cio" / "232506"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the press releases, and was never asked for menus."""
    output = tmp_path_factory.mktemp("replayed")
    assert run("crawl", "press_releases", "--saved", SEED, "--output", output).returncode == 0
    return output


@pytest.fixture
def output(replayed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(replayed, tmp_path / "output")


def status(output: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, list[str]]:
    """The exit code, and the lines on standard error."""
    with pytest.raises(SystemExit) as end:
        main(["status", *arguments, "--max-age", "36h", "--output", str(output)])
    return end.value.code, capsys.readouterr().err.splitlines()


def test_a_fresh_dataset_is_well_and_menus_that_nobody_asked_for_are_not_missed(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(output, capsys) == (0, [])


@pytest.mark.parametrize("spiders", [("navigation",), ("press_releases", "navigation")])
def test_a_dataset_that_a_run_was_asked_for_and_never_published_is_named(
    output: Path, capsys: pytest.CaptureFixture[str], spiders: tuple[str, ...]
) -> None:
    begin(output, Asked(spiders, ()))
    assert status(output, capsys) == (4, ["navigation: no run was ever complete"])
    assert status(output, capsys, "press_releases") == (0, [])


def test_a_folder_in_which_the_first_run_died_names_all_that_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(tmp_path, Asked(("navigation", "press_releases"), ()))
    never = ["press_releases: no run was ever complete", "navigation: no run was ever complete"]
    assert status(tmp_path, capsys) == (4, never)


def test_a_published_file_that_is_missing_or_damaged_is_named(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = output / "press_releases.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    code, (line,) = status(output, capsys)
    assert (code, line.startswith(f"{path}, line 1: ")) == (4, True)
    path.unlink()
    code, (line,) = status(output, capsys)
    assert (code, line.startswith(f"{path}: missing")) == (4, True)
    assert status(output, capsys, "press_releases")[0] == 4
    # A run that is putting new files in place has the description there before the dataset.
    Staging(begin(output, Asked(("press_releases",), ())).path, "press_releases").commit({})
    assert status(output, capsys) == (0, [])


def test_neither_a_part_of_the_site_nor_pages_kept_before_are_a_success(output: Path) -> None:
    description = output / "datapackage.json"
    long_ago = '"complete_at": "2020-01-01T00:00:00Z"'
    description.write_text(re.sub('"complete_at": "[^"]*"', long_ago, description.read_text()))
    shutil.copytree(SEED, output / "runs" / "kept")
    bounds: list[list[str | Path]] = [["--limit", "1"], ["--since", "2001-01-01"]]
    for options in ([SEED, *bounds[0]], [SEED, *bounds[1]], [output / "runs"]):
        done = run("crawl", "press_releases", "--saved", *options, "--output", output)
        assert done.returncode == 0, done.stdout
        assert long_ago in description.read_text()
    assert len(lines_of(output / "press_releases.jsonl")) == 1
    assert run("crawl", "press_releases", "--saved", SEED, "--output", output).returncode == 0
    assert long_ago not in description.read_text()


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json", "changes.jsonl"])
@pytest.mark.parametrize("make", [None, Path.mkdir, os.mkfifo])
def test_a_file_that_every_run_publishes_is_named_where_it_is_missing_or_none(
    output: Path, capsys: pytest.CaptureFixture[str], name: str, make: Callable[[Path], None] | None
) -> None:
    (output / name).unlink()
    if make is not None:
        make(output / name)
    code, (line,) = status(output, capsys)
    assert code == 4
    assert line.startswith(f"{output / name}: ")
    assert ("missing" in line, "not a file" in line) == (make is None, make is not None)


def test_a_folder_that_cannot_be_written_to_is_read(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = os.open

    def read_only(path: str, flags: int, *mode: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", path)
        return open_(path, flags, *mode)

    monkeypatch.setattr(os, "open", read_only)
    for left in (True, False):
        assert (output / ".lock").exists() == left
        for command in (["runs", "list"], ["runs", "show"], ["status", "--max-age", "36h"]):
            with pytest.raises(SystemExit) as end:
                main([*command, "--output", str(output)])
            assert (end.value.code or 0, capsys.readouterr().err) == (0, "")
        (output / ".lock").unlink(missing_ok=True)
    assert not (output / ".lock").exists()
