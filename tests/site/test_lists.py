"""Lists of every length, read while they move: what is listed is had, or the run says that it does not add up."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_faults import ids, part_of


@pytest.mark.parametrize(
    ("items", "pages"),
    [(0, 0), (7, 1), (13, 2), (20, 2), pytest.param(5000, 500, marks=pytest.mark.long)],
)
@pytest.mark.parametrize("with_total", [False, True])
def test_a_list_of_any_length_is_read_to_its_end(
    tmp_path: Path, items: int, pages: int, with_total: bool
) -> None:
    with hosted(BuiltSite(items, 2, with_total=with_total)) as site:
        command = Command(site.root, tmp_path)
        # Nothing at all is never a success, even where the site has nothing.
        assert command.run() == (0 if items else 4), command.said
        assert {*ids(command)} == site.ids() if items else not (tmp_path / "press_releases.jsonl").exists()
        part = part_of(command)
        if items:
            (walk,) = part["walks"]
            assert (walk["items"], walk["total"], walk["adds_up"]) == (items, items, True)
            assert len({path for path in site.asked if path.startswith("/press-releases")}) == pages


def test_a_host_into_which_no_way_leads_leaves_the_run_incomplete_and_costs_no_other(tmp_path: Path) -> None:
    with hosted(BuiltSite(7, 2)) as site, hosted(BuiltSite(0, 2)) as other:
        command = Command(site.root, tmp_path, "--site", other.root)
        assert command.run() == 3, command.said
        assert {*ids(command)} == site.ids()
        (fault,) = part_of(command)["not_emitted"]["failed"]
        assert fault == f"{other.root}/ (no list, sitemap or teaser leads into the site)"


@pytest.mark.parametrize("after", [1, 2, 3, 5])
@pytest.mark.parametrize("change", [{"add": 3}, {"add": 12}, {"remove": 1}, {"remove": 3}], ids=str)
def test_items_that_slip_over_a_border_while_the_list_is_read_are_had(
    tmp_path: Path, after: int, change: dict[str, int]
) -> None:
    with hosted(BuiltSite(47, 2)) as site:
        there_all_along = site.ids()
        site.slip(after, **change)
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        assert (there_all_along & site.ids()) <= {*ids(command)}


def test_a_list_that_hides_an_item_for_good_does_not_add_up(tmp_path: Path) -> None:
    """Its rows repeat one item on every border, so that as many are never shown."""
    with hosted(BuiltSite(30, 2, with_total=True)) as site:
        hidden = [*site.releases.values()][12]
        site.fail(lambda path: path == "/press-releases?page=1", Fault.empty_list(), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 3, command.said
        part = part_of(command)
        assert f"{hidden.nid}-en" not in ids(command)
        assert {"empty", "does not add up"} <= {*part["reasons"]}
        assert len(ids(command)) == 20


@pytest.mark.parametrize("page", ["/press-releases", "/press-releases?page=1", "/press-releases?page=2"])
def test_an_empty_page_of_a_list_is_asked_again_and_never_the_end(tmp_path: Path, page: str) -> None:
    with hosted(BuiltSite(30, 2)) as site:
        site.fail(page, Fault.empty_list(), 3)
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        assert {*ids(command)} == site.ids()
        assert site.count(page) >= 4


def test_a_list_that_stays_empty_although_teasers_promise_items_is_no_success(tmp_path: Path) -> None:
    with hosted(BuiltSite(30, 2)) as site:
        site.fail(lambda path: path.startswith("/press-releases"), Fault.empty_list(), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 3, command.said
        assert part_of(command)["reasons"]["empty"] == 1


def test_lists_are_asked_for_without_conditions(tmp_path: Path) -> None:
    with hosted(BuiltSite(30, 2)) as site:
        command = Command(site.root, tmp_path)
        assert [command.run(), command.run()] == [0, 0]
        lists = [path for path in site.asked_headers if path.startswith("/press-releases")]
        assert len(lists) == 3
        assert not any("If-None-Match" in site.asked_headers[path] for path in lists)


@pytest.mark.parametrize("generation", [2, 3])
def test_traps_lead_nowhere(tmp_path: Path, generation: int) -> None:
    with hosted(BuiltSite(24, generation, traps=True, translations=4)) as site:
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        assert {*ids(command)} == site.ids()
        assert site.count(lambda path: "session" in path or "sid=" in path) == 0
        assert site.count(lambda path: path.startswith("/calendar")) <= 1
        part = part_of(command)
        assert part["reasons"]["off-site"] >= 1


def test_lists_and_sitemaps_are_reconciled(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 2, sitemap=True)) as site:
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        part = part_of(command)
        assert {*ids(command)} == site.ids()
        assert (part["ways"]["list"], part["ways"]["sitemap"]) == (24, 24)
        assert max(site.count(item.path) for item in site.releases.values()) == 1


def test_a_page_budget_ends_a_list_and_says_so(tmp_path: Path) -> None:
    with hosted(BuiltSite(60, 2)) as site:
        before = "from osce_crawler import settings\nsettings.LIST_BUDGET = 3\n"
        command = Command(site.root, tmp_path, before=before)
        assert command.run() == 3, command.said
        assert "over the page budget" in part_of(command)["reasons"]
        assert len(ids(command)) == 30


def test_crawl_delay_is_kept_and_other_hosts_do_not_wait_for_it(tmp_path: Path) -> None:
    with hosted(BuiltSite(3, 3, crawl_delay=0.4)) as slow, hosted(BuiltSite(12, 3, first_nid=400101)) as fast:
        command = Command(slow.root, tmp_path, "--site", fast.root)
        assert command.run() == 0, command.said
        log = (command.run_folders()[0] / "press_releases.account.jsonl").read_text().splitlines()
        hosts = [slow.root in line for line in log if '"emitted"' in line]
        # Two requests come before the slow host's first item: by then the other is through.
        assert hosts == [False] * 12 + [True] * 3


def test_a_list_prints_what_only_it_says(tmp_path: Path) -> None:
    with hosted(BuiltSite(5, 2, newest=dt.date(2026, 11, 1))) as site:
        command = Command(site.root, tmp_path)
        assert command.run() == 0
        records: list[dict[str, Any]] = [
            json.loads(line) for line in (tmp_path / "press_releases.jsonl").read_bytes().splitlines()
        ]
        assert all(record["date"] and record["sources"] for record in records)
