"""Descriptions and differences as people read them."""

import io
from typing import Any

import pytest
from rich.console import Console

from osce_crawler.dataset.changes import KeyChange
from osce_crawler.dataset.describe import Described, Description
from osce_crawler.dataset.diff import Difference
from osce_crawler.report.datasets import lines_of_differences, print_description


def shown(width: int = 80, **said: Any) -> list[str]:
    """The lines of a description with these facts."""
    facts: dict[str, Any] = {
        "path": "a.jsonl",
        "dataset": "press_releases",
        "records": 3,
        "bytes": 1,
        "by": {},
    }
    described = Described([Description(**facts | said)], None, None, None, None)
    output = io.StringIO()
    print_description(described, Console(file=output, width=width))
    return [line.rstrip() for line in output.getvalue().splitlines()]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fill_the_terminal_and_no_name_is_broken(width: int) -> None:
    names = {f"Mission number {number}": number for number in range(1, 11)}
    lines = shown(width, by={"source": names})
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    for name, count in names.items():
        assert f"{name} {count}" in text
    assert any("Mission number 1 1 · Mission number 2 2" in line for line in lines) == (width >= 80)


def test_a_name_that_is_longer_than_the_terminal_is_shown_whole() -> None:
    assert "".join(line.strip() for line in shown(30, by={"source": {"x" * 90: 1}})).count("x") == 90


def test_every_year_is_shown_and_of_the_others_the_most_frequent() -> None:
    counts = {f"{number}": 1 for number in range(1990, 2026)}
    (text,) = {" ".join(shown(2000, by={"year": counts, "source": counts}))}
    assert text.count("2025 1") == 1
    assert "and 24 more" in text


@pytest.mark.parametrize(
    ("crawl", "words"),
    [
        ({"complete": True, "started_at": "a", "finished_at": "b"}, "complete, a to b"),
        ({"complete": True}, "complete"),
        (
            {"complete": False, "started_at": "a", "finished_at": "b", "since": "2026-01-01", "limit": 5},
            "not complete, a to b, --since 2026-01-01, --limit 5",
        ),
    ],
)
def test_a_crawl_that_was_not_complete_is_said_to_be_so(crawl: dict[str, Any], words: str) -> None:
    (line,) = (line for line in shown(crawl=crawl) if line.startswith("crawl"))
    assert line.split(maxsplit=1)[1] == words


def test_records_without_a_date_are_counted() -> None:
    lines = shown(by={"year": {"2016": 2}}, oldest="2016-01-01", newest="2016-01-02")
    assert lines[1].endswith("3, 1 byte, 2016-01-01 to 2016-01-02, 1 without a date")


def test_keys_that_are_always_filled_are_counted_and_the_others_named() -> None:
    (line,) = (
        line for line in shown(fill_rates={"id": 1, "url": 1, "date": 0.5}) if line.startswith("filled")
    )
    assert line.endswith("always 2 of 3 keys · date 50.0%")


def test_changed_keys_are_counted_the_most_frequent_first() -> None:
    changed = [
        Difference("navigation", f"{n}", "changed", [KeyChange(key, 1, 2) for key in keys])
        for n, keys in enumerate([["label", "url"], ["url"]])
    ]
    assert list(lines_of_differences(changed)) == [
        "navigation: 0 added, 0 gone, 2 changed",
        "  key url: 2",
        "  key label: 1",
        "  changed 0: label, url",
        "  changed 1: url",
    ]
