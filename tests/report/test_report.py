"""What a run tells."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.tally import EXAMPLES, tally_of
from osce_crawler.items import Record, Source
from osce_crawler.outcomes import EMITTED, KNOWN, NOT_MODIFIED, Outcomes
from osce_crawler.report.report import EXITS, Report, as_markdown, count_outcomes, count_records, worst
from osce_crawler.run.folder import Asked, Beginning, RunFolder
from osce_crawler.spiders.list_walk import ListWalk
from osce_crawler.vocabulary.checking import Named
from tests.making import release

MOMENT = "2025-12-01T10:00:00Z"


def part(outcomes: Outcomes, *records: Record, **changes: Any) -> Report:
    report = Report("press_releases", "complete", MOMENT, MOMENT, **changes)
    count_outcomes(report, outcomes)
    count_records(report, tally_of(records))
    return report


def told(folder: Path, *parts: Report, spiders: tuple[str, ...] = ("press_releases",)) -> dict[str, Any]:
    """The report of a run with these parts."""
    run = RunFolder(folder, "20251201T100000Z")
    run.make()
    run.write_beginning(Beginning(run.run_id, Asked(spiders, ()), [MOMENT]))
    for one in parts:
        run.add_part(asdict(one))
    report: dict[str, Any] = json.loads((run.path / "report.json").read_bytes())
    return report


def lines(report: Report, tmp_path: Path) -> list[str]:
    return as_markdown(told(tmp_path, report)).split("\n")


def outcomes() -> Outcomes:
    outcomes = Outcomes()
    for number in range(EXAMPLES + 2):
        outcomes.explained(f"https://www.osce.org/cio/{number}", "404", "HTTP 404")
    outcomes.explained("https://www.osce.org/cio/232506", EMITTED, "232506-en")
    outcomes.explained("https://www.osce.org/press-releases", "list", "1 rows")
    outcomes.explained("https://www.osce.org/x", "not saved")
    return outcomes


def test_listed_is_emitted_and_explained_and_frames() -> None:
    report = part(outcomes(), release())
    assert (report.listed, report.emitted, report.explained) == (8, 1, 6)
    assert report.listed == report.emitted + report.explained + sum(report.frames.values())
    assert (report.pages_read, report.records) == (7, 1)


def test_what_was_not_emitted_is_named_with_its_reason() -> None:
    report = part(outcomes())
    assert report.reasons == {"404": 5, "not saved": 1}
    assert report.not_emitted["404"][0] == "https://www.osce.org/cio/0 (HTTP 404)"
    assert report.not_emitted["not saved"] == ["https://www.osce.org/x"]


def test_items_that_stand_as_they_were_are_counted_and_not_named() -> None:
    outcomes = Outcomes()
    for number, why in enumerate([KNOWN, KNOWN, NOT_MODIFIED]):
        outcomes.explained(f"https://www.osce.org/cio/{number}", why)
    report = part(outcomes)
    assert report.reasons == {KNOWN: 2, NOT_MODIFIED: 1}
    assert (report.explained, report.not_emitted) == (3, {})


def test_unknown_words_are_told_with_an_example_and_the_names_most_like_them(tmp_path: Path) -> None:
    name = "OSCE Mision to Skopje"
    record = release(sources=[Source(None, name, None, None, None, name)])
    said = lines(part(Outcomes(), record), tmp_path)
    assert f"- sources: {name}: 1, e.g. {record.url}" in said
    assert said[said.index("### Unknown words") + 3].startswith(
        "  - similar: OSCE Mission to Skopje (mission-to-skopje)"
    )


def test_what_the_menu_no_longer_has_is_told(tmp_path: Path) -> None:
    report = part(Outcomes(), gone_from_menu=[Named("countries", "austria", "Austria")])
    assert "- countries: Austria (austria)" in lines(report, tmp_path)


def test_the_page_for_people_names_state_counts_and_a_few_addresses_of_each_reason(tmp_path: Path) -> None:
    report = part(outcomes(), release(warnings=["no_date"]), faults=["one fault"], torn=["rows.jsonl"])
    said = lines(report, tmp_path)
    assert said[0] == "# Complete: 1 records of press_releases"
    assert said[2] == "Run 20251201T100000Z: complete (exit code 0)"
    for line in (
        "## press_releases: complete",
        "8 addresses = 1 emitted + 6 explained + 1 index pages",
        "1 records · no changes · published: no",
        "- press_release: 1",
        "- no_date: 1",
        "- 404: 5",
        "- fault: one fault",
        "- torn last line dropped: rows.jsonl",
    ):
        assert line in said
    assert "\n".join(said).count("HTTP 404") == EXAMPLES


@pytest.mark.parametrize(
    ("blocking", "accepted", "weight"),
    [(True, False, "FAILED"), (False, True, "failed, accepted"), (False, False, "not enforced")],
)
def test_a_failed_check_says_by_how_much_what_follows_and_where_to_look(
    tmp_path: Path, blocking: bool, accepted: bool, weight: str
) -> None:
    checks = [
        Finding("valid", True, False, False, "every line is a valid record", ()),
        Finding("not-fewer", False, blocking, accepted, "90 stand, 100 before", ("https://a/1",)),
    ]
    said = lines(part(Outcomes(), checks=checks), tmp_path)
    at = said.index(f"- not-fewer ({weight}): 90 stand, 100 before")
    assert said[at + 1 : at + 3] == ["  - https://a/1", "- passed: valid"]


def test_each_list_says_whether_it_adds_up(tmp_path: Path) -> None:
    walks = [
        ListWalk("https://a/list", 6, 30, 30, 31, 2, adds_up=False),
        ListWalk("https://b/list", 2, 5, 5, None, 1, adds_up=True),
    ]
    said = lines(part(Outcomes(), walks=walks), tmp_path)
    assert "- https://a/list: 30 items of 31, 6 pages in 2 walks: does not add up" in said
    assert "- https://b/list: 5 items of unknown, 2 pages in 1 walks: adds up" in said


@pytest.mark.parametrize("state", EXITS)
def test_every_state_has_an_exit_code_and_what_is_wrong_says_what_to_do(tmp_path: Path, state: str) -> None:
    report = part(Outcomes())
    report.state = state
    said = told(tmp_path, report)
    assert (said["state"], said["exit_code"]) == (state, EXITS[state])
    advice = (tmp_path / "runs" / said["run"] / "report.md").read_text().split("\n")[2]
    assert advice.startswith("Run 2025") == (said["exit_code"] == 0)


def test_the_state_of_a_run_is_that_of_its_worst_part() -> None:
    def state(*states: str) -> str:
        parts = [{"dataset": str(number), "state": one} for number, one in enumerate(states)]
        return worst(parts, ())

    assert state("complete", "unchanged") == "complete"
    assert state("unchanged", "unchanged") == "unchanged"
    assert state("unchanged", "incomplete") == "incomplete"
    assert state("refused by checks", "incomplete") == "refused by checks"
    assert state("failed", "refused by checks") == "failed"


def test_a_run_of_which_a_spider_told_nothing_was_interrupted(tmp_path: Path) -> None:
    said = told(tmp_path, part(Outcomes()), spiders=("press_releases", "navigation"))
    assert (said["state"], said["exit_code"]) == ("interrupted", 130)


def test_a_part_that_is_told_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    again = part(Outcomes())
    again.state = "unchanged"
    said = told(tmp_path, part(Outcomes()), again)
    assert [one["state"] for one in said["spiders"]] == ["unchanged"]
