"""Items whose addresses lead to a page that is no item: named, asked anew, and an alarm where they are many."""

from pathlib import Path

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
