"""What a crawl says on the terminal of words that the vocabulary lacks."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.tally import tally_of
from osce_crawler.items import Record, Source
from osce_crawler.report.report import Report, count_records
from osce_crawler.report.summary import print_summary
from osce_crawler.vocabulary.checking import compare_with_menu
from tests.making import entry, release


def told(dataset: str, *records: Record, **changes: Any) -> dict[str, object]:
    report = Report(dataset, "complete", "", "", **changes)
    count_records(report, tally_of(records))
    return {
        "state": "complete",
        "headline": {"text": "Complete: all is well", "advice": ""},
        "spiders": [asdict(report)],
    }


def lines(said: dict[str, object], capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_summary(Path("runs/1"), said)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_an_unknown_word_is_told_with_its_nearest_name_and_an_example(
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = release(sources=[Source(None, "OSCE Secretariad", None, None, None, "OSCE Secretariad")])
    printed = lines(told("press_releases", record, record), capsys)
    assert "unknown words 1" in printed
    assert f"sources 2 OSCE Secretariad, like OSCE Secretariat {record.url}" in printed


def test_few_unknown_words_are_told_of_many(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"Guild {letter}" for letter in "abcdefgh"]
    record = release(sources=[Source(None, name, None, None, None, name) for name in names])
    printed = lines(told("press_releases", record), capsys)
    assert "unknown words 8" in printed
    assert sum(line.startswith("sources 1 Guild") for line in printed) == 5


def test_what_the_menu_no_longer_has_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    gone = compare_with_menu([entry()]).gone
    (line,) = (
        line
        for line in lines(told("navigation", entry(), gone_from_menu=gone), capsys)
        if line.startswith("no longer in the menu")
    )
    assert "Arms control" in line


def test_nothing_unknown_needs_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert not any("unknown words" in line for line in lines(told("press_releases", release()), capsys))


def test_a_failed_check_is_told_with_the_addresses_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    checks = [
        Finding("not-zero", False, True, False, "nothing was read", ("https://a/1", "https://a/2")),
        Finding("valid", True, False, False, "", ()),
    ]
    printed = lines(told("press_releases", checks=checks), capsys)
    at = printed.index("check not-zero (FAILED): nothing was read")
    assert printed[at + 1 : at + 4] == ["https://a/1", "https://a/2", "checks passed: valid"]


def test_a_reason_is_told_with_its_count_even_where_no_address_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = told("press_releases", release(), explained=7, reasons={"outside the window": 7})
    assert {"not emitted 7", "outside the window 7"} <= {*lines(said, capsys)}
