"""What is known of records that a damaged file lost: which there were, and when each was first seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.dataset.lost import first_seen, known_ids

BEGUN, NOW = "2026-11-24T10:00:00Z", "2026-11-30T10:00:00Z"


def write(path: Path, *lines: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{text}\n" for text in texts))


def change(id_: str, run: str = "a", at: str = BEGUN, dataset: str = "press_releases") -> dict[str, Any]:
    return {"run": run, "at": at, "dataset": dataset, "id": id_, "change": "added", "cause": "site"}


def item(id_: str, second: int, generation: int = 3) -> dict[str, Any]:
    moment = f"2026-11-24T10:00:{second:02}Z"
    return {"id": id_, "observation": {"generation": generation, "retrieved_at": moment}}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    changes = [
        change("1-en"),
        "{torn",
        change("2-en"),
        change("2-en", at=NOW),
        change("m", dataset="navigation"),
    ]
    write(tmp_path / "changes.jsonl", *changes)
    seen = [
        {"url": "https://a.example/3", "why": "404", "id": "3-en"},
        {"url": "https://a.example/", "why": "list"},
    ]
    write(tmp_path / "seen.jsonl", *seen)
    return tmp_path


def first(output: Path, *kept: str) -> dict[str, str]:
    return first_seen(output, "press_releases", kept, NOW)


def test_records_are_known_from_the_history_and_from_the_memory_of_addresses(output: Path) -> None:
    assert known_ids(output, "press_releases") == {"1-en", "2-en", "3-en"}
    assert known_ids(output, "navigation") == {"m"}
    assert known_ids(output / "none", "press_releases") == set()


def test_the_moment_is_that_of_the_page_of_which_the_record_was_made(output: Path) -> None:
    items = [item("1-en", 9, generation=2), item("1-en", 4), item("1-en", 2), "{torn", item("9-en", 1)]
    write(output / "runs" / "a" / "press_releases.items.jsonl", *items)
    assert first(output) == {"1-en": "2026-11-24T10:00:04Z", "2-en": BEGUN, "3-en": NOW}
    assert first(output, "1-en", "3-en") == {"2-en": BEGUN}


def test_without_a_history_no_record_was_first_seen_before_today(output: Path) -> None:
    (output / "changes.jsonl").unlink()
    assert first(output) == {"3-en": NOW}


@pytest.mark.parametrize("run", ["..", "../b", "/etc", ""])
def test_a_run_that_is_no_folder_of_runs_is_not_looked_for(output: Path, run: str) -> None:
    write(output / "changes.jsonl", change("1-en", run=run))
    (output / "runs" / "a").mkdir(parents=True)
    write(output / "b" / "press_releases.items.jsonl", item("1-en", 4))
    write(output / "press_releases.items.jsonl", item("1-en", 4))
    assert first(output, "3-en") == {"1-en": BEGUN}
