"""Pages of known releases that stop reading as releases: an alarm, and never the last word on them."""

from pathlib import Path

import pytest

from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_changes import CORRECTED, changes, crawl, record
from tests.site.test_faults import ids, part_of

WHY = "not read as a release"


@pytest.fixture(params=[2, 3])
def generation(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


def crawl_again(site: BuiltSite, output: Path, code: int) -> Command:
    command = Command(site.root, output)
    assert command.run() == code, command.said
    return command


def published(output: Path) -> bytes:
    return (output / "press_releases.jsonl").read_bytes()


def items_of(site: BuiltSite) -> list[str]:
    return [item.path for item in site.releases.values()]


def test_a_redesign_of_the_whole_site_is_the_first_thing_that_is_said(
    tmp_path: Path, generation: int
) -> None:
    with hosted(BuiltSite(61, generation)) as site:
        crawl(site, tmp_path)
        before = published(tmp_path)
        site.fail(lambda path: path in set(items_of(site)), Fault.frame(), times=None)
        again = crawl_again(site, tmp_path, 4)
        assert published(tmp_path) == before
        report = next(iter(sorted((tmp_path / "runs").glob("*/report.md"))[-1:])).read_text("utf-8")
        first = "# 61 of 61 known releases no longer read as releases: the site may have been redesigned"
        assert report.splitlines()[0] == first
        assert part_of(again)["reasons"][WHY] == 61


def test_a_tenth_of_the_site_is_enough_to_publish_nothing(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(60, generation)) as site:
        crawl(site, tmp_path)
        for path in items_of(site)[::10]:
            site.fail(path, Fault.frame(), times=None)
        again = crawl_again(site, tmp_path, 4)
        assert part_of(again)["reasons"][WHY] == 6


def test_one_page_is_named_and_keeps_its_record(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        before = published(tmp_path)
        path = items_of(site)[3]
        site.fail(path, Fault.frame(), times=None)
        again = crawl_again(site, tmp_path, 3)
        (named,) = part_of(again)["not_emitted"][WHY]
        assert path in named
        assert published(tmp_path) == before


def test_after_a_bad_hour_the_result_is_that_of_a_run_that_was_never_disturbed(
    tmp_path: Path, generation: int
) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        before = published(tmp_path)
        for path in items_of(site)[:3]:
            site.fail(path, Fault.frame(), times=None)
        crawl_again(site, tmp_path, 3)
        site.forgive()
        again = crawl_again(site, tmp_path, 0)
        assert published(tmp_path) == before
        assert len(ids(again)) == 24


def test_a_new_release_that_was_shown_badly_once_is_read_later(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        new = site.add()
        site.fail(new.path, Fault.frame(), times=None)
        Command(site.root, tmp_path).run()
        site.forgive()
        again = crawl_again(site, tmp_path, 0)
        assert f"{new.nid}-en" in ids(again)


def test_a_new_release_that_a_row_calls_one_leaves_the_run_incomplete(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 2)) as site:
        crawl(site, tmp_path)
        new = site.add()
        site.fail(new.path, Fault.frame(), times=None)
        again = crawl_again(site, tmp_path, 3)
        (named,) = part_of(again)["not_emitted"][WHY]
        assert new.path in named


def test_a_correction_that_was_shown_badly_once_is_seen_later(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        path = site.edit("300120", CORRECTED).path
        site.fail(path, Fault.frame(), times=None)
        crawl_again(site, tmp_path, 3)
        site.forgive()
        crawl_again(site, tmp_path, 0)
        assert changes(tmp_path) == [("300120-en", "changed", "site", ("body", "content_hash"))]
        assert "what had been meant" in str(record(tmp_path, "300120")["body"])
