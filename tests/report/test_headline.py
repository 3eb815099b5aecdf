"""The first line of a run, from what its parts tell."""

import errno
from dataclasses import asdict
from typing import Any

import pytest

from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.read import DatasetError
from osce_crawler.report.headline import Headline, cause_of, headline
from osce_crawler.report.report import Report


def part(state: str, dataset: str = "press_releases", **said: Any) -> dict[str, Any]:
    return asdict(Report(dataset, state, "", "", **said))


def refused(check: str = "not-zero", **said: Any) -> Headline:
    checks = [Finding(check, False, True, False, "too few", ())]
    return headline("refused by checks", [part("refused by checks", checks=checks, **said)])


def test_a_good_run_counts_the_records_of_both_datasets() -> None:
    parts = [part("complete", records=3, changes={"added": 2}), part("unchanged", "navigation", records=5)]
    said = headline("complete", parts)
    assert said == ("Complete: 3 records of press_releases, 2 added; 5 records of navigation", "")


@pytest.mark.parametrize(
    ("check", "end"),
    [
        ("not-zero", "The site answered"),
        ("still-releases", "Open the examples"),
        ("newest", "Look at the examples"),
    ],
)
def test_that_nothing_was_published_is_said_only_of_what_was_not(check: str, end: str) -> None:
    checks = [Finding(check, False, True, False, "too few", ())]
    other = part("refused by checks", "navigation", checks=checks)
    for state, said in [("complete", "Nothing of navigation was"), ("refused by checks", "Nothing was")]:
        advice = headline("refused by checks", [other, part(state, checks=checks)]).advice
        assert advice.startswith(f"{said} published. {end}")


def test_the_worst_part_gives_the_headline() -> None:
    parts = [part("complete"), part("failed", "navigation", faults=["a: broken"], cause="Damaged file")]
    assert headline("failed", parts).text == "Damaged file: a: broken"


def test_no_network_is_one_only_where_no_page_was_read() -> None:
    left = {"a.org": "DNS: the name cannot be resolved", "b.org": "no route to the host"}
    said = "a.org: DNS: the name cannot be resolved, and 1 other host"
    assert refused(left_alone=left).text == f"No network: {said}"
    assert refused(left_alone=left, pages_read=1).text == f"Site down: {said}"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("robots.txt: HTTP 503", "Site down: a.org: robots.txt: HTTP 503"),
        ("robots.txt: HTTP 403", "The site refuses the crawl: a.org: robots.txt: HTTP 403"),
        ("no answer in time", "Site down: a.org: no answer in time"),
        ("challenge", "Challenge: a.org asks whether a person reads it"),
        ("a.org is a private address", "Private address: a.org is a private address"),
        ("a.org resolves to 10.0.0.1, a kind", "Private address: a.org resolves to 10.0.0.1, a kind"),
    ],
)
def test_a_host_that_is_left_alone_is_named_with_its_last_failure(why: str, text: str) -> None:
    assert refused(left_alone={"a.org": why}).text == text


def test_checks_that_fail_as_a_host_is_down_are_not_offered_to_be_accepted() -> None:
    said = refused("enough-records", left_alone={"a.org": "HTTP 503"}, pages_read=9)
    assert said.text == "Site down: a.org: HTTP 503"
    assert said.advice.startswith("Nothing was published, as checks failed (enough-records). ")
    assert "--accept" not in said.advice
    assert "--accept enough-records" in refused("enough-records").advice


def test_a_part_of_an_older_version_has_a_headline() -> None:
    old = part("failed", faults=["broken"])
    del old["cause"], old["left_alone"]
    assert headline("failed", [old]).text == "Failed: broken"
    assert headline("incomplete", [old | {"state": "incomplete"}]).text.startswith("Incomplete: ")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "full"), "Disk full"),
        (OSError(errno.EDQUOT, "quota"), "Disk full"),
        (OSError(errno.EIO, "broken"), ""),
        (DatasetError("line 3"), "Damaged file"),
        (ValueError("x"), ""),
    ],
)
def test_an_error_has_a_cause_where_it_has_a_name(error: Exception, cause: str) -> None:
    assert cause_of(error) == cause
