"""JSON Lines: one object a line, whole and on disk at once."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.exporters import JsonLines, encode
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
