"""Rows of lists on disk, found by their items."""

from pathlib import Path

import pytest

from osce_crawler.dataset.rows import KeptRows
from osce_crawler.pages.listing import Row
from tests.making import lines_of, observation

URL = "https://www.osce.org/secretariat/300001"


def row(url: str = URL, title: str = "t") -> Row:
    return Row(url, title, sources=["OSCE Mission to Skopje"])


@pytest.mark.parametrize(
    "address",
    [
        URL,
        "https://www.osce.org/node/300001",
        "https://osce.org/x/y/300001?a=1",
        "https://d6.web.osce.org/a/300001",
    ],
)
def test_a_row_is_found_by_its_items_number_whatever_its_address(tmp_path: Path, address: str) -> None:
    rows = KeptRows(tmp_path / "rows.jsonl")
    rows.keep(row(address))
    assert rows.of(observation(URL)) == [row(address)]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.osce.org/secretariat/300002",
        "https://www.osce.org/ru/secretariat/300001",
        "/press-releases",
    ],
)
def test_a_row_of_another_item_or_language_is_not_found(tmp_path: Path, address: str) -> None:
    rows = KeptRows(tmp_path / "rows.jsonl")
    rows.keep(row(address))
    assert rows.of(observation(URL)) == []


def test_a_row_that_lists_repeat_is_kept_once(tmp_path: Path) -> None:
    rows = KeptRows(tmp_path / "rows.jsonl")
    for title in ("t", "other", "t"):
        rows.keep(row(title=title))
    assert [line["title"] for line in lines_of(tmp_path / "rows.jsonl")] == ["t", "other"]


def test_rows_longer_than_a_block_read_back(tmp_path: Path) -> None:
    rows = KeptRows(tmp_path / "rows.jsonl")
    long = [row(title="x" * size) for size in (2000, 2047, 2048, 2049, 9000)]
    for one in long:
        rows.keep(one)
    assert rows.of(observation(URL)) == long


def test_a_resumed_run_finds_the_rows_that_were_left_and_passes_over_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    first = KeptRows(path)
    first.keep(row())
    first.close()
    path.write_bytes(b"{broken}\n" + path.read_bytes() + b'{"url":"https://www.osce.org/cio/3000')
    rows = KeptRows(path)
    assert rows.of(observation(URL)) == [row()]
    rows.keep(row(title="after"))
    assert [one.title for one in rows.of(observation(URL))] == ["t", "after"]
