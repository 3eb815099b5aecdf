"""What is read is a regular file, and what is written is whole or not there at all."""

import os
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osce_crawler.cli import main
from osce_crawler.disk import content_of, is_in_the_way, opened, write_whole
from tests.commanding import run
from tests.making import FIXTURES

SEED = FIXTURES / "www.osce.org" / "cio" / "232506"
# In seconds; each of these commands takes less than one.
_LONG = 60
READERS = [
    ("status", "--max-age", "36h", "--output", "{}"),
    ("runs", "list", "--output", "{}"),
    ("runs", "show", "--output", "{}"),
    ("dataset", "validate", "{}"),
    ("dataset", "describe", "{}"),
    ("dataset", "diff", "{}", "{}"),
    ("dataset", "export", "{}", "--format", "csv", "--to", "{}/csv"),
    # It makes a whole page a file.
    pytest.param(("report", "{}", "--to", "{}/page.html"), marks=pytest.mark.long, id="report"),
]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_only_a_regular_file_is_opened(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a"
    assert not is_in_the_way(path)
    make(path)
    with pytest.raises(OSError, match=f"not a file: '{path}'"):
        opened(path)
    assert is_in_the_way(path)


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\ntwo\n")
    (tmp_path / "b").symlink_to("a")
    assert content_of(tmp_path / "b") == b"one\ntwo\n"
    assert not is_in_the_way(tmp_path / "b")
    with pytest.raises(FileNotFoundError):
        content_of(tmp_path / "c")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("published")
    assert run("crawl", "press_releases", "--saved", SEED, "--output", output).returncode == 0
    return output


@pytest.fixture
def _no_hanging() -> Iterator[None]:
    def hangs(*_: object) -> None:
        raise AssertionError("the command hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(_LONG)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_no_hanging")
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: " ".join(reader[:2]))
def test_no_command_waits_for_a_named_pipe_in_an_output_folder(
    published: Path, tmp_path: Path, reader: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    names = [path.relative_to(published) for path in published.rglob("*") if path.is_file()]
    for name in names:
        output = shutil.copytree(published, tmp_path / str(name).replace("/", "-"))
        (output / name).unlink()
        os.mkfifo(output / name)
        with pytest.raises(SystemExit):
            main([each.format(output) for each in reader])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["records.jsonl"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"new")
    reader.join(timeout=10)
    assert read == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_to_an_open_pipe_is_written_to() -> None:
    read, write = os.pipe()
    write_whole(Path(f"/dev/fd/{write}"), b"new")
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == b"new"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path, b"new")
