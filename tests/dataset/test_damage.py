"""Damage in the files of an output folder: found, named in one line, and what is sound is saved."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from osce_crawler.dataset.damage import damage_of, fault_in, lines_of, salvage
from osce_crawler.dataset.datapackage import FILE, RELEASES, package_of, resource_of
from osce_crawler.dataset.tally import tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import PressRelease
from tests.making import lines_of as objects_of
from tests.making import release

ROWS = [release(id=f"{number}-en", nid=str(number)) for number in range(1, 5)]
LINES = [encode(row) + b"\n" for row in ROWS]
WHOLE = b"".join(LINES)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A published file of four rows, with its description."""
    path = tmp_path / f"{RELEASES}.jsonl"
    path.write_bytes(WHOLE)
    resource = resource_of(RELEASES, tally_of(ROWS), {}, verified(path, PressRelease))
    (tmp_path / FILE).write_bytes(package_of([resource]))
    return path


def test_the_file_that_was_described_has_no_damage(published: Path) -> None:
    assert damage_of(published.parent, RELEASES) is None
    assert damage_of(published.parent, "navigation") is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"".join(LINES[:3]), ": 3 rows, but datapackage.json describes 4"),
        (b"", ": 0 rows, but datapackage.json describes 4"),
        (WHOLE + LINES[0], ": 5 rows, but datapackage.json describes 4"),
        (WHOLE.replace(b"Vienna", b"Moscow"), ": not the content that datapackage.json describes (SHA-256"),
        (b"".join(reversed(LINES)), ": not the content that datapackage.json describes (SHA-256 differs)"),
        (WHOLE[:-1], ", line 4: its line end is missing; not the content"),
        (WHOLE[:-20], ", line 4: Input data was truncated; not the content"),
        (LINES[0] + b"\xff\n" + LINES[2] + LINES[3], ", line 2: JSON is malformed"),
        (
            WHOLE.replace(b"practised", b"pract\xffsed"),
            ", line 1: Invalid UTF-8 encoded string (and 3 more); not the content",
        ),
        (LINES[0] + b"[]\n{}\nnull\n", ", line 2: Expected `object`, got `array` (and 2 more); not"),
        (LINES[0] + b"\0" * 4096, ", line 2: JSON is malformed: invalid character (byte 0); 2 rows, but"),
        (LINES[0] + b"[" * 100_000 + b"\n" + WHOLE, ", line 2: "),
    ],
)
def test_another_file_is_named_with_line_and_fault(published: Path, content: bytes, fault: str) -> None:
    published.write_bytes(content)
    said = damage_of(published.parent, RELEASES)
    assert said is not None
    assert said.startswith(f"{published}{fault}")
    assert "\n" not in said


def test_a_file_that_is_described_and_not_there_is_missing(published: Path) -> None:
    published.unlink()
    said = damage_of(published.parent, RELEASES)
    assert said == f"{published}: missing, but datapackage.json describes it (4 rows)"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_not_opened(published: Path, make: Callable[[Path], None]) -> None:
    published.unlink()
    make(published)
    assert damage_of(published.parent, RELEASES) == f"{published}: not a file"
    with pytest.raises(OSError, match="not a file"):
        fault_in(published, json.loads)


def change(id_: str, what: str = "added", dataset: str = RELEASES) -> str:
    at = "2026-11-24T10:00:00Z"
    return (
        json.dumps({"run": "a", "at": at, "dataset": dataset, "id": id_, "change": what, "cause": "site"})
        + "\n"
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "missing"),
        ("{", "cannot be read: Input data was truncated"),
        ('{"resources": 5}', "cannot be read: Expected `array`, got `int` - at `$.resources`"),
        ('{"resources": []}', "does not describe press_releases.jsonl"),
        ('{"resources": [{"name": "a", "path": "press_releases.jsonl"}]}', "does not describe press_rel"),
    ],
)
def test_a_dataset_without_its_description_is_damaged_and_what_is_lost_is_counted(
    published: Path, content: str | None, fault: str
) -> None:
    output, description = published.parent, published.parent / FILE
    description.unlink()
    if content is not None:
        description.write_text(content)
    begins = f"{description}: {fault}"
    unknown = "; whether records are lost from press_releases.jsonl is not known"

    def said() -> tuple[bool, str]:
        found = damage_of(output, RELEASES) or ""
        return found.startswith(begins), "; " + found.partition("; ")[2]

    assert said() == (True, unknown)
    (output / "changes.jsonl").write_text("".join(change(f"{n}-en") for n in range(1, 4)) + "torn")
    ends = "records that earlier runs published are lost from press_releases.jsonl"
    assert said() == (True, f"; 0 of 3 {ends}")
    (output / "seen.jsonl").write_text('{"url": "https://a.example/4", "why": "emitted", "id": "4-en"}\n')
    published.write_bytes(WHOLE[: -len(LINES[3]) - 9])
    assert said() == (True, f"; press_releases.jsonl, line 3: Input data was truncated; 2 of 4 {ends}")
    published.unlink()
    assert said() == (True, f"; 4 of 4 {ends}")
    assert damage_of(output, "navigation") is None


def test_an_entry_that_left_its_menu_is_not_lost(tmp_path: Path) -> None:
    lines = [change("a", dataset="navigation"), change("b", dataset="navigation")]
    (tmp_path / "changes.jsonl").write_text("".join([*lines, change("b", "gone", "navigation")]))
    assert "; 1 of 1 records" in (damage_of(tmp_path, "navigation") or "")


def test_rows_of_an_earlier_schema_are_no_fault(published: Path) -> None:
    (published.parent / FILE).unlink()
    older = [
        {key: value for key, value in line.items() if key != "gone_on"} for line in objects_of(published)
    ]
    published.write_text("".join(f"{json.dumps(line)}\n" for line in older))
    assert "line 1" not in (damage_of(published.parent, RELEASES) or "")


def test_what_is_sound_is_saved_once_and_with_its_line_end(published: Path, tmp_path: Path) -> None:
    published.write_bytes(b"{torn\n" + LINES[1] + b"\xff\xfe\n" + LINES[1] + LINES[3].rstrip())
    salvage(published, RELEASES, tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == LINES[1] + LINES[3]
    salvage(tmp_path / "none", RELEASES, tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == b""


def test_every_line_is_kept_or_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": \n{"a": 2}')
    decode = msgspec.json.Decoder(dict).decode
    assert [*lines_of(path, decode)] == [(b'{"a": 1}\n', True), (b'{"a": \n', False), (b'{"a": 2}\n', True)]
    assert fault_in(path, decode) == "line 2: Input data was truncated (and 1 more)"
    path.write_bytes(b'{"a": 1}\n')
    assert fault_in(path, decode) is None
