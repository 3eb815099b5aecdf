"""Items whose addresses lead to a page that is no item: named, asked anew, and an alarm where they are many."""

from pathlib import Path

import pytest

from tests.interrupting import Command
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_faults import ids, part_of


def test_one_item_that_redirects_to_the_home_page_is_named_and_its_record_stays(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        site.fail(site.releases["300105"].path, Fault.redirect(f"{site.root}/"), None)
        again = Command(site.root, tmp_path, "--full")
        assert again.run() == 0, again.said
        assert {*ids(again)} == site.ids()
        (address,) = part_of(again)["not_emitted"]["led away"]
        assert site.releases["300105"].path in address
        site.asked.clear()
        assert Command(site.root, tmp_path).run() == 0
        assert site.releases["300105"].path in site.asked


def test_where_most_items_redirect_to_the_home_page_nothing_is_published(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        before = lines_of(tmp_path / "press_releases.jsonl")
        for release in [*site.releases.values()][:20]:
            site.fail(release.path, Fault.redirect(f"{site.root}/"), None)
        again = Command(site.root, tmp_path, "--full")
        assert again.run() == 4, again.said
        assert lines_of(tmp_path / "press_releases.jsonl") == before


def test_a_new_item_that_redirects_to_the_home_page_is_named(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        site.fail(site.releases["300105"].path, Fault.redirect(f"{site.root}/"), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        assert len(part_of(command)["not_emitted"]["led away"]) == 1


def test_a_known_release_that_redirects_to_another_item_is_led_away(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        before = lines_of(tmp_path / "press_releases.jsonl")
        path, target = site.releases["300105"].path, site.releases["300110"].path
        site.fail(path, Fault.redirect(site.root + target), None)
        again = Command(site.root, tmp_path)
        assert again.run() == 0, again.said
        (address,) = part_of(again)["not_emitted"]["led away"]
        assert address == f"{site.root}{path} (redirects to {site.root}{target})"
        assert again.said.splitlines()[0] == (
            "Unchanged: 24 records of press_releases; 1 addresses of items led away"
        )
        assert lines_of(tmp_path / "press_releases.jsonl") == before
        site.forgive()
        mended = Command(site.root, tmp_path)
        assert mended.run() == 0, mended.said
        assert part_of(mended)["state"] == "unchanged"


@pytest.mark.parametrize("where", ["another item", "another site"])
def test_where_most_known_releases_lead_elsewhere_nothing_is_published(tmp_path: Path, where: str) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        before = lines_of(tmp_path / "press_releases.jsonl")
        first, *others = site.releases.values()
        target = (
            site.root + first.path if where == "another item" else "https://elsewhere.example/news/300999"
        )
        for release in others:
            site.fail(release.path, Fault.redirect(target), None)
        again = Command(site.root, tmp_path)
        assert again.run() == 4, again.said
        assert again.said.startswith("23 of 24 known releases no longer read as releases")
        assert lines_of(tmp_path / "press_releases.jsonl") == before


def test_a_new_item_that_leads_to_another_is_named_and_leaves_nothing_incomplete(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        target = site.root + site.releases["300110"].path
        site.fail(site.releases["300105"].path, Fault.redirect(target), None)
        command = Command(site.root, tmp_path)
        assert command.run() == 0, command.said
        assert len(part_of(command)["not_emitted"]["led away"]) == 1
        assert {*ids(command)} == site.ids() - {"300105-en"}


def test_a_run_that_robots_txt_kept_from_most_releases_says_so_first(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        _, *others = site.releases.values()
        rules = "User-agent: *\n" + "".join(f"Disallow: {one.path}\n" for one in others)
        rules += f"Sitemap: {site.root}/sitemap.xml\n"
        refusing = Fault._instead("rules", lambda reply: type(reply)(rules.encode()))
        site.fail("/robots.txt", refusing, None)
        again = Command(site.root, tmp_path)
        assert again.run() == 0, again.said
        assert again.said.splitlines()[:2] == [
            "Unchanged: 24 records of press_releases; 23 addresses were refused by robots.txt, 1 read",
            "Read the site's robots.txt. The crawl obeys it, and only the site's owner can change it.",
        ]


def test_a_known_release_that_redirects_to_an_address_without_a_number_is_led_away(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        before = lines_of(tmp_path / "press_releases.jsonl")
        path = site.move("300105", "/s/a-slug")
        site.fail(path, Fault.redirect(f"{site.root}/s/a-slug"), None)
        again = Command(site.root, tmp_path, "--full")
        again.run()
        (address,) = part_of(again)["not_emitted"]["led away"]
        assert address == f"{site.root}{path} (redirects to {site.root}/s/a-slug)"
        assert again.said.startswith("Unchanged: 24 records of press_releases; 1 addresses of items led away")
        assert lines_of(tmp_path / "press_releases.jsonl") == before
