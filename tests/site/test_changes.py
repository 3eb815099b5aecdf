"""A site that changes from run to run: what is new, corrected or gone is found, and nothing else is asked for."""

import datetime as dt
import time
from pathlib import Path

import pytest

from tests.interrupting import Command
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_faults import ids, part_of

CORRECTED = (
    "The number of those who took part was given wrongly at first, and this text says what had been meant: there "
    "were forty of them, from five towns on both sides of the river."
)
TODAY = dt.datetime.now(dt.UTC).date()


def crawl(site: BuiltSite, output: Path, *options: str, before: str = "") -> Command:
    command = Command(site.root, output, *options, before=before)
    assert command.run() == 0, command.said
    return command


def changes(output: Path) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (line["id"], line["change"], line["cause"], tuple(key["key"] for key in line["keys"]))
        for line in lines_of(output / "changes.jsonl")
        if line["change"] != "added"
    ]


def record(output: Path, nid: str) -> dict[str, object]:
    (found,) = (line for line in lines_of(output / "press_releases.jsonl") if line["nid"] == nid)
    return found


def items_asked(site: BuiltSite) -> list[str]:
    paths = {item.path for item in site.releases.values()}
    return [path for path in site.asked if path in paths]


@pytest.fixture(params=[2, 3])
def generation(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


def test_a_run_on_a_site_that_stood_still_is_unchanged_and_gets_no_page(
    tmp_path: Path, generation: int
) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        files = {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")}
        again = crawl(site, tmp_path)
        assert part_of(again)["state"] == "unchanged"
        assert part_of(again)["reasons"]["not modified"] == 24
        assert {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")} == files


def test_new_items_are_found_and_older_ones_rest(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(400, generation, per_day=2)) as site:
        crawl(site, tmp_path)
        new = [site.add().nid for _ in range(3)]
        site.asked.clear()
        again = crawl(site, tmp_path)
        assert part_of(again)["changes"] == {"added": 3}
        assert {*ids(again)} == site.ids()
        assert {f"{nid}-en" for nid in new} <= {*ids(again)}
        # Sixty days of two items each, and the new ones.
        assert 120 <= len(items_asked(site)) <= 126
        if generation == 2:
            assert site.count(lambda path: path.startswith("/press-releases")) < 30


def test_a_correction_inside_the_window_is_found_with_what_it_changed(
    tmp_path: Path, generation: int
) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        first = record(tmp_path, "300120")
        site.edit("300120", CORRECTED)
        again = crawl(site, tmp_path)
        assert part_of(again)["changes"] == {"changed": 1}
        assert changes(tmp_path) == [("300120-en", "changed", "site", ("body", "content_hash"))]
        now = record(tmp_path, "300120")
        assert "what had been meant" in str(now["body"])
        assert now["first_seen"] == first["first_seen"]
        assert str(now["last_changed"]) >= str(first["last_changed"])
        assert now["content_hash"] != first["content_hash"]


def test_a_site_without_validators_is_read_again_and_says_the_same(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation, validators=False)) as site:
        crawl(site, tmp_path)
        before = (tmp_path / "press_releases.jsonl").read_bytes()
        again = crawl(site, tmp_path)
        assert (part_of(again)["state"], part_of(again)["emitted"]) == ("unchanged", 24)
        assert (tmp_path / "press_releases.jsonl").read_bytes() == before


def test_a_correction_of_an_old_item_is_found_by_the_sitemap(tmp_path: Path) -> None:
    with hosted(BuiltSite(200, 3, per_day=1)) as site:
        crawl(site, tmp_path)
        site.edit("300105", CORRECTED)
        crawl(site, tmp_path)
        assert changes(tmp_path) == [("300105-en", "changed", "site", ("body", "content_hash"))]


def test_a_correction_of_an_old_item_that_only_lists_name_is_found_by_a_full_run(tmp_path: Path) -> None:
    with hosted(BuiltSite(200, 2, per_day=1)) as site:
        crawl(site, tmp_path)
        site.edit("300105", CORRECTED)
        crawl(site, tmp_path)
        assert changes(tmp_path) == []
        crawl(site, tmp_path, "--full")
        assert changes(tmp_path) == [("300105-en", "changed", "site", ("body", "content_hash"))]


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("status", [404, 410])
def test_what_the_site_says_is_gone_is_marked_and_stays(
    tmp_path: Path, generation: int, status: int, listed: bool
) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        site.remove("300120", status, listed=listed)
        again = crawl(site, tmp_path)
        assert part_of(again)["changes"] == {"gone": 1}
        assert changes(tmp_path) == [("300120-en", "gone", "site", ("gone_on",))]
        assert record(tmp_path, "300120")["gone_on"] == TODAY.isoformat()
        assert len(ids(again)) == 24
        assert part_of(crawl(site, tmp_path))["state"] == "unchanged"


def test_nothing_is_gone_while_the_run_is_incomplete(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        crawl(site, tmp_path)
        site.remove("300120")
        site.fail(site.releases["300110"].path, Fault.status(500), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 3, command.said
        assert changes(tmp_path) == []
        assert record(tmp_path, "300120")["gone_on"] is None
        site.forgive()
        crawl(site, tmp_path)
        assert changes(tmp_path) == [("300120-en", "gone", "site", ("gone_on",))]


def test_what_could_not_be_had_is_asked_for_by_the_next_run(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(200, generation, per_day=1)) as site:
        site.fail(site.releases["300105"].path, Fault.status(500), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 3, command.said
        site.forgive()
        assert {*ids(crawl(site, tmp_path))} == site.ids()


def test_a_date_in_the_far_future_stops_no_later_run(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation)) as site:
        site.add(dt.date(2099, 1, 1))
        crawl(site, tmp_path)
        new = site.add(TODAY).nid
        assert f"{new}-en" in ids(crawl(site, tmp_path))


def test_since_bounds_what_is_read_and_leaves_no_gap_behind(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(40, generation, per_day=1)) as site:
        since = (TODAY - dt.timedelta(days=10)).isoformat()
        command = crawl(site, tmp_path, "--since", since)
        assert {line["date"] >= since for line in lines_of(tmp_path / "press_releases.jsonl")} == {True}
        assert len(ids(command)) == 10
        assert {*ids(crawl(site, tmp_path))} == site.ids()


def test_a_limit_bounds_how_many_are_read(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(40, generation)) as site:
        assert len(ids(crawl(site, tmp_path, "--limit", "7"))) == 7
        assert {*ids(crawl(site, tmp_path))} == site.ids()


_OTHER_READER = """
from osce_crawler.records import release
whole = release.read_fields_of_work
def read(printed):
    found, warnings = whole(printed)
    return found, (*warnings, "no_body")
release.read_fields_of_work = read
"""


def test_kept_pages_are_read_again_by_another_reader_and_nothing_seems_to_have_changed(
    tmp_path: Path,
) -> None:
    with hosted(BuiltSite(12, 3)) as site:
        crawl(site, tmp_path, "--keep-pages")
        before = lines_of(tmp_path / "press_releases.jsonl")
        time.sleep(1)  # moments are whole seconds: the second reading must have a later one
        site.edit("300105", "Corrected later, and not kept.")
        crawl(site, tmp_path)
    replay = Command("", tmp_path, before=_OTHER_READER)
    replay.replay(tmp_path / "runs")
    assert replay.run() == 0, replay.said
    after = lines_of(tmp_path / "press_releases.jsonl")
    assert {line["id"] for line in after} == {line["id"] for line in before}
    causes = {(line["change"], line["cause"]) for line in lines_of(tmp_path / "changes.jsonl")[13:]}
    assert causes == {("changed", "reread")}
    assert all(line["warnings"] == ["no_body"] for line in after if line["nid"] != "300105")
    # The site has said something else since that page was kept.
    assert "Corrected later" in str(record(tmp_path, "300105")["body"])
    moments = {line["id"]: line["last_changed"] for line in before}
    assert all(line["last_changed"] == moments[line["id"]] for line in after if line["nid"] != "300105")
