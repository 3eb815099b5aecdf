"""`extract --workers`: the same records by several processes, whatever befalls them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from osce_crawler.bulk.work_folder import work_folder
from tests.archive.answers import Answer, warc
from tests.bulk.corpus import RECORDS, archives, release
from tests.bulk.mishaps import Mishaps, children_of, is_running, soon
from tests.commanding import ROOT, refused, run, started
from tests.making import SEED, lines_of, release_page, save_page


@pytest.fixture
def mishaps(tmp_path: Path) -> Mishaps:
    return Mishaps(tmp_path / "mishaps")


def finished(process: "subprocess.Popen[str]") -> tuple[int, list[str]]:
    """Exit code, and the lines on standard error; nothing is left on standard output."""
    out, said = process.communicate(timeout=120)
    assert out == ""
    return process.returncode, said.splitlines()


def test_two_workers_write_and_say_what_one_does(tmp_path: Path) -> None:
    archives(tmp_path / "in", 4)
    torn = warc(tmp_path / "in" / "torn.warc.gz", release(300020, 1), release(300021, 1))
    torn.write_bytes(torn.read_bytes()[:-40])
    (tmp_path / "in" / "none.warc.gz").write_bytes(b"<html>")
    one = run("extract", tmp_path / "in", SEED)
    two = run("extract", tmp_path / "in", SEED, "--workers", "2")
    assert one.stdout.count("\n") == RECORDS + 2
    assert (two.stdout, two.stderr, two.returncode) == (one.stdout, one.stderr, one.returncode)
    assert one.returncode == 2


def test_a_killed_worker_costs_nothing(tmp_path: Path, mishaps: Mishaps) -> None:
    paths = archives(tmp_path / "in", 3)
    expected = run("extract", *paths).stdout
    paths[1] = paths[1].rename(tmp_path / "in" / "mortal.warc.gz")
    output = tmp_path / "out.jsonl"
    process = started("extract", *paths, "--workers", "2", "-o", output, PYTHONPATH=mishaps.path)
    assert finished(process)[0] == 0
    assert output.read_text() == expected
    assert mishaps.opened().count("mortal.warc.gz") >= 2
    assert not output.with_name("out.jsonl.shards").exists()


def test_an_archive_that_kills_each_worker_is_named_and_nothing_is_written(
    tmp_path: Path, mishaps: Mishaps
) -> None:
    paths = archives(tmp_path / "in", 3)
    deadly = paths[1].rename(tmp_path / "in" / "deadly.warc.gz")
    output = tmp_path / "out.jsonl"
    output.write_text("the records of yesterday\n")
    call = "extract", tmp_path / "in", "--workers", "2", "-o", output
    code, said = finished(started(*call, PYTHONPATH=mishaps.path))
    assert code == 1
    assert said == [f"osce-crawler: {deadly}: 3 workers ended while they read it; nothing is written"]
    assert output.read_text() == "the records of yesterday\n"
    assert mishaps.opened().count("deadly.warc.gz") == 3
    deadly.unlink()
    assert finished(started(*call))[0] == 0
    assert len(lines_of(output)) > 1


@pytest.mark.parametrize(
    ("sign", "told"),
    [
        (signal.SIGINT, ["", "osce-crawler: stopped by Ctrl-C"]),
        (signal.SIGTERM, ["osce-crawler: stopped by SIGTERM"]),
        (signal.SIGHUP, ["osce-crawler: stopped by SIGHUP"]),
    ],
)
def test_a_stop_ends_every_process_and_the_same_call_goes_on_there(
    tmp_path: Path, mishaps: Mishaps, sign: signal.Signals, told: list[str]
) -> None:
    expected = run("extract", *archives(tmp_path / "in", 3)).stdout
    (tmp_path / "in" / "pages-2.warc.gz").rename(tmp_path / "in" / "slow.warc.gz")
    output = tmp_path / "out.jsonl"
    shards = tmp_path / "out.jsonl.shards"
    call = "extract", tmp_path / "in", "--workers", "2", "-o", output
    process = started(*call, PYTHONPATH=mishaps.path)
    assert soon(lambda: len([*shards.glob("*.jsonl")]) == 2 and "slow.warc.gz" in mishaps.opened())
    children = children_of(process.pid)
    assert len(children) == 2
    # Ctrl-C goes to every process of the terminal's group.
    os.killpg(process.pid, sign)
    assert finished(process) == (130, told)
    assert not any(map(is_running, children))
    assert not output.exists()
    assert finished(started(*call))[0] == 0
    assert output.read_text() == expected
    assert not shards.exists()


def test_what_was_read_before_a_stop_is_not_read_again_unless_it_changed(
    tmp_path: Path, mishaps: Mishaps
) -> None:
    paths = archives(tmp_path / "in", 2)
    slow = warc(tmp_path / "in" / "slow.warc.gz", release(300021, 1))
    output = tmp_path / "out.jsonl"
    call = "extract", tmp_path / "in", "-o", output
    process = started(*call, PYTHONPATH=mishaps.path)
    assert soon(lambda: "slow.warc.gz" in mishaps.opened())
    process.send_signal(signal.SIGINT)
    assert finished(process)[0] == 130
    paths[0].unlink()
    warc(paths[0], release(300022, 1))
    slow.rename(tmp_path / "in" / "quick.warc.gz")
    before = mishaps.opened()
    assert finished(started(*call, PYTHONPATH=mishaps.path))[0] == 0
    opened = mishaps.opened()
    for name in before:
        opened.remove(name)
    # The list of before that calls pages releases is gone: none is read once more.
    assert [name for name in opened if name != paths[1].name] == ["pages-0.warc.gz", "quick.warc.gz"]
    assert {"300021", "300022"} <= {record["nid"] for record in lines_of(output)}


def test_a_killed_command_leaves_no_worker_behind(tmp_path: Path, mishaps: Mishaps) -> None:
    warc(tmp_path / "slow.warc.gz", release(300001, 1))
    process = started("extract", tmp_path / "slow.warc.gz", "--workers", "2", PYTHONPATH=mishaps.path)
    assert soon(lambda: mishaps.opened() == ["slow.warc.gz"])
    children = children_of(process.pid)
    process.kill()
    process.communicate()
    assert children
    assert soon(lambda: not any(map(is_running, children)))


def test_a_page_that_is_read_without_end_costs_itself_alone(tmp_path: Path, mishaps: Mishaps) -> None:
    endless = Answer(b"<html><p>endless</p></html>", "https://www.osce.org/cio/300002")
    path = warc(tmp_path / "a.warc.gz", release(300001, 1), endless, release(300003, 1))
    output = tmp_path / "out.jsonl"
    process = started("extract", path, "--workers", "2", "-o", output, PYTHONPATH=mishaps.path)
    assert finished(process) == (0, [f"{endless.url}: unreadable (reading took longer than 0.5 s)"])
    assert [record["nid"] for record in lines_of(output)] == ["300003", "300001"]


def test_one_call_at_a_time_writes_an_output(tmp_path: Path, mishaps: Mishaps) -> None:
    path = warc(tmp_path / "slow.warc.gz", release(300001, 1))
    call = "extract", path, "-o", tmp_path / "out.jsonl"
    process = started(*call, PYTHONPATH=mishaps.path)
    assert soon(lambda: mishaps.opened() == ["slow.warc.gz"])
    other = run(*call)
    assert (other.returncode, other.stderr) == (
        2,
        f"osce-crawler: {tmp_path}/out.jsonl.shards: another call of extract writes {tmp_path}/out.jsonl\n",
    )
    process.send_signal(signal.SIGTERM)
    assert finished(process)[0] == 130
    assert not (tmp_path / "out.jsonl.shards").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--workers", "0"], "'0' is not a whole number"),
        (["--workers", "two"], "'two' is not a whole number"),
        (["--workers", "-1"], "'-1' is not a whole number"),
        (["--workers", "2", "--explain"], "neither --explain nor --what navigation"),
        (["--workers", "2", "--what", "navigation"], "neither --explain nor --what navigation"),
    ],
)
def test_wrong_use_is_one_line(capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    assert said in refused(capsys, "extract", SEED, *options)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_disk_that_takes_no_more_is_named_and_the_same_call_goes_on_later(
    tmp_path: Path, workers: str
) -> None:
    few = warc(tmp_path / "in" / "few.warc.gz", release(300020, 1))
    many = warc(
        tmp_path / "in" / "many.warc.gz", *(release(300100 + n, 1, "A long text. " * 100) for n in range(9))
    )
    output = tmp_path / "out.jsonl"
    arguments = "extract", few, many, "--workers", workers, "-o", output
    # No file may be longer than eight kilobytes.
    command = 'ulimit -f 8; exec "$@"', "bash", sys.executable, "-m", "osce_crawler.cli", *map(str, arguments)
    full = subprocess.run(
        ["bash", "-c", *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (full.returncode, full.stdout) == (1, "")
    (line,) = full.stderr.splitlines()
    assert line.startswith(f"osce-crawler: {output}.shards/")
    assert line.endswith(": File too large")
    assert not output.exists()
    if workers == "1":  # else the other worker may not have ended its file
        assert len([*(tmp_path / "out.jsonl.shards").glob("*.jsonl")]) == 1
    assert run(*arguments).returncode == 0
    assert len(lines_of(output)) == 10
    assert not (tmp_path / "out.jsonl.shards").exists()


@pytest.mark.parametrize("theirs", ["notes", ".hidden", "sub/notes", "records.jsonl.old", "pages-1.warc.gz"])
@pytest.mark.parametrize("beside", [None, ".lock"])
def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], theirs: str, beside: str | None
) -> None:
    folder = tmp_path / "out.jsonl.shards"
    notes = folder / theirs
    notes.parent.mkdir(parents=True)
    notes.touch()
    if beside is not None:
        (folder / beside).touch()
    said = refused(capsys, "extract", SEED, "-o", tmp_path / "out.jsonl")
    assert said == f"{folder}: in the way: it holds files that no call of extract wrote"
    assert [*tmp_path.iterdir()] == [folder]
    assert notes.exists()


def test_what_somebody_puts_into_the_work_folder_stays_there(tmp_path: Path) -> None:
    with work_folder(tmp_path / "out.jsonl") as folder:
        for name in ("pages-0.jsonl", "records.jsonl", "notes", ".hidden"):
            (folder / name).touch()
        (folder / "join").mkdir()
        (folder / "join" / "index").touch()
        (folder / "sub").mkdir()
    assert sorted(path.name for path in folder.iterdir()) == [".hidden", "notes", "sub"]


@pytest.mark.parametrize("options", [[], ["--what", "navigation"]])
def test_nothing_that_is_read_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    (archive,) = archives(tmp_path / "in", 1)
    page = tmp_path / "in" / "a"
    save_page(page, "https://www.osce.org/cio/300100", release_page())
    (tmp_path / "link.jsonl").symlink_to(archive)
    before = [file.read_bytes() for file in (archive, page / "page.html", page / "page.json")]
    for output in (archive, tmp_path / "link.jsonl", page / "page.html", page / "page.json"):
        for read in (tmp_path / "in", archive if output.resolve() == archive else page):
            said = refused(capsys, "extract", read, "-o", output, *options)
            assert said == f"{output}: one of the files to be read; name another output"
    said = refused(capsys, "extract", page / "page.html", "-o", page / "page.html", *options)
    assert said == f"{page / 'page.html'}: one of the files to be read; name another output"
    assert [file.read_bytes() for file in (archive, page / "page.html", page / "page.json")] == before


@pytest.mark.parametrize("options", [[], ["--what", "navigation"]])
def test_a_device_that_is_full_is_a_full_disk(options: list[str]) -> None:
    done = run("extract", SEED, "-o", "/dev/full", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "osce-crawler: /dev/full: No space left on device"


def test_a_link_or_a_file_in_the_place_of_the_work_folder_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = archives(tmp_path / "in", 1)
    (tmp_path / "mine").mkdir()
    folder = tmp_path / "out.jsonl.shards"
    folder.symlink_to(tmp_path / "mine")
    for _ in range(2):
        said = refused(capsys, "extract", *paths, "-o", tmp_path / "out.jsonl")
        assert said == f"{folder}: in the way: the folder of extract's own files has this name"
        folder.unlink()
        folder.write_bytes(b"")
    assert [*(tmp_path / "mine").iterdir()] == []
