"""What is wrong with published files, and with files of others."""

import datetime as dt
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_crawler.dataset.describe import describe
from osce_crawler.dataset.diff import diff
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.validate import Counted, Fault, validate
from osce_crawler.exporters import encode
from tests.dataset.packages import publish, write
from tests.making import entry, release

CHANGE = (
    b'{"run":"1","at":"2026-11-24T10:00:00Z","dataset":"navigation","id":"b","change":"changed","cause":"site",'
    b'"keys":[{"key":"label","from":"a","to":"b"}]}\n'
)


def faults_of(path: Path) -> list[Fault]:
    return [one for one in validate(path) if isinstance(one, Fault)]


def said(**changes: Any) -> dict[str, Any]:
    """A release as an object, with these keys set to other values."""
    found: dict[str, Any] = json.loads(encode(release()))
    return found | changes


def test_a_published_folder_has_no_faults(tmp_path: Path) -> None:
    hard = release(id="1-en", date=None, title="a\u2028b\u0085c", body="", language="en")
    publish(tmp_path, [release(), hard], [entry(), entry(id="b", position=3)])
    (tmp_path / "changes.jsonl").write_bytes(CHANGE)
    assert faults_of(tmp_path) == []


def test_an_empty_dataset_has_no_faults(tmp_path: Path) -> None:
    publish(tmp_path, [], [])
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"date": "2016-02-30"}, "date"),
        ({"date": "12 April 2016"}, "date"),
        ({"content_type": "poem"}, "content_type"),
        ({"links": None}, "links"),
        ({"links": [{"url": "https://a.example/", "text": 5}]}, "links[0].text"),
        ({"links": [{"url": "https://a.example/"}]}, "links[0].text"),
        ({"links": [{"url": "https://a.example/", "text": "", "rel": "x"}]}, "links[0].rel"),
        ({"retrieved_at": "2026-99-99T10:00:00Z"}, "retrieved_at"),
        ({"retrieved_at": "2026-11-24T10:00:00+02:00"}, "retrieved_at"),
        ({"retrieved_at": "2026-11-24T10:00:00.5Z"}, "retrieved_at"),
        ({"retrieved_at": "2026-11-24t10:00:00z"}, "retrieved_at"),
        ({"retrieved_at": "2999-01-01T00:00:00Z"}, "retrieved_at"),
        ({"first_seen": "2999-01-01T00:00:00Z"}, "first_seen"),
        ({"url": "ftp://www.osce.org/1"}, "url"),
        ({"id": "one"}, "id"),
        ({"author": "x"}, "author"),
    ],
    ids=str,
)
def test_what_the_schema_does_not_allow_is_named_by_line_and_key(
    tmp_path: Path, change: dict[str, Any], key: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(said(id='1-en', nid='1'))}\n{json.dumps(said(**change))}\n")
    (fault,) = faults_of(path)
    assert (fault.line, fault.key) == (2, key)
    assert str(fault).startswith(f"{path}, line 2, {key}: ")


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    record = said()
    del record["gone_on"]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record) + "\n")
    assert [(one.line, one.key) for one in faults_of(path)] == [(1, "gone_on")]


