"""The WARC file of captures: it goes on where it ended, and nothing in it is lost."""

import gzip
from pathlib import Path

import pytest

from osce_crawler.archive.capture_file import CaptureFile, CaptureFileError
from osce_crawler.archive.memento import Memento
from osce_crawler.archive.warc import faults_in, pages_in
from tests.archive.answers import Answer, warc

_URL = "https://www.osce.org/secretariat/30000{}"


def page(number: int) -> Memento:
    return Memento(
        _URL.format(number), "2016-04-12T10:00:00Z", [("Content-Type", "text/html")], b"page %d" % number
    )


def write(path: Path, *numbers: int) -> None:
    with CaptureFile(path, {}) as file:
        for number in numbers:
            file.write(page(number))


def has(path: Path, count: int = 5) -> list[bool]:
    with CaptureFile(path, {}) as file:
        return [file.has(_URL.format(number), "20160412100000") for number in range(count)]


def urls(path: Path) -> list[str]:
    assert not faults_in(path)
    return [page.url for page in pages_in(path)]


def refusal(path: Path) -> str:
    with pytest.raises(CaptureFileError) as refused, CaptureFile(path, {}):
        pass
    return str(refused.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "captures.warc.gz"


def test_it_knows_what_it_holds_by_address_and_second(path: Path) -> None:
    write(path, 0, 2)
    assert has(path) == [True, False, True, False, False]
    with CaptureFile(path, {}) as file:
        assert not file.has(_URL.format(0), "20160412100001")
        file.write(page(1))
        assert file.has(_URL.format(1), "20160412100000")
    assert urls(path) == [_URL.format(n) for n in (0, 2, 1)]


def test_a_file_that_has_nothing_new_stays_as_it_is(path: Path) -> None:
    write(path, 0)
    before = path.read_bytes()
    write(path)
    assert path.read_bytes() == before


def test_a_new_file_without_captures_is_a_warc_file(path: Path) -> None:
    write(path)
    assert urls(path) == []


@pytest.mark.parametrize("left", [1, 5, 30, 60, 200, -1, -8, -20])
def test_a_torn_end_costs_one_record(path: Path, left: int) -> None:
    write(path, 0, 1)
    whole = path.stat().st_size
    write(path, 2)
    torn = path.read_bytes()
    # Behind the second head of the file, where its last record begins.
    start = torn.rindex(b"\x1f\x8b\x08", 0, len(torn))
    assert start > whole
    path.write_bytes(torn[: start + left] if left > 0 else torn[:left])
    assert has(path, 3) == [True, True, False]
    write(path, 2, 3)
    assert urls(path) == [_URL.format(n) for n in range(4)]


@pytest.mark.parametrize("size", [0, 1, 2, 10, 50])
def test_a_file_torn_in_its_head_begins_anew(path: Path, size: int) -> None:
    write(path, 0)
    path.write_bytes(path.read_bytes()[:size])
    write(path, 1)
    assert urls(path) == [_URL.format(1)]


def test_zeros_at_the_end_as_a_power_cut_leaves_them_are_dropped(path: Path) -> None:
    write(path, 0)
    with path.open("ab") as file:
        file.write(b"\0" * 5000)
    write(path, 1)
    assert urls(path) == [_URL.format(0), _URL.format(1)]


def test_damage_with_records_behind_is_refused_and_nothing_is_dropped(path: Path) -> None:
    write(path, 0)
    behind = path.with_name("behind.warc.gz")
    write(behind, 1)
    content = path.read_bytes() + b"damage" + behind.read_bytes()
    path.write_bytes(content)
    assert f"{path}: damaged at byte " in refusal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("at", [0.3, 0.5, 0.7])
def test_a_damaged_record_among_others_is_no_end_of_the_file(path: Path, at: float) -> None:
    write(path, 0)
    start = path.stat().st_size
    write(path, 1)
    end = path.stat().st_size
    write(path, 2)
    content = bytearray(path.read_bytes())
    content[start + int(at * (end - start))] ^= 0xFF
    path.write_bytes(content)
    assert f"{path}: damaged at byte " in refusal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"my letters",
        b"\x1f\x8b",
        gzip.compress(b"my letters", mtime=0),
        b"WARC/1.0\r\n",
        b"\x1f\x8b\x08not packed",
    ],
)
def test_a_file_of_something_else_is_refused_and_stays(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if content == b"\x1f\x8b":  # the first bytes of our own file, as far as anybody knows
        write(path, 1)
        return
    assert refusal(path) == f"{path}: not written by `archive fetch`: choose another name"
    assert path.read_bytes() == content


def test_the_warc_file_of_somebody_else_is_refused(path: Path) -> None:
    warc(path, Answer())
    assert "not written by `archive fetch`" in refusal(path)


def test_a_name_that_is_not_packed_is_refused(tmp_path: Path) -> None:
    assert "written as .warc.gz" in refusal(tmp_path / "captures.warc")
    assert not list(tmp_path.iterdir())


def test_two_commands_do_not_write_to_one_file(path: Path) -> None:
    with CaptureFile(path, {}):
        assert refusal(path) == f"{path}: another command writes to it"


def test_a_folder_is_no_file(path: Path) -> None:
    path.mkdir()
    assert refusal(path) == f"{path}: not a file"
