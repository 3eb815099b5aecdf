"""JSON Lines: one object a line, whole and on disk at once."""

import errno
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.exporters import JsonLines, encode, lines_with_offsets
from tests.making import release


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\u0085"])
def test_characters_that_end_lines_elsewhere_are_escaped(character: str) -> None:
    line = encode({"body": f"one{character}two"})
    assert character.encode() not in line
    assert json.loads(line) == {"body": f"one{character}two"}


def test_text_stays_readable_and_unescaped_otherwise() -> None:
    assert encode({"place": "ВЕНА – Chişinău"}) == '{"place":"ВЕНА – Chişinău"}'.encode()


@given(st.text())
def test_any_text_is_one_line_that_reads_back(text: str) -> None:
    line = encode({"body": text}).decode()
    assert line.splitlines() == [line]
    assert json.loads(line) == {"body": text}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_null(number: float) -> None:
    assert json.loads(encode({"latitude": number})) == {"latitude": None}


def test_a_lone_surrogate_is_an_error_and_never_written(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    with JsonLines(path) as lines, pytest.raises(UnicodeEncodeError):
        lines.write({"body": "\ud800"})
    assert path.read_bytes() == b""


def test_lines_end_with_lf_and_the_file_has_no_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    with JsonLines(path) as lines:
        lines.write({"a": 1})
        lines.write({"b": "\r\n"})
    assert path.read_bytes() == b'{"a":1}\n{"b":"\\r\\n"}\n'


def test_another_reader_sees_a_line_as_soon_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    with JsonLines(path) as lines:
        for number in range(3):
            lines.write({"number": number})
            assert path.read_bytes().endswith(b'{"number":%d}\n' % number)


def test_what_lies_there_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    for number in range(2):
        with JsonLines(path) as lines:
            lines.write(number)
    assert path.read_bytes() == b"0\n1\n"


def test_a_record_is_one_object_with_its_days_as_days() -> None:
    said = json.loads(encode(release()))
    assert (said["date"], said["gone_on"]) == ("2016-04-12", None)


def written(path: Path, *values: object) -> bytes:
    with JsonLines(path) as lines:
        for value in values:
            lines.write(value)
    return path.read_bytes()


@given(st.integers(0, 40))
def test_a_file_cut_anywhere_loses_its_torn_line_and_no_other(cut: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "items.jsonl"
        whole = written(path, {"number": 1}, {"number": 2}, {"number": 3})
        path.write_bytes(whole[:cut])
        kept = whole[: whole.rfind(b"\n", 0, cut) + 1]
        with JsonLines(path) as lines:
            assert lines.torn == (whole[:cut] != kept)
            lines.write({"number": 4})
        assert path.read_bytes() == kept + b'{"number":4}\n'


def test_a_torn_line_longer_than_a_block_is_dropped_whole(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(b'{"a":1}\n{"b":"' + b"x" * 300_000)
    JsonLines(path).close()
    assert path.read_bytes() == b'{"a":1}\n'


def test_of_a_line_that_the_disk_does_not_take_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "items.jsonl"
    whole = os.write

    def full(file: int, data: bytes) -> int:
        if len(data) > 20:
            return whole(file, data[:20])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with JsonLines(path) as lines:
        lines.write({"a": 1})
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            lines.write({"b": "x" * 50})
        monkeypatch.setattr(os, "write", whole)
        lines.write({"c": 3})
    assert path.read_bytes() == b'{"a":1}\n{"c":3}\n'


def test_whole_lines_are_read_with_their_offsets_and_a_torn_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(b'{"a":1}\n{"b":2}\n{"c"')
    assert list(lines_with_offsets(path)) == [(0, b'{"a":1}\n'), (8, b'{"b":2}\n')]
    assert list(lines_with_offsets(tmp_path / "none")) == []