def shuffled(line: bytes) -> bytes:
    record = json.loads(line)
    return json.dumps({"title": record.pop("title")} | record).encode() + b"\n"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda line: line + b"\n", "line 2: is empty"),
        (lambda line: b"\xef\xbb\xbf" + line, "line 1: begins with a byte order mark"),
        (lambda line: line.replace(b"\n", b"\r\n"), "line 1: ends in CR LF"),
        (lambda line: line[:-1], "line 1: has no line end"),
        (lambda line: line[:-9], "line 1: is torn off"),
        (lambda line: line.replace(b"Sixty", b"\xff"), "line 1: is not UTF-8"),
        (lambda line: line.replace(b"Sixty", "\u2028".encode()), "line 1: U+2028 is not escaped"),
        (lambda line: line.replace(b'{"id"', b'{"id":"1-en","id"', 1), "line 1, id: is there twice"),
        (lambda line: line.replace(b"}", b"", 1)[:60] + b"\n", "line 1: is not JSON"),
        (lambda _: b"[1]\n", "line 1: Expected `object`"),
        (shuffled, "line 1, title: is where `id` belongs"),
    ],
    ids=[
        "an empty line",
        "a mark",
        "CR LF",
        "no end",
        "torn",
        "bytes",
        "U+2028",
        "twice",
        "no JSON",
        "a list",
        "order",
    ],
)
def test_a_line_in_another_form_is_named(
    tmp_path: Path, change: Callable[[bytes], bytes], fault: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(change(encode(release()) + b"\n"))
    assert str(faults_of(path)[0]).startswith(f"{path}, {fault}")


def test_a_file_of_others_may_have_spaces_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record = said(title="Ёж – ёжик")
    record["places"][0]["latitude"] = 48
    path.write_text(json.dumps(record, ensure_ascii=True) + "\n")
    assert faults_of(path) == []


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    (fault,) = faults_of(path)
    assert (fault.line, fault.what) == (1, "is longer than 64 MiB")


def test_an_id_of_two_lines_is_named_with_both(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", [release(), release(id="1-en", date=None), release(id="1-en", date=None)]
    )
    (fault,) = faults_of(path)
    assert (fault.line, fault.key, fault.what) == (3, "id", "'1-en' is the id of line 2 as well")


@pytest.mark.parametrize(
    "pair",
    [
        [release(id="1-en", date=dt.date(2016, 1, 1)), release(id="2-en", date=dt.date(2016, 1, 2))],
        [release(id="1-en", date=None), release(id="2-en")],
        [release(id="10-en"), release(id="9-en")],
        [release(id="1-ru", language="ru"), release(id="1-en")],
        [entry(id="a", site="b"), entry(id="b", site="a")],
        [entry(id="a", position=10), entry(id="b", position=9)],
    ],
    ids=["older first", "undated first", "nids as texts", "languages", "sites", "positions"],
)
def test_lines_out_of_order_are_named(tmp_path: Path, pair: list[Any]) -> None:
    (fault,) = faults_of(write(tmp_path / "a.jsonl", pair))
    assert fault.line == 2
    assert f"{pair[1].id!r} belongs further up" in fault.what
    assert faults_of(write(tmp_path / "a.jsonl", pair[::-1])) == []


@pytest.mark.parametrize("description", ["datapackage.json", "croissant.json"])
def test_a_digest_that_differs_from_either_description_is_named(tmp_path: Path, description: str) -> None:
    publish(tmp_path, [release()], [entry()])
    records = tmp_path / "press_releases.jsonl"
    records.write_bytes(records.read_bytes().replace(b"Sixty", b"Fifty"))
    (tmp_path / ({"datapackage.json", "croissant.json"} - {description}).pop()).unlink()
    for path in (tmp_path, records):
        (fault,) = faults_of(path)
        assert fault.path == records
        assert "SHA-256" in fault.what
        assert description in fault.what


def test_lines_that_are_missing_and_files_that_are_missing_are_named(tmp_path: Path) -> None:
    publish(tmp_path, [release(), release(id="1-en", date=None)], [entry()])
    write(tmp_path / "press_releases.jsonl", [release()])
    (tmp_path / "navigation.jsonl").unlink()
    faults = [str(one) for one in faults_of(tmp_path)]
    assert f"{tmp_path}/press_releases.jsonl: has 1 lines, datapackage.json says 2" in faults
    assert f"{tmp_path}/navigation.jsonl: is described, but is not there" in faults


@pytest.mark.parametrize("description", ["datapackage.json", "croissant.json"])
@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"resources": 5, "distribution": 5}',
        '{"resources": [{"hash": 5}], "distribution": [{"sha256": 5}]}',
        "\x00",
    ],
)
def test_a_description_that_cannot_be_read_is_named(tmp_path: Path, content: str, description: str) -> None:
    publish(tmp_path, [release()], [entry()])
    (tmp_path / description).write_text(content)
    assert [one.path.name for one in faults_of(tmp_path)] == [description]


