"""What a crawl says on the terminal of words that the vocabulary lacks."""

from dataclasses import asdict
from pathlib import Path

import pytest

from osce_crawler.items import Source
from osce_crawler.ledger import Ledger
from osce_crawler.runs.report import report_on
from osce_crawler.runs.summary import print_summary
from tests.making import entry, release


def told(dataset: str, *records: object) -> dict[str, object]:
    report = report_on(dataset, Ledger(), records)  # type: ignore[arg-type]
    report.state = "complete"
    return {"spiders": [asdict(report)]}


def lines(said: dict[str, object], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert print_summary(Path("runs/1"), said, ["one"], {"complete": 0}) == 0
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
    (line,) = (
        line
        for line in lines(told("navigation", entry()), capsys)
        if line.startswith("no longer in the menu")
    )
    assert "Arms control" in line


def test_nothing_unknown_needs_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert not any("unknown words" in line for line in lines(told("press_releases", release()), capsys))
