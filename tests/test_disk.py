"""What is read is a regular file: a named pipe in a folder of somebody else holds no command up."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osce_crawler.cli import main
from osce_crawler.disk import content_of, is_in_the_way, opened
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
    ("report", "{}", "--to", "{}/page.html"),
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
