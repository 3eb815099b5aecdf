"""A dataset read back as its users will."""

import hashlib
import json
from pathlib import Path

import pytest

from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import NavigationEntry, PressRelease, keys
from tests.making import entry, release


def test_a_good_file_is_counted_measured_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(encode(release(id=f"{n}-en", nid=str(n))) + b"\n" for n in range(3)))
    found = verified(path, PressRelease)
    assert (found.rows, found.invalid, found.twice) == (3, [], [])
    assert found.size == path.stat().st_size
    assert found.digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"id": "1-en"}', b'{"id": null}'])
def test_a_line_that_is_no_record_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(encode(release()) + b"\n" + line + b"\n")
    (fault,) = verified(path, PressRelease).invalid
    assert fault.startswith("line 2: ")


def test_a_value_of_another_type_is_invalid(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(encode(release()).replace(b'"links":[]', b'"links":null') + b"\n")
    assert len(verified(path, PressRelease).invalid) == 1


def test_an_id_that_stands_twice_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(encode(entry(id=one)) + b"\n" for one in ("a", "b", "a", "a")))
    assert verified(path, NavigationEntry).twice == ["a"]


@pytest.mark.parametrize("key", keys(PressRelease))
def test_a_record_that_lacks_a_key_is_none(tmp_path: Path, key: str) -> None:
    said = json.loads(encode(release()))
    del said[key]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(said) + "\n")
    (fault,) = verified(path, PressRelease).invalid
    assert key in fault