def test_what_others_describe_in_the_same_words_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "press_releases.jsonl", [release()])
    resources = [
        {"path": ["a.csv", "b.csv"], "hash": "sha256:0"},
        {"path": "a.csv", "hash": "sha256:0"},
        {"path": "press_releases.jsonl", "hash": "d41d8cd98f00b204e9800998ecf8427e"},
        {"data": []},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))
    distribution = [{"contentUrl": "https://a.example/b.jsonl", "sha256": "0"}, {"@type": "cr:FileSet"}]
    (tmp_path / "croissant.json").write_text(json.dumps({"distribution": distribution}))
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize("version", ["3.0.0", "1.0.0"])
def test_another_version_of_the_schema_is_named(tmp_path: Path, version: str) -> None:
    publish(tmp_path, [release()], [entry()])
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps(json.loads(package.read_bytes()) | {"schema_version": version}))
    (fault,) = faults_of(tmp_path)
    assert f"schema_version is {version}" in fault.what


@given(place=st.integers(0, 1200), put=st.binary(max_size=4), cut=st.integers(0, 4))
@settings(max_examples=200)
def test_no_damage_to_a_line_ends_the_reading(place: int, put: bytes, cut: int) -> None:
    line = encode(release())
    damaged = line[:place] + put + line[place + cut :] + b"\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "press_releases.jsonl"
        path.write_bytes(damaged)
        assert isinstance([*validate(path)][-1], Counted)
        with suppress(DatasetError):
            describe(path)
        with suppress(DatasetError):
            assert [*diff(path, path)] == []


@pytest.mark.parametrize(
    "line",
    [
        b"{}\n",
        CHANGE.replace(b"changed", b"lost"),
        CHANGE.replace(b"{", b'{"x":1,', 1),
        CHANGE[:-1],
        CHANGE.replace(b'"a"', b"[" * 100_000),
    ],
    ids=["empty", "another value", "another key", "torn", "nested too deep"],
)
def test_lines_of_changes_are_checked_as_well(tmp_path: Path, line: bytes) -> None:
    publish(tmp_path, [release()], [entry()])
    (tmp_path / "changes.jsonl").write_bytes(CHANGE + line)
    assert [(one.path.name, one.line) for one in faults_of(tmp_path)] == [("changes.jsonl", 2)]


def test_where_there_is_no_dataset_nothing_is_valid(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no press_releases\.jsonl"):
        faults_of(tmp_path)


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json", "changes.jsonl"])
@pytest.mark.parametrize("make", [None, Path.mkdir, os.mkfifo])
def test_an_output_folder_without_a_file_that_runs_publish_is_named(
    tmp_path: Path, name: str, make: Callable[[Path], None] | None
) -> None:
    publish(tmp_path, [release()], [entry()])
    (tmp_path / "changes.jsonl").write_bytes(CHANGE)
    (tmp_path / "runs").mkdir()
    assert faults_of(tmp_path) == []
    (tmp_path / name).unlink()
    if make is not None:
        make(tmp_path / name)
    (fault,) = faults_of(tmp_path)
    what = "missing, but a dataset was published" if make is None else "not a file"
    assert str(fault) == f"{tmp_path / name}: {what}"
    if name != "croissant.json":
        assert [one.what for one in faults_of(tmp_path / "navigation.jsonl")] == (
            ["not a file"] if make is not None and name == "datapackage.json" else []
        )


@pytest.mark.parametrize(
    "character",
    ["\x1b", "\0", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\U000e0041"],
)
@pytest.mark.parametrize("as_escape", [True, False])
def test_a_character_that_terminals_obey_or_nobody_sees_is_named_by_line_and_key(
    tmp_path: Path, character: str, *, as_escape: bool
) -> None:
    link = {"url": "https://a.example/", "text": f"a{character}"}
    odd = said(id="1-en", nid="1", title=f"a{character}b", body=f"a\n\n{character}", links=[link])
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(said())}\n{json.dumps(odd, ensure_ascii=as_escape)}\n", "utf-8")
    what = f"holds U+{ord(character):04X}, which is a control character or invisible"
    assert [(one.line, one.key) for one in faults_of(path) if one.what == what] == [
        (2, "title"), (2, "body"), (2, "links[0].text")
    ]  # fmt: skip
