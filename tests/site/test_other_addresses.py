"""Another address gives the number of a published record: the record's own address decides whose it is."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.interrupting import Command
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_changes import changes, record
from tests.site.test_faults import impatient, part_of

NID = "300103"
LONG_AGO = dt.date(2020, 5, 4)
OTHER = "They had something else to say of it, which nobody had asked them for and nobody could check at all."


class Two:
    """A site with the records, and a second one of the same crawl that has an item of its own."""

    def __init__(self, site: BuiltSite, other: BuiltSite, output: Path) -> None:
        self.site, self.other, self.output = site, other, output
        self.path = site.releases[NID].path
        self.url = site.root + self.path

    def crawl(self, *options: str, code: int = 0) -> Command:
        self.site.asked.clear()
        command = impatient(self.site, self.output, "--site", self.other.root, *options)
        assert command.run() == code, command.said
        return command

    def claim(self, path: str = "") -> str:
        """The second site gives the same number to a text of its own, and alone lists it; its address."""
        self.claimant = self.other.add()
        self.other.edit(self.claimant.nid, OTHER)
        self.other.move(self.claimant.nid, path or f"/secretariat/{NID}")
        self.site.unlist(NID)
        return self.other.root + self.claimant.path


@contextmanager
def two_sites(output: Path, newest: dt.date | None = None) -> Iterator[Two]:
    other = BuiltSite(2, 3, newest=newest, first_nid=300001)
    with hosted(BuiltSite(6, 3, newest=newest)) as site, hosted(other):
        both = Two(site, other, output)
        both.crawl()
        yield both


@pytest.mark.parametrize("path", ["", f"/ru/secretariat/{NID}"], ids=["same prefix", "other language prefix"])
@pytest.mark.parametrize("newest", [None, LONG_AGO], ids=["inside the window", "long ago"])
def test_the_records_own_page_keeps_its_record_while_it_answers(
    tmp_path: Path, path: str, newest: dt.date | None
) -> None:
    with two_sites(tmp_path, newest) as both:
        before = record(tmp_path, NID)
        address = both.claim(path)
        both.crawl()
        assert both.path in both.site.asked
        for _ in range(2):
            both.crawl()
            now = record(tmp_path, NID)
            assert (now["url"], now["body"]) == (both.url, before["body"])
            assert now["other_urls"] == [address]


def _away(both: Two) -> None:
    both.site.fail(both.path, Fault.status(404), None)


def _moved(both: Two) -> None:
    both.site.fail(both.path, Fault.redirect(f"{both.other.root}/secretariat/{NID}", 301), None)


@pytest.mark.parametrize("happens", [_away, _moved])
def test_where_the_own_page_is_gone_or_moved_the_other_takes_its_place(
    tmp_path: Path, happens: Callable[[Two], None]
) -> None:
    with two_sites(tmp_path) as both:
        address = both.claim()
        happens(both)
        both.crawl()
        now = record(tmp_path, NID)
        assert (now["url"], now["gone_on"]) == (address, None)
        assert OTHER in str(now["body"])
        assert part_of(both.crawl())["state"] == "unchanged"


def test_where_the_own_page_fails_the_record_stays_as_it_was(tmp_path: Path) -> None:
    with two_sites(tmp_path) as both:
        before = record(tmp_path, NID)
        both.claim()
        both.site.fail(both.path, Fault.status(500), None)
        both.crawl(code=3)
        assert record(tmp_path, NID) == before
        assert changes(tmp_path) == []


@pytest.mark.parametrize("status", [404, 410])
def test_only_a_records_own_address_says_that_it_is_gone(tmp_path: Path, status: int) -> None:
    with two_sites(tmp_path) as both:
        both.claim()
        both.other.remove(both.claimant.nid, status, listed=True)
        assert "gone" not in part_of(both.crawl())["changes"]
        assert both.path in both.site.asked
        both.site.fail(both.path, Fault.status(status), None)
        both.crawl()
        assert changes(tmp_path)[-1] == (f"{NID}-en", "gone", "site", ("gone_on",))


def test_a_site_that_moved_as_a_whole_keeps_its_records(tmp_path: Path) -> None:
    with hosted(BuiltSite(6, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
    with hosted(BuiltSite(6, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        urls = {str(line["url"]) for line in lines_of(tmp_path / "press_releases.jsonl")}
        assert urls == site.addresses()
