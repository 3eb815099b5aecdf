"""What sets two datasets apart."""

from pathlib import Path
from typing import Any

import pytest

from osce_crawler.dataset.diff import Difference, diff
from osce_crawler.dataset.read import DatasetError
from osce_crawler.exporters import encode
from tests.dataset.packages import publish, write
from tests.making import entry, release


def found(old: Path, new: Path) -> list[tuple[str, str, list[str]]]:
    return [(one.change, one.id, [change.key for change in one.keys]) for one in diff(old, new)]


def test_records_that_were_added_are_gone_or_changed_are_found_by_id_and_key(tmp_path: Path) -> None:
    old = write(tmp_path / "old.jsonl", [release(), release(id="2-en"), release(id="1-en")])
    new = write(
        tmp_path / "new.jsonl", [release(id="3-en"), release(title="b", body="c"), release(id="2-en")]
    )
    assert found(old, new) == [
        ("added", "3-en", []),
        ("changed", "300001-en", ["title", "body"]),
        ("gone", "1-en", []),
    ]
    assert found(new, new) == []


def test_a_change_has_the_value_before_and_after(tmp_path: Path) -> None:
    old, new = (
        write(tmp_path / "a.jsonl", [release(title="a")]),
        write(tmp_path / "b.jsonl", [release(title="b")]),
    )
    (one,) = diff(old, new)
    assert encode(one) == (
        b'{"dataset":"press_releases","id":"300001-en","change":"changed",'
        b'"keys":[{"key":"title","from":"a","to":"b"}]}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"retrieved_at": "2026-11-24T10:00:00Z"},
        {"extractor": "9.9.9"},
        {"first_seen": "2026-11-24T10:00:00Z"},
    ],
    ids=str,
)
def test_moments_and_versions_of_reading_make_no_difference(tmp_path: Path, change: dict[str, Any]) -> None:
    old, new = write(tmp_path / "a.jsonl", [release()]), write(tmp_path / "b.jsonl", [release(**change)])
    assert found(old, new) == []


def test_the_order_of_lines_and_the_form_of_an_older_schema_make_no_difference(tmp_path: Path) -> None:
    old = write(tmp_path / "a.jsonl", [release(), release(id="2-en")])
    old.write_bytes(old.read_bytes().replace(b'"date_evidence"', b'"date_from"'))
    assert found(old, write(tmp_path / "b.jsonl", [release(id="2-en"), release()])) == []


def test_folders_are_compared_dataset_by_dataset_and_one_that_is_missing_is_all_gone(tmp_path: Path) -> None:
    publish(tmp_path / "old", [release()], [entry()])
    publish(tmp_path / "new", [release(title="b")], [])
    (tmp_path / "new" / "navigation.jsonl").unlink()
    differences = [*diff(tmp_path / "old", tmp_path / "new")]
    assert [(one.dataset, one.change) for one in differences] == [
        ("press_releases", "changed"),
        ("navigation", "gone"),
    ]


def test_a_file_is_compared_with_the_same_dataset_of_a_folder(tmp_path: Path) -> None:
    publish(tmp_path, [release()], [entry()])
    new = write(tmp_path / "b.jsonl", [release(id="2-en")])
    assert found(tmp_path, new) == [("added", "2-en", []), ("gone", "300001-en", [])]


def test_files_of_different_datasets_are_not_compared(tmp_path: Path) -> None:
    old, new = write(tmp_path / "a.jsonl", [release()]), write(tmp_path / "b.jsonl", [entry()])
    with pytest.raises(DatasetError, match="no dataset in common"):
        diff(old, new)


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"id":"1-en"}'])
def test_a_line_that_is_no_record_is_named_on_either_side(tmp_path: Path, line: bytes) -> None:
    good, bad = write(tmp_path / "a.jsonl", [release(), release(id="1-en")]), tmp_path / "bad.jsonl"
    bad.write_bytes(encode(release()) + b"\n" + line + b"\n")
    for sides in ((good, bad), (bad, good)):
        with pytest.raises(DatasetError, match=f"{bad}, line 2: "):
            [*diff(*sides)]


def test_an_id_of_two_lines_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [release(), release()])
    with pytest.raises(DatasetError, match=f"{path}, line 2: '300001-en' is the id of line 1 as well"):
        [*diff(path, path)]


def test_a_difference_without_keys_is_one_of_the_whole_record() -> None:
    assert encode(Difference("navigation", "a", "gone")).endswith(b'"keys":[]}')
